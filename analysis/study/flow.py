"""The NK phenotype table of a study, also from a flow cytometry program's wide export (see layouts.yml)."""

from dataclasses import replace

from analysis.study import readers, text
from analysis.study.problems import Problem, StudyError, near, stop
from analysis.study.tables import percents, typed
from analysis.study.tables import raw as raw_tables

SAMPLE = "first column"
FOOTERS = {"mean", "sd", "stddev", "std dev", "median", "min", "max", "cv", "sum", "n", "geometric mean"}
EMPTY = text.MISSING | {"-", "–", "****", "¥"}  # what programs write where a gate holds no cells
PARAMETERS = ("days", "markers", "sample")
KEYS = ["USUBJID", "AVISIT", "ADY"]


def table(study):
    """The `nkflow` rows of a study, as read or from its wide export. Raises StudyError listing every problem."""
    sources = readers.sources(study, "nkflow")
    if not any(source.layout for source in sources):
        return study.table("nkflow")
    parts = [long(study.folder, source) for source in sources]
    error = {"title": f"{study.id}: the table nkflow cannot be used", "error": StudyError}
    stop(*(problem for _, problems in parts for problem in problems), **error)
    raw = raw_tables.joined([part for part, _ in parts])
    frame, problems = typed("nkflow", raw)
    strange = raw.cells.index[~raw.cells["USUBJID"].isin(study.subjects)]
    visits = study.declaration.visits or frame["AVISIT"].unique()
    other = raw.cells.index[~raw.cells["AVISIT"].isin(visits)]
    problems += [raw.problem(row, "AVISIT", f"one of the visits of study.yml; {near(raw.cells['AVISIT'][row], visits)}")
                 for row in other]  # fmt: skip
    stop(*problems, *(raw.problem(row, "USUBJID", "a subject of adsl") for row in strange), **error)
    largest = frame["AVAL"].max()
    odd = [f"nkflow: the largest AVAL is {largest:g}; percent from 0 to 100 are expected, not fractions"]
    _, fractions = percents.looked(frame)
    odd = odd if largest <= 1 else [f"nkflow: {note}" for note in fractions]
    frame.attrs["notes"] = [*raw.notes, *odd, *_untranslated(frame, sources)]
    return frame


def _untranslated(frame, sources):
    """Visits that stay as the file calls them, where study.yml translates others."""
    words = [one.values.get("AVISIT", {}) for one in sources]
    known = {ours for own in words for ours in own.values()}
    rest = frame.loc[~frame["AVISIT"].isin(known), "AVISIT"].value_counts()
    told = ", ".join(f"{visit} ({n} rows)" for visit, n in rest.items())
    return [f"nkflow: visits that `values` does not translate: {told}"] if told and all(words) else []


def long(folder, source):
    """The RawTable of a wide export, a row per sample and marker that has cells, without footers; and the problems."""
    if source.layout != "wide":
        expected = '"wide", the layout this reader knows'
        return None, [Problem("study.yml", "", "tables.nkflow.layout", source.layout, expected)]
    markers = {name: text.digestible(own) for name, own in source.parameters.get("markers", {}).items()}
    raw, problems = raw_tables.read(
        folder, "nkflow", [source], later=KEYS, nameless=SAMPLE,
        known=lambda names: bool(set(markers.values()) & set(names)), numeric=lambda column: column in markers.values(),
        named=lambda columns: columns[0],
    )  # fmt: skip
    problems += list(_mapping_problems(raw, source, markers)) if raw else []
    if problems:
        return None, problems
    names = raw.cells.columns[0]
    keys = _keys(raw, names, source)
    kept = ~raw.cells[names].str.casefold().isin(FOOTERS)
    expected = "a sample's name that tells USUBJID and AVISIT as `sample` says"
    problems = list(_unknown_days(keys[kept], source.parameters.get("days", {})))
    lost = keys.index[kept & (keys["USUBJID"].eq("") | keys["AVISIT"].eq(""))]
    problems += [replace(raw.problem(row, names, expected), column=names) for row in lost]
    made = raw_tables.joined([_marker(raw, keys[kept], *marker) for marker in markers.items()])
    return replace(made, left_out=raw.left_out, searched=raw.searched), problems


def _mapping_problems(raw, source, markers):
    """What in study.yml does not fit the file: unknown keys, no markers, markers that are not there, no subject."""
    place = "tables.nkflow"
    for key in sorted(set(source.parameters) - set(PARAMETERS)):
        yield Problem("study.yml", "", f"{place}.parameters.{key}", key, near(key, PARAMETERS))
    if not markers:
        yield Problem("study.yml", "", f"{place}.parameters.markers", None, "PARAMCD: a column of the file")
    for name, column in ((name, column) for name, column in markers.items() if column not in raw.cells):
        expected = f"a column of {source.file}; {near(column, raw.cells.columns)}"
        yield Problem("study.yml", "", f"{place}.parameters.markers.{name}", column, expected)
    for column in ("USUBJID", "AVISIT"):
        if column not in raw.cells and f"(?P<{column}>" not in source.parameters.get("sample", ""):
            expected = f"{column} from columns:, constants: or as (?P<{column}>…) in the pattern `sample`"
            yield Problem("study.yml", "", place, None, expected)


def _unknown_days(keys, days):
    """Problems of visits to which `days` gives a day and that no row has, where the rows of another one lack theirs."""
    without = sorted(set(keys.loc[keys["ADY"] == "", "AVISIT"]) - {""})
    for visit in (visit for visit in days if without and visit not in set(keys["AVISIT"])):
        expected = f"a visit; {near(visit, without)}"
        yield Problem("study.yml", "", f"tables.nkflow.parameters.days.{visit}", visit, expected)


def _keys(raw, names, source):
    """USUBJID, AVISIT and ADY of each row; the study day of a visit where no column has it."""
    keys = raw_tables.keyed(raw, names, source, KEYS)
    days = {visit: text.as_text(day) for visit, day in source.parameters.get("days", {}).items()}
    return keys.assign(ADY=keys["ADY"].where(keys["ADY"].ne(""), keys["AVISIT"].map(days))).fillna("")


def _marker(raw, keys, name, column):
    cells = raw.cells.loc[keys.index, column].str.replace("%", "").str.replace("\xa0", " ").str.strip()
    kept = cells.index[~cells.isin(EMPTY)]
    rows = keys.loc[kept].assign(PARAMCD=name, PARAM=column, AVAL=cells[kept], AVALU="%")
    places = [(file, f"{row}, {column}") for file, row in (raw.places[n] for n in kept)]
    return raw_tables.RawTable(rows.reset_index(drop=True), places, {}, raw.files, [raw.marks[n] for n in kept])
