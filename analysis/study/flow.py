"""The NK phenotype table of a study, also from a flow cytometry program's wide export (one row per sample).

In study.yml such a file has `layout: wide`; `parameters` say how to read it:

    nkflow:
      file: export.csv
      layout: wide
      parameters:
        markers: {PDL1: "Lymphocytes/NK/PD-L1+ | Freq. of Parent (%)"}   # PARAMCD: column
        sample: "(?P<USUBJID>[0-9]+)_(?P<AVISIT>C[0-9]+)"                # a pattern in the first column
        days: {Baseline: 1, After cycle 2: 43}                           # AVISIT: study day, where no column ADY is
      columns: {USUBJID: Patient}                                        # instead of `sample`, or for ADY
      values: {AVISIT: {C1: Baseline, C3: After cycle 2}}                # words of the file: visits' names
"""

import re

import pandas as pd

from analysis.study import text
from analysis.study.problems import Problem, listing, near
from analysis.study.tables import Sheet, typed

WIDE = "wide"
SAMPLE = "first column"
FOOTERS = {"mean", "sd", "stddev", "std dev", "median", "min", "max", "cv", "sum", "n", "geometric mean"}
EMPTY = {"", "n/a", "na", "nan", "-", "–", "****", "¥"}  # what programs write where a gate holds no cells
KEYS = {"markers", "sample", "days"}


def table(study):
    """The `nkflow` rows of a study: as cohort read them, or from its wide export. `ValueError` lists every problem."""
    sources = study.declaration.tables["nkflow"]
    if not any(source.layout for source in sources):
        return study.table("nkflow")
    parts = [_read(study.folder, source) for source in sources]
    found = [problem for _, problems in parts for problem in problems]
    if found:
        raise ValueError("\n".join([f"{study.id}: the table nkflow cannot be read", *listing(found)]))
    sheet = _joined([sheet for sheet, _ in parts])
    frame, found = typed("nkflow", sheet)
    found += [sheet.problem(row, "USUBJID", "a subject of adsl")
              for row in sheet.cells.index[~sheet.cells["USUBJID"].isin(study.subjects)]]  # fmt: skip
    if found:
        raise ValueError("\n".join([f"{study.id}: the table nkflow cannot be used", *listing(found)]))
    return frame


def long(cells, source, *, file):
    """The Sheet of a wide export, one row per sample and marker, and the problems met; `cells` are text.

    Footer rows (Mean, SD …) are left out, percent signs dropped; a gate without cells (`n/a`) leaves no row.
    """
    problems = list(_mapping_problems(cells, source))
    if problems:
        return None, problems
    cells = cells[~cells.iloc[:, 0].str.casefold().isin(FOOTERS)]
    keys = _keys(cells, source)
    unmatched = keys.index[keys["USUBJID"].eq("") | keys["AVISIT"].eq("")]
    expected, names = "a sample's name that tells USUBJID and AVISIT as `sample` says", cells.iloc[:, 0]
    problems = [Problem(file, f"{cells.index.name} {row}", names.name, names[row], expected) for row in unmatched]
    parts = [_marker(cells, keys, name, column, source, file) for name, column in _markers(source).items()]
    return _joined(parts), problems


def _read(folder, source):
    if source.layout != WIDE:
        expected = f'"{WIDE}", the layout this reader knows'
        return None, [Problem("study.yml", "", "tables.nkflow.layout", source.layout, expected)]
    try:
        cells = text.read(folder / source.file, sheet=source.sheet, nameless=SAMPLE)
    except text.Unreadable as error:
        return None, error.problems
    return long(cells, source, file=source.file)


def _markers(source):
    return {name: text.digestible(column) for name, column in source.parameters.get("markers", {}).items()}


def _mapping_problems(cells, source):
    """What in study.yml does not fit the file: unknown keys, no markers, columns that are not there, a bad pattern."""
    place = "tables.nkflow"
    for key in sorted(set(source.parameters) - KEYS):
        yield Problem("study.yml", "", f"{place}.parameters.{key}", key, near(key, sorted(KEYS)))
    if not _markers(source):
        yield Problem("study.yml", "", f"{place}.parameters.markers", None, "PARAMCD: a column of the file")
    for name, column in {**_markers(source), **source.columns}.items():
        if text.digestible(column) not in cells:
            hint = f"a column of {source.file}; {near(column, cells.columns)}"
            yield Problem("study.yml", "", f"{place}: {name}", column, hint)
    known = {*source.columns, *source.constants, *cells.columns, *_pattern(source).groupindex}
    for column in ("USUBJID", "AVISIT"):
        if column not in known:
            expected = f"{column} from columns:, constants: or as (?P<{column}>…) in the pattern `sample`"
            yield Problem("study.yml", "", place, None, expected)


def _pattern(source):
    return re.compile(source.parameters.get("sample", ""))


def _keys(cells, source):
    """USUBJID, AVISIT and ADY of each row, from the sample's name and from mapped columns; "" where nothing is."""
    found = [_pattern(source).search(name) for name in cells.iloc[:, 0]]
    keys = pd.DataFrame([match.groupdict("") if match else {} for match in found], index=cells.index)
    for column in ("USUBJID", "AVISIT", "ADY"):
        own = text.digestible(source.columns.get(column, column))
        keys[column] = cells.get(own, source.constants.get(column, keys.get(column, "")))
    for column, words in source.values.items():
        keys[column] = keys[column].map(lambda word, words=words: words.get(word, word) or "")
    days = {visit: text.as_text(day) for visit, day in source.parameters.get("days", {}).items()}
    return keys.assign(ADY=keys["ADY"].where(keys["ADY"].ne(""), keys["AVISIT"].map(days))).fillna("")


def _marker(cells, keys, name, column, source, file):
    """The rows of one marker, each with its place in the file."""
    text = cells[column].str.replace("%", "").str.replace("\xa0", " ").str.strip()
    text = text.str.replace(",", ".") if source.decimal == "," else text
    kept = ~text.str.casefold().isin(EMPTY)
    rows = keys[kept].assign(PARAMCD=name, PARAM=column, AVAL=text[kept], AVALU="%")
    rows = rows[["USUBJID", "AVISIT", "ADY", "PARAMCD", "PARAM", "AVAL", "AVALU"]]
    places = [(file, f"{cells.index.name} {row}, {column}") for row in rows.index]
    return Sheet(rows.reset_index(drop=True), places, {}, (file,))


def _joined(sheets):
    cells = pd.concat([sheet.cells for sheet in sheets], ignore_index=True)
    return Sheet(cells, [place for sheet in sheets for place in sheet.places], {}, sheets[0].files)
