#!/usr/bin/python3
"""The house rules that no compiler holds: layers, libraries, lengths, banned calls, SQL in C, the catalog.

Checks the tree it stands in; prints each breach as FILE:LINE: what; exits 1 when there is one.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
sys.dont_write_bytecode = True
import sqlgen  # noqa: E402  the names in statements

# What a folder may include besides itself and base. Features (L4) name no other feature.
STORE = {"model", "settings", "seal", "pg", "store"}
FEATURE = STORE | {"state", "documents", "delivery", "register", "agency", "render"}
FEATURES = {"retention", "accuracy", "requests", "notices", "ledger", "monitor"}
MAY_INCLUDE = {
    "base": set(),
    "model": set(),
    "pg": {"model"},
    "net": {"model"},
    "seal": {"model"},
    "render": {"model"},
    "settings": {"model", "seal"},
    "store": STORE,
    "state": STORE,
    "documents": STORE | {"render"},
    "delivery": STORE | {"net", "documents"},
    "register": STORE | {"state"},
    "agency": {"model", "pg", "net"},
    **{feature: FEATURE for feature in FEATURES},
    "work": FEATURE | FEATURES,
    "cli": FEATURE | FEATURES | {"work"},
    "view": FEATURE | FEATURES | {"work", "cli"},
    "install": FEATURE | FEATURES | {"work", "cli", "view"},
    "command": FEATURE | FEATURES | {"work", "cli", "view", "install"},
    "programs": FEATURE | FEATURES | {"work", "cli", "view", "install", "command"},
}

# Each foreign library has one owning folder (libsystemd two: the journal in base, the event loop in work).
# jansson is a data type, used from layer 2 up.
LIBRARY_OWNERS = [
    (r"libpq-fe\.h|postgres_ext\.h", {"pg"}),
    (r"curl/", {"net"}),
    (r"sodium", {"seal"}),
    (r"libconfig\.h", {"settings"}),
    (r"systemd/sd-journal\.h", {"base"}),
    (r"systemd/", {"base", "work"}),
    (r"cairo|pango/|cmark|qpdf/|poppler|unicode/|fontconfig/|glib|liblouis/", {"render"}),
    (r"jansson\.h", set(MAY_INCLUDE) - {"base", "model"}),
]

BANNED = re.compile(
    r"\b(strcpy|strcat|strncat|strncpy|sprintf|vsprintf|strtok|atoi|atol|atof|gets|localtime|gmtime|ctime|asctime|"
    r"tmpnam|mktemp|system|popen|alloca|rand|srand|PQerrorMessage|PQresultErrorMessage|PQresultVerboseErrorMessage)\s*\("
)
# store/json.h adds what these would drop.
BANNED_JSON = re.compile(r"\b(json_array_append_new|json_object_set_new)\s*\(")
SQL = re.compile(r'"[^"]*\b(select\s[^"]*\bfrom\b|insert\s+into|update\s+\S+\s+set\b|delete\s+from)', re.I)
# register/ compiles SQL from a data map: the one place where SQL is composed in C.
SQL_ALLOWED = {"register"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
REGISTRY = re.compile(r"(deb|security)\.debian\.org|registry\.npmjs\.org")
ELSEWHERE = re.compile(r"\b(law|exemptions|needs|interfaces|style|design)\.md\b")

# A condition has its number from its place in base/conditions.h: enums that numbered their own came to share some.
OWN_CONDITION = re.compile(r"\benum\b[^{};()]*\{[^}]*?\b(_?[A-Z]+(?:_[A-Z]+)*_E_[A-Z_]+)")
# Declared json_auto_t, it is let go at every exit; a member or a parameter is its owner's own affair.
LET_GO = re.compile(r"\bjson_decref\((\w+)\)")
FUNCTION = re.compile(r"^(?:static )?int (?:[^;{}]|\n)*?\)\s*\{\n.*?^\}", re.M | re.S)
UNTRACED = re.compile(r"\breturn r;|\breturn [^;]*[?:]\s*r\s*[;:]|\br < 0 \? err_trace\(r\)\s*:\s*r\b")
# What a statement returns is read by the names that sqlgen.py gives: a number is whatever stands there by now.
READ = re.compile(r"\bpg_(?:text|i64|bool|date|bytes|is_null)\(|\b\w+\((?=[^()]*\b\w*rows, [^(),]+, \d)")
BY_NUMBER = re.compile(r"(?<!\w)\d|\(int\)")
READ_BY_NUMBER = {"pg"}
# What compares strings; and words of a list in model/ that maps and registers use for something else.
COMPARED = re.compile(r"\b(?:str_eq|str_in|strcmp|strcasecmp)\(")
# Structs of store/ hold enums. Kinds of jobs and of entries are another program's too, and columns are given as texts.
KEPT_AS_TEXT = re.compile(r"^ +const char \*(?:[\w ,*]*\W)?(kind|state|format|decision|disposal|approval|audience|requester|nation)\b[^()]*;", re.M)
KINDS_OF_OTHERS = {"job.h", "ledger.h", "ledger-tree.h"}
NO_SUCH_WORD = {"none", "system", "json", "text"}
# JSON is built with json_pack(): what a format writes is quoted by nobody. The leaf of an entry is signed byte by byte.
FORMATTED_JSON = re.compile(r'"(?:[^"\\]|\\.)*\\"\w+\\":(?:[^"\\]|\\.)*%')
# A table has as many rows as it has.
TABLE_ROW = re.compile(r"^ +[A-Z]+\(.*\\\n", re.M)

PROSE = {"paragraph": 120, "ARCHITECTURE.md": 200}  # words; lines
LENGTHS = {"function": 100, "file": 800, "header": 130, "main": 150}
SHARES = ((40, 80), (60, 92))  # lines, least per cent of functions that fit

# Commits after this one keep to CODING.md.
COMMITS_SINCE, SUBJECT = "47f922c", 60

# As many parameters a function has, and no more, but with the reason in the comment above it. C has a list and its length
# as two parameters, and a format's are any number: each is one thing. A function that is one statement of store/ takes
# what the statement takes.
PARAMETERS, REASON = 5, "More than five:"
LENGTH = re.compile(r"size_t (?:\* )?(?:ret_)?n(?:_\w+)?")
# As many as there are, and never more. Whoever mends one lowers the number.
AT_MOST = {"functions with more than five parameters and no reason beside them": 0,
           "JSON values let go by hand, not json_auto_t": 1}

breaches = []
let_go = []


def breach(path, line, what):
    breaches.append(f"{path.relative_to(ROOT)}:{line}: {what}")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)


def files(*patterns):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
                         cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / line for line in out.splitlines() if (ROOT / line).is_file()]


def check_local_include(path, n, folder, name):
    other = name.split("/")[0]
    if name == "statements.h":
        if folder not in {"store", "register"}:  # register/ sends the texts of sql/embed/register to registers
            breach(path, n, "statements.h is for store/ and register/ only")
    elif "/" not in name:
        breach(path, n, f'includes name the folder: "{folder}/{name}"')
    elif other not in {folder, "base"} | MAY_INCLUDE[folder]:
        breach(path, n, f"{folder}/ may not include {other}/")


def check_includes(path, folder, code):
    for n, line in enumerate(code.splitlines(), 1):
        local = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        foreign = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        if local:
            check_local_include(path, n, folder, local.group(1))
        if foreign:
            owners = next((o for pattern, o in LIBRARY_OWNERS if re.match(pattern, foreign.group(1))), {folder})
            if folder not in owners:
                breach(path, n, f"<{foreign.group(1)}> belongs to {', '.join(sorted(owners))}/")


def check_words(path, folder, code):
    for n, line in enumerate(code.splitlines(), 1):
        banned = BANNED.search(line)
        if banned:
            breach(path, n, f"{banned.group(1)}() is banned")
        if BANNED_JSON.search(line) and (folder, path.name) not in (("store", "json.h"), ("register", "collect.c")):
            breach(path, n, "json_add() and json_put() of store/json.h lose nothing")
        if FORMATTED_JSON.search(line):
            breach(path, n, "JSON by a format: json_pack() writes it")
        if folder != "store" and "ledger_pend(" in line:
            breach(path, n, "ledger_note() writes an entry with its kind, actor and day")
        if folder not in SQL_ALLOWED and SQL.search(line):
            breach(path, n, "SQL text in C: it belongs in sql/queries/")


def check_conditions(path, code):
    for found in OWN_CONDITION.finditer(code):
        breach(path, code.count("\n", 0, found.start(1)) + 1, f"{found.group(1)}: conditions stand in base/conditions.h only")


def words_of_tables():
    """The words of the closed lists: WORD(NAME, "word") in daemon/model/."""
    text = "".join(path.read_text() for path in sorted((ROOT / "daemon/model").rglob("*.h")))
    return set(re.findall(r'\bWORD\(\w+, "([^"]+)"\)', text))


def check_kept_words(path, folder, code):
    if folder != "store" or path.suffix != ".h" or path.name in KINDS_OF_OTHERS:
        return
    for found in KEPT_AS_TEXT.finditer(code):
        if "**" not in found.group():
            breach(path, code.count("\n", 0, found.start(1)) + 1, f"{found.group(1)} is a word of a list: hold its enum")


def check_table_words(path, code, words):
    """Such a word is compared as its enum, not as a literal and not as what the enum is called."""
    for found in COMPARED.finditer(code):
        n = code.count("\n", 0, found.start()) + 1
        given = " ".join(arguments(code, found.end()))
        for word in re.findall(r'"([^"]*)"', given):
            if word in words and word not in NO_SUCH_WORD:
                breach(path, n, f'"{word}" is a word of a list in model/: compare its enum')
        for name in re.findall(r"\w+_to_string\([A-Z]\w+\)", given):
            breach(path, n, f"compared with {name}: compare the enum itself")


def check_traces(path, code):
    """A fault goes up through err_trace(), which hands on 0 and conditions: r is the house's name for all three."""
    for function in FUNCTION.finditer(code):
        if not re.search(r"\bint (?:[^;{}]*, )?\*?r\b", function.group()):
            continue
        for found in UNTRACED.finditer(function.group()):
            breach(path, code.count("\n", 0, function.start() + found.start()) + 1, "a fault passed on without err_trace(r)")


def check_json(path, code):
    for found in LET_GO.finditer(code):
        body = code[code.rfind("\n}", 0, found.start()) + 1:found.start()]
        if re.search(rf"^ {{8,}}json_t .*\*{found.group(1)}\b(?: =|.*;$)", body, re.M):
            let_go.append(f"{found.group(1)} ({path.relative_to(ROOT)}:{code.count(chr(10), 0, found.start()) + 1})")


def arguments(code, begin):
    """What stands between the commas of the call whose bracket opens before begin."""
    depth, out = 0, [""]
    for c in code[begin:]:
        if c == ")" and depth == 0:
            break
        depth += (c in "({") - (c in ")}")
        if c == "," and depth == 0:
            out.append("")
        else:
            out[-1] += c
    return [a.strip() for a in out]


def check_reads(path, folder, code):
    if folder in READ_BY_NUMBER:
        return
    for found in READ.finditer(code):
        given = arguments(code, found.end())
        rows = next((i for i, a in enumerate(given) if re.fullmatch(r"\w*(rows|found|present|workers)", a)), 0)
        if any(BY_NUMBER.search(a) for a in given[rows + 2:rows + 3]):
            breach(path, code.count("\n", 0, found.start()) + 1, "a column read by number: sqlgen.py gives it a name")


def check_given(path, given):
    """What a C compiler lets pass: a parameter that is left out would be bound as null, or as 0."""
    code = re.sub(r"\"(?:\\.|[^\"\\])*\"", lambda m: "\"" + " " * (len(m.group()) - 2) + "\"", path.read_text())
    for call in re.finditer(r"\bstore_call\(", code):
        _, name, _, *values = arguments(code, call.end())
        bound = [re.match(r"\.(\w+) =", value) for value in values]
        bound = [m and m.group(1) for m in bound]
        for missing in given.get(name, set()) - set(bound):
            breach(path, code.count("\n", 0, call.start()) + 1, f"{name} is called without .{missing}")
        if len(bound) != len(set(bound)) or None in bound:
            breach(path, code.count("\n", 0, call.start()) + 1, f"{name}: a parameter is given by its name, and once")


def check_store():
    """A file of store/, its header and its statements are called alike."""
    for path in files("sql/queries/*.sql"):
        for kind in ".c", ".h":
            if not (ROOT / "daemon/store" / (path.stem + kind)).is_file():
                breach(path, 1, f"its functions belong in store/{path.stem}{kind}")
    given = {}
    for path in sorted(files("sql/queries/*.sql")):
        given.update((name, set(parameters)) for name, _, parameters in sqlgen.statements(path, {}))
    for path in files("daemon/store/*.c"):
        if not path.with_suffix(".h").is_file():
            breach(path, 1, "a file of store/ has a header of its name")
        beside = ROOT / "sql/queries" / f"{path.stem}.sql"
        named = set(re.findall(r"^-- name: *(\w+)", beside.read_text(), re.M)) if beside.is_file() else set()
        for n, line in enumerate(path.read_text().splitlines(), 1):
            for statement in re.findall(r"\bSTATEMENT_([A-Z]\w*)|\bstore_call\(\s*[\w>.-]+, (\w+)", line):
                statement = statement[0] or statement[1]
                if statement.lower() not in named:
                    breach(path, n, f"{statement.lower()} does not stand in sql/queries/{path.stem}.sql")
        check_given(path, given)


def parameters(tag):
    given = re.sub(r"\([^()]*\)", "", tag.get("signature", "()")[1:-1]).split(",")
    lengths = sum(bool("*" in a and LENGTH.fullmatch(b.strip())) for a, b in zip(given, given[1:]))
    return len(given) - lengths - (given[-1].split()[:1] in (["..."], ["va_list"]))


def has_reason(tag):
    """Whether the comment above the function says why it takes so many, or its body is a statement of store/."""
    lines = pathlib.Path(tag["path"]).read_text().splitlines()
    above = "\n".join(lines[:tag["line"] - 1])
    comment = above[above.rfind("/*"):] if above.endswith("*/") else ""
    body = "\n".join(lines[tag["line"]:tag["end"]])
    return REASON in comment or ("/store/" in tag["path"] and "store_call(" in body)


def check_most(what, found):
    if len(found) > AT_MOST[what]:
        breaches.append(f"{len(found)} {what}, {AT_MOST[what]} at most: {', '.join(sorted(found))}")


def check_functions(paths):
    out = subprocess.run(["ctags", "-L", "-", "--c-kinds=f", "--output-format=json", "--fields=+nefS", "-f", "-"],
                         input="\n".join(map(str, paths)), check=True, capture_output=True, text=True).stdout
    lengths, homes, many = [], {}, []
    for tag in map(json.loads, out.splitlines()):
        if "end" in tag:
            lengths.append(tag["end"] - tag["line"] + 1)
            if lengths[-1] > LENGTHS["function"]:
                breach(pathlib.Path(tag["path"]), tag["line"],
                       f"{tag['name']}() has {lengths[-1]} lines, {LENGTHS['function']} at most")
        if tag["path"].endswith(".c"):
            if parameters(tag) > PARAMETERS and not has_reason(tag):
                many.append(f"{tag['name']} ({pathlib.Path(tag['path']).relative_to(ROOT)})")
            if tag.get("file"):
                homes.setdefault(tag["name"], set()).add(tag["path"])
    check_most("functions with more than five parameters and no reason beside them", many)
    for name, paths in homes.items():
        if len(paths) > 1:
            breaches.append(f"{name}() is a static function in {len(paths)} files; each is named after its file: "
                            f"{', '.join(sorted(paths))}")
    share = {limit: 100 * sum(x <= limit for x in lengths) // len(lengths) for limit in (20, 40, 60)}
    print(f"functions: {len(lengths)}; within 20 lines {share[20]} %, 40 lines {share[40]} %, 60 lines {share[60]} %")
    for limit, least in SHARES:
        if share[limit] < least:
            breaches.append(f"only {share[limit]} % of functions fit in {limit} lines; {least} % should")


def check_file(path, text):
    kind = "main" if "programs" in path.parts else "header" if path.suffix == ".h" else "file"
    lines = text.count("\n") - len(TABLE_ROW.findall(text))
    if lines > LENGTHS[kind]:
        breach(path, lines, f"{lines} lines, {LENGTHS[kind]} at most")
    if path.suffix == ".h" and ("#pragma once" not in text or "/*" not in text):
        breach(path, 1, "a header begins with #pragma once and says what it is for")


def check_catalog():
    """Every message has its text in the catalog and the other way round; no id is used twice."""
    table = re.findall(r'MESSAGE\((\w+),\s*"([0-9a-f]{32})"', (ROOT / "daemon/base/messages.h").read_text())
    path = ROOT / "packaging/catalog/muniment.catalog"
    catalog = set(re.findall(r"^-- ([0-9a-f]{32})$", path.read_text(), re.M))
    names = {}
    for name, message_id in table:
        if message_id in names:
            breach(path, 1, f"{name} and {names[message_id]} have one id")
        names[message_id] = name
        if message_id not in catalog:
            breach(path, 1, f"no text for {name} ({message_id})")
    for stray in catalog - set(names):
        breach(path, 1, f"a text for {stray}, which no message has")


def check_prose():
    """What people read is in short paragraphs; ARCHITECTURE.md sends to a page a feature for the rest."""
    for path in files("*.md", "docs/*.md"):
        if path.name == "NEWS.md" or "notices" in path.parts:
            continue
        text = path.read_text()
        if text.count("\n") > PROSE.get(path.name, text.count("\n")):
            breach(path, 1, f"{PROSE[path.name]} lines at most")
        if path.parent not in (ROOT, ROOT / "docs", ROOT / "docs/design"):
            continue
        text = re.sub(r"^```.*?^```", lambda m: re.sub(r"[^\n]", "", m.group()), text, flags=re.M | re.S)
        for found in re.finditer(r"^(?![|#\s]).+(?:\n(?![-*|#\s]|\d+\. ).+)*", text, re.M):
            words = len(found.group().split())
            if words > PROSE["paragraph"]:
                breach(path, text.count("\n", 0, found.start()) + 1, f"a paragraph of {words} words, {PROSE['paragraph']} at most")


def check_commits():
    """From here on; where the history is not there, as in a source package, there is nothing to look at."""
    told = subprocess.run(["git", "-C", str(ROOT), "log", "-z", "--format=%h%n%B", f"{COMMITS_SINCE}..HEAD"], check=False,
                          capture_output=True, text=True).stdout
    for commit in filter(None, told.split("\0")):
        name, subject, *body = commit.strip().split("\n")
        if len(subject) > SUBJECT or ": " not in subject or not "".join(body).strip():
            breaches.append(f"commit {name}: \"area: summary\" of at most {SUBJECT} characters, and a body that says why")


def check_all_files():
    for path in files():
        if "lint" in path.parts:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for n, line in enumerate(text.splitlines(), 1):
            if UNFINISHED.search(line):
                breach(path, n, "an unfinished mark")
            if REGISTRY.search(line):
                breach(path, n, "names a package registry's host")
            if ELSEWHERE.search(line):
                breach(path, n, "cites a page that does not come with the program: cite the statute itself")


def main():
    sources = files("daemon/*.c", "daemon/*.h")
    words = words_of_tables()
    for path in sources:
        text = path.read_text()
        code = without_comments(text)
        folder = path.relative_to(ROOT / "daemon").parts[0]
        check_includes(path, folder, code)
        check_words(path, folder, code)
        check_conditions(path, code)
        check_reads(path, folder, code)
        check_json(path, code)
        check_table_words(path, code, words)
        check_kept_words(path, folder, code)
        if path.name != "error.c":
            check_traces(path, code)
        check_file(path, text)
    check_most("JSON values let go by hand, not json_auto_t", let_go)
    check_store()
    check_functions(sources)
    check_catalog()
    check_all_files()
    check_prose()
    check_commits()
    for line in breaches:
        print(line)
    print(f"house: {len(breaches)} breaches in {len(sources)} files")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
