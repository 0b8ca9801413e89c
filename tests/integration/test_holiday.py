"""A bank holiday is proclaimed while a request runs: the day by which it is answered moves where it is stored too, with an entry."""
import re
import shutil

from conftest import ROOT

RECEIVED, DUE, NEXT = "2026-11-20", "2026-12-21", "2026-12-22"


def test_a_new_holiday_moves_the_day_that_is_stored(office, daemon, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for folder in ("policies", "notices"):
        shutil.copytree(ROOT / folder, data / folder)
    office.settings.write_text(office.settings.read_text().replace(f"{ROOT}/policies", f"{data}/policies") + f'data_dir = "{data}";\n')
    key = office.child("archived_on is null and died_on is null")
    ref = office.json("request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", RECEIVED, "--channel", "post",
                      "--requester", "subject", as_of=RECEIVED)["ref"]

    def listed():
        return {row["ref"]: row["due"] for row in office.json("request", "list", as_of=RECEIVED)["requests"]}[ref]

    def moved():
        return office.database.rows("select detail ->> 'from', detail ->> 'to' from (select kind, detail from muniment.ledger_pending union all"
                                    " select leaf::json ->> 'kind', leaf::jsonb -> 'detail' from muniment.ledger_entry) as e where kind = 'request-day-moved'")

    def work():
        assert (done := daemon(office.settings, "--once", "--as-of", RECEIVED)).wait(120) == 0, done.log
    def promised():
        (case,) = office.json("request", "next", as_of=RECEIVED)["next"]
        return [want["by"] for want in case["wants"] if want["what"] == "promised"]
    work()
    assert listed() == DUE and moved() == []
    office("request", "letter", ref, "received", "--told", as_of=RECEIVED)
    assert promised() == []

    holidays = data / "policies/holidays/england-wales.conf"
    holidays.write_text(re.sub(r'("2026-12-25")', f'"{DUE}", \\1', holidays.read_text()))
    assert office.json("request", "clock", ref, as_of=RECEIVED)["due"] == NEXT
    work()  # on the same day
    assert listed() == NEXT and moved() == [(DUE, NEXT)]
    assert promised() == [DUE], "they were told that day, and nothing makes it later for them"
    work()
    assert listed() == NEXT and moved() == [(DUE, NEXT)] and promised() == [DUE]
