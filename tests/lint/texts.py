#!/usr/bin/python3
"""The house rules of texts for families: they frame facts and state none, and no name that is merged in stands where Welsh
would change it, or change the word before it.

Checks notices/; prints each breach as FILE:LINE: what; exits 1 when there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What only policy may say, in the language that says it: the law, periods and ages, who receives, what for, what is held.
FACTS = [
    (r"\d", "a number: sections, periods and ages come from policy"),
    (r"\b(section|article|schedule|regulations?|statute|GDPR|(?-i:Act)|adran|erthygl|atodlen|rheoliad(au)?|deddf|ddeddf)\b",
     "a law: it comes from the pack"),
    (r"\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred)\s+(working\s+)?(day|week|month|year)s?\b",
     "a period: it comes from policy"),
    (r"\b(un|dau|dwy|tri|tair|pedwar|pedair|pum|chwe|saith|wyth|naw|deng?|can)\s+(diwrnod|niwrnod|wythnos|mis|blynedd|flynedd|mlynedd)\b",
     "a period: it comes from policy"),
    (r"\b(years? old|birthday|pen-?blwydd|(?<!yn )oed(?! y plentyn))\b", "an age: it comes from policy"),
    (r"\b(police|teachers?|nurses?|doctors?|surger(y|ies)|social workers?|health visitors?|practitioners?|youth workers?|schools?|councils?|"
     r"inquir(y|ies)|heddlu|athro|athrawon|nyrs(ys)?|meddygon?|meddygfa|ysgol(ion)?|cyngor|cynghorau|gweithwyr cymdeithasol)\b",
     "a recipient or a source: it comes from the pack"),
    (r"\b(case notes?|medical|task in the public|public task|outside the united kingdom|other countries|by a computer|case records?|archive[ds]?|"
     r"nodiadau achos|meddygol|tasg|y deyrnas unedig|gwledydd|cyfrifiadur|archif\w*|consent|cydsyniad)\b",
     "a purpose, a basis or what is held: it comes from the pack"),
]


def mutations(folder):
    """What the language's mutations.conf says: the words before which, or after which, a name would change, and what is merged
    in that is none; None where the language changes no names."""
    path = folder / "mutations.conf"
    if not path.exists():
        return None
    text = re.sub(r"#.*", "", path.read_text())
    before, unchanged = (re.findall(r'"([^"]+)"', re.search(rf"\b{key} = \[(.*?)\]", text, re.S).group(1)) for key in ("before", "unchanged"))
    return "|".join(map(re.escape, before)), set(unchanged)


MUTATIONS = {folder.name: mutations(folder) for folder in ROOT.glob("notices/*") if folder.is_dir()}

breaches = []


def check_facts(path, n, line):
    """What stands between the tags."""
    for pattern, what in FACTS:
        for match in re.finditer(pattern, re.sub(r"\{\{[^}]*\}\}", " ", line), re.I):
            breaches.append(f"{path.relative_to(ROOT)}:{n}: \"{match.group()}\" is {what}")


def check_merged(path, n, line, words, unchanged):
    for match in re.finditer(rf"(?:(?:^|[\s(])({words})\s+|([’']r)\s+)[*_]*\{{\{{([a-z_.]+)\}}\}}", line, re.I):
        if match.group(3) not in unchanged:
            breaches.append(f"{path.relative_to(ROOT)}:{n}: \"{match.group(1) or match.group(2)}\" stands before {match.group(3)}, "
                            "which it would change: say it otherwise")


def main():
    paths = sorted(path for path in ROOT.glob("notices/*/*.md") if path.stem != "certificate")
    for path in paths:
        text = re.sub(r"\{\{!.*?\}\}", lambda m: re.sub(r"[^\n]", " ", m.group()), path.read_text(), flags=re.S)
        for n, line in enumerate(text.splitlines(), 1):
            check_facts(path, n, line)
            if MUTATIONS[path.parent.name]:
                check_merged(path, n, line, *MUTATIONS[path.parent.name])
    for line in breaches:
        print(line)
    print(f"texts: {len(breaches)} breaches in {len(paths)} texts")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
