"""What falls due, or is let go by a hold, while a run of its rule is open is planned beside it, and nobody in two of them."""
import os
import subprocess

from conftest import AS_OF, PROGRAMS
from small import alone  # noqa: F401 (alone is a fixture)


def planned_keys(office):
    """Run by run, whom the open ones have."""
    return dict(office.database.rows("select r.id, array_agg(k.key order by k.key) from muniment.run r join muniment.batch b on b.run = r.id"
                                     " cross join unnest(b.keys) as k (key) where r.state in ('planned', 'approved') group by r.id"))


def plan(office):
    return office.json("retention", "plan", "small", "--rule", "gone")["run"]


def test_what_falls_due_meanwhile_is_planned_beside(alone):
    office = alone("")
    first = plan(office)
    assert planned_keys(office) == {first: ["1", "2"]}
    office.register.rows("update child set gone = '2011-01-01' where id = 3")
    second = plan(office)
    assert planned_keys(office) == {first: ["1", "2"], second: ["3"]}
    assert plan(office) in (first, second) and len(planned_keys(office)) == 2
    for run in (second, first):
        for person in ("a.one", "b.two"):
            office("retention", "approve", run, "--as", person, status=None)
        assert office.json("retention", "run", run)["state"] == "disposed"
        assert office.json("retention", "verify", run)["clean"]
    assert office.register.rows("select id from child") == [(4,)]


def test_what_a_hold_let_go_is_planned_beside(alone):
    office = alone("")
    hold = office.json("hold", "add", "--register", "small", "--subject", "2", "--reason", "of the test", "--review-on", "2027-06-01",
                       "--as", "dpo")["hold"]
    first = plan(office)
    office("hold", "release", hold, "--reason", "settled", "--as", "dpo")
    second = plan(office)
    assert planned_keys(office) == {first: ["1"], second: ["2"]}


def test_large_is_large_in_however_many_runs(alone):
    """Two need nobody; a third, planned beside them, is judged with them."""
    office = alone("")
    office.settings.write_text(office.settings.read_text() + "belt_share = 100;\nbelt_subjects = 2;\n")
    assert office.json("retention", "plan", "small", "--rule", "gone")["needs"] == "none"
    office.database.rows("update muniment.run set state = 'running'")
    office.register.rows("update child set gone = '2011-01-01' where id = 3")
    assert office.json("retention", "plan", "small", "--rule", "gone")["needs"] == "two"


def test_two_who_plan_at_once_plan_nobody_twice(alone):
    office = alone("")
    office.register.rows("insert into child(id, nhs, gone) select n, 'N' || 1000000 + n, '2010-01-01' from generate_series(10, 3000) n")
    command = [PROGRAMS / "muniment", "retention", "plan", "small", "--rule", "gone", "--config", office.settings, "--as-of", AS_OF]
    both = [subprocess.Popen(command, env={**os.environ, **office.keys}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    for one in both:
        one.wait(60)
    keys = [key for run in planned_keys(office).values() for key in run]
    assert len(keys) == len(set(keys)) == 2993
