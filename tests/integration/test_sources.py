"""Sources that are not asked over the web. The agency is another database, asked with a query of the policy's own: what is planted
there is found, and whatever it does, nothing is lost and nothing is changed wrongly."""
import re
import socket
import struct
import threading
import time

import pytest

from conftest import Office, generate_register

LATER = "2027-06-30"
SSL_REQUEST = struct.pack("!II", 8, 80877103)
COLUMNS = "number, family as family_name, given as given_names, born as birth_date, line_1 as address_line_1, town, postcode, hidden as restricted"
CONFIRMS = {"child.born_on": "birth-date", "child_name.family_name": "family-name", "child_name.given_names": "given-names",
            "address.line_1": "address-line-1", "address.town": "town", "address.postcode": "postcode"}
POLICY = """source = {{ name = "mis"; title = "Pupil database"; kind = "sql"; rate_per_second = 1000; timeout_seconds = 2;
  interval_days = 180; map = "s12-register"; lookup = "child.nhs_number"; query = "{query}"; {more}
  confirms = ( {confirms} ); }};
"""
PUPILS = """
create schema mis;
create table mis.pupil (number text, family text, given text, born date, line_1 text, town text, postcode text, hidden boolean default false);
create function mis.write() returns boolean language sql as $$ insert into mis.pupil (number) values ('x'); select true $$;
"""


class Pupils(Office):
    """A register, and another database that knows the same children."""

    def __init__(self, cluster, template, folder, keys):
        super().__init__(cluster.create(template), generate_register(cluster.create(), 80), folder, keys)
        self.before, self.folder, self.mis = self.settings.read_text(), folder, cluster.create()
        with self.mis.connect() as connection:
            connection.execute(PUPILS)
            with connection.cursor().copy("copy mis.pupil (number, family, given, born, line_1, town, postcode) from stdin") as copy:
                for row in self.register.rows("""
                        select c.nhs_number, n.family_name, n.given_names, c.born_on, a.line_1, a.town, a.postcode from register.child c
                          left join register.child_name n on n.child_id = c.child_id and n.until is null and n.kind = 'legal'
                          left join register.address a on a.child_id = c.child_id and a.until is null
                         where c.nhs_number is not null and c.archived_on is null and not c.shielded and c.born_on is not null"""):
                    copy.write_row(row)
        self.ask()

    def ask(self, query=f"select {COLUMNS} from mis.pupil where number = any($1::text[])", more="", connection=None):
        confirms = ", ".join(f'{{ attribute = "{a}"; field = "{f}"; power = "own"; cite = "Education Act 1996 s.436A"; }}'
                             for a, f in CONFIRMS.items())
        (self.folder / "mis.conf").write_text(POLICY.format(query=query, confirms=confirms, more=more))
        self.settings.write_text(self.before + f'sources = ( {{ file = "{self.folder}/mis.conf"; register = "s12"; '
                                               f'connection = "{connection or self.mis.conninfo}"; }} );\n')

    def sweep(self, **options):
        return self("accuracy", "sweep", "mis", "--json", **options)

    def forget(self):
        self.database.rows("delete from muniment.subject_ref")
        self.database.rows("update muniment.sweep set state = 'done', finished_at = now() where state = 'running'")

    def found(self):
        """{(number, attribute, kind)} of what is open."""
        keys = dict(self.register.rows("select child_id::text, nhs_number from register.child"))
        return {(keys[key], attribute, kind) for key, attribute, kind in self.database.rows(
            "select r.subject_key, d.attribute, d.kind from muniment.open_difference d join muniment.subject_ref r on r.ref = d.subject")}

    def codes(self):
        return {c for c, in self.database.rows("select distinct because from muniment.subject_check where status = 'error'")}


@pytest.fixture(scope="module")
def made(cluster, template, tmp_path_factory, keys):
    return Pupils(cluster, template, tmp_path_factory.mktemp("pupils"), keys)


@pytest.fixture
def pupils(made):
    made.forget()
    made.ask()
    yield made


def numbers(pupils, n, *more):
    return [x for x, in pupils.mis.rows(f"select number from mis.pupil where {' and '.join(('family is not null', *more))} order by number limit {n}")]


def test_what_is_planted_in_another_database_is_found_and_nothing_else(pupils):
    elsewhere, born, gone, hidden = numbers(pupils, 4, "line_1 is not null", "postcode is not null")
    with pupils.mis.connect() as connection:
        connection.execute("create table mis.kept as table mis.pupil")
        connection.execute("update mis.pupil set line_1 = '99 Otherwise Road', town = 'Elsewhere' where number = %s", (elsewhere,))
        connection.execute("update mis.pupil set born = born + 400 where number = %s", (born,))
        connection.execute("delete from mis.pupil where number = %s", (gone,))
        connection.execute("update mis.pupil set hidden = true, line_1 = null, town = null, postcode = null where number = %s", (hidden,))
    known = pupils.mis.value("select count(*) from mis.pupil")
    answer = pupils.sweep().json
    asked = pupils.register.value("select count(*) from register.child where nhs_number is not null and archived_on is null")
    unknown = {n for n, in pupils.register.rows("select nhs_number from register.child where nhs_number is not null and archived_on is null")}
    unknown -= {n for n, in pupils.mis.rows("select number from mis.pupil")}
    assert (answer["asked"], answer["withheld"], answer["unknown"]) == (asked, 1, 0) and answer["agreed"] == known - 3
    assert pupils.found() == {(elsewhere, "address.line_1", "differs"), (born, "child.born_on", "differs"), (hidden, "record", "shielding"),
                              *((n, "child.nhs_number", "not-found") for n in unknown)} and gone in unknown
    # A line that the agency keeps apart from the others is part of one address all the same.
    with pupils.mis.connect() as connection:
        connection.execute("truncate mis.pupil")
        connection.execute("insert into mis.pupil table mis.kept")
        connection.execute("drop table mis.kept")
    pupils.sweep(as_of=LATER)
    assert {a for _, a, _ in pupils.found()} == {"child.nhs_number"}, "what is found no more is gone"


@pytest.mark.parametrize("query, code", [
    ("select mis.write() as restricted, number from mis.pupil where number = any($1::text[])", "query-failed"),
    ("with w as (delete from mis.pupil returning number) select number from w where number = any($1::text[])", "query-failed"),
    ("delete from mis.pupil where number = any($1::text[]) returning number", "query-failed"),
    ("select number from mis.pupil where number = any($1::text[]); delete from mis.pupil", "query-failed"),
    ("select number, family::integer as family_name from mis.pupil where number = any($1::text[])", "query-failed"),
    ("select number, pg_catalog.pg_sleep(9)::text as version from mis.pupil where number = any($1::text[])", "timeout"),
    ("select number, family as surname from mis.pupil where number = any($1::text[])", "column-unknown"),
    ("select family as family_name from mis.pupil where number = any($1::text[])", "column-number-missing"),
    ("select p.number from mis.pupil p, mis.pupil q where p.number = any($1::text[])", "too-many-rows"),
    ("select p.number, q.n::text as version from mis.pupil p, pg_catalog.generate_series(1, 2) q (n) where p.number = any($1::text[])", "two-answers"),
    ("select number, '31/12/2014' as birth_date from mis.pupil where number = any($1::text[])", "wrong-shape"),
    ("select number, 'perhaps' as restricted from mis.pupil where number = any($1::text[])", "wrong-shape"),
], ids=lambda value: re.sub(r"\W+", "-", value)[:40])
def test_a_query_that_does_wrong_changes_nothing_and_tells_nothing(pupils, query, code):
    """Neither there nor here; and what the server said of it, which may quote a row, is nowhere."""
    before = pupils.mis.value("select md5(string_agg(p::text, '' order by p::text)) from mis.pupil p")
    pupils.ask(query)
    done = pupils.sweep(status=None)
    assert pupils.mis.value("select md5(string_agg(p::text, '' order by p::text)) from mis.pupil p") == before
    assert code in pupils.codes()
    assert not {attribute for _, attribute, _ in pupils.found()} - {"child.nhs_number"}
    said = done.out + done.err
    assert not [n for n in numbers(pupils, 1000) if n in said]


def test_answers_in_any_order_about_anybody_are_taken_by_their_number(pupils):
    """It tells about others than it was asked about, and the last first: nobody is given another's answer."""
    pupils.ask(f"select * from (select {COLUMNS} from mis.pupil where number = any($1::text[]) "
               "union all select '0000000000', 'Nobody', 'No', null, null, null, null, false) x order by number desc")
    answer = pupils.sweep().json
    assert answer["agreed"] == pupils.mis.value("select count(*) from mis.pupil") and answer["unknown"] == 0
    assert {kind for _, _, kind in pupils.found()} <= {"not-found"}


def test_a_database_that_is_away_or_shut_is_an_agency_that_is_away(pupils):
    pupils.ask(connection="host=/nowhere dbname=x")
    assert pupils.sweep(status=3).status == 3 and pupils.codes() == {"unreachable"}
    pupils.ask(more='credential = "mis-password"; ')
    refused = pupils.sweep(status=None)
    assert refused.status == 1 and "CREDENTIALS_DIRECTORY" in refused.err
    pupils.ask()
    assert pupils.sweep().json["unknown"] == 0, "carried on from where it stood"


class Plain:
    """A server that speaks no TLS, and what it was told before it hung up."""

    def __init__(self):
        self.socket, self.told = socket.create_server(("127.0.0.1", 0)), []
        self.socket.settimeout(20)
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        with self.socket, self.socket.accept()[0] as client:
            client.settimeout(20)
            self.told.append(client.recv(4096))
            if self.told[0] == SSL_REQUEST:
                client.sendall(b"N")
                self.told.append(client.recv(4096))


def test_over_a_network_it_must_prove_its_name(pupils):
    """Whoever answers without TLS is told nothing, not even as whom we would ask: unless the settings say so."""
    for more, told in ("", [SSL_REQUEST, b""]), ("sslmode=disable", None):
        server = Plain()
        pupils.ask(connection=f"host=127.0.0.1 port={server.socket.getsockname()[1]} dbname=x user=muniment-asks {more}")
        assert pupils.sweep(status=3).status == 3 and pupils.codes() == {"unreachable"}
        server.thread.join(20)
        assert server.told == told if told else b"muniment-asks" in server.told[0]
        pupils.forget()


def test_the_rate_is_kept_by_numbers_not_by_queries(pupils):
    """Fifty that go at once are fifty questions: the next go two seconds later, at 25 a second."""
    policy = pupils.folder / "mis.conf"
    policy.write_text(policy.read_text().replace("rate_per_second = 1000", "rate_per_second = 25"))
    began = time.monotonic()
    assert pupils.sweep().json["asked"] > 50
    assert time.monotonic() - began > 2
