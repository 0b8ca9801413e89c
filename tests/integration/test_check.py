"""muniment check: one look shows everything that is wrong, where, and how to mend it."""
import pathlib
import shutil

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "packaging" / "muniment.conf.sample"


@pytest.fixture
def data(tmp_path):
    """A copy of policies/ and notices/ that a test may spoil, and a settings file that names it."""
    for folder in ("policies", "notices"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    settings = tmp_path / "muniment.conf"
    nowhere = SAMPLE.read_text().replace('"dbname=muniment"', f'"host={tmp_path} dbname=muniment"')
    settings.write_text(f'data_dir = "{tmp_path}";\n' + nowhere)
    return settings


def problems(muniment, settings, status=1):
    answer = muniment("check", "--json", "--config", settings, status=status).json
    assert answer["ok"] is (status == 0)
    for problem in answer["problems"]:
        assert set(problem) == {"file", "line", "path", "severity", "problem", "mend"}
        assert problem["severity"] in ("error", "warning") and problem["problem"] and problem["mend"]
    return answer["problems"]


def spoil(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[:text.index(old)].count("\n") + 1


def in_database(data, database):
    """Governance and register in one database that answers."""
    data.write_text(data.read_text().replace(f'"host={data.parent} dbname=muniment"', f'"{database.conninfo}"')
                    .replace('        connection = "dbname=children";\n', ""))


def test_the_sample_is_in_order_where_no_database_answers(muniment, data):
    told = problems(muniment, data, status=0)
    assert [(p["severity"], p["path"]) for p in told] == [("warning", "database")]
    assert "cannot be reached" in told[0]["problem"]
    assert "is in order: 1 register, 1 map, 23 rules, 1 source." in muniment("check", "--config", data).out


def test_maps_are_held_against_the_live_register(muniment, data, database):
    in_database(data, database)
    told = problems(muniment, data)
    assert any(p["file"].endswith("s12-register.conf") and "register.child" in p["problem"] for p in told)

    for name in ("schema.sql", "agent.sql"):
        database.rows((ROOT / "sql/register" / name).read_text())
    assert problems(muniment, data, status=0) == []

    database.rows("alter table register.child_name add note text")
    told = problems(muniment, data, status=0)
    assert [(p["severity"], p["path"]) for p in told] == [("warning", "register.child_name.note")]


def test_how_a_server_writes_names_makes_no_other_types(muniment, data, database):
    """With quote_all_identifiers a date is a "date", and was none."""
    in_database(data, database)
    for name in ("schema.sql", "agent.sql"):
        database.rows((ROOT / "sql/register" / name).read_text())
    database.rows(f"alter database {database.name} set quote_all_identifiers = on")
    assert problems(muniment, data, status=0) == []


@pytest.fixture
def register(data, database):
    in_database(data, database)
    for name in ("schema.sql", "agent.sql"):
        database.rows((ROOT / "sql/register" / name).read_text())
    return database


def test_a_rule_that_would_read_a_large_table_is_told_with_the_index_it_lacks(muniment, data, register):
    register.rows("drop index register.education_ended")
    assert problems(muniment, data, status=0) == []  # of a small table the whole is read sooner
    register.rows("update pg_class set reltuples = 20000 where oid = 'register.education'::regclass")
    told, = problems(muniment, data, status=0)
    assert told["severity"] == "warning" and told["path"].startswith("s12-archive-")
    assert "all of register.education, about 20000 rows" in told["problem"]
    assert told["mend"] == 'create index on "register"."education" ("until");'
    register.rows(told["mend"])
    assert problems(muniment, data, status=0) == []


def test_a_day_that_is_kept_as_a_moment_is_refused(muniment, data, register):
    """What day a moment is depends on where it is read; by another day something would go too early or too late."""
    register.rows("alter table register.departure alter column returned_on type timestamptz")
    told, = problems(muniment, data)
    assert told["severity"] == "error" and "returned_on is of type timestamp with time zone" in told["problem"]
    assert "date" in told["mend"]


def test_a_database_without_our_schema_is_a_warning(muniment, data, empty_database):
    in_database(data, empty_database)
    told = problems(muniment, data, status=0)
    assert [p["mend"] for p in told] == ["Run muniment migrate."]


def test_wrong_files_are_all_told_at_once(muniment, data):
    pack = data.parent / "policies/law/england-childrens-database.conf"
    source = data.parent / "policies/sources/pds.conf"
    key = spoil(data, "name_en =", "nam_en =")
    date = spoil(pack, 'from = "2007-07-31"', 'from = "2007-07-32"')
    url = spoil(source, "https:", "http:")
    found = {(p["file"], p["line"], p["path"]) for p in problems(muniment, data)}
    assert found >= {(str(data), key, "authority.nam_en"), (str(pack), date, "pack.rules.[0].from"),
                     (str(source), url, "source.base_url")}
    said = muniment("check", "--config", data, status=1)
    assert f'{data}:{key}: error: authority.nam_en: "nam_en" is not known here.' in said.out
    assert 'Did you mean "name_en"?' in said.out
    assert "mend what is listed" in said.err and said.err.count("\n") == 1


def test_one_mistake_makes_one_problem(muniment, data):
    """What stands behind a mistake is not called unknown because of it."""
    spoil(data.parent / "policies/maps/s12-register.conf", "disclose =", "disclos =")
    told, = [p for p in problems(muniment, data) if p["severity"] == "error"]
    assert told["problem"] == '"disclos" is not known here.'


def test_settings_that_anybody_may_change_are_refused(muniment, data):
    pack = data.parent / "policies/law/england-childrens-database.conf"
    pack.chmod(0o666)
    told, = [p for p in problems(muniment, data) if p["severity"] == "error"]
    assert "can be changed by everybody" in told["problem"] and told["mend"].endswith(f"chmod o-w {pack}")


def test_a_file_of_endless_settings_is_refused_at_once(muniment, data):
    data.write_text(data.read_text() + "".join(f"a{i} = 1;\n" for i in range(200_000)))
    told, = problems(muniment, data)
    assert "keys stand in one group" in told["problem"]


def test_a_label_without_words_and_a_broken_text_are_told(muniment, data):
    text = data.parent / "notices/cy/first-record.parent.md"
    for language in "en", "cy":
        spoil(data.parent / f"notices/{language}/labels.conf", "date-of-birth =", "date-of-births =")
    text.write_text(text.read_text() + "\n{{# never closed }}\n")
    told = problems(muniment, data)
    assert any(p["path"] == "child.born_on" and "no words in language en" in p["problem"] for p in told)
    assert "1 label of map s12-register has no words in language cy" in str(told), "which England does not owe"
    assert any(p["file"] == str(text) and p["line"] > 1 for p in told)
    assert sum(p["severity"] == "error" for p in told) == 2


@pytest.mark.parametrize("name", ["absent.conf", "."])
def test_what_is_no_file_is_one_problem(muniment, tmp_path, name):
    told = problems(muniment, tmp_path / name)
    assert len(told) == 1 and told[0]["line"] == 0


def test_a_password_is_refused_and_not_repeated(muniment, data):
    spoil(data, 'dbname=muniment"', 'dbname=muniment password=hunter2"')
    said = muniment("check", "--config", data, status=1)
    assert "may hold no password" in said.out and "hunter2" not in said.out + said.err


def test_other_commands_say_the_same(muniment, data):
    spoil(data, "name_en =", "nam_en =")
    said = muniment("request", "list", "--config", data, status=1)
    assert "authority.nam" in said.err and "muniment check lists them" in said.err and said.err.count("\n") == 1


def test_a_file_as_some_editors_write_it(muniment, tmp_path):
    """What stands before the first word is not seen in them, and was called a missing semicolon."""
    path = tmp_path / "muniment.conf"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes())
    said = muniment("check", "--config", path, status=1)
    assert "byte-order mark" in said.out + said.err and "semicolon" not in said.out + said.err
