"""A register of a few tables, written where a test needs it, with the map and the one rule that govern it: what a
schema by somebody else may be like that no example shows. Values marked MK1x are of child 1, MK2x of child 2, and so on.
Children 1 and 2 are due; 3 and 4 are not.
"""
import json
import re
import subprocess

import pytest

from conftest import ROOT, Office, decide_everything

AGENT = (ROOT / "sql" / "register" / "agent.sql").read_text()

BASE = """
create table child(id int primary key, nhs text, name text, born date, gone date, ref int unique);
create index on child(gone);
insert into child select n, '94347659' || (10 + n), 'NameMK' || n || 'x', date '2000-01-01',
       case when n <= 2 then date '2010-01-01' end, 5 - n from generate_series(1, 4) n;
create table note(id int primary key, child_id int not null references child, words text);
create index on note(child_id);
insert into note select n, n, 'noteMK' || n || 'x' from generate_series(1, 4) n;
"""

PACK = """pack = { name = "small"; rules = ( { id = "gone"; cite = "Schedule line 1"; text = "It goes."; map = "small";
  trigger = "archived"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; } ); };
"""


def entity(name, ownership, columns="", more="", key="id"):
    """In libconfig: key and columns as words, more as it stands."""
    attributes = ", ".join(
        f'{{ column = "{c}"; item = "kept"; category = "kept"; label = "{c.lower()}"; disclose = "review";'
        f'{" compare = " + chr(34) + "identifier" + chr(34) + "; identifies = true;" if c == "nhs" else ""} }}'
        for c in columns.split())
    return (f'{{ name = "{name}"; table = "public.{name}"; ownership = "{ownership}"; key = {listed(*key.split())}; {more}\n'
            f'  attributes = ( {attributes} ); }}')


def listed(*words):
    return "[ " + ", ".join(f'"{w}"' for w in words) + " ]"


def edge(to, *columns, more=""):
    return f'{{ entity = "{to}"; columns = {listed(*columns)}; {more} }}'


def owned(name, owner, column, columns="", more="", **options):
    return entity(name, "owned", columns, f"owner = {edge(owner, column, more=more)};", **options)


CHILD = entity("child", "subject", "nhs name born gone ref")
NOTE = owned("note", "child", "child_id", "words")


class Small(Office):
    """The base, more of a schema, and the map of both; governed by one rule: who was gone six years ago goes."""

    def __init__(self, governance, register, folder, keys, sql, *entities, subject='archived = "gone"; tombstone = [ "nhs" ];',
                 more="", base=BASE, pack=PACK):
        super().__init__(governance, register, folder, keys)
        register.rows(AGENT)
        register.rows(base + sql)
        register.rows("grant usage on schema public to muniment_engine;"
                      "grant select, update, delete on all tables in schema public to muniment_engine")
        register.rows("analyze")
        self.folder = folder
        (folder / "law.conf").write_text(pack)
        lines = [x for x in self.settings.read_text().splitlines() if not x.startswith(("maps", "packs"))]
        self.settings.write_text("\n".join(lines).replace("s12-register", "small").replace('name = "s12"', 'name = "small"') +
                                 f'\nmaps = [ "{folder}/map.conf" ];\npacks = [ "{folder}/law.conf" ];\n')
        self.map(CHILD, NOTE, *entities, subject=subject, more=more)

    def map(self, *entities, subject='archived = "gone"; tombstone = [ "nhs" ];', more=""):
        (self.folder / "map.conf").write_text(
            f'map = {{ name = "small"; power = "other"; subject = {{ {subject} }}; {more}\n  entities = (\n' +
            ",\n".join(entities) + " );\n};\n")

    def check(self):
        """What map check says: problems as (severity, sentence)."""
        told = self.any("map", "check", "small")
        return [(p["severity"], p["problem"]) for p in told["problems"]]

    def any(self, *args):
        """Its JSON, whether it refused or not."""
        for status in (0, 1):
            try:
                return self(*args, "--json", status=status).json
            except AssertionError:
                if status:
                    raise
        return None

    def shown(self, key):
        """Everything held about one subject, as text."""
        return json.dumps(self.json("subject", "show", "small", str(key))["entities"])

    def planned(self, rule="gone"):
        """Planned and approved: the number of the run. So large a share of a register asks for people."""
        run = self.json("retention", "plan", "small", "--rule", rule)
        for person in {"none": (), "one": ("a.one",), "two": ("a.one", "b.two")}[run["needs"]]:
            self("retention", "approve", run["run"], "--as", person)
        return run["run"]

    def gone(self):
        """Planned, carried out and found clean: the number of the run."""
        run = self.planned()
        assert self.json("retention", "run", run)["state"] == "disposed"
        assert self.json("retention", "verify", run)["clean"]
        self("retention", "certificate", run)
        return run

    def reported(self, key):
        """The words of a whole report to the subject, everything decided for them."""
        ref = self.json("request", "new", "--kind", "access", "--register", "small", "--nation", "england", "--subject", str(key),
                        "--received", "2026-11-16", "--channel", "post", "--requester", "subject")["ref"]
        self("request", "collect", ref)
        decide_everything(self.json, ref)
        self("request", "approve", ref, "--as", "officer")
        self("request", "render", ref)
        self("request", "release", ref, "--as", "officer", "--out", self.out)
        done = subprocess.run(["pdftotext", "-layout", self.out / f"{ref}.pdf", "-"], check=True, capture_output=True, text=True)
        return " ".join(done.stdout.split())

    def marks(self, table, column="words"):
        """Whose marks are left in a table."""
        return sorted(re.search(r"MK?(\w+)x", value)[1] for value, in self.register.rows(f"select {column} from {table}"))


@pytest.fixture(params=["one", "two"])
def small(request, cluster, template, tmp_path, keys):
    """Makes one: small(sql, *entities, ...). Governance and register in one database, and in two."""
    governance = cluster.create(template)
    register = governance if request.param == "one" else cluster.create()
    yield lambda sql, *entities, **options: Small(governance, register, tmp_path, keys, sql, *entities, **options)
    governance.drop()
    if register is not governance:
        register.drop()


@pytest.fixture
def alone(cluster, template, tmp_path, keys):
    """The same, governance and register in two databases only."""
    governance, register = cluster.create(template), cluster.create()
    yield lambda sql, *entities, **options: Small(governance, register, tmp_path, keys, sql, *entities, **options)
    governance.drop()
    register.drop()
