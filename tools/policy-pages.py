#!/usr/bin/python3
"""policy-pages.py PAGE POLICIES OUT   writes muniment-policy(5) or muniment-map(5) from the comments and examples in POLICIES,
which the tests load: what the page says of a key is what stands beside it there."""
import pathlib
import re
import sys

PAGES = {
    "muniment-policy": (
        "what the law asks, as files: packs of rules, clocks, holidays, sources",
        "The settings name these files (packs, sources), or they are found under policies/ in the folder of the setting data_dir. "
        "All are read again on a reload; wrong ones change nothing, and muniment check says what is wrong in them, where, and what to "
        "do. Values in quotes are text; days are \"YYYY-MM-DD\"; what is not known is refused.",
        [("LAW PACKS", "valid/law/small.conf"), ("STATUTORY CLOCKS", "law/uk-data-protection.conf"),
         ("BANK HOLIDAYS", "holidays/england-wales.conf"), ("SOURCES", "valid/sources/small.conf")],
        [("A law pack", "valid/law/small.conf"), ("A source", "valid/sources/small.conf")]),
    "muniment-map": (
        "where a register keeps which data about a subject",
        "Muniment knows no table by name: a data map tells it where a register keeps what, who owns whose rows, and what may be "
        "disclosed to whom. The settings name the files of maps, and for each register its map by name. muniment map check REGISTER "
        "holds a map against the database: what the map does not cover, which edge lacks an index, and the statement that mends it.",
        [("DATA MAPS", "valid/maps/small.conf")],
        [("A small map", "valid/maps/small.conf")]),
}


def roff(text):
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", text)


def head_and_body(path):
    """The comment that a file begins with, without its marks, and the rest."""
    lines = path.read_text().splitlines()
    end = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return [line[1:].removeprefix(" ") for line in lines[:end]], "\n".join(lines[end:]).strip("\n")


def paragraphs(lines):
    """Prose is filled; a table of keys, which is known by a line that begins with blanks, stays as it is."""
    out = []
    for block in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        rows = block.splitlines()
        if any(row.startswith("  ") for row in rows):
            out += [".PP", ".nf", *map(roff, rows), ".fi"]
        else:
            out += [".PP", *map(roff, rows)]
    return out


def page(name, policies):
    short, about, sections, examples = PAGES[name]
    out = [f'.\\" Made from policies/ by tools/policy-pages.py.', f'.TH {name.upper()} 5 "" "Muniment" "Muniment"', ".SH NAME",
           f"{roff(name)} \\- {roff(short)}", ".SH DESCRIPTION", roff(about)]
    for heading, file in sections:
        out += [f'.SH "{heading}"', *paragraphs(head_and_body(policies / file)[0])[1:]]
    for heading, file in examples:
        out += [".SH EXAMPLE", roff(heading) + ":", ".PP", ".nf", *map(roff, head_and_body(policies / file)[1].splitlines()), ".fi"]
    out += ['.SH "SEE ALSO"', ".BR muniment (1),", ".BR muniment.conf (5),",
            ".BR muniment\\-map (5)" if name == "muniment-policy" else ".BR muniment\\-policy (5)"]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    pathlib.Path(sys.argv[3]).write_text(page(sys.argv[1], pathlib.Path(sys.argv[2])))
