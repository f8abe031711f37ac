"""What a study has and no part of the report uses, and what the report could use and the study does not have."""

import re

import pandas as pd

from analysis.study import declaration as declared
from analysis.study.cohort import causes
from analysis.study.cohort.derived import RESPONSE_PARAMETERS
from analysis.study.cohort.received import check, place
from analysis.study.problems import near
from analysis.study.tables import PATH_ONLY, SCHEMAS
from analysis.study.tables.shaped import asked
from analysis.vocabulary import BESIDE_TABLES, ENDPOINTS

COLUMNS = ["where", "what", "names"]
KEYS = {"STUDYID", "USUBJID", "PARAM"}
USUAL = tuple(ENDPOINTS)  # the endpoints of a section that names none, and the duration of response
SIZES = "SUMDIAM"
LATE = re.compile(r"(DELAYED_?|LEFT_?)?(ENTRY|TRUNC)\w*|T?START(TIME)?|LTRUNC\w*", re.IGNORECASE)
SUFFIXES = {".csv", ".tsv", ".txt", ".maf", ".xlsx", ".xls", ".xpt", ".sas7bdat", ".parquet", ".json", ".ndjson", ".gz"}
UNUSED, LACKING = "not used", "not there or empty"


def checks(study, raws):
    """The Checks of times that count otherwise than one may think: codes of CNSR above 1, and a late entry."""
    rows, raw = study.frames["adtte"], raws["adtte"]
    codes = rows[(rows["CNSR"] > 1) & ~causes.competing(study, rows)].groupby("CNSR")
    notes = [f"adtte: CNSR {code} in {len(own)} rows{_described(own)} is taken as censored, as every number above 0 is "
             "which `causes:` does not name as competing" for code, own in codes]  # fmt: skip
    told = len(notes) and (rows["CNSR"] > 1).sum()
    yield check("CNSR is 0 or 1", "adtte", len(rows), told, *notes)
    for column in (column for column in rows if LATE.fullmatch(column) and not column.startswith("START")):
        late = pd.to_numeric(rows[column], errors="coerce") > 0
        taken = ("these subjects count from then on (delayed entry)" if column == "ENTRY" else
                 "it is not used: each subject counts as at risk from time 0 (no delayed entry), unless study.yml has "
                 f"`columns: {{ENTRY: {raw.spelling.get(column, column)}}}`")  # fmt: skip
        note = f"adtte: {column} is above 0 in {late.sum()} rows, first {place(raw, rows.index[late])}; {taken}"
        yield check("every subject is at risk from time 0", "adtte", len(rows), late.sum(), note)


def _described(rows):
    words = [f"“{word}”" for word in rows.get("EVNTDESC", pd.Series(dtype=object)).dropna().unique()]
    return f" ({', '.join(words[:3])}{' …' if len(words) > 3 else ''})" if words else ""


def of(study, raws):
    """A frame of COLUMNS: what of each file or table is not used, and which columns of the report it has not.

    Used is what a section reads whose tables are there, a grouping, a population, a check between tables, study.yml
    itself; a notebook in the study's folder reads all of the tables that it names.
    """
    reading = Reading(study)
    found = [*_columns(study, raws, reading), *_words(study), *_tables(study, reading), *_files(study),
             *_lacking(study, raws, reading)]  # fmt: skip
    return pd.DataFrame(found, columns=COLUMNS)


class Reading:
    """What reads the tables of a study: the sections that run, its own notebooks, its groupings and populations."""

    def __init__(self, study):
        said = study.declaration
        self.sections = [name for name in declared.SECTIONS if said.sections.get(name) is not False
                         and not declared.obstacle(name, said)]  # fmt: skip
        own = [path for path in study.folder.glob("*.ipynb") if path.stem not in declared.SECTIONS]
        self.whole = {table for path in own for table in declared.reads(path.stem, path).tables}
        self.causes = said.causes.values()
        of_populations = (part for one in said.populations.values() for part in (one, *one.conditions))
        received = [said.arms.received] if said.arms else []
        self.parts = [*received, *said.groupings.values(), *said.numbers.values(), *of_populations]

    def by_sections(self, table):
        """The columns of a table that sections read."""
        return [name for section in self.sections for name in declared.reads(section).columns.get(table, ())]

    def columns(self, table):
        """The columns of a table that are used by anything."""
        parts = [part for part in self.parts if part.table == table]
        named = {name for part in parts for name in (part.column, *part.where)}
        named |= {said.column for said in self.causes} if table == "adtte" else set()
        named |= {"ADY"} if any(getattr(part, "known_day", 0) != 0 for part in parts) else set()
        return {*KEYS, *self.by_sections(table), *declared.CHECKED.get(table, ()), *named}

    def reads(self, table):
        """Whether anything reads a table."""
        tables = {name for section in self.sections for name in declared.reads(section).tables}
        return table in {*tables, *self.whole, *(part.table for part in self.parts), "published"}


def _columns(study, raws, reading):
    """The columns that no table made of a file uses, by the file's own names."""
    there, used, lacking, known = {}, {}, {}, {}  # by file
    for name, raw in raws.items():
        whole = name in reading.whole or any(found.regex for found in SCHEMAS[name].columns.values())
        own = {column: raw.spelling.get(column, column) for column in raw.cells}
        mine = set(own) if whole else reading.columns(name)
        for source in study.declaration.tables[name]:
            key = source.file + (f", sheet {source.sheet}" if source.sheet else "")
            there.setdefault(key, {}).update(dict.fromkeys(own.values()))
            used.setdefault(key, set()).update(own[column] for column in own if column in mine)
            used[key] |= {raw.spelling.get(column, column) for column in asked(source)}
            known.setdefault(key, set()).update(SCHEMAS[name].columns)
            lacking.setdefault(key, []).extend(column for column in mine - KEYS if column not in own)
    for file, columns in there.items():
        unused = [one for one in columns if one not in used[file]]
        names = [one if one in known[file] else f"{one}{_hint(one, lacking[file])}" for one in unused]
        if names:
            yield file, UNUSED, f"columns {', '.join(names)}"


def _hint(name, lacking):
    hint = near(name, lacking)
    return f" ({hint})" if hint.startswith("did") else ""


def _words(study):
    """The PARAMCDs that nothing reads."""
    said, times, rows = study.declaration.sections, study.endpoints, study.frames.get("adrs", {})
    named = {name for given in said.values() for name in _listed((given or {}).get("endpoints"))}
    named |= {part.endpoint for one in study.declaration.populations.values() for part in (one, *one.conditions)}
    used = {*named, *USUAL} if {*named, *USUAL} & set(times) else set(times)
    if unread := [name for name in times if name not in used]:
        yield study.file("adtte"), UNUSED, f"PARAMCD {', '.join(unread)} (endpoints: in study.yml, under sections)"
    if "PARAMCD" in rows:
        by_groupings = {word for one in study.groupings.values() if one.table == "adrs" for word in
                        one.where.get("PARAMCD", ())}  # fmt: skip
        known = {*RESPONSE_PARAMETERS, SIZES, *by_groupings}
        if unread := [name for name in rows["PARAMCD"].dropna().unique() if name not in known]:
            yield study.file("adrs"), UNUSED, f"PARAMCD {', '.join(unread)}"


def _listed(value):
    return value if isinstance(value, list) else [value] if value else []


def _tables(study, reading):
    for name in (name for name in study.declaration.tables if not reading.reads(name)):
        yield study.file(name), UNUSED, f"the table {name}: no section that runs, grouping or population reads it"


def _files(study):
    """Tables beside study.yml that it does not name; those that belong to the report are no tables of the study."""
    named = {source.file.split("/")[0] for sources in study.declaration.tables.values() for source in sources}
    files = sorted(path.name for path in study.folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if others := [name for name in files if name not in {*named, *BESIDE_TABLES}]:
        yield "study.yml", UNUSED, f"files that it does not name: {', '.join(others)}"


def _lacking(study, raws, reading):
    """Columns that sections read where they are, and that a table does not have, or has without a value."""
    for name in (name for name in raws if name not in PATH_ONLY):
        frame = study.frames[name]
        wanted = dict.fromkeys(one for one in reading.by_sections(name) if one != "PARAM")
        if absent := [one for one in wanted if one not in frame or not frame[one].notna().any()]:
            yield name, LACKING, ", ".join(absent)
