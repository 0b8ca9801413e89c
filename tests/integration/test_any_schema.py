"""Two schemas that nobody here designed (schemas/*.sql, each with its map): a case-management system and a web shop.
Keys of several columns, domains, enums, numbers and texts for keys, names with capitals, points and reserved words,
partitions by range, list and hash, generated and identity columns, rows that name their own kind, circles of foreign
keys, rows with several owners, tables without any foreign key. The engine must govern them through a map alone.
"""
import json
import pathlib
import signal
import subprocess

import psycopg
import pytest

from conftest import PROGRAMS, ROOT, Office, wait_until

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
DAY = "2026-11-16"

AGENT = (ROOT / "sql" / "register" / "agent.sql").read_text()

PACK = """pack = {{ name = "foreign"; rules = (
        {{ id = "gone"; cite = "Schedule line 1"; text = "It goes."; map = "{map}"; trigger = "archived";
           after = {{ years = 6; }}; disposal = "destroy"; direction = "maximum"; approval = "none"; }},
        {{ id = "filed"; cite = "Schedule line 2"; text = "It is filed."; map = "{map}"; trigger = "birth";
           after = {{ years = 36; }}; disposal = "archive"; direction = "maximum"; approval = "none"; }} ); }};
"""

# What is left when subjects 1, 2 and 3 are gone, table by table: a select, and its rows.
LEFT = {
    "cases": {
        """select client_no, merged_into, home_id is null from casework."Client" order by 1""":
            [(4, None, False), (5, None, False), (6, 5, False), (7, None, False), (8, None, True)],
        """select "login", last_office, last_client from "Staff"."user" order by 1""": [("a", None, None), ("b", "AB", 7)],
        "select client_no, count(*) from casework.address group by 1 order by 1": [(n, 2) for n in range(4, 9)],
        """select client_no, count(*), count(merged_into) from casework."Case" group by 1 order by 1""":
            [(n, 2, 0) for n in range(4, 9)],
        "select (id % 100) / 10, count(*) from casework.event group by 1 order by 1": [(n, 2 * 2) for n in range(4, 9)],
        "select id from casework.message order by 1":
            [(n * 10 + k + more,) for more in (0, 100) for n in range(4, 9) for k in (1, 2)] + [(900,), (902,)],
        "select id, reply_to from casework.message where id >= 900 or reply_to is null and id > 100 order by 1":
            [(900, None), (902, None)],
        "select client_no, count(*) from casework.contact group by 1 order by 1": [(n, 3) for n in range(4, 9)],
        "select contact_id / 10, count(*) from casework.contact_note group by 1 order by 1": [(n, 3) for n in range(4, 9)],
        "select doc_no, draft_of from casework.document where doc_no like 'E4_' order by 1": [("E41", None), ("E42", "D42")],
        "select count(*) from casework.document": [(20,)],
        "select id::int, client_no, other_no from casework.conference order by 1": [(2, None, 4), (3, 4, None), (5, 4, 5)],
        "select conference_id::int from casework.paper order by 1": [(2,), (3,), (5,)],
        "select client_no, other_no from casework.relation": [(5, 6)],
        "select id::int from casework.household order by 1": [(2,), (3,)],
        "select client_no, household::int from casework.lives_in order by 1": [(4, 2), (5, 3)],
        """select client_no from casework."Alert" order by 1""": [(n,) for n in range(4, 9)],
    },
    "shop": {
        """select email, invited_by, best_review from "web.shop".customer order by 1""":
            [(f"c{n}@shop.example", "c5@shop.example" if n == 6 else None, n if n < 8 else None) for n in range(4, 9)],
        "select sku, champion is null from stock.product order by 1": [("sku1", True), ("sku2", False), ("sku3", True)],
        """select id, replaced_id, replaced_placed is null from "web.shop"."Order" order by 1""":
            [(n, 9 if n == 10 else None, n != 10) for n in range(7, 17)],
        """select order_id, count(*) from "web.shop"."select" group by 1 order by 1""": [(n, 2) for n in range(7, 17)],
        """select trim(code), giver is null, taker is null from "web.shop".gift_card order by 1""":
            [("G2", True, False), ("G3", False, True), ("G5", False, False)],
        """select id::int, order_id, placed is null, trim(card), refund_of::int from "web.shop".payment order by 1""":
            [(n, n, False, None, None) for n in range(7, 17)] + [(21, None, True, "G2", None), (22, 7, False, None, None),
                                                                (24, None, True, "G5", None), (25, 8, False, None, None)],
        """select id from "web.shop".payment_try order by 1""": [(n,) for n in (*range(7, 17), 21, 22, 24, 25)],
        """select id, best_answer from "web.shop".review order by 1""": [(n, n) for n in range(4, 9)],
        """select id, author is null from "web.shop".answer order by 1""": [(n, n > 5) for n in range(4, 9)],
        """select id, kind from "web.shop".letter order by 1, 2""": [(n, k) for n in range(4, 9) for k in ("bill", "news")],
        """select id from "web.shop".address order by 1""": [(2,), (3,), (4,)],
        """select address from "web.shop".customer_address order by 1""": [(2,), (3,)],
        """select token from "web.shop".session order by 1""": [(f"s{n}",) for n in range(4, 9)],
    },
}
UNTOUCHED = {  # rows of the living that nothing of the gone touched
    "cases": ["casework.address where client_no > 3", "casework.event where id % 100 > 40", 'casework."Alert" where client_no > 3',
              "casework.contact where client_no > 3", "casework.document where doc_no > 'E42'"],
    "shop": ['"web.shop".review where id > 3', '"web.shop".letter where id > 3', '"web.shop"."select" where order_id > 6',
             '"web.shop".payment where id between 7 and 20', '"web.shop"."Order" where id > 7'],
}
KEY = {"cases": lambda n: json.dumps(["AB", str(n)]), "shop": None}
DROPS = {"cases": ("casework", "Client"), "shop": ("web.shop", "customer")}


class Foreign(Office):
    """An office whose register is one of the two."""

    def __init__(self, kind, governance, register, folder, keys):
        super().__init__(governance, register, folder, keys)
        self.kind = kind
        register.rows(AGENT)
        register.rows((SCHEMAS / f"{kind}.sql").read_text())
        for schema, in register.rows("select quote_ident(nspname) from pg_namespace where nspname in"
                                     " ('casework', 'Staff', 'web.shop', 'stock')"):
            register.rows(f"grant usage on schema {schema} to muniment_engine;"
                          f"grant select, update, delete on all tables in schema {schema} to muniment_engine")
        register.rows("analyze")
        (folder / "law.conf").write_text(PACK.format(map=kind))
        lines = [line for line in self.settings.read_text().splitlines() if not line.startswith(("maps", "packs"))]
        self.settings.write_text("\n".join(lines).replace("s12-register", kind) +
                                 f'\nmaps = [ "{SCHEMAS}/{kind}.conf" ];\npacks = [ "{folder}/law.conf" ];\nbatch_size = 2;\n')

    def key(self, n):
        if self.kind == "cases":
            return f'["AB", "{n}"]'
        return self.register.value("select md5('customer' || %s)::uuid::text", str(n))

    def table(self):
        schema, name = DROPS[self.kind]
        return f'"{schema}"."{name}"'

    def planned(self):
        run = self.json("retention", "plan", "s12", "--rule", "gone")
        self.approve(run)
        return run["run"]

    def approve(self, run):
        """So large a share of a register asks for people, whatever the rule does."""
        for person in {"none": (), "one": ("a.reviewer",), "two": ("a.reviewer", "b.reviewer")}[run["needs"]]:
            self("retention", "approve", run["run"], "--as", person)

    def hold(self, key):
        self("hold", "add", "--register", "s12", "--subject", key, "--reason", "a claim is made", "--as", "a.officer")

    def left(self):
        return {sql: self.register.rows(sql) for sql in LEFT[self.kind]}

    def untouched(self):
        return [sorted(map(repr, self.register.rows(f"select * from {rows}"))) for rows in UNTOUCHED[self.kind]]


@pytest.fixture(params=["cases-one", "cases-two", "shop-one", "shop-two"])
def foreign(request, cluster, template, tmp_path, keys):
    kind, databases = request.param.split("-")
    governance = cluster.create(template)
    register = governance if databases == "one" else cluster.create()
    yield Foreign(kind, governance, register, tmp_path, keys)
    governance.drop()
    if register is not governance:
        register.drop()


def test_the_map_covers_it(foreign):
    check = foreign.json("map", "check", "s12")
    assert (check["coverage"], check["unmapped"], check["missing_indexes"]) == (100, [], [])
    assert [p for p in check["problems"] if p["severity"] == "error"] == []
    told = " ".join(p["problem"] for p in check["problems"])
    if foreign.kind == "cases":
        assert "no foreign key from casework.lives_in" in told and "no foreign key from casework.Alert" in told


def test_everything_about_a_subject_is_collected_and_nothing_else(foreign):
    held = foreign.json("subject", "show", "s12", foreign.key(4))["entities"]
    count = {name: len(rows) for name, rows in held.items()}
    if foreign.kind == "cases":
        assert count == {"client": 1, "user": 2, "address": 2, "case": 2, "event": 4, "message": 6, "contact": 3,
                         "contact_note": 3, "document": 4, "conference": 3, "paper": 3, "relation": 2, "household": 1,
                         "lives_in": 1, "alert": 1}
        assert [row["key"] for row in held["conference"]] == ["2", "3", "5"]
    else:
        assert count == {"customer": 1, "category": 0, "product": 2, "order": 2, "line": 4, "gift_card": 3, "payment": 6,
                         "payment_try": 6, "review": 1, "answer": 1, "letter": 2, "address": 1, "customer_address": 1,
                         "session": 1}
        assert [row["key"] for row in held["payment"]] == ["7", "8", "21", "22", "24", "25"]


def test_who_is_due_goes_with_all_that_hangs_on_them_and_nobody_else_does(foreign):
    untouched = foreign.untouched()
    run = foreign.planned()
    shown = foreign.json("retention", "run", run)
    assert (shown["disposed"], shown["state"]) == (3, "disposed")
    for sql, rows in LEFT[foreign.kind].items():
        assert foreign.register.rows(sql) == rows, sql
    assert foreign.untouched() == untouched
    verified = foreign.json("retention", "verify", run)
    assert verified["clean"], verified
    foreign("retention", "certificate", run)


def test_one_after_the_other_comes_to_the_same(foreign):
    """A row that two own goes with the last of them, whichever that is."""
    keys = [foreign.key(n) for n in (2, 3, 1)]
    for n, key in enumerate(keys):
        for other in keys[n + 1:]:
            foreign.hold(other)
        assert foreign.json("retention", "run", foreign.planned())["disposed"] == 1
        for hold in foreign.json("hold", "list")["holds"]:
            foreign("hold", "release", hold["hold"], "--reason", "it is settled", "--as", "a.officer")
    assert foreign.left() == LEFT[foreign.kind]


def test_what_a_hold_binds_stays_and_what_it_shares_stays_with_it(foreign):
    foreign.hold(foreign.key(1))
    why = foreign.json("retention", "explain", "s12", foreign.key(1))["items"]
    assert {item["why"] for item in why if item["rule"] == "gone"} == {"held back"}  # of the record and of its rows
    run = foreign.planned()
    assert foreign.json("retention", "run", run)["disposed"] == 2
    assert foreign.json("retention", "verify", run)["clean"]
    left = foreign.register.value(f"select count(*) from {foreign.table()}")
    assert left == 6
    if foreign.kind == "cases":
        assert foreign.register.rows("select id::int, client_no, other_no from casework.conference order by 1") == [
            (1, 1, None), (2, 1, 4), (3, 4, 1), (5, 4, 5)]
    else:
        assert foreign.register.rows('select trim(code), taker is null from "web.shop".gift_card order by 1') == [
            ("G1", True), ("G2", False), ("G3", False), ("G5", False)]


def test_explained_and_forecast(foreign):
    items = foreign.json("retention", "explain", "s12", foreign.key(2))["items"]
    assert {item["rule"]: item["why"] for item in items} == {"gone": "due", "filed": "it is archived already"}
    months = foreign.json("retention", "forecast", "s12", "--until", "2030-01-01")["months"]
    gone = [m for m in months if m["rule"] == "gone"]
    assert sum(m["subjects"] for m in gone) == 3 and all(m["action"] == "destroy" for m in gone)


def test_archived(foreign):
    column = '"Born"' if foreign.kind == "shop" else "born_on"
    foreign.register.rows(f"update {foreign.table()} set {column} = '1990-03-01'")
    run = foreign.json("retention", "plan", "s12", "--rule", "filed")
    foreign.approve(run)
    assert foreign.json("retention", "run", run["run"])["disposed"] == 5
    closed = "closed" if foreign.kind == "shop" else "closed_on"
    assert foreign.register.value(f"select count(*) from {foreign.table()} where {closed} = '2026-03-01'") == 5
    assert foreign.json("retention", "verify", run["run"])["clean"]


# --- kill -9, between any two commits ---

POINTS = {
    "cases": [("before delete", 'casework."Client"'), ("after update", "casework.conference"),
              ("before insert", "muniment_agent.receipt"), ("before update", "muniment_agent.receipt"),
              ("before update", "muniment.batch"), ("after insert", "muniment.tombstone")],
    "shop": [("before delete", '"web.shop".gift_card'), ("after update", '"web.shop".payment'),
             ("before insert", "muniment_agent.receipt"), ("before update", "muniment_agent.receipt"),
             ("before update", "muniment.batch"), ("after insert", "muniment.tombstone")],
}


@pytest.mark.parametrize("point", range(6))
@pytest.mark.parametrize("foreign", ["cases-two", "shop-two"], indirect=True)
def test_killed_between_commits_it_is_done_once(foreign, point):
    moment, table = POINTS[foreign.kind][point]
    database = foreign.database if table.startswith("muniment.") else foreign.register
    run = foreign.planned()
    with database.connect() as connection:
        connection.execute("create or replace function public.trap() returns trigger language plpgsql as $$ begin"
                           " perform pg_catalog.pg_advisory_xact_lock_shared(42); return null; end $$")
        connection.execute(f"create trigger trap {moment} on {table} for each statement execute function public.trap()")
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("select pg_advisory_xact_lock(42)")
        running = subprocess.Popen([PROGRAMS / "muniment", "retention", "run", str(run), "--config", foreign.settings,
                                    "--as-of", DAY], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env={**foreign.keys})
        wait_until(lambda: database.value("select count(*) from pg_stat_activity where wait_event = 'advisory'") > 0)
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=20)
        holder.commit()
    for each in (foreign.database, foreign.register):
        wait_until(lambda: each.value("select count(*) from pg_stat_activity where application_name like 'muniment%%'"
                                      " and datname = current_database()") == 0)
    database.rows(f"drop trigger trap on {table}")
    foreign("retention", "run", run)
    assert foreign.left() == LEFT[foreign.kind]
    assert foreign.json("retention", "show", run)["disposed"] == 3
    assert foreign.json("retention", "verify", run)["clean"]


# --- what cannot be disposed of is said before ---

@pytest.mark.parametrize("foreign", ["cases-two"], indirect=True)
def test_what_no_column_can_let_go_is_refused_with_the_reason(foreign):
    foreign.register.rows("delete from casework.paper; delete from casework.conference where other_no is null; "
                          "alter table casework.conference alter other_no set not null")
    told = [p for p in foreign("map", "check", "s12", "--json", status=1).json["problems"] if p["severity"] == "error"]
    assert len(told) == 1 and "client cannot be disposed of" in told[0]["problem"] and "goes_with" in told[0]["mend"]
    assert "map does not fit" in foreign("retention", "plan", "s12", status=1).err


@pytest.mark.parametrize("foreign", ["cases-two"], indirect=True)
def test_a_row_that_stays_and_must_name_what_goes_stops_the_run(foreign):
    """Its foreign key would take it along; but it is another client's, and nobody has looked at it."""
    foreign.register.rows("delete from casework.message where reply_to is null and id not in"
                          " (select reply_to from casework.message where reply_to is not null);"
                          "update casework.message set reply_to = id where reply_to is null;"
                          "alter table casework.message alter reply_to set not null")
    check = foreign.json("map", "check", "s12")
    assert any("message cannot be disposed of" in p["problem"] for p in check["problems"])
    before = foreign.left()
    run = foreign.planned()
    assert "refused a batch" in foreign("retention", "run", run, status=1).err
    assert foreign.register.value("select count(*) from casework.message where id = 900") == 1
    assert foreign.left() == before or foreign.json("retention", "show", run)["state"] == "failed"


@pytest.mark.parametrize("foreign", ["shop-two"], indirect=True)
def test_rows_hidden_from_the_engine_are_told(foreign):
    foreign.register.rows('alter table "web.shop".letter enable row level security')
    told = foreign("map", "check", "s12", "--json", status=1).json["problems"]
    assert any("row-level security" in p["problem"] and p["severity"] == "error" for p in told)
    assert "map does not fit" in foreign("retention", "plan", "s12", status=1).err


@pytest.mark.parametrize("foreign", ["shop-two"], indirect=True)
def test_each_edge_without_an_index_is_told_with_the_index(foreign):
    for name in ("gift_card_taker_idx", "payment_refund_of_idx", "answer_author_idx"):
        foreign.register.rows(f'drop index "web.shop".{name}')
    missing = foreign("map", "check", "s12", "--json").json["missing_indexes"]
    assert sorted(missing) == ['create index on "web.shop"."answer" ("author")', 'create index on "web.shop"."gift_card" ("taker")',
                               'create index on "web.shop"."payment" ("refund_of")']
    for sql in missing:
        foreign.register.rows(sql)
    assert foreign.json("map", "check", "s12")["missing_indexes"] == []


# --- a map that leaves something out ---

def accept(foreign, status=0):
    return foreign("map", "accept", "s12", "--because", "it says nothing of anybody", "--as", "a.person", status=status)


@pytest.mark.parametrize("foreign", ["shop-one", "cases-two"], indirect=True)
def test_what_is_not_on_the_map_is_answered_for_by_a_person_before_anything_goes(foreign):
    assert "nothing to decide" in accept(foreign, status=1).err
    run = foreign.planned()
    foreign.register.rows(f"alter table {foreign.table()} add extra text")
    for command in (("plan", "s12"), ("run", run)):
        err = foreign("retention", *command, status=1).err
        assert "the map leaves out" in err and "muniment map accept" in err
    accept(foreign)
    assert "decided before" in accept(foreign, status=1).err
    entry = foreign.database.rows("select actor, about, detail from muniment.ledger_pending where kind = 'map-accepted'")
    assert len(entry) == 1 and entry[0][:2] == ("postgres for a.person", "register s12") and "extra" not in str(entry[0][2])
    # Another column, or the same with another type, is another question.
    foreign.register.rows(f"alter table {foreign.table()} alter extra type varchar(20)")
    assert "the map leaves out" in foreign("retention", "run", run, status=1).err
    foreign.register.rows(f"alter table {foreign.table()} alter extra type text, add further integer")
    assert "the map leaves out" in foreign("retention", "run", run, status=1).err
    foreign.register.rows(f"alter table {foreign.table()} drop further")
    assert foreign.json("retention", "run", run)["state"] == "disposed"


@pytest.mark.parametrize("column, told", [("child_id bigint", True), ("child bigint", True), ("child_id text", True),
                                          ("id bigint", False), ("childhood bigint", False)])
def test_a_table_without_foreign_keys_is_told_by_the_names_of_its_columns(office, column, told):
    """What an older system kept beside, without saying so to the server."""
    office.register.rows(f"create table register.scan ({column}, page bytea)")
    check = office("map", "check", "s12", "--json", status=None).json
    assert (check["unmapped"], check["unanswered"]) == ((["register.scan"], []) if told else ([], ["register.scan"]))
    assert check["coverage"] < 100


@pytest.mark.parametrize("foreign", ["cases-one"], indirect=True)
def test_a_table_that_nobody_mapped_is_told_however_far_away_it_hangs(foreign):
    foreign.register.rows('create schema far; create schema further;'
                          'create table far.a (id integer primary key, paper numeric, n integer,'
                          ' foreign key (paper, n) references casework.paper);'
                          'create table further.b (a integer references far.a, says text)')
    check = foreign("map", "check", "s12", "--json", status=1).json
    assert check["unmapped"] == ["far.a", "further.b"] and check["coverage"] < 100
    assert "the map leaves out" in foreign("retention", "plan", "s12", status=1).err
    accept(foreign)
    foreign.register.rows("alter table further.b add more text")
    assert "the map leaves out" in foreign("retention", "plan", "s12", status=1).err


@pytest.mark.parametrize("foreign", ["cases-one"], indirect=True)
def test_the_daemon_stands_back_from_it_and_says_so_once_a_day(foreign, daemon):
    foreign.register.rows(f"alter table {foreign.table()} add extra text")
    done = daemon(foreign.settings, "--once", "--as-of", DAY)
    done.wait(60)
    assert foreign.database.value("select count(*) from muniment.run") == 0
    assert foreign.database.rows("select distinct reason from muniment.job where state = 'failed'") == [
        ("map-leaves-something-out",)]
