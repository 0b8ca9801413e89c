#!/usr/bin/python3
"""man-conditions.py CONDITIONS_H OUT   writes muniment-conditions(7) from the table of conditions, so that it is never behind it."""
import pathlib
import re
import sys

ROW = re.compile(r'^ +CONDITION\((\w+), (\w+), +"([a-z-]+)", +(\w+), +"(.+)"\)(?: \\)?$', re.M)

HEAD = r'''.\" Made from daemon/base/conditions.h by tools/man-conditions.py.
.TH MUNIMENT-CONDITIONS 7 "" "Muniment" "Muniment"
.SH NAME
muniment-conditions \- the codes by which a job or a command says what kept it from its end
.SH DESCRIPTION
What keeps a job of
.BR munimentd (8)
from its end stands as a code in the journal (the field MUNIMENT_REASON) and in
.BR "muniment job list" .
A command of
.BR muniment (1)
that is kept from its end says the sentence, and ends with 1, or with 3 where the same command may do well in a moment.
.PP
A code that is not in this page begins with
.BR fault ,
and is a fault of the program.
'''
SECTIONS = {
    "REFUSED": ("REFUSED", "Trying again cannot help: the job stands aside as failed until a person has looked."),
    "AGAIN": ("TRIED AGAIN", "It may pass: the job is tried again as often as the setting max_attempts allows, then it stands aside."),
    "LATER": ("LATER", "Not now, through no fault of the job's: it comes back by itself, and that is not counted against it."),
    "DONE": ("DONE", "Nothing is left to do: the job ends well. A command still says why it did nothing."),
    "INNER": ("INSIDE THE PROGRAM", "No job and no command ends with one of these: the program settles them itself."),
}
TAIL = r'''.SH "SEE ALSO"
.BR munimentd (8),
.BR muniment (1),
.BR muniment\-journal (7)
'''


def roff(text):
    return re.sub(r"\{(\w+)\}", r"such \1", text.replace(r"\"", '"')).replace("\\", r"\e").replace("-", r"\-")


def main(header, out):
    text = pathlib.Path(header).read_text()
    rows = ROW.findall(text)
    assert len(rows) == text.count(" CONDITION(") - text.count("define CONDITION("), "a row of another form"
    page = HEAD
    for disposition, (title, sentence) in SECTIONS.items():
        page += f'.SH "{title}"\n{sentence}\n'
        for _, _, code, _, words in sorted((row for row in rows if row[3] == disposition), key=lambda row: row[2]):
            page += f".TP\n.B {roff(code)}\n{roff(words)}\n"
    assert {row[3] for row in rows} == set(SECTIONS)
    pathlib.Path(out).write_text(page + TAIL)


main(*sys.argv[1:])
