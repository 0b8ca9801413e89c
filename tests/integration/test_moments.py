"""Register, governance database and state folder, each of now or of an older moment, as restores leave them: eight combinations. Who is
there again is closed off and goes again, unless everything is of one older moment: then they are due by their rule, as on that day."""
import shutil

import psycopg
import pytest

from test_restore import Drill, joint_template, make  # noqa: F401

GONE = 6
# Register, governance, state folder; then why it closes (None: it does not), and how many of those destroyed are there again.
CASES = [
    ("now", "now", "now", None, 0),
    ("now", "now", "old", None, 0),
    ("old", "now", "now", "register-went-back", GONE),
    ("old", "now", "old", "register-went-back", GONE),
    ("now", "old", "now", "governance-went-back", 0),
    ("now", "old", "old", "governance-forgot", 0),
    ("old", "old", "now", "governance-went-back", GONE),
    ("old", "old", "old", None, GONE),
]


def sql(cluster, *statements):
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


class Moments:
    """One office, and a copy of each of its three places before and after six people were destroyed."""

    def __init__(self, office, folder):
        self.office, self.folder = office, folder
        self.keys = office.archived(GONE)
        office.replay()  # it looks
        self.keep("old")
        office.destroy()
        assert office.there(self.keys) == 0
        self.keep("now")

    def keep(self, moment):
        for database in (self.office.register, self.office.database):
            sql(database.cluster, f"create database {database.name}_{moment} template {database.name}")
        shutil.copytree(self.office.state, self.folder / moment)

    def put(self, database, moment):
        sql(database.cluster, f"drop database {database.name} with (force)", f"create database {database.name} template {database.name}_{moment}")

    def restore(self, register, governance, state):
        self.put(self.office.register, register)
        self.put(self.office.database, governance)
        shutil.rmtree(self.office.state)
        shutil.copytree(self.folder / state, self.office.state)
        return self.office

    def done(self):
        for database in (self.office.register, self.office.database):
            sql(database.cluster, *[f"drop database {database.name}{end} with (force)" for end in ("", "_old", "_now")])


@pytest.fixture(scope="module")
def moments(cluster, template, register_template, joint_template, tmp_path_factory, keys):  # noqa: F811
    folder = tmp_path_factory.mktemp("moments")
    made = Moments(make(cluster, template, register_template, joint_template, folder, keys, False), folder)
    yield made
    made.done()


@pytest.mark.parametrize("register,governance,state,reason,back", CASES, ids=["-".join(case[:3]) for case in CASES])
def test_restored_to(moments, register, governance, state, reason, back):
    office, keys = moments.restore(register, governance, state), moments.keys
    others = office.register.value("select count(*) from register.child") - back
    assert office.there(keys) == back
    first = office("retention", "replay", "s12", "--json", status=None)
    closings = [why for why, in office.database.rows("select reason from muniment.closing order by id")]
    assert closings == ([reason] if reason else []), first.err
    # Nobody goes before a person has said so, and nobody works with a register in which somebody is back unseen.
    assert office.there(keys) == back
    assert office.open() is (reason is None or back == 0), "closed while somebody waits to go again"
    told = office("status", "--json", status=None).json["closed_registers"]
    assert [row["reason"] for row in told] == ([reason] if reason and back else [])
    report = office.replay()
    assert report["open"] and office.open()
    assert office.register.value("select count(*) from register.child") - office.there(keys) == others, "nobody else went"
    if reason or not back:
        assert office.there(keys) == 0
    else:  # nothing anywhere knows of it
        assert office.there(keys) == back and office.json("retention", "plan", "s12", "--rule", "s12-destroy-archived")["subjects"] == back
