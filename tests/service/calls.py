#!/usr/bin/python3
"""A call of each command, right in form and about nothing that there is: tried in the box as each kind of login. Made of the
calls that tests/integration/test_cli_contract.py has."""
import pathlib
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
sys.dont_write_bytecode = True
from test_cli_contract import COMMANDS, NO_DATABASE, call_of, name  # noqa: E402

NOBODY = "999999999"
ROOT_ONLY = {"init", "migrate", "doctor", "map draft"}
MORE = {"hold add": ["--register", "s12", "--subject", NOBODY]}  # without them it would hold everything

calls = [(name(words), [{"1": NOBODY, "R-2026-1": f"R-2026-{NOBODY}"}.get(word, word) for word in call_of(words)] + MORE.get(name(words), []))
         for words in COMMANDS if name(words) not in NO_DATABASE | ROOT_ONLY]
assert len(calls) > 50
for command, call in calls:
    print(command, shlex.join(call), sep="\t")
