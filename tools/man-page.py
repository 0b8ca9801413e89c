#!/usr/bin/python3
"""man-page.py PROGRAM OUT   writes muniment(1) from what the program's own --help says, so that it is never behind it."""
import pathlib
import re
import subprocess
import sys

HEAD = r'''.\" Made from muniment --help by tools/man-page.py.
.TH MUNIMENT 1 "" "Muniment @VERSION@" "Muniment"
.SH NAME
muniment \- ask and decide what Muniment does with people's data
.SH SYNOPSIS
.B muniment
.I COMMAND
.RB [ \-\-json ]
.RB [ \-\-as\-of
.IR DATE ]
.RB [ \-\-config
.IR FILE ]
.RB [ \-\-help ]
.SH DESCRIPTION
.B muniment
is the command line for operators and data protection officers. The daemon,
.BR munimentd (8),
works by itself; here a person asks how things stand, records what came in, and decides what only a person may decide.
.PP
Some commands are pure questions and need neither a database nor settings:
.BR clock ", " compare ", " identifier " and " template .
.SH OPTIONS
Every command takes these.
'''

WHO = r'''.SH "WHO MAY WHAT"
Who acts is the login at the database: the database stamps it on every act and on every entry of the ledger.
.B \-\-as
names whom a program speaks for, and stands beside it. An officer's login is an auditor's too; the operator's is the
daemon's own, and root on its host has it. What is done by the engine goes through its queue: the command waits for the
answer, which is sealed for it alone, can be read once, and is gone after ten minutes.
'''

TAIL = r'''.SH "EXIT STATUS"
.TP
.B 0
Done.
.TP
.B 1
The answer is no: refused, invalid or not found. Standard error says why and what to do.
.TP
.B 2
Called wrongly.
.TP
.B 3
The database or another service cannot be reached.
.TP
.B 4
A fault of the program.
.SH FILES
.TP
.I /etc/muniment/muniment.conf
The settings.
.SH "SEE ALSO"
.BR muniment.conf (5),
.BR muniment\-map (5),
.BR muniment\-policy (5),
.BR munimentd (8)
'''


def ask(*words):
    return subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=60).stdout


def roff(text):
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", text)


def rows(text):
    """The lines of two columns: what is typed, and what it does."""
    return re.findall(r"^  (\S.*?) {2,}(\S.*)$|^  (\S.{35,}?) (\S.*)$", text, re.M)


def entry(left, right):
    return f".TP\n.B {roff(left)}\n{roff(right)}\n"


def options(text):
    return [(left, right) for left, right, *_ in rows(text) if left.startswith("--")]


def main(program, out):
    commands = [(a or c, b or d) for a, b, c, d in rows(ask(program, "--help"))]
    common = options(ask(program, "check", "--help"))[-5:]
    assert len(commands) > 20 and [left.split()[0] for left, _ in common] == ["--json", "--as-of", "--config", "--as", "--help"]
    text = HEAD.replace("@VERSION@", ask(program, "--version").split()[1]) + "".join(entry(*row) for row in common)
    text += ".SH COMMANDS\n"
    whose = {}
    for left, right in commands:
        words = [word for word in left.split() if word.islower()]
        told = ask(program, *words, "--help")
        who = told.splitlines()[2]
        whose.setdefault(who, []).append(" ".join(words))
        text += f'.SS "{roff(left)}"\n{roff(right[0].upper() + right[1:])}. {roff(who)}\n'
        text += "".join(entry(*row) for row in options(told) if row not in common)
    text += WHO + "".join(entry(who, ", ".join(names) + ".") for who, names in sorted(whose.items()))
    pathlib.Path(out).write_text(text + TAIL)


main(*sys.argv[1:])
