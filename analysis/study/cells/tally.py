"""All cell tables of a folder counted in one pass each: a small table that every fraction is made from."""

from collections import Counter
from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis.study import readers, text
from analysis.study.cells import doubts
from analysis.study.cells.classes import by_name, parts_of, says, status
from analysis.study.cells.dialect import Settings, ordered
from analysis.study.problems import Problem, StudyError, Unreadable, near, stop
from analysis.study.tables import words

MISSING = sorted(text.MISSING)
COUNTED = {"USUBJID": object, "field": object, "tissue": object, "nucleated": bool, "n": int, "area_mm2": float}
KEYS = ["USUBJID", "field", "tissue", "nucleated"]
FIXED = {*COUNTED, "file", "source"}  # the rest are markers
FILES = ["file", "kind", "field", "USUBJID", "n", "used", "note"]
SPOT = "Subcellular spot"
NO_PLACES = "it does not say where its cells lie: they are counted, but not drawn as a map"


class Tally(NamedTuple):
    """`cells`: how many cells of each kind; `files`: which file each field was read from, and which were left out.

    cells: USUBJID, field, tissue, nucleated (bool), one nullable boolean column per marker (missing = never phenotyped
    or its compartment is missing), n, area_mm2 (of the tissue in that field, NaN where the export has none). A Tally
    without cells is false.
    """

    cells: pd.DataFrame
    files: pd.DataFrame
    markers: list

    def __bool__(self):
        return len(self.cells) > 0

    @staticmethod
    def shown(fractions, names=()):
        """The phenotypes to be shown: those of these names, else the first. StudyError for a name of no phenotype."""
        problems = [Problem("phenotypes", "", "highlight", name, f"a phenotype; {near(name, fractions)}")
                    for name in names if name not in fractions]  # fmt: skip
        stop(*problems, error=StudyError)
        return list(names) or list(fractions)[:1]

    @property
    def left_out(self):
        """The files that were not counted, and why: file, field, note."""
        return self.files.loc[~self.files["used"].astype(bool), ["file", "field", "note"]]

    @property
    def quality(self):
        """What each subject's cells are worth: USUBJID, fields, n_cells, n_no_nucleus, unknown per marker.

        n_cells counts nucleated cells; n_no_nucleus those whose nucleus was not measured, which no fraction counts;
        `<marker> unknown` nucleated cells that are neither positive nor negative.
        """
        cells, nucleated = self.cells, self.cells[self.cells["nucleated"]]
        by = {"n_cells": nucleated, "n_no_nucleus": cells[~cells["nucleated"]]}
        by |= {f"{name} unknown": nucleated[nucleated[name].isna()] for name in self.markers}
        table = pd.DataFrame({"fields": cells.groupby("USUBJID")["field"].nunique()})
        table = table.assign(**{name: rows.groupby("USUBJID")["n"].sum() for name, rows in by.items()})
        return table.fillna(0).astype(int).reindex(cells["USUBJID"].unique()).reset_index()


def tally(folder, settings=None):
    """The Tally of all inForm, QuPath and HALO cell tables in a folder (or study: its `cells`), read as a stream.

    A field that several files hold is counted once: from the consolidated file, else the merged, else the first. A
    study without the table `cells` has an empty Tally. Rows that are no cells (annotations, tiles) are counted among
    the files. Raises StudyError listing what is wrong with settings or subjects, Unreadable what with a file.
    """
    subjects = None
    if hasattr(folder, "declaration"):
        if not readers.sources(folder, "cells"):
            return Tally(pd.DataFrame(columns=[*COUNTED]).astype(COUNTED), pd.DataFrame(columns=FILES), [])
        settings, subjects, folder = settings or Settings.of(folder), folder.subjects, folder.path("cells")
    settings = settings or Settings()
    tables, others = ordered(folder, settings)
    parts = [_counted(table, settings).assign(file=place) for place, table in enumerate(tables)]
    counted = pd.concat(parts, ignore_index=True)
    if counted.empty:
        raise StudyError(f"{folder}: no cell in {len(tables)} cell tables; expected a row for each cell")
    counted["source"] = counted.groupby("field")["file"].transform("min")
    names = [str(table.path.relative_to(folder)) for table in tables]
    _check_markers(parts, tables, settings)
    _check_subjects(counted, names, subjects)
    used = counted[counted["file"] == counted["source"]]
    again = doubts.repeated(used)
    used = used[~used["field"].isin(again)]
    read = [parts[place] for place in sorted(used["file"].unique())]
    own = [name for part in read for name in part.columns if name not in FIXED]
    classes = sum((Counter(part.attrs["classes"]) for part in read), Counter())
    stop(*doubts.misspelt(classes, settings.markers or {}), error=StudyError)
    markers = list(settings.markers or dict.fromkeys(own))
    known = {name: used.get(name, pd.Series(pd.NA, used.index)).astype("boolean") for name in markers}
    by = used.assign(**known).groupby([*KEYS, *markers], as_index=False, dropna=False)
    cells = by.agg(n=("n", "sum"), area_mm2=("area_mm2", "max"))
    notes = [
        {"file": name, "used": False, "n": n, "field": "", "note": f"{n} rows are {what}"}
        for name, part in zip(names, parts, strict=True) for what, n in part.attrs["no_cells"].items()
    ]  # fmt: skip
    told = [(name, NO_PLACES) for name, table in zip(names, tables, strict=True) if not table.places]
    told += [("", remark) for remark in doubts.remarks(cells, classes, settings.markers or {})]
    notes += [{"file": name, "used": False, "n": 0, "field": "", "note": note} for name, note in told]
    files = _files(counted, names, tables, others, folder, again)
    return Tally(cells, pd.concat([files, pd.DataFrame(notes, columns=FILES)]) if notes else files, markers)


def numbers(cells, table, column, mark):
    """The numbers of a column of a table, missing words as NaN. Raises Unreadable for a cell that is neither."""
    values = text.numbers(cells.str.strip(), mark)
    wrong = cells[values.isna() & ~cells.fillna("").str.strip().isin(MISSING)]
    if len(wrong):
        raise Unreadable(table.problem(column, wrong.iloc[0], text.expectation("a number", wrong.iloc[0], mark)))
    return values


def query(frame, table, settings):
    """The rows of a table: object, field, subject, tissue, nucleated, phenotype, `marker 0`, … as text."""
    said = {name: words for name, words in settings.values.items() if name in table.columns}
    frame = frame.with_columns(pl.col(name).replace(words) for name, words in said.items())
    if table.cell:
        frame = frame.filter(pl.col(table.cell).ne_missing("all"))
    kind = pl.col(table.object) if table.object else pl.lit("")
    spot = pl.col(table.phenotype).str.starts_with(SPOT.split()[0]) if table.phenotype else pl.lit(False)
    return frame.with_columns(
        object=pl.when(spot).then(pl.lit(SPOT)).when(kind.str.contains(table.kinds)).then(kind).otherwise(pl.lit("")),
        field=pl.col(table.field),
        subject=pl.col(_subject(table, settings)),
        tissue=pl.col(table.tissue) if table.tissue else pl.lit(""),
        nucleated=~pl.col(table.nucleus).is_in(MISSING).fill_null(True) if table.nucleus else pl.lit(True),
        phenotype=pl.col(table.phenotype) if _named(table) else pl.lit(""),
        **{f"marker {place}": status for place, status in enumerate(told(table, settings).values())},
    )


def only_cells(frame, table):
    """The rows of `query` that are cells, and how many are not: {object: n}. Unreadable for an unknown object."""
    said = words.translated(frame["object"], "objects")
    for word in frame["object"][said.isna()].unique():
        raise Unreadable(table.problem(table.object, word, words.expected(word, "objects")))
    others = frame[said == "no cell"]
    counts = others.groupby("object")["n"].sum() if "n" in frame else others["object"].value_counts()
    return frame[said != "no cell"].drop(columns="object"), {f"{word}: no cells": n for word, n in counts.items()}


def decoded(frame, table, settings):
    """The frame with one nullable boolean column per marker, from the texts of `query` and the phenotype's name."""
    own = {name: f"marker {place}" for place, name in enumerate(told(table, settings))}
    columns = {name: status(frame[place], name, table, settings) for name, place in own.items()}
    if _named(table):
        columns |= by_name(frame["phenotype"].fillna("").str.strip(), settings, set(own))
    return frame.drop(columns=["phenotype", *own.values()]).assign(**columns)


def _counted(table, settings):
    own = [f"marker {place}" for place in range(len(told(table, settings)))]
    keys = ["object", "field", "subject", "tissue", "nucleated", "phenotype", *own]
    area = pl.col(table.area).first() if table.area else pl.lit(None, pl.String)
    ids = pl.col(table.cell).cast(pl.UInt32, strict=False) if table.cell else None
    again = pl.lit(0) if ids is None else ids.count() - ids.drop_nulls().n_unique()
    parts = {"n": pl.len(), "area": area, "again": again}
    small = table.file.collect(lambda frame: query(frame, table, settings).group_by(keys).agg(**parts))
    counted = small.with_columns(pl.col(["object", "field", "subject", "tissue"]).fill_null("")).to_pandas()
    counted, no_cells = only_cells(counted, table)
    if twice := int(counted.pop("again").sum()):
        raise Unreadable(table.problem(table.cell, f"{twice} cells twice", "each Cell ID once in a field"))
    classes = counted["n"].groupby(counted["phenotype"].str.strip()).sum().to_dict() if _named(table) else {}
    if settings.ignore:
        ignored = counted["field"].str.contains(f"(?:{settings.ignore})")
        no_cells["in fields that `ignore` names"] = int(counted.loc[ignored, "n"].sum())
        counted = counted[~ignored].reset_index(drop=True)
    counted = decoded(counted, table, settings)
    counted["field"] = counted["field"].str.replace(",im3", ".im3", regex=False)
    counted["USUBJID"] = _subjects(counted.pop("subject"), table, settings)
    areas = numbers(counted.pop("area"), table, table.area, table.mark(settings))
    counted["area_mm2"] = areas * ((settings.microns_per_pixel**2 if "pixel" in (table.area or "") else 1.0) / 1e6)
    counted = counted.dropna(subset="USUBJID").sort_values(["field", "tissue"], ignore_index=True)
    counted.attrs |= {"no_cells": no_cells, "classes": classes}
    return counted


def _named(table):
    """Whether one column names the phenotype of each cell; columns per marker, where there are any, say more."""
    return table.phenotype is not None and not table.markers


def told(table, settings):
    """Marker -> expression of the text that tells its status in a table. Raises Unreadable without its column."""
    wanted = settings.markers or dict.fromkeys(table.markers, [])
    columns = table.markers | ({name: name for name in table.columns} if table.kind == "HALO" else {})
    named = {name: [word for word in (name, *aliases) if word in columns] for name, aliases in wanted.items()}
    found = {name: pl.col(columns[words[0]]) for name, words in named.items() if words}
    if table.kind == "HALO":
        found = {name: own.replace({"1": "+", "0": "-"}) for name, own in found.items()}
    found |= {name: _by_intensity(name, table, settings) for name in settings.thresholds}
    lacking = ", ".join(name for name in wanted if name not in found)
    if lacking and columns:
        raise Unreadable(table.problem(f"Phenotype {lacking}", None, f"a column; found {', '.join(columns)}"))
    return found


def _by_intensity(name, table, settings):
    """+ above the threshold of a marker, - at most it; what is no number stays as it is. 3 % is 0.03."""
    column, above = settings.thresholds[name]
    if column not in table.columns:
        raise Unreadable(table.problem(column, None, f"a column, by the threshold of {name}"))
    cell = pl.col(column).str.strip_chars()
    bare = cell.str.strip_chars_end(" %")
    if table.mark(settings) == ",":
        bare = bare.str.replace_many([",", "."], [".", ","])
    value = bare.cast(pl.Float64, strict=False)
    value = pl.when(cell.str.ends_with("%")).then(value / 100).otherwise(value)
    sign = pl.when(value > above).then(pl.lit("+")).when(value <= above).then(pl.lit("-"))
    return sign.otherwise(pl.concat_str(cell, pl.lit(" ")))


def _check_markers(parts, tables, settings):
    """Every declared marker is a column of some file, has a threshold, or is named in some class."""
    classes = sorted(set().union(*(part.attrs["classes"] for part in parts)) - set(MISSING))
    done = {*settings.thresholds, *(name for table in tables for name in told(table, settings))}
    known = list(dict.fromkeys(name for text in classes for name in parts_of(text)))
    place, problems = "tables.cells.parameters.markers", []
    for name in settings.markers or ():
        if name not in done and all(says(text, name, settings.markers) is None for text in classes):
            expected = f"a marker in some class of the files; {near(name, known)} (known: {', '.join(known)})"
            problems.append(Problem("study.yml", "", place, name, expected))
    stop(*problems, error=StudyError)


def _subject(table, settings):
    column = settings.subject_column or table.subject or table.field
    if column not in table.columns:
        raise Unreadable(table.problem(column, None, "the column that tells USUBJID"))
    return column


def _subjects(texts, table, settings):
    """USUBJID of each text; missing where study.yml says that a text stands for no subject."""
    subjects = {text: settings.usubjid(text) for text in texts.unique()}
    wrong = [text for text, subject in subjects.items() if subject == ""]
    if wrong:
        column, expected = _subject(table, settings), "a text that tells USUBJID"
        raise Unreadable(*(table.problem(column, text, expected) for text in wrong))
    return texts.map(subjects)


def _check_subjects(counted, names, subjects):
    """Every field belongs to one subject, and to one of the study (`subjects`, None: not known)."""
    several = counted.groupby("field")["USUBJID"].nunique()
    problems = []
    for field, rows in counted[counted["field"].isin(several.index[several > 1])].groupby("field"):
        found = rows.drop_duplicates("USUBJID").itertuples()
        told = ", ".join(f"{row.USUBJID} in {names[row.file]}" for row in found)
        expected = "one subject (study.yml: cells, values, USUBJID)"
        problems.append(Problem(f"field {field}", "", "USUBJID", told, expected))
    for subject in [] if subjects is None else sorted(set(counted["USUBJID"]) - set(subjects)):
        file = names[counted.loc[counted["USUBJID"] == subject, "file"].iloc[0]]
        problems.append(Problem(file, "", "USUBJID", subject, "a subject of adsl (study.yml: cells, values)"))
    stop(*problems, error=StudyError)


def _files(counted, names, tables, others, folder, again):
    """One row per file and field: which were used, and why the others were not; again: of `doubts.repeated`."""
    rows = counted.groupby(["file", "field", "USUBJID", "source"], as_index=False)["n"].sum()
    size = rows.set_index(["field", "file"])["n"]

    def note(row):
        if row.file == row.source and row.field in again:
            return f"as many cells of every kind as field {again[row.field]}: the same field?"
        other = size[row.field, row.source]
        differs = "" if row.n == other else f", though there it has {other} cells"
        return "" if row.file == row.source else f"the same field is in {names[row.source]}{differs}"

    used = (rows["file"] == rows["source"]) & ~rows["field"].isin(again)
    rows = rows.assign(used=used, note=[note(row) for row in rows.itertuples()],
                       kind=[tables[n].kind for n in rows["file"]], file=[names[n] for n in rows["file"]])  # fmt: skip
    left = [{"file": str(path.relative_to(folder)), "used": False, "n": 0, "note": why} for path, why in others.items()]
    return pd.DataFrame(rows.to_dict("records") + left, columns=FILES).fillna(dict.fromkeys(FILES[1:4], ""))
