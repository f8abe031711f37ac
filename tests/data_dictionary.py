"""The tables of data/README.md that say what each section reads, made from the declaration in sections.yml.

python -m tests.data_dictionary        # write them anew
"""

from pathlib import Path

from analysis.study import declaration
from analysis.study.tables import SCHEMAS

PAGE = Path(__file__).parents[1] / "data" / "README.md"
FIRST = "| section | needs | uses if there |"
COLUMNS = "| table | columns that must be there | columns read where they are |"


def text():
    """Both tables in Markdown: the tables of each section, and the columns of each table."""
    own = declaration.SECTIONS.items()
    needs = {name: ", ".join(map(" or ".join, reads.needs)) for name, reads in own}
    lines = [f"| {name} | {needs[name]} | {', '.join(reads.uses)} |" for name, reads in own]
    tables = dict.fromkeys(table for _, reads in own for table in reads.columns)
    return "\n".join([FIRST, "|---|---|---|", *lines, "", COLUMNS, "|---|---|---|", *map(_columns, tables)]) + "\n"


def _columns(table):
    read = dict.fromkeys(name for own in declaration.SECTIONS.values() for name in own.columns.get(table, ()))
    schema = SCHEMAS[table].columns if table in SCHEMAS else {}
    needed = ["USUBJID", *(name for name in read if name in schema and schema[name].required)]
    rest = [name for name in read if name not in needed]
    return f"| {table} | {' '.join(needed) if schema else ''} | {' '.join(rest)} |"


def page():
    """data/README.md with the tables made anew."""
    before, rest = PAGE.read_text().split(FIRST)
    after = rest[rest.index("\n\n## ") :]
    return before + text() + after[1:]


if __name__ == "__main__":
    PAGE.write_text(page())
