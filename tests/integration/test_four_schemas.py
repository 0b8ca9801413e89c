"""Four registers that no foreign key describes (schemas/*.sql, each with its map), lived through from the draft of a map to a
restored backup: a school with addresses that many rows name, child protection with documents, histories and photographs, a tracker of
entities, attributes and values over 200 tables, and casework in the manner of Rails. Their children look alike, and marks stand in
every place. What a plain dump still holds of whom is destroyed, the certificate has named.
"""
import json
import pathlib
import re
import subprocess

import psycopg
import pytest

from conftest import ROOT, Cluster, Office, run_muniment

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
AGENT = (ROOT / "sql" / "register" / "agent.sql").read_text()
PACK = """pack = {{ name = "four"; rules = ( {{ id = "gone"; cite = "Schedule line 1"; text = "It goes."; map = "{map}"; trigger = "{trigger}";
  after = {{ years = 6; }}; disposal = "destroy"; direction = "maximum"; approval = "none"; }} ); }};
"""
WHO = {"protection": lambda n: f"3f2504e0-4f89-11d3-9a0c-0305e82c33{10 + n}"}
NAMESPACE = {"school": "school", "protection": "cp", "tracker": "tracker", "rails": "app"}
SUBJECT = {"school": "school.pupil", "protection": "cp.child", "tracker": "tracker.patient", "rails": "app.people"}
PART = {"school": "result", "protection": "photograph", "tracker": "obs", "rails": "comment"}  # what the hold on child 2 is about


def forms():
    return ",\n".join(f'{{ name = "form_{i}"; table = "tracker.form_{i}"; ownership = "owned"; key = [ "id" ];'
                      ' owner = { entity = "patient"; columns = [ "patient_id" ]; }; attributes = ('
                      ' { columns = [ "words" ]; item = "kept"; category = "kept"; disclose = "review"; } ); }' for i in range(1, 196))


class Life(Office):
    """One register, its map and its one rule."""

    def __init__(self, kind, governance, register, folder, keys):
        (folder / "state").mkdir()
        super().__init__(governance, register, folder, keys, more=f'state_dir = "{folder}/state";\nbelt_share = 100;\n')
        self.kind, self.folder, self.space = kind, folder, NAMESPACE[kind]
        register.rows(AGENT)
        register.rows((SCHEMAS / f"{kind}.sql").read_text())
        register.rows(f"grant usage on schema {self.space} to muniment_engine;"
                      f"grant select, update, delete on all tables in schema {self.space} to muniment_engine; analyze")
        (folder / "map.conf").write_text((SCHEMAS / f"{kind}.conf").read_text().replace("@FORMS@", forms()))
        (folder / "law.conf").write_text(PACK.format(map=kind, trigger="case-end" if kind == "rails" else "archived"))
        lines = [x for x in self.settings.read_text().splitlines() if not x.startswith(("maps", "packs"))]
        self.settings.write_text("\n".join(lines).replace('map = "s12-register"', f'map = "{kind}"') +
                                 f'\nmaps = [ "{folder}/map.conf" ];\npacks = [ "{folder}/law.conf" ];\n')

    def who(self, n):
        return WHO.get(self.kind, str)(n)

    def there(self):
        """Which children the register has."""
        key = self.register.rows(f"select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
                                 f" where i.indisprimary and i.indrelid = '{SUBJECT[self.kind]}'::regclass")[0][0]
        found = {str(k) for k, in self.register.rows(f"select {key} from {SUBJECT[self.kind]}")}
        return [n for n in range(1, 7) if self.who(n) in found]

    def approve(self, run):
        for person in {"none": (), "one": ("a.one",), "two": ("a.one", "b.two")}[run["needs"]]:
            self("retention", "approve", run["run"], "--as", person)
        return run["run"]

    def planned(self):
        return self.approve(self.json("retention", "plan", "s12", "--rule", "gone"))

    def dumped(self):
        """Lines of a plain dump by table ("large objects" for these), without the engine's own."""
        done = subprocess.run(["pg_dump", "--data-only", "--exclude-schema=muniment_agent", "--dbname", self.register.conninfo],
                              capture_output=True, timeout=60, check=True, text=True)
        found, table = {}, "large objects"
        for line in done.stdout.splitlines():
            start = re.match(r"COPY (\S+) ", line)
            table = start[1] if start else "large objects" if line == "\\." else table
            if not start and line != "\\.":
                found.setdefault(table, []).append(line)
        return found

    def backup(self):
        with open(self.folder / "dump", "wb") as out:
            subprocess.run(["pg_dump", "-Fc", "--dbname", self.register.conninfo], stdout=out, check=True, timeout=60)

    def restore(self):
        with psycopg.connect(self.register.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database {self.register.name} with (force)")
            connection.execute(f"create database {self.register.name} template template0")
        with open(self.folder / "dump", "rb") as dump:
            subprocess.run(["pg_restore", "--exit-on-error", "--dbname", self.register.conninfo], stdin=dump, check=True, timeout=60)

    def replay(self):
        """Planned, approved, carried out; what it asks is answered: who looks alike stays."""
        for _ in range(4):
            done = self("retention", "replay", "s12", "--json", status=None).json
            if done["open"]:
                return done
            if done["needs"]:
                for person in ("a.one", "b.two")[:2 if done["needs"] == "two" else 1]:
                    self("retention", "confirm", "s12", "--as", person, status=None)
            asked = [row["finding"] for row in self.json("retention", "findings", "s12")["findings"]]
            if asked:
                self("retention", "answer", "s12", *asked, "--stays", "--as", "a.one", "--reason", "looked at")
        return done


@pytest.fixture(scope="module")
def schemas_cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("four"))
    yield made
    made.stop()


@pytest.fixture(params=["school", "protection", "tracker", "rails"])
def life(request, schemas_cluster, tmp_path, keys):
    governance, register = schemas_cluster.create(), schemas_cluster.create()
    run_muniment("migrate", "--database", governance.conninfo)
    yield Life(request.param, governance, register, tmp_path, keys)
    governance.drop()
    register.drop()


def marked(dump, n):
    """Tables with lines that hold a mark of the child, as it stands or as the hexadecimal digits of bytes."""
    words = (f"MK{n}x", f"94347659{10 + n}")
    wanted = re.compile("|".join(form for word in words for form in (word, word.encode().hex())))
    found = {table: [line for line in lines if wanted.search(line)] for table, lines in dump.items()}
    return {table: lines for table, lines in found.items() if lines}


OTHERS = {n: [f"MK{k}x" for k in range(1, 7) if k != n] for n in range(1, 7)}


def draft_and_map(life):
    draft = life.json("map", "draft", "s12", "--schema", life.space, "--subject", SUBJECT[life.kind])
    tables = {t for t, in life.register.rows("select schemaname || '.' || tablename from pg_tables where schemaname = %s", life.space)}
    assert all(f'table = "{t}"' in draft["map"] or t in str(draft["left_out"]) for t in tables)
    told = life("map", "check", "s12", "--json", status=None)
    assert told.out, told.err
    checked = told.json
    assert [p["problem"] for p in checked["problems"] if p["severity"] == "error"] == []
    assert (checked["coverage"], checked["unmapped"], checked["unanswered"]) == (100, [], [])
    return checked


def shown(life):
    """1 and 3 look alike, and are told apart; a member of staff of the same number is nobody."""
    for n in (1, 3):
        held = json.dumps(life.json("subject", "show", "s12", life.who(n))["entities"])
        assert f"MK{n}x" in held and not [m for m in OTHERS[n] if m in held and not f"MK{n}x and {m}" in held and not f"MK{n}x has {m}" in held
                                          and not f"{m} and MK{n}x" in held and not f"MK{n}x {m}" in held], n
        assert "on staff" not in held and "file of STAFF" not in held


def destroy(life, gone):
    run = life.planned()
    if life.kind == "rails" and gone == [1]:  # its trigger marks instead of deleting
        life("retention", "run", run, status=1)
        assert "kept rows of app.cases" in life.json("retention", "show", run)["reason"]
        life.register.rows("alter table app.cases disable trigger mark")
    done = life.json("retention", "run", run)
    assert (done["state"], done["disposed"]) == ("disposed", len(gone)), done
    return run


def certified(life, run, first=False):
    """What verification finds is looked at by a person; then the certificate."""
    finds = first and life.kind in LEFT
    told = life("retention", "verify", run, "--json", status=1 if finds else 0).json
    if finds:
        life("retention", "certificate", run, status=1)
        assert [f["where"] for f in told["findings"]] == [LEFT[life.kind][0]]
        life.register.rows(LEFT[life.kind][1])
        told = life.json("retention", "verify", run)
    assert told["clean"], told
    life("retention", "certificate", run)
    return json.loads((life.out / f"certificate-run-{run}.json").read_text())


# What nobody had thought of, and verification finds: a table, and what mends it.
LEFT = {"school": ("school.import_log", "delete from school.import_log where id = 1"),
        "protection": ("cp.outbox", "delete from cp.outbox where id = 1")}


def agrees(life, certificate, n):
    """What a dump still holds of one who went is named on the certificate; nobody else's marks are fewer."""
    said = json.dumps([certificate["verified"], certificate["still_shared"]])
    for place in marked(life.dumped(), n):
        assert place in said or (place == "large objects" and "large-object" in said), (place, said)


def test_it_lives(life):
    draft_and_map(life)
    shown(life)
    dump = life.dumped()
    before = {n: {table: len(lines) for table, lines in marked(dump, n).items()} for n in range(3, 7)}
    assert all(before.values())
    hold = life.json("hold", "add", "--register", "s12", "--subject", life.who(2), "--entity", PART[life.kind], "--reason", "a claim",
                     "--as", "dpo")["hold"]
    life.backup()
    run = destroy(life, [1])
    assert life.there() == [2, 3, 4, 5, 6]
    agrees(life, certified(life, run, first=True), 1)
    life("hold", "release", hold, "--reason", "settled", "--as", "dpo")
    agrees(life, certified(life, destroy(life, [2])), 2)
    assert life.there() == [3, 4, 5, 6]
    lost(life, before)
    life.restore()
    assert life.there() == [1, 2, 3, 4, 5, 6]
    if life.kind == "rails":
        life.register.rows("alter table app.cases disable trigger mark")
    if life.kind in LEFT:
        life.register.rows(LEFT[life.kind][1])
    done = life.replay()
    assert done["open"] and life.there() == [3, 4, 5, 6], done
    lost(life, before)


# Rows of two, which go with the first of them.
WITH_THE_FIRST = {"school": {4: {"school.sibling": 1}}, "protection": {4: {"cp.relation": 1}}, "tracker": {}, "rails": {}}


def lost(life, before):
    """Nobody else's marks are fewer than before."""
    dump = life.dumped()
    for n, marks in before.items():
        less = WITH_THE_FIRST[life.kind].get(n, {})
        wanted = {t: rows - less.get(t, 0) for t, rows in marks.items() if rows > less.get(t, 0)}
        assert {table: len(lines) for table, lines in marked(dump, n).items()} == wanted, n
    if life.kind == "school":
        assert life.register.value("select street from school.address a join school.staff s on s.address_id = a.id where s.id = 1")
        assert life.register.value("select pupil_ids from school.trip where id = 1") == [3]
        assert life.register.value("select count(*) from school.canteen_account where pupil_id is null") == 3
        assert not life.register.value("select count(*) from school.address where id = 4")
    if life.kind == "rails":
        assert life.register.value("select count(*) from app.comments where commentable_type = 'User'") == 6
        assert life.register.value("select count(*) from app.taggings where taggable_type = 'User'") == 6
