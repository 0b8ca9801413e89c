"""Marked names and mails, planted in a register and looked for wherever they must not be.

    def test_something(canary, daemon, database, ...):
        surname = canary.mark("surname")
        ... put it into the register, run the flow, run it into every failure ...
        canary.assert_silent(running, database)
        canary.assert_silent_text(muniment(...).err)

A mark is found in whatever form it comes out: in any case, with or without its accents, as JSON or a URL escapes
it, in hexadecimal, and with its groups of digits apart or together.
"""
import pathlib
import re
import secrets
import threading
import unicodedata
import urllib.parse

import psycopg


def folded(text):
    """Without case, accents, escapes and the blanks that group digits."""
    text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = unicodedata.normalize("NFKD", urllib.parse.unquote(text, errors="replace"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return text + "\n" + re.sub(r"(?<=\w)[ -](?=\w)", "", text)


class Canary:
    # What may hold no personal data, whoever writes it.
    TABLES = ("muniment.job", "muniment.job_day", "muniment.ledger_pending", "muniment.ledger_entry",
              "muniment.ledger_checkpoint", "muniment.migration", "muniment.policy")

    def __init__(self):
        self.marks = {}

    def mark(self, what, accented=False):
        """A word for one kind of datum that occurs nowhere else: letters only, as names are."""
        letters = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
        self.marks[what] = "Zq" + letters + "e"
        return ("Žq" + letters.replace("c", "ç").replace("n", "ñ") + "ë") if accented else self.marks[what]

    def know(self, what, value):
        """A value that is rare by itself: a number, a postcode, a mail address."""
        self.marks[what] = value
        return value

    def found(self, text):
        """Which marks stand in it, in whatever form."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        text = folded(text)
        return sorted(what for what, mark in self.marks.items()
                      if folded(mark).split("\n")[-1] in text or mark.encode().hex() in text)

    def assert_silent_text(self, *texts):
        for text in texts:
            assert self.found(text) == []

    def assert_silent(self, daemon, database, folders=("/tmp",)):
        """Neither log nor status, command lines, temporary files, queue or ledger carry a mark."""
        assert self.marks, "nothing was planted"
        assert self.found(daemon.log) == []
        assert self.found("\n".join(line for _, line in daemon.notifications())) == []
        for pid in daemon.processes():
            for name in ("cmdline", "comm", "environ"):
                path = pathlib.Path(f"/proc/{pid}/{name}")
                assert not path.exists() or self.found(path.read_bytes()) == []
        for table in self.TABLES:
            rows = database.value(f"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t")
            assert self.found(rows) == [], table
        for folder in folders:
            for path in pathlib.Path(folder).glob("*"):
                if path.is_file() and path.name.startswith(("muniment", "tmp")):
                    assert self.found(path.read_bytes()) == [], path

    def tables_holding(self, database, schemas=("muniment", "muniment_agent", "register")):
        """{table: marks} of every table of those schemas with a mark in any column."""
        holding = {}
        for table, in database.rows("select format('%%I.%%I', schemaname, tablename) from pg_tables "
                                    "where schemaname = any(%s) order by 1", list(schemas)):
            marks = self.found(database.value(f"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t"))
            if marks:
                holding[table] = marks
        return holding


class Watch(threading.Thread):
    """Notes what anybody on the host can see of a daemon while it runs: its processes' command lines, environments
    and names, and what PostgreSQL's list of sessions says of them."""

    def __init__(self, pid, conninfo):
        super().__init__(daemon=True)
        self.pid, self.conninfo = pid, conninfo
        self.texts, self.over = set(), threading.Event()
        self.start()

    def processes(self):
        try:
            children = pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        except OSError:
            children = []
        return [self.pid, *children]

    def look(self):
        for pid in self.processes():
            for name in ("cmdline", "environ", "comm"):
                try:
                    self.texts.add(pathlib.Path(f"/proc/{pid}/{name}").read_bytes().decode("utf-8", "replace"))
                except OSError:
                    pass  # it has ended

    def run(self):
        connection = None
        while not self.over.wait(0.02):
            self.look()
            try:
                connection = connection or psycopg.connect(self.conninfo, autocommit=True)
                self.texts.update(f"{name}: {query}" for name, query in connection.execute(
                    "select application_name, query from pg_catalog.pg_stat_activity "
                    "where application_name like 'muniment%'"))
            except psycopg.Error:
                connection = None  # a test may have stopped the server
        if connection:
            connection.close()

    def seen(self):
        self.over.set()
        self.join(10)
        return sorted(self.texts)
