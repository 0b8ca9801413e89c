"""The certificate of a run: one page that names nobody, and a signed file that anybody can check with the public key
alone, for as long as the key is known.
"""
import copy
import hashlib
import json
import subprocess

import pytest

from conftest import AS_OF, ROOT, Office, by, run_muniment

DESTROY = "s12-destroy-archived"


@pytest.fixture(scope="module")
def certified(cluster, template, register_template, tmp_path_factory, keys):
    """An office with one certified run of 12 children, two of whom are held, and the public key."""
    office = Office(cluster.create(template), cluster.create(register_template), tmp_path_factory.mktemp("office"), keys,
                    more="batch_size = 5;\n")
    office.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    children = [str(key) for key, in office.register.rows(
        "update register.child set archived_on = '2018-01-01' where child_id in (select child_id from register.child"
        " order by child_id limit 14) returning child_id")]
    for child in children[:2]:
        office("hold", "add", "--register", "s12", "--subject", child, "--reason", "a claim", "--as", "dpo")
    office.run = office.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    office("retention", "approve", office.run, "--as", "a.reviewer")
    office("retention", "run", office.run)
    office("retention", "verify", office.run)
    office.certificate = office.json("retention", "certificate", office.run)
    office.file = office.out / f"certificate-run-{office.run}.json"
    office.key = run_muniment("ledger", "key", "--json", env=keys).json["key"]
    yield office
    office.database.drop()
    office.register.drop()


def check(office, file, key=None, status=0):
    """As somebody outside would: no settings, no database, no secret key."""
    return run_muniment("ledger", "verify", "--proof", file, "--key", key or office.key, "--json", status=status)


def test_it_is_whole_when_it_is_issued(certified):
    body = certified.certificate
    assert json.loads(certified.file.read_text()) == body
    assert (body["action"], body["disposed"], body["approved_by"]) == ("destroy", 12, [by("a.reviewer")])
    assert body["rule"]["cite"] == "SI 2007/2182 reg 7(1)"
    assert [held["records"] for held in body["holds_met"]] == [1, 1]
    kinds = [json.loads(entry["leaf"])["kind"] for entry in body["ledger"]["entries"]]
    assert kinds == ["run-planned", "run-counted", "run-approved", "run-started", *["batch-disposed"] * 3, "run-disposed", "run-verified"]


def test_anybody_can_check_it_with_the_public_key_alone(certified):
    answer = check(certified, certified.file).json
    assert answer["ok"] and (answer["disposed"], answer["entries"]) == (12, 9)
    said = run_muniment("ledger", "verify", "--proof", certified.file, "--key", certified.key).out
    assert "certificate of run" in said and "12 records" in said and "9 ledger entries" in said


def test_other_tools_come_to_the_same_digest(certified):
    """The signed text names the SHA-256 of the rest with its members in order and no blanks: jq -cS makes that form."""
    rest = {name: value for name, value in certified.certificate.items() if name != "note"}
    form = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(form.encode()).hexdigest()
    assert certified.certificate["note"].splitlines()[1:3] == ["certificate", f"sha256 {digest}"]


def paths(value, path=()):
    """Every place in the document that holds a value of its own."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from paths(item, (*path, name))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from paths(item, (*path, number))
    else:
        yield path


def changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value:
        at = len(value) // 2
        return value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1:]
    return "something"


def at(document, path):
    for step in path:
        document = document[step]
    return document


def refused(office, document, tmp_path):
    file = tmp_path / "changed.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    answer = check(office, file, status=1)
    assert answer.json["ok"] is False and answer.json["problem"] in answer.err
    return answer.json["problem"]


def test_a_change_to_any_value_is_found(certified, tmp_path):
    every = list(paths(certified.certificate))
    assert len(every) > 60
    # Of the hashes of a path, the first stands for the others.
    every = [path for path in every if path[-2:-1] != ("path",) or path[-1] == 0]
    for path in every:
        document = copy.deepcopy(certified.certificate)
        at(document, path[:-1])[path[-1]] = changed(at(document, path))
        refused(certified, document, tmp_path)


def test_a_member_taken_out_is_found(certified, tmp_path):
    for name in certified.certificate:
        refused(certified, {key: value for key, value in certified.certificate.items() if key != name}, tmp_path)


def drop_last_proof(document):
    document["ledger"]["entries"].pop()


def double_a_proof(document):
    document["ledger"]["entries"].insert(1, document["ledger"]["entries"][0])


def swap_proofs(document):
    document["ledger"]["entries"].reverse()


def add_a_member(document):
    document["remark"] = "nothing"


def add_a_signature_of_another_kind(document):
    """The checkpoint is signed by the same key: it must not pass for the certificate's signature."""
    document["note"] = document["ledger"]["checkpoint"]


@pytest.mark.parametrize("change, why", [
    (drop_last_proof, "changed"), (double_a_proof, "changed"), (swap_proofs, "changed"), (add_a_member, "changed"),
    (add_a_signature_of_another_kind, "not the one that was signed")])
def test_a_change_to_its_shape_is_found(certified, tmp_path, change, why):
    document = copy.deepcopy(certified.certificate)
    change(document)
    assert why in refused(certified, document, tmp_path)


def test_what_is_no_certificate_is_refused_in_words(certified, tmp_path):
    assert "not a proof" in refused(certified, "{}", tmp_path)
    assert "not a proof" in refused(certified, certified.file.read_text()[:-20], tmp_path)
    assert "no signature" in refused(certified, {"format": "muniment-certificate-1"}, tmp_path)
    # A member named twice: two readers might read two things.
    twice = certified.file.read_text().replace('"disposed": 12', '"disposed": 12, "disposed": 11', 1)
    assert "not a proof" in refused(certified, twice, tmp_path)


def test_another_office_cannot_have_signed_it(certified, tmp_path):
    run_muniment("key", "new", tmp_path / "keys")
    other = run_muniment("ledger", "key", "--json", env={"CREDENTIALS_DIRECTORY": str(tmp_path / "keys")}).json["key"]
    assert "no signature by this key" in check(certified, certified.file, key=other, status=1).err


def test_it_is_two_pages(certified, tmp_path):
    pdf = certified.out / f"certificate-run-{certified.run}.pdf"
    info = subprocess.run(["pdfinfo", pdf], stdout=subprocess.PIPE, timeout=30, check=True, text=True).stdout
    assert "Pages:           2\n" in info and "Tagged:          yes" in info
    said = " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], stdout=subprocess.PIPE, timeout=30, check=True,
                                   text=True).stdout.split())
    assert "reg 7(1)" in said and "a.reviewer" in said
    assert certified.certificate["note"].splitlines()[2].split()[1] in said.replace(" ", "")
    # The ledger holds the digest of both, once they are made.
    certified("ledger", "checkpoint", "--now")
    leaf = json.loads(certified.database.value("select leaf from muniment.ledger_entry where leaf like '%%run-certified%%'"))
    assert leaf["detail"] == {"sha256": hashlib.sha256(certified.file.read_bytes()).hexdigest(),
                              "pdf": hashlib.sha256(pdf.read_bytes()).hexdigest()}


# --- what it says was done ---

PACK = """pack = {{ name = "kinds"; rules = ( {{ id = "a-rule"; cite = "Policy, line 1"; text = "As it says."; map = "s12-register";
        direction = "maximum"; approval = "none"; {} }} ); }};
"""
SIX_YEARS = 'trigger = "archived"; after = { years = 6; };'
KINDS = {
    "records": (SIX_YEARS + 'disposal = "destroy";', "Certificate of destruction", "The records below were destroyed"),
    "rows": (SIX_YEARS + 'entity = "address"; disposal = "destroy";', "Certificate of destruction",
             "The rows of address below were destroyed"),
    "columns": (SIX_YEARS + 'entity = "address"; attributes = [ "line_2", "county" ]; disposal = "destroy";',
                "Certificate of destruction", "what stood under line_2, county was emptied"),
    "figures": (SIX_YEARS + 'disposal = "anonymise"; attributes = [ "child.gender" ]; at_least = 2;', "Certificate of anonymising",
                "what planners may keep was written down apart"),
    "archive": ('trigger = "birth"; after = { years = 18; }; disposal = "archive";', "Certificate of archiving",
                "The records below were archived"),
    "back": ('trigger = "returned"; after = { days = 0; }; disposal = "unarchive"; when = ( { column = "archive_ground";'
             ' is = [ "left-england" ]; } );', "Certificate of return from the archive", "were brought back from the archive"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_was_done(database, register, tmp_path, keys, daemon, kind):
    rule, title, says = KINDS[kind]
    (tmp_path / "pack.conf").write_text(PACK.format(rule))
    office = Office(database, register, tmp_path, keys, more="belt_share = 100;\nbelt_subjects = 100000;\n")
    office.settings.write_text(office.settings.read_text().replace(f"{ROOT}/policies/law/england-childrens-database.conf",
                                                                   str(tmp_path / "pack.conf")))
    register.rows("alter table register.child disable trigger user")
    if kind == "back":
        key = register.value("update register.child set archived_on = '2025-01-01', archive_ground = 'left-england' where child_id ="
                             " (select min(child_id) from register.departure) returning child_id")
        register.rows("update register.departure set aware_on = '2025-01-01', returned_on = '2025-03-01' where child_id = %s", key)
    elif kind != "archive":
        register.rows("update register.child set archived_on = '2018-01-01', gender = 'female' where child_id <= (select min(child_id) + 9"
                      " from register.child)")
    register.rows("update register.address set archived_on = '2018-01-01', line_2 = 'x' where (child_id, address_id) = (select child_id,"
                  " address_id from register.address where line_1 is not null order by 1, 2 limit 1)")
    register.rows("alter table register.child enable trigger user")
    running = daemon(office.settings, "--once", "--as-of", AS_OF)
    assert running.wait(60) == 0, running.log
    pdf = office.out / "certificate-run-1.pdf"
    said = " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], stdout=subprocess.PIPE, timeout=30, check=True,
                                   text=True).stdout.split())
    assert title in said and says in said
    assert ("Tombstones" in said) == (kind in ("records", "figures"))
    assert ("Traces in the" in said) == (kind not in ("archive", "back"))
    assert "nobody: the policy asks for no approval" in said


def test_one_that_would_not_hold_is_not_issued(database, register, tmp_path, keys):
    """An entry about the run that never was, put there by whoever has the engine's login: no stranger could check what would be
    issued on top of it, so nothing is, and the run stays where a person finds it."""
    office = Office(database, register, tmp_path, keys)
    office.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    office.register.rows("update register.child set archived_on = '2018-01-01' where child_id in (select child_id from register.child order by child_id limit 3)")
    run = office.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    office("retention", "approve", run, "--as", "a.reviewer")
    office("retention", "run", run)
    office("retention", "verify", run)
    office.database.rows("insert into muniment.ledger_pending (acted_on, kind, actor, about, detail) values "
                         "(current_date, 'batch-disposed', 'engine', %s, '{\"disposed\": 7, \"held\": 0, \"changed\": 0, \"shared\": 0}')", f"run {run}")
    refused = office("retention", "certificate", run, status=1)
    assert "contradict what its certificate would say" in refused.err
    assert office.json("retention", "show", run)["state"] == "verified"
    assert office.database.value("select count(*) from muniment.certificate") == 0 and not list(office.out.glob("certificate*"))


def test_entries_know_their_run(certified):
    """The column is made of the leaf: nothing else is about the run, and the index finds them without reading the leaves."""
    rows = certified.database.rows("select index, run, leaf from muniment.ledger_entry order by index")
    told = [json.loads(leaf).get("about") or "" for _, _, leaf in rows]
    said = [int(about.split()[1]) if about.startswith("run ") else None for about in told]
    assert [run for _, run, _ in rows] == said and said.count(int(certified.run)) > 3
    assert [entry["index"] for entry in certified.certificate["ledger"]["entries"]] <= [
        index for index, run, _ in rows if run == int(certified.run)]
    with certified.database.connect() as session:
        session.execute("set enable_seqscan = off")
        plan = "\n".join(row[0] for row in session.execute(
            "explain select index, leaf from muniment.ledger_entry where run = 1 and index < 99 order by index"))
    assert "ledger_entry_run" in plan
