#!/usr/bin/python3
"""make mutate FILE=daemon/model/disclosure.c: break a file one line at a time, and see whether a test tells.

mutate.py FILE [--lines A-B] [--minutes N] [--list]

Works in a copy of the tree under build/mutate, never in the tree itself. Each break is one change: an operator, a
constant, a condition, a call left out. The tests are those that tests/mutate.toml names for the file: first the units,
then, for what these let live, the integration tests. A break that does not compile says nothing and is not counted.

What came out is kept in build/mutate/results.json under the text of the broken line, so that a run that was stopped, or
ended after --minutes, is carried on by the next. tests/mutate.toml also holds the survivors that are accepted, each with
its reason. Exit status 1: another survived.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "mutate"
TREE, RESULTS = HOME / "tree", HOME / "results.json"
TABLE = ROOT / "tests" / "mutate.toml"
OPERATORS = [(r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "), (r" < ", " <= "), (r" <= ", " < "),
             (r" > ", " >= "), (r" >= ", " > "), (r" \+ ", " - "), (r" - ", " + "), (r" \|= ", " = "), (r" \+= ", " -= ")]
CODE_WORD = r'"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"'


def enumerators():
    """Each enumerator of the daemon's headers -> the next one of its enum."""
    following = {}
    for header in (ROOT / "daemon").rglob("*.h"):
        for body in re.findall(r"enum \w*\s*\{(.*?)\}", re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S), re.S):
            names = [n for n in re.findall(r"^\s*([A-Z][A-Z0-9_]+)\b", body.replace(",", "\n"), re.M) if not n.startswith("_")]
            following.update(zip(names, names[1:] + names[:1]) if len(names) > 1 else {})
    return following


def blank(text):
    """The text with comments and the inside of strings as spaces, so that places in it are places in the text."""
    def spaces(match):
        found = match.group()
        return re.sub(r"[^\n]", " ", found) if found.startswith("/*") else '"' + " " * (len(found) - 2) + '"'
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', spaces, text, flags=re.S)


def closing(code, start):
    """Where the bracket that opens at start is closed."""
    depth = 0
    for place in range(start, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return place
    return None


def changes(text):
    """(start, end, replacement) of every break, in the order of the file."""
    code, following = blank(text), enumerators()
    inside = lambda place: code.rfind("\n", 0, place) >= 0 and not code[code.rfind("\n", 0, place) + 1:].startswith("#")
    found = []
    for pattern, new in OPERATORS:
        found += [(m.start(), m.end(), new) for m in re.finditer(pattern, code)]
    found += [(m.start(), m.end(), "") for m in re.finditer(r"(?<![\w!])!(?=[\w(])", code)]
    found += [(m.start(), m.end(), {"true": "false", "false": "true"}[m.group()]) for m in re.finditer(r"\b(?:true|false)\b", code)]
    found += [(m.start(), m.end(), str(int(m.group()) + 1)) for m in re.finditer(r"(?<=[ (-])\d+\b(?![.xX])", code)]
    found += [(m.start(), m.end(), following[m.group()]) for m in re.finditer(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", code)
              if m.group() in following]
    found += [(m.start(), m.end(), '"broken"') for m in re.finditer(CODE_WORD, text) if code[m.start()] == '"' and "include" not in
              text[text.rfind("\n", 0, m.start()) + 1:m.start()]]
    for m in re.finditer(r"\b(?:if|while) \(", code):
        end = closing(code, m.end() - 1)
        if end:
            condition = text[m.end():end]
            found += [(m.end(), end, f"true || ({condition})")] if m.group().startswith("if") else []
            found += [(m.end(), end, f"false && ({condition})")]
    # A call left out: what it would have answered is then "done".
    for m in re.finditer(r"^ +((?:\w+ = )?)(?!return|if|for|while|switch|else|sizeof)[a-z_]\w*\(", code, re.M):
        end = closing(code, m.end() - 1)
        if end and code[end + 1:end + 2] == ";":
            found.append((m.start(), end + 1, f"{m.group(1)}0" if m.group(1) else "(void)0"))
    for m in re.finditer(r"\breturn (?=[a-z_]\w*\(|r \? r : )", code):
        end = code.find(";", m.end())
        found.append((m.end(), end, "r" if code.startswith("r ? r : ", m.end()) else "0"))
    return sorted({c for c in found if inside(c[0])}, key=lambda c: (c[0], c[1], c[2]))


def within(text, start):
    """The function that a place lies in; "" outside of any."""
    names = re.findall(r"^\w[^;\n]*?\b(\w+)\([^;{]*\) \{", blank(text[:text.find("\n", start)]), re.M)
    return names[-1] if names else ""


def whole_line(text, start, end):
    """The lines that a break touches, with single spaces."""
    a, b = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return " ".join(text[a:b].split())


class Breaker:
    def __init__(self, path, entry):
        self.path, self.entry = path, entry
        self.results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        self.environment = {**os.environ, "MUNIMENT_BUILD": str(TREE / "build" / "debug")}

    def prepare(self):
        """The tree as it now is; what is the same keeps its time, so that little is compiled anew."""
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                                capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            here, there = ROOT / name, TREE / name
            if here.is_file() and not (there.exists() and there.read_bytes() == here.read_bytes()):
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(here, there)
        if not (TREE / "build" / "debug" / "build.ninja").exists():
            (TREE / "build").mkdir(exist_ok=True)
            subprocess.run(["meson", "setup", f"-Ddata_dir={TREE}", "--buildtype=debug", "-Doptimization=g", "build/debug"], cwd=TREE,
                           check=True, stdout=subprocess.DEVNULL)
        told = self.told()
        if told:
            sys.exit(f"before anything is broken: {told}")

    def builds(self, *targets):
        return subprocess.run(["ninja", "-C", "build/debug", "--quiet", *targets], cwd=TREE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=900).returncode == 0

    def fails(self, command, seconds):
        try:
            done = subprocess.run(command, cwd=TREE, env={**self.environment, "MUNIMENT_SOURCE": str(TREE)}, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0

    def told(self):
        """Which suite told of it; None: it survived. Programs are linked only for what the units let live."""
        for name in self.entry.get("unit", []):
            if not self.builds(f"tests/unit/test-{name}"):
                return "does not compile"
            if self.fails([TREE / "build" / "debug" / "tests" / "unit" / f"test-{name}"], 60):
                return f"test-{name}"
        for words in self.entry.get("integration", []):
            if not self.builds("muniment", "munimentd"):
                return "does not compile"
            if self.fails(["/usr/bin/python3", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words], 600):
                return words[0]
        return None

    def judge(self, broken):
        target = TREE / self.path
        whole = target.read_text()
        target.write_text(broken)
        try:
            return self.told() or "survived"
        finally:
            target.write_text(whole)

    def tests(self):
        """A digest of the tests as they are: what survived others is tried again."""
        files = [ROOT / "tests" / "unit" / f"test-{name}.c" for name in self.entry.get("unit", [])]
        files += [ROOT / word for words in self.entry.get("integration", []) for word in words if (ROOT / word).is_file()]
        return hashlib.sha256(json.dumps(self.entry).encode() + b"".join(f.read_bytes() for f in files)).hexdigest()[:12]

    def keep(self, key, result):
        self.results[key] = result
        RESULTS.write_text(json.dumps(self.results, indent=1))


def accepted(table, path, function, line, new):
    return any((a["file"], a["line"], a["break"]) == (path, line, new) and a.get("in", function) == function
               for a in table.get("accepted", []))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--lines", default="1-100000")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--list", action="store_true", help="only say what would be broken")
    options = parser.parse_args()
    table = tomllib.loads(TABLE.read_text())
    entry = table.get("files", {}).get(options.file)
    if not entry:
        sys.exit(f"tests/mutate.toml does not say which tests cover {options.file}")
    text = (ROOT / options.file).read_text()
    first, last = map(int, options.lines.split("-"))
    todo = [(text.count("\n", 0, start) + 1, start, end, new) for start, end, new in changes(text)]
    todo = [t for t in todo if first <= t[0] <= last]
    if options.list:
        for number, start, end, new in todo:
            print(f"{options.file}:{number}: {' '.join(text[start:end].split())!r} -> {' '.join(new.split())!r}")
        return 0
    breaker, until = Breaker(options.file, entry), time.monotonic() + options.minutes * 60
    breaker.prepare()
    tests = breaker.tests()
    counts, survivors, left, alike = {}, [], 0, {}
    for number, start, end, new in todo:
        line, flat = whole_line(text, start, end), " ".join(f"{text[start:end]} -> {new}".split())
        # Many lines say if (r): each is known by its function, and by how many like it stand before it there.
        like = (within(text, start), line, flat, start - text.rfind("\n", 0, start))
        alike[like] = alike.get(like, 0) + 1
        key = f"{options.file}|{like[0]}|{alike[like]}|{line}|{start - text.rfind(chr(10), 0, start)}|{flat}"
        if key not in breaker.results or breaker.results[key].startswith("survived") and breaker.results[key] != f"survived {tests}":
            if time.monotonic() > until:
                left += 1
                continue
            result = breaker.judge(text[:start] + new + text[end:])
            breaker.keep(key, f"survived {tests}" if result == "survived" else result)
        result = breaker.results[key].replace(f"survived {tests}", "survived")
        if result == "survived":
            result = "accepted" if accepted(table, options.file, within(text, start), line, flat) else result
            if result == "survived":
                survivors.append(f"{options.file}:{number}: in {within(text, start)}: {line}\n    {flat}")
                print(survivors[-1], flush=True)
        kind = result if result in ("survived", "accepted", "does not compile") else "told"
        counts[kind] = counts.get(kind, 0) + 1
    print(f"{options.file}: " + ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) + (f", {left} left to try" if left else ""))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
