#!/usr/bin/python3
"""man-journal.py MESSAGES_H CATALOG OUT   writes muniment-journal(7): every message, its id and level from the table in the
source, and what it means and asks for from the journal's catalog, so that it is never behind either."""
import pathlib
import re
import sys

ROW = re.compile(r'MESSAGE\((\w+),\s*"([0-9a-f]{32})",\s*LOG_(\w+),\s*"([^"]+)"\)')
ENTRY = re.compile(r"^-- ([0-9a-f]{32})\n(.*?)(?=^-- |\Z)", re.M | re.S)

HEAD = r'''.\" Made from daemon/base/messages.h and packaging/catalog by tools/man-journal.py.
.TH MUNIMENT-JOURNAL 7 "" "Muniment" "Muniment"
.SH NAME
muniment-journal \- what munimentd writes to the journal, and what to do about it
.SH DESCRIPTION
Every message of
.BR munimentd (8)
has a MESSAGE_ID, by which it is found whatever its words, and fields of its own that begin with MUNIMENT_. No field holds
anything about a person: jobs, runs and holds have numbers, requests have references. The same texts stand beside the
messages with
.BR "journalctl \-x" .
.PP
.nf
journalctl \-u munimentd MESSAGE_ID=edaf2a20fccc4f5899e91e98f5a423ee
journalctl \-u munimentd \-p warning \-o verbose
.fi
.PP
A message that is written more than fifty times within ten seconds by one process is held back for the rest of that time,
and its number told afterwards; signed heads of the ledger, and whatever is critical, are never held back.
.SH MESSAGES
'''
TAIL = r'''.SH "SEE ALSO"
.BR munimentd (8),
.BR muniment\-conditions (7),
.BR muniment\-metrics (7),
.BR journalctl (1)
'''


def roff(text):
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def main(messages, catalog, out):
    rows = ROW.findall(pathlib.Path(messages).read_text())
    texts = dict(ENTRY.findall(pathlib.Path(catalog).read_text()))
    assert len(rows) > 10 and {id for _, id, _, _ in rows} == set(texts), "messages and catalog differ"
    page = HEAD
    for name, id, level, words in rows:
        _, *paragraphs = texts[id].strip().split("\n\n")
        page += f'.SS "{roff(words)}"\n{name}, {level.lower()},\n.I {id}\n'
        page += "".join(f".PP\n{roff(paragraph.strip())}\n" for paragraph in paragraphs)
    pathlib.Path(out).write_text(page + TAIL)


main(*sys.argv[1:])
