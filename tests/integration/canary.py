"""Marked names and mails, planted in a register and looked for wherever they must not be.

    def test_something(canary, daemon, database, ...):
        surname = canary.mark("surname")
        ... put it into the register, run the flow, run it into every failure ...
        canary.assert_silent(running, database)
        canary.assert_silent_text(muniment(...).err)
"""
import pathlib
import secrets


class Canary:
    # What may hold no personal data, whoever writes it.
    TABLES = ("muniment.job", "muniment.job_day", "muniment.ledger_pending", "muniment.ledger_entry",
              "muniment.ledger_checkpoint", "muniment.migration", "muniment.policy")

    def __init__(self):
        self.marks = {}

    def mark(self, what):
        """A word for one kind of datum that occurs nowhere else: letters only, as names are."""
        letters = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
        self.marks[what] = "Zq" + letters
        return self.marks[what]

    def found(self, text):
        """Which marks stand in it, whatever their case."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        return sorted(what for what, mark in self.marks.items() if mark.lower() in text.lower())

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
