#!/usr/bin/python3
"""Turns sql/ into C tables, so that statements and migrations are compiled in.

sqlgen.py OUT.h OUT.c SQL_DIR FILES...  (FILES below SQL_DIR)

queries/*.sql hold blocks that begin with "-- name: some_name"; each becomes an enum value
STATEMENT_SOME_NAME and a row {name, text, number of parameters}. migrate/NNNN-*.sql become rows
{version, name, text, sha256}; every other file becomes a constant SQL_<PATH>.

What a statement returns is read by name: its column "due_on" is SOME_NAME_DUE_ON. Every column therefore has a name, its
own or by "as". What is bound is given by name as well: ":due_on::date" is .due_on of store_call(store, some_name, ...), of
the type that is said. Statements that are read alike share theirs:

  -- columns: thing_view      a select list, put where a statement of the file begins its own with {thing_view};
                              its columns are THING_VIEW_... in each of them
  -- name: x returns thing_view     a list of its own, which must have those names in that order

A file of embed/ says "-- returns: thing" for the names of its columns; two files that return the same say the same.
"""
import collections
import hashlib
import pathlib
import re
import sys

Row = collections.namedtuple("Row", "names own")  # the columns' names; from which on they are this row's own

NAME = re.compile(r"^-- (name|columns): *([a-z][a-z0-9_]*)(?: +returns +([a-z][a-z0-9_]*))? *$", re.M)
TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|::|\$?\w+|\s+|.", re.S)
PARAMETER = re.compile(r"(?<![:\w]):([a-z][a-z0-9_]*)::([a-z0-9]+(?:\[\])?)")
TYPES = {"boolean": ("bool ", "bool"), "date": ("Date ", "date"), "bytea": ("PgBytes ", "blob"), "bytea[]": ("PgByteas ", "byteas"),
         "text[]": ("PgTexts ", "items"), "uuid[]": ("PgTexts ", "items"), "bigint[]": ("PgNumbers ", "numbers"),
         **{number: ("int64_t ", "i64") for number in ("bigint", "integer", "smallint")},
         **{text: ("const char *", "text") for text in ("text", "uuid", "jsonb")}}
NAMED = {"select", "with", "insert", "update", "delete"}
LIST_ENDS = {"from", "where", "union", "order", "limit", "for", "group", "having", "except", "intersect", "window", "offset"}


def c_string(text):
    lines = text.split("\n")
    quoted = [line.replace("\\", "\\\\").replace('"', '\\"').replace("??", "?\\?") for line in lines]
    return "\n        ".join(f'"{line}\\n"' for line in quoted) or '""'


def outer_tokens(sql):
    """The tokens that no bracket holds, in small letters; each bracket and what it holds is one token "()"."""
    depth, out = 0, []
    for token in TOKEN.findall(sql):
        if token.isspace() or token.startswith("--"):
            continue
        if token in "([":
            depth += 1
            if depth == 1:
                out.append("()")
        elif token in ")]":
            depth -= 1
        elif depth == 0:
            out.append(token.lower())
    return out


def column_name(where, item):
    while len(item) > 2 and item[-2] == "::":
        item = item[:-2]  # a cast keeps the column's name
    if item[-2:] == ["filter", "()"]:
        item = item[:-2]
    if item[-1:] == ["()"] and item[0] not in {"coalesce", "exists", "("}:
        item = item[:-1]  # a function gives its name
    named = len(item) == 1 or len(item) == 3 and item[1] == "." or len(item) > 2 and item[-2] == "as"
    if not named or not re.fullmatch(r"[a-z_][a-z0-9_]*", item[-1]) or item[-1] == "null":
        sys.exit(f"{where}: a column has no name: {' '.join(item)}")
    return item[-1]


def columns(where, sql):
    """The names of the columns that the statement returns, in order."""
    tokens = outer_tokens(sql)
    verbs = [t for t in tokens if t in {"select", "insert", "update", "delete", "values", "fetch"}]
    if "returning" in tokens:
        items = tokens[tokens.index("returning") + 1:]
    elif verbs and verbs[0] == "select":
        items = tokens[tokens.index("select") + 1:]
        ends = (i for i, t in enumerate(items) if t in LIST_ENDS and items[i - 1] != "distinct")
        items = items[:next(ends, len(items))]
    else:
        items = []
    if items[:1] == ["distinct"]:
        items = items[3:] if items[1:3] == ["on", "()"] else items[1:]
    names = []
    while items:
        end = items.index(",") if "," in items else len(items)
        names.append(column_name(where, items[:end]))
        items = items[end + 1:]
    doubled = {n for n in names if names.count(n) > 1}
    if doubled:
        sys.exit(f"{where}: columns named twice: {', '.join(sorted(doubled))}")
    return names


def statements(path, rows):
    """The statements of a file; rows gets what they return: {name: Row}."""
    parts = NAME.split(path.read_text())
    if any(l.strip() and not l.startswith("--") for l in parts[0].splitlines()):
        sys.exit(f"{path}: text before the first '-- name:'")
    lists = {}
    for kind, name, returns, body in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4]):
        where = f"{path}: {name}"
        sql = "\n".join(l for l in body.splitlines() if l.strip() and not l.lstrip().startswith("--"))
        sql = sql.strip().rstrip(";")
        if not sql:
            sys.exit(f"{where} is empty")
        if ";" in re.sub(r"'[^']*'", "", sql):
            sys.exit(f"{where} holds more than one statement")
        if kind == "columns":
            lists[name] = sql
            rows[name] = Row(columns(where, f"select {sql}"), 0)
            continue
        shared = re.search(r"\{(\w+)\}", sql)
        for key, text in lists.items():
            sql = sql.replace(f"{{{key}}}", text)
        names, row = columns(where, sql), returns or (shared and shared.group(1))
        if row and (names if returns else names[:len(rows[row].names)]) != rows[row].names:
            sys.exit(f"{where} does not return what {row} does: {', '.join(names)}")
        rows[name] = Row(names, len(rows[row].names) if row else 0)
        yield name, *bound(where, sql)


def bound(where, sql):
    """The text with $1, $2 ... for its parameters, and their names, each with the type it is first said to be."""
    given = {}
    for name, kind in PARAMETER.findall(sql):
        if kind not in TYPES:
            sys.exit(f"{where}: parameter {name} is of a type that nothing binds: {kind}")
        given.setdefault(name, kind)
    names = list(given)
    text = PARAMETER.sub(lambda m: f"${names.index(m[1]) + 1}::{m[2]}", sql)
    wrong = re.search(r"(?<![:\w]):[a-z]\w*", re.sub(r"'[^']*'", "", text)) or re.search(r"\$\d", sql)
    if wrong:
        sys.exit(f"{where}: a parameter has a name and a type, :name::type; this has not: {wrong.group()}")
    return text, given


def embedded(path, name, sql, rows):
    """A text of its own returns the row that "-- returns: row" names; one of setup/ else what its file is called after."""
    said = re.search(r"^-- returns: *([a-z][a-z0-9_]*) *$", sql, re.M)
    if not said and not name.startswith("EMBED_SETUP_") or outer_tokens(sql)[0] not in NAMED:
        return
    row = said.group(1) if said else name.removeprefix("EMBED_").lower()
    names = columns(path, sql)
    if rows.setdefault(row, Row(names, 0)).names != names:
        sys.exit(f"{path} does not return what {row} does: {', '.join(names)}")


def enum_of(name, row):
    listed = [f"        {name.upper()}_{n.upper()} = {i},\n" for i, n in enumerate(row.names) if i >= row.own]
    return "enum {\n" + "".join(listed) + "};\n" if listed else ""


def struct_of(name, given):
    members = "".join(f"        {TYPES[kind][0]}{member};\n" for member, kind in given.items()) or "        char none;\n"
    return (f"struct {name}_args {{\n{members}}};\nvoid bind_{name}(PgArgs *args, const struct {name}_args *given);\n"
            f"int call_{name}(Pg *pg, const struct {name}_args *given, PgRows **ret);\n")


def functions_of(name, given):
    binds = "".join(f"        pg_arg_{TYPES[kind][1]}(args, given->{member});\n" for member, kind in given.items())
    unused = "" if given else "        (void)args, (void)given;\n"
    return (f"\nvoid bind_{name}(PgArgs *args, const struct {name}_args *given) {{\n{binds}{unused}}}\n"
            f"\nint call_{name}(Pg *pg, const struct {name}_args *given, PgRows **ret) {{\n"
            f"        _cleanup_(arena_freep) Arena *arena = arena_new();\n        PgArgs args = PG_ARGS(arena);\n"
            f"        bind_{name}(&args, given);\n"
            f"        return pg_call(pg, &statements[STATEMENT_{name.upper()}], &args, ret);\n}}\n")


def main(header, source, root, files):
    root = pathlib.Path(root)
    paths = sorted(pathlib.Path(f) for f in files)
    queries, migrations, others, rows = [], [], [], {}
    for path in paths:
        kind = path.relative_to(root).parts[0]
        if kind == "queries":
            queries += statements(path, rows)
        elif kind == "migrate":
            text = path.read_text()
            migrations.append((int(path.name[:4]), path.stem, text, hashlib.sha256(text.encode()).hexdigest()))
        else:
            name = re.sub(r"[^A-Z0-9]", "_", str(path.relative_to(root).with_suffix("")).upper())
            others.append((f"SQL_{name}", path.read_text()))
            embedded(path, name, path.read_text(), rows)
    names = [q[0] for q in queries]
    doubled = {n for n in names if names.count(n) > 1}
    if doubled:
        sys.exit(f"statements named twice: {', '.join(sorted(doubled))}")
    if [m[0] for m in migrations] != list(range(1, len(migrations) + 1)):
        sys.exit("sql/migrate must be numbered 0001, 0002 ... without a gap")

    with open(header, "w") as h:
        h.write("/* Made by tools/sqlgen.py from sql/. */\n#pragma once\n#include \"pg/given.h\"\n\n")
        h.write("typedef enum Statement {\n")
        h.writelines(f"        STATEMENT_{n.upper()},\n" for n in names)
        h.write("        _STATEMENT_MAX,\n} Statement;\n\nextern const PgStatement statements[_STATEMENT_MAX];\n\n")
        h.writelines(enum_of(name, row) for name, row in rows.items())
        h.writelines(struct_of(name, given) for name, _, given in queries)
        h.write("typedef struct Migration {\n        int version;\n        const char *name, *sql, *sha256;\n} Migration;\n")
        h.write(f"#define MIGRATION_LATEST {len(migrations)}\nextern const Migration migrations[MIGRATION_LATEST];\n\n")
        h.writelines(f"extern const char {n}[];\n" for n, _ in others)
    with open(source, "w") as c:
        c.write(f'/* Made by tools/sqlgen.py from sql/. */\n#include "statements.h"\n\n')
        c.write("const PgStatement statements[_STATEMENT_MAX] = {\n")
        for name, sql, given in queries:
            c.write(f"        [STATEMENT_{name.upper()}] = {{ \"{name}\",\n        {c_string(sql)}, {len(given)} }},\n")
        c.write("};\n\nconst Migration migrations[MIGRATION_LATEST] = {\n")
        for version, name, text, sha in migrations:
            c.write(f"        {{ {version}, \"{name}\",\n        {c_string(text)},\n        \"{sha}\" }},\n")
        c.write("};\n")
        c.writelines(functions_of(name, given) for name, _, given in queries)
        for name, text in others:
            c.write(f"\nconst char {name}[] =\n        {c_string(text)};\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
