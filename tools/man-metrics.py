#!/usr/bin/python3
"""man-metrics.py METRICS_H OUT   writes muniment-metrics(7) from the table of metrics, so that it is never behind it."""
import pathlib
import re
import sys

ROW = re.compile(r'METRIC\((\w+),\s*(\w+),\s*(\w+),\s*"(\w+)",\s*(\S+), (\S+), "(.*)"\)')

HEAD = r'''.\" Made from daemon/monitor/metrics.h by tools/man-metrics.py.
.TH MUNIMENT-METRICS 7 "" "Muniment" "Muniment"
.SH NAME
muniment-metrics \- what munimentd tells monitoring
.SH DESCRIPTION
Where the settings
.B metrics_socket
and
.B metrics_listen
of
.BR muniment.conf (5)
say so,
.BR munimentd (8)
answers
.B GET /metrics
in OpenMetrics, or in Prometheus' older text format for a client that does not ask for OpenMetrics:
.PP
.nf
curl \-\-unix\-socket /run/muniment/metrics http://localhost/metrics
.fi
.PP
A process of its own answers, the reporter. It holds one connection to the governance database, in which it can change
nothing, and no keys. It looks at most once a second, serves eight clients at a time, and drops one that takes longer
than five seconds. A database that is away shows as
.B muniment_database_up 0
and costs the figures that it would tell.
.PP
None of the figures is about a person, and no label is: they are states, kinds of job and the names of sources.
.PP
Rules for alerts lie in
.IR /usr/share/muniment/monitoring/muniment.rules.yml ,
a dashboard for Grafana in
.IR /usr/share/muniment/monitoring/muniment\-dashboard.json .
.B muniment status
tells the same at a glance.
'''
SECTIONS = {
    "DATABASE": ("FIGURES OF THE GOVERNANCE DATABASE",
                 "The same from every host that shares the database: alert on the largest, do not add them up."),
    "HOST": ("FIGURES OF THIS HOST", "What the processes of this daemon have seen. Counters begin at nothing when it starts."),
}
TAIL = r'''.SH "SEE ALSO"
.BR munimentd (8),
.BR muniment.conf (5),
.BR muniment (1)
'''


def roff(text):
    return text.replace("\\", r"\e").replace("-", r"\-")


def entry(name, kind, labels, text):
    full = f"muniment_{name}{'_total' if kind == 'COUNTER' else ''}"
    shown = "{" + ", ".join(labels) + "}" if labels else ""
    return f".TP\n.B {roff(full)}{shown}\n{roff(text)} ({kind.capitalize()}.)\n"


def main(header, out):
    rows = ROW.findall(pathlib.Path(header).read_text())
    assert len(rows) > 20
    text = HEAD
    for origin, (title, sentence) in SECTIONS.items():
        text += f'.SH "{title}"\n{sentence}\n'
        for _, where, kind, name, a, b, words in rows:
            if where == origin:
                text += entry(name, kind, [label.strip('"') for label in (a, b) if label != "NULL"], words)
    pathlib.Path(out).write_text(text + TAIL)


main(*sys.argv[1:])
