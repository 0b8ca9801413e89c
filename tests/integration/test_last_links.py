"""What goes with its last link is counted in the plan, table by table, before anybody approves, and held to the belt as records
are. A parent of a child that stays is not among it, whichever batch their brother or sister is in.
"""
import json
import subprocess

from small import BASE, edge, entity, owned, small  # noqa: F401 (small is a fixture)

CARERS = """
create table carer(id int primary key, words text);
create table phone(id int primary key, carer_id int not null references carer, words text);
create index on phone(carer_id);
create table child_carer(child_id int references child, carer_id int references carer, primary key (child_id, carer_id));
create index on child_carer(carer_id);
create table house(id int primary key, words text);
create table lives(carer_id int references carer, house_id int references house, primary key (carer_id, house_id));
create index on lives(house_id);
insert into carer select n, 'carerMK' || n || 'x' from generate_series(1, 4) n;
insert into phone select n, n, 'phoneMK' || n || 'x' from generate_series(1, 4) n;
insert into child_carer values (1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 4);
insert into house values (1, 'houseMK1x'), (2, 'houseMK3x');
insert into lives values (1, 1), (3, 2), (4, 2);
"""
ENTITIES = (entity("carer", "shared", "words"), owned("phone", "carer", "carer_id", "words"),
            entity("child_carer", "link", "", f'owner = {edge("child", "child_id")}; to = {edge("carer", "carer_id")};',
                   key="child_id carer_id"),
            entity("house", "shared", "words"),
            entity("lives", "link", "", f'owner = {edge("carer", "carer_id")}; to = {edge("house", "house_id")};',
                   key="carer_id house_id"))


def batches_of_one(office):
    office.settings.write_text(office.settings.read_text() + "batch_size = 1;\n")


def test_what_goes_with_its_last_link_is_in_the_plan(small):
    office = small(CARERS, *ENTITIES)
    batches_of_one(office)
    run = office.planned()
    shown = office.json("retention", "show", str(run))
    assert shown["counts"] == {"child": 2, "note": 2, "child_carer": 3, "carer": 1, "phone": 1, "house": 1, "lives": 1}
    assert shown["rows"] == 11
    before = {t: office.register.value(f"select count(*) from {t}") for t in shown["counts"]}
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert {t: before[t] - office.register.value(f"select count(*) from {t}") for t in before} == shown["counts"]
    assert office.json("retention", "verify", run)["clean"]


def test_it_is_held_to_the_belt(small):
    """One record of a hundred goes, and with it half of what they share."""
    many = BASE.replace("generate_series(1, 4)", "generate_series(1, 100)").replace("n <= 2", "n <= 1")
    office = small(CARERS.replace("(2, 1)", "(1, 2)").replace("(2, 2), (3, 2)", "(4, 3)"), *ENTITIES, base=many)
    run = office.json("retention", "plan", "small", "--rule", "gone")
    assert (run["subjects"], run["needs"]) == (1, "two") and "carer" in run["belt"] and "share" in run["belt"]


def test_what_is_shared_stands_on_the_certificate(small):
    """Table by table: what went with its last link and what hung on it; and what stays, for somebody else has it too."""
    meet = entity("meet", "owned", "words", f"owners = ( {edge('child', 'one')}, {edge('child', 'other')} );")
    office = small(CARERS + "create table meet(id int primary key, one int references child, other int references child, words text);"
                   "create index on meet(one); create index on meet(other);"
                   "insert into meet values (1, 1, 2, 'a'), (2, 2, 3, 'b'), (3, 3, 1, 'c'), (4, 3, 4, 'd');", *ENTITIES, meet)
    run = office.gone()
    certificate = json.loads((office.out / f"certificate-run-{run}.json").read_text())
    assert certificate["last_links"] == {"public.carer": 1, "public.phone": 1, "public.house": 1, "public.lives": 1, "public.meet": 1}
    assert certificate["still_shared"] == {"public.carer": 1, "public.meet": 2}
    done = subprocess.run(["pdftotext", office.out / f"certificate-run-{run}.pdf", "-"], capture_output=True, timeout=30,
                          check=True, text=True)
    said = " ".join(done.stdout.split())
    assert "public.house 1" in said and "somebody else holds them" in said
