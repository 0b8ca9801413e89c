#!/usr/bin/python3
"""Turns sql/ into C tables, so that statements and migrations are compiled in.

sqlgen.py OUT.h OUT.c SQL_DIR FILES...  (FILES below SQL_DIR)

queries/*.sql hold blocks that begin with "-- name: some_name"; each becomes an enum value
STATEMENT_SOME_NAME and a row {name, text, number of parameters}. migrate/NNNN-*.sql become rows
{version, name, text, sha256}; every other file becomes a constant SQL_<PATH>.
"""
import hashlib
import pathlib
import re
import sys

NAME = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.M)


def c_string(text):
    lines = text.split("\n")
    quoted = [line.replace("\\", "\\\\").replace('"', '\\"').replace("??", "?\\?") for line in lines]
    return "\n        ".join(f'"{line}\\n"' for line in quoted) or '""'


def statements(path):
    parts = NAME.split(path.read_text())
    if parts[0].strip() and any(not l.startswith("--") for l in parts[0].strip().splitlines()):
        sys.exit(f"{path}: text before the first '-- name:'")
    for name, body in zip(parts[1::2], parts[2::2]):
        sql = "\n".join(l for l in body.splitlines() if l.strip() and not l.lstrip().startswith("--"))
        sql = sql.strip().rstrip(";")
        if not sql:
            sys.exit(f"{path}: statement {name} is empty")
        if ";" in re.sub(r"'[^']*'", "", sql):
            sys.exit(f"{path}: statement {name} holds more than one statement")
        yield name, sql, max([int(n) for n in re.findall(r"\$([0-9]+)", sql)], default=0)


def main(header, source, root, files):
    root = pathlib.Path(root)
    paths = sorted(pathlib.Path(f) for f in files)
    queries, migrations, others = [], [], []
    for path in paths:
        kind = path.relative_to(root).parts[0]
        if kind == "queries":
            queries += statements(path)
        elif kind == "migrate":
            text = path.read_text()
            migrations.append((int(path.name[:4]), path.stem, text, hashlib.sha256(text.encode()).hexdigest()))
        else:
            name = re.sub(r"[^A-Z0-9]", "_", str(path.relative_to(root).with_suffix("")).upper())
            others.append((f"SQL_{name}", path.read_text()))
    names = [q[0] for q in queries]
    doubled = {n for n in names if names.count(n) > 1}
    if doubled:
        sys.exit(f"statements named twice: {', '.join(sorted(doubled))}")
    if [m[0] for m in migrations] != list(range(1, len(migrations) + 1)):
        sys.exit("sql/migrate must be numbered 0001, 0002 ... without a gap")

    with open(header, "w") as h:
        h.write("/* Made by tools/sqlgen.py from sql/. */\n#pragma once\n#include \"pg/pg.h\"\n\n")
        h.write("typedef enum Statement {\n")
        h.writelines(f"        STATEMENT_{n.upper()},\n" for n in names)
        h.write("        _STATEMENT_MAX,\n} Statement;\n\nextern const PgStatement statements[_STATEMENT_MAX];\n\n")
        h.write("typedef struct Migration {\n        int version;\n        const char *name, *sql, *sha256;\n} Migration;\n")
        h.write(f"#define MIGRATION_LATEST {len(migrations)}\nextern const Migration migrations[MIGRATION_LATEST];\n\n")
        h.writelines(f"extern const char {n}[];\n" for n, _ in others)
    with open(source, "w") as c:
        c.write(f'/* Made by tools/sqlgen.py from sql/. */\n#include "statements.h"\n\n')
        c.write("const PgStatement statements[_STATEMENT_MAX] = {\n")
        for name, sql, n in queries:
            c.write(f"        [STATEMENT_{name.upper()}] = {{ \"{name}\",\n        {c_string(sql)}, {n} }},\n")
        c.write("};\n\nconst Migration migrations[MIGRATION_LATEST] = {\n")
        for version, name, text, sha in migrations:
            c.write(f"        {{ {version}, \"{name}\",\n        {c_string(text)},\n        \"{sha}\" }},\n")
        c.write("};\n")
        for name, text in others:
            c.write(f"\nconst char {name}[] =\n        {c_string(text)};\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
