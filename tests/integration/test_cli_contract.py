"""What the command line promises of every command: help, usage, exit status, one line of refusal, one object of JSON."""
import re
import subprocess

import pytest

from conftest import BUILD, ROOT, open_gates, run_muniment

ROWS = re.findall(r"^ +(HEADING|COMMAND)\(([^)]+)\)", (ROOT / "daemon/command/commands.h").read_text(), re.M)


def words_of(name):
    """subject_show is called "subject show"; the files write the words with spaces."""
    return name.split("_", 1)


COMMANDS = [words_of(name) for kind, name in ROWS if kind == "COMMAND"]

# A call of each command that is right in form: what is missing is only what it is about.
OPERANDS = {
    "identifier": ["nhs", "9434765919"], "compare": ["name", "a", "b"], "template render": ["absent"],
    "key new": ["absent/folder"], "key change": ["absent/folder"], "map check": ["s12"], "map triggers": ["s12"], "map accept": ["s12"], "map draft": ["s12"],
    "subject show": ["s12", "1"],
    "retention replay": ["s12"], "retention findings": ["s12"], "retention answer": ["s12", "1"],
    "retention confirm": ["s12"], "restore drill": ["s12"],
    "retention forecast": ["s12"], "retention explain": ["s12", "1"], "retention plan": ["s12"],
    "accuracy sweep": ["pds"], "accuracy decide": ["1", "keep"], "accuracy show": ["1"], "accuracy take": ["1"], "accuracy review": ["pds"], "notice discover": ["s12"], "notice show": ["1"], "notice preview": ["first-record"], "notice delivered": ["1"], "notice returned": ["1"], "notice check": ["absent"],
    "ledger prove": ["0"], "job show": ["1"], "job retry": ["1"], "job discard": ["1"],
    "request decide": ["R-2026-1", "1", "disclose"], "request opinion": ["R-2026-1", "met"],
    "request understanding": ["R-2026-1", "understands"], "request child": ["R-2026-1", "agrees"],
    "request concern": ["R-2026-1", "care-order"], "request requester": ["R-2026-1", "parent"], "request give": ["R-2026-1", "dana"], "request letter": ["R-2026-1", "received"], "delivery show": ["1"], "delivery handed": ["L-1"], "delivery returned": ["L-1"], "delivery again": ["N-1"], "delivery unreturned": ["N-1"],
    "request outcome": ["R-2026-1", "upheld"], "request claim": ["R-2026-1", "child.number"], "request settle": ["R-2026-1", "1", "keep"],
    "request recipient": ["R-2026-1", "1", "told"], "request regulator": ["R-2026-1", "IC-1"],
    "document abandon": ["00000000-0000-4000-8000-000000000000"],
    "hold show": ["1"], "hold review": ["1"], "hold release": ["1"],
}
OPTIONS = {
    "clock": "--kind access --jurisdiction england-wales --received 2026-11-21",
    "template render": "--data absent", "retention approve": "--as dpo", "retention stop": "--as dpo --reason x", "retention decide": "--as dpo --because x",
    "map accept": "--as dpo --because wanted", "accuracy decide": "--as dpo --because not-so",
    "retention answer": "--stays --as dpo --reason x", "retention confirm": "--as dpo",
    "hold add": "--as dpo --reason inquiry", "hold release": "--as dpo --reason ended",
    "hold review": "--as dpo --keep-until 2099-01-01 --because wanted",
    "request new": "--kind access --register s12 --received 2026-11-16 --channel post --requester subject --subject 1",
    "request authority": "--as dpo --because best-interests --evidence birth-certificate",
    "request identity": "--evidence passport", "request opinion": "--given 2026-11-01 --who GP --how asked", "request understanding": "--how asked", "request child": "--how asked",
    "request concern": "--how read", "request weigh": "--how advice",
    "request decide": "--as dpo --because own-data",
    "request promise": "--on 2099-01-01", "request extend": "--because complexity", "request review": "--sheet", "request approve": "--as dpo", "request release": "--as dpo", "request refuse": "--as dpo --because excessive --how again",
    "request withdraw": "--as dpo", "request enquiry": "--how asked", "request claim": "--should-be x --evidence seen", "request settle": "--because accurate",
    "document abandon": "--as dpo --because lost",
    "notice preview": "--audience parent --language en",
    "notice delivered": "--by hand --who social-worker", "delivery handed": "--by hand --who social-worker", "delivery returned": "--because gone-away", "notice returned": "--because gone-away",
}
NO_DATABASE = {"clock", "identifier", "compare", "check", "template render", "key new", "key change", "notice preview", "notice check", "ledger key",
               "hold bases"}


def call_of(words):
    name = " ".join(words)
    default = (["1"] if words[0] == "retention" and words[1:] not in (["show"], ["changes"]) else
               ["R-2026-1"] if words[0] == "request" and words[1:] not in (["new"], ["next"], ["list"], ["figures"]) else [])
    return [*words, *OPERANDS.get(name, default), *OPTIONS.get(name, "").split()]


def name(words):
    return " ".join(words)


def said(result):
    """The one line on standard error: a sentence behind the program's name."""
    assert result.err.startswith("muniment: ") and result.err.count("\n") == 1, result.err
    text = result.err[len("muniment: "):-1]
    assert re.match(r"[A-Z0-9\"/$-]|muniment ", text) and text[-1] in ".?", text
    return text


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_every_command_explains_itself(words):
    out = run_muniment(*words, "--help").out
    assert out.startswith(f"muniment {name(words)}")
    described = out.splitlines()[1]
    assert re.match(r"[A-Z].*[a-z)]\.$", described), described
    for option in ("--json", "--as-of DATE", "--config FILE", "--help"):
        assert f"\n  {option} " in out
    for line in out.splitlines()[4:]:
        assert re.match(r"  --[a-z-]+.* {2,}[a-zA-Z].*[^.]$| +", line), line


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_an_unknown_option_is_wrong_usage_and_its_value_stays_unsaid(words):
    text = said(run_muniment(*call_of(words), "--no-such=Secret", status=2))
    assert "--no-such" in text and "Secret" not in text


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_one_operand_too_many(words):
    assert "--help" in said(run_muniment(*call_of(words), *["surplus"] * 4, status=2))


def test_no_operand_where_one_is_needed():
    needing = 0
    for words in COMMANDS:
        usage = run_muniment(*words, "--help").out.splitlines()[0].replace("[OPTIONS]", "")
        if re.search(r" [A-Z]", usage) and "[" not in usage:
            needing += 1
            assert "needs" in said(run_muniment(*words, status=2)), words
    assert needing > 40


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_required_options_are_asked_for_and_none_may_be_empty(words):
    options = re.findall(r"^  --([a-z-]+) ([A-Z.a-z]+)?.*?(\(required\))?$", run_muniment(*words, "--help").out, re.M)
    for option, value, required in options:
        if value and option not in ("as-of", "config"):
            assert "not empty" in said(run_muniment(*words, f"--{option}=", status=2))
    for option, value, required in options:
        if required:
            call = call_of(words)
            at = call.index(f"--{option}")
            assert "needs --" in said(run_muniment(*call[:at], *call[at + 2:], status=2))


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_a_day_that_does_not_exist(words):
    assert "YYYY-MM-DD" in said(run_muniment(*call_of(words), "--as-of", "2026-02-30", status=2))


@pytest.fixture(scope="session")
def nowhere(tmp_path_factory, keys):
    """Settings in order, and no PostgreSQL behind them."""
    folder = tmp_path_factory.mktemp("nowhere")
    path = folder / "muniment.conf"
    path.write_text((ROOT / "packaging/muniment.conf.sample").read_text()
                    .replace('"dbname=muniment"', f'"host={folder} dbname=muniment"')
                    .replace("/usr/share/muniment", str(ROOT)) + f'\ndata_dir = "{ROOT}";\n')
    return path


@pytest.mark.parametrize("words", [w for w in COMMANDS if name(w) not in NO_DATABASE | {"doctor"}], ids=name)
def test_a_database_away_is_status_3(words, nowhere, keys):
    done = run_muniment(*call_of(words), "--config", nowhere, "--json", env=keys, status=3)
    assert "cannot be reached" in said(done) and done.out == ""


@pytest.mark.parametrize("words", [w for w in COMMANDS if name(w) not in NO_DATABASE | {"init", "doctor"}], ids=name)
def test_settings_that_are_not_there_are_one_line(words, tmp_path):
    done = run_muniment(*call_of(words), "--config", tmp_path / "absent.conf", status=1)
    assert "absent.conf" in said(done) and "may read it" in done.err


@pytest.mark.parametrize("words", [w for w in COMMANDS if name(w) not in NO_DATABASE | {"migrate", "init", "doctor", "map draft"}],
                         ids=name)
def test_a_database_without_our_schema_is_refused(words, cluster, tmp_path, keys):
    path = tmp_path / "muniment.conf"
    path.write_text(f'database = "{cluster.conninfo("postgres")}";\ndata_dir = "{ROOT}";\n')
    assert "run muniment migrate" in said(run_muniment(*call_of(words), "--config", path, env=keys, status=1))


def test_many_errors_in_the_settings_are_one_line_too(tmp_path):
    path = tmp_path / "muniment.conf"
    path.write_text("workerz = 1;\nlease = 2;\n")
    text = said(run_muniment("status", "--config", path, status=1))
    assert str(path) in text and " is missing. " in text and "errors; muniment check lists them" in text


# --- with a database and a register ---

@pytest.fixture(scope="module")
def house(cluster, template, register_template, tmp_path_factory, keys):
    from conftest import Database, Office
    made = [cluster.create(template), cluster.create(register_template)]
    yield Office(*made, tmp_path_factory.mktemp("house"), keys)
    for database in made:
        database.drop()


@pytest.mark.parametrize("words", [w for w in COMMANDS if name(w) not in ("key new", "accuracy sweep")], ids=name)
def test_json_is_one_object_alone_on_standard_output(words, house):
    """Whatever the answer: when it is no and there is nothing to show, standard output is empty."""
    done = house(*call_of(words), "--json", status=None, timeout=120)
    assert done.status in (0, 1), done.err
    if done.status == 0 or done.out:
        assert isinstance(done.json, dict)
    if done.status == 1:
        said(done)


@pytest.mark.parametrize("call,says", [
    ("map check nope", "no register nope"),
    ("map draft nope", "no register nope"),
    ("map draft s12 --schema nowhere", "no table"),
    ("map draft s12 --subject register.nothing", "no table register.nothing"),
    ("map accept nope --as dpo --because wanted", "no register nope"),
    ("subject show nope 1", "no register nope"),
    ("subject show s12 O'Brien\u2713", "no such record"),
    ("retention forecast nope", "no such register"),
    ("retention explain s12 x'y", "no such record"),
    ("retention plan s12 --rule nope", "no rule nope"),
    ("retention approve 999 --as dpo", "no such run"),
    ("retention run 999", "no such run"),
    ("retention certificate 999", "no such run"),
    ("hold add --register nope --reason x --as dpo", "no such register"),
    ("hold add --rule nope --reason x --as dpo", "No law pack has a rule"),
    ("hold add --register s12 --subject 99999999 --reason x --as dpo", "no such record"),
    ("hold add --register s12 --entity nope --reason x --as dpo", "no such entity"),
    ("hold add --register s12 --entity child --attribute nope --reason x --as dpo", "no such attribute"),
    ("hold add --register s12 --entity child --where nope=1 --reason x --as dpo", "no such column"),
    ("hold add --register s12 --entity child --where nhs_number=9434765919 --reason x --as dpo", "identifies a person"),
    ("hold add --register s12 --entity service --where kind=nope --reason x --as dpo", "as the register does"),
    ("hold add --register s12 --category nope --reason x --as dpo", "No attribute is of that category"),
    ("hold add --register s12 --service nope --reason x --as dpo", "as the register does"),
    ("hold add --register s12 --entity school --attribute phone --reason x --as dpo", "could keep nothing"),
    ("hold add --register s12 --entity shield_pass --where nope=1 --reason x --as dpo", "no such"),
    ("hold show 999", "no hold 999"),
    ("hold review 999 --keep-until 2099-01-01 --because x --as dpo", "no hold 999"),
    ("request show R-2026-999", "no request R-2026-999"),
    ("request items R-2026-999", "R-2026-999"),
    ("request clock R-2026-999", "R-2026-999"),
    ("accuracy sweep nope", "no source"),
    ("accuracy decide 999 keep --as dpo --because not-so", "no difference 999"),
    ("accuracy show 999", "no difference 999"),
    ("accuracy take 999", "It has ended"),
    ("notice show 999", "no notice 999"),
    ("notice discover nope", "no such register"),
    ("notice preview nope --audience parent --language en", "nope.parent.md: "),
    ("ledger prove 99999", "holds nothing of the kind"),
    ("ledger verify --checkpoint absent", "no checkpoint file absent"),
    ("job show 999", "no job 999"),
    ("delivery show 999", "no delivery 999"),
    ("template render absent --data absent", "absent cannot be read"),
], ids=lambda v: v if " " in v else None)
def test_what_is_not_there_is_refused_by_name(house, call, says):
    assert says in said(house(*call.split(), status=1))


@pytest.mark.parametrize("call,says", [
    ("request list --state nope", "--state is one of"),
    ("job list --state nope", "--state is one of"),
    ("delivery list --state nope", "--state is one of"),
    ("job list --limit 0", "whole number from 1"),
    ("retention forecast s12 --until 2020-01-01", "--until lies between"),
    ("retention forecast s12 --until 9999-12-31", "--until lies between"),
    ("retention approve x --as dpo", "is a number"),
    ("hold show x", "is a number"),
    ("hold add --basis whim --reason x --as dpo", "no such basis"),
    ("hold add --as dpo", "needs --reason"),
    ("hold add --basis other --as dpo", "needs --reason"),
    ("hold add --basis police --review-on 2020-01-01 --as dpo", "a day to come"),
    ("hold review 1 --keep-until 2020-01-01 --because x --as dpo", "a day to come"),
    ("hold add --subject 1 --reason x --as dpo", "--subject needs --register"),
    ("hold add --entity service --reason x --as dpo", "--entity needs --register"),
    ("hold add --category services --reason x --as dpo", "--category needs --register"),
    ("hold add --service x --reason x --as dpo", "--service needs --register"),
    ("hold add --register s12 --where a=b --reason x --as dpo", "need --entity"),
    ("hold add --register s12 --attribute a --reason x --as dpo", "need --entity"),
    ("hold add --register s12 --entity child --where a --reason x --as dpo", "COLUMN=VALUE"),
    ("hold add --register s12 --entity child --where =a --reason x --as dpo", "COLUMN=VALUE"),
    ("hold add --register s12 --entity child --service x --reason x --as dpo", "--service stands without"),
    ("hold add --since 2026-02-01 --until 2026-01-31 --reason x --as dpo", "not before --since"),
    ("hold add --since yesterday --reason x --as dpo", "YYYY-MM-DD"),
    ("notice show x", "looks like N-12"),
    ("notice preview first-record --audience parent --language en --format pdf --json", "--out"),
    ("accuracy decide x keep --as dpo --because not-so", "is a number"),
    ("accuracy decide 1 keep --as dpo --because whim", "--because is one of"),
    ("accuracy decide 1 forget --as dpo --because not-so", "The decision is one of"),
    ("accuracy decide 1 shield --as dpo --because not-so", "For shield, --because is one of"),
    ("ledger verify --proof absent", "--key"),
    ("hold", "one word more"),
    ("hold nope", 'no command "hold nope"'),
    ("nope", 'no command "nope"'),
    ("help nope", 'no command "nope"'),
    ("--config", "needs a value"),
], ids=lambda v: v if " " in v else None)
def test_wrong_words_are_wrong_usage(house, call, says):
    done = run_muniment(*call.split(), *(["--config", house.settings] if call != "--config" else []), env=house.keys,
                        status=2)
    assert says in said(done) and done.out == ""


def test_a_new_request_and_its_dossier_as_tables_and_as_json(house):
    ref = house.json("request", "new", "--kind", "access", "--register", "s12", "--subject",
                     house.child("not c.shielded and c.archived_on is null"), "--received", "2026-11-16", "--channel",
                     "post", "--requester", "subject")["ref"]
    open_gates(house.json, ref)
    house("request", "collect", ref)
    items = house.json("request", "items", ref)["items"]
    lines = house("request", "items", ref).out.splitlines()
    assert len(lines) == len(items) + 1 and lines[0].split() == ["ITEM", "WHERE", "ABOUT", "DECISION", "PROPOSED", "BECAUSE", "RULES"]
    for line, item in zip(lines[1:], items):
        assert line.split() == [str(item["item"]), f'{item["entity"]}.{item["attribute"]}', item["about"],
                                item["decision"], item["proposed"], item["because"], *(item["rules"].split() or ["-"])]
    assert house.json("request", "list", "--state", "reviewed")["requests"] == []


def test_figures_count_by_kind_and_day(office):
    for kind, day in (("access", "2026-11-02"), ("access", "2026-11-16"), ("erasure", "2026-11-16")):
        ref = office.json("request", "new", "--kind", kind, "--register", "s12", "--subject", office.child("true"),
                          "--received", day, "--channel", "post", "--requester", "subject", "--another")["ref"]
    office("request", "withdraw", ref, "--as", "dpo")
    access, erasure = office.json("request", "figures", as_of="2026-12-03")["figures"]
    assert access == {"kind": "access", "received": 2, "open": 2, "overdue": 1, "released": 0, "answered": 0, "refused": 0, "withdrawn": 0}
    assert (erasure["received"], erasure["open"], erasure["withdrawn"]) == (1, 0, 1)
    assert [row["received"] for row in office.json("request", "figures", "--to", "2026-11-02")["figures"]] == [1]


def test_deliveries_are_those_of_the_letters_made(office):
    office("notice", "discover", "s12", "--since", "2026-10-01")
    made = office.json("notice", "compose", timeout=120)["made"]
    listed = office.json("delivery", "list")["deliveries"]
    assert made == len(listed) > 0
    assert office.json("delivery", "list", "--state", "sent")["deliveries"] == []
    one = office.json("delivery", "show", listed[0]["delivery"])
    assert one == listed[0] and one["state"] == "ready" and one["channel"] == "post"
    assert office.json("notice", "show", f"N-{one['number']}")["letter"]["delivery"] == "ready"


def test_an_answer_that_cannot_be_written_is_a_fault(house):
    for call in (["--help"], ["status", "--config", house.settings], ["status", "--json", "--config", house.settings]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([BUILD / "muniment", *call], stdout=full, stderr=subprocess.PIPE, timeout=30, text=True)
        assert done.returncode == 4 and done.stderr == "muniment: The answer could not be written.\n"


# --- keys ---

@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_keys_that_others_may_read_are_refused(muniment, tmp_path, mode):
    muniment("key", "new", tmp_path / "keys")
    (tmp_path / "keys" / "ledger-signing-key").chmod(mode)
    done = muniment("ledger", "key", env={"CREDENTIALS_DIRECTORY": str(tmp_path / "keys")}, status=1)
    assert "ledger-signing-key" in said(done)


def test_keys_are_never_overwritten(muniment, tmp_path):
    muniment("key", "new", tmp_path / "keys")
    before = (tmp_path / "keys" / "ledger-signing-key").read_bytes()
    said(muniment("key", "new", tmp_path / "keys", status=1))
    assert (tmp_path / "keys" / "ledger-signing-key").read_bytes() == before


# --- help, and what is made from it ---

def test_help_lists_every_command_once_under_its_heading():
    out = run_muniment("--help").out
    headings = [text.strip('"') for kind, text in ROWS if kind == "HEADING"]
    assert re.findall(r"^([A-Z]\w+)$", out, re.M) == headings
    for words in COMMANDS:
        assert len(re.findall(rf"^  {name(words)} ", out, re.M)) == 1
    assert all(len(line) <= 140 for line in out.splitlines())


def test_the_manual_page_has_every_command(tmp_path):
    subprocess.run([ROOT / "tools/man-page.py", BUILD / "muniment", tmp_path / "muniment.1"], check=True, timeout=60)
    page = (tmp_path / "muniment.1").read_text()
    for words in COMMANDS:
        assert len(re.findall(rf'^\.SS "{name(words)}[ "]', page, re.M)) == 1


def test_bash_completes_words_and_options():
    script = f'PATH={BUILD}:$PATH; . {ROOT}/packaging/completions/muniment; for line in "muniment hold re" ' \
             '"muniment hold add --re"; do COMP_WORDS=($line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _muniment; ' \
             'echo "${COMPREPLY[@]}"; done'
    words, options = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30).stdout.splitlines()
    assert "release" in words.split() and "add" not in words.split()
    assert {"--register", "--reason", "--review-on"} == set(options.split())
