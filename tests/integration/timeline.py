"""Law packs lived through, day by day: one register with a subject for each case of each rule, and the daemon run for
every day about the day that matters. What a case is on each day is the test: the day before, the day itself, and what
the rule leaves alone.
"""
import os
import subprocess

import pytest

from conftest import PROGRAMS, Office, run_muniment


# --- the frame ---

class Case:
    """make(register) -> the SQL that says how it stands, and values for it. due None: it never changes."""

    def __init__(self, name, due, before, after, make):
        self.name, self.due, self.before, self.after, self.make = name, due, before, after, make

    def wanted(self, day):
        return self.after if self.due and day >= self.due else self.before


class Timeline:
    """What each case was on each day, once the daemon had worked that day."""

    def __init__(self, office, cases, days, approvers=("first", "second")):
        self.office, self.days, self.approvers = office, days, approvers
        self.watched = {case.name: case.make(office.register) for case in cases}
        self.seen = {name: {} for name in self.watched}

    def work(self, day):
        done = subprocess.run([PROGRAMS / "munimentd", "--once", "--as-of", day, "--config", self.office.settings],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=300, env={**os.environ, **self.office.keys})
        assert done.returncode == 0, done.stdout
        return done.stdout

    def approve(self, day):
        """Everybody whom policy asks says yes; what waits for a person's own look waits on."""
        waiting = self.office.database.rows("select id, approval from muniment.run where state = 'planned'"
                                            " and disposal <> 'review' order by id")
        for run, approval in waiting:
            for name in self.approvers[:2 if approval == "two" else 1]:
                self.office("retention", "approve", run, "--as", name, as_of=day)
        return bool(waiting)

    def live(self, on_day=lambda day: None):
        self.said = {}
        for day in self.days:
            on_day(day)
            self.said[day] = self.work(day)
            if self.approve(day):
                self.said[day] += self.work(day)
            for name, (sql, *values) in self.watched.items():
                self.seen[name][day] = self.office.register.value(sql, *values)
        return self

    def check(self, case):
        assert self.seen[case.name] == {day: case.wanted(day) for day in self.days}


def office_for(cluster, register, folder, keys, pack, the_map, name):
    """Governance and register in one database, under one pack."""
    run_muniment("migrate", "--database", register.conninfo)
    made = Office(register, register, folder, keys)
    text = made.settings.read_text()
    for old, new in (("policies/maps/s12-register.conf", f"policies/maps/{the_map}.conf"),
                     ("policies/law/england-childrens-database.conf", f"policies/law/{pack}.conf"),
                     ('name = "s12"; map = "s12-register"', f'name = "{name}"; map = "{the_map}"')):
        assert old in text
        text = text.replace(old, new)
    made.settings.write_text(text)
    return made


def ids(cases):
    return [pytest.param(case, id=case.name) for case in cases]


def at(due, before, after, *cases):
    """Cases that change on one day; due None: they never do."""
    return [Case(name, due, before, after, make) for name, make in cases]


def insert(register, table, key, values):
    return register.value(f"insert into {table} ({', '.join(values)}) values ({', '.join(['%s'] * len(values))})"
                          f" returning {key}", *values.values())
