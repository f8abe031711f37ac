"""From cells to fractions, positive over all nucleated cells of a subject, and to maps of where they lie in a field.

Phenotype rules such as `CD56+ & (PD-L1+ | PD-1+)` are decided per cell with three answers: yes, no, not known.
"""

import re
from itertools import combinations as chosen
from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis.study.cells.dialect import Settings
from analysis.study.cells.dialect import found as tables_in
from analysis.study.cells.tally import decoded, numbers, only_cells, query, tally, told
from analysis.study.problems import Problem, StudyError

OTHER, END = re.compile(r"\s*([&|!()])\s*"), "the end"
EVERYWHERE = "all"  # tissue of a count over all tissue categories
COUNTS = ["USUBJID", "tissue", "phenotype", "n_positive", "n_unknown", "n_cells"]


def positive(rule, status):
    """Which rows of `status` meet a rule: nullable booleans, missing where the markers known do not decide it.

    status: frame of nullable booleans, one column per marker. A rule joins `marker+` and `marker-` by & (and), | (or),
    ! (not) and brackets; markers written side by side (`CD56+PD-L1+`) must all hold.
    Raises StudyError that names the rule and the word that is no marker.
    """
    words = [END, *reversed(_words(rule, list(status.columns)))]

    def either():
        value = both()
        while words[-1] == "|":
            words.pop()
            value = value | both()
        return value

    def both():
        value = single()
        while words[-1] not in ("|", ")", END):
            if words[-1] == "&":
                words.pop()
            value = value & single()
        return value

    def single():
        word = words.pop()
        if word == "!":
            return ~single()
        if word == "(":
            value = either()
            if words.pop() != ")":
                raise _wrong(rule, END, "a closing bracket")
            return value
        if not isinstance(word, tuple):
            raise _wrong(rule, word, "a marker followed by + or -")
        found = status[word[0]].astype("boolean")
        return found if word[1] == "+" else ~found

    value = either()
    if words[-1] != END:
        raise _wrong(rule, words[-1], "& or |")
    return pd.Series(value, index=status.index, name=rule)


def _words(rule, markers):
    """The words of a rule: operators as text, a marker with its sign as (marker, sign)."""
    names = "|".join(re.escape(name) for name in sorted(markers, key=len, reverse=True))
    marker = re.compile(rf"\s*({names})\s*([+-])") if names else re.compile("(?!)")
    words, at = [], 0
    while rule[at:].strip():
        found = marker.match(rule, at) or OTHER.match(rule, at)
        if not found:
            known = ", ".join(markers) or "none"
            raise _wrong(rule, rule[at:].strip(), f"a marker followed by + or - (known: {known}), &, |, ! or brackets")
        words.append(found.groups() if len(found.groups()) == 2 else found[1])
        at = found.end()
    return words


def _wrong(rule, word, expected):
    return StudyError("", [Problem(f'phenotype rule "{rule}"', "", "", word, expected)])


def combinations(markers):
    """Every combination of markers as a phenotype, name -> rule, single ones first; `A+B+`: both, whatever else."""
    sets = [names for size in range(1, len(markers) + 1) for names in chosen(markers, size)]
    return {"".join(f"{name}+" for name in names): " & ".join(f"{name}+" for name in names) for names in sets}


def fractions(found, phenotypes, *, tissue=EVERYWHERE):
    """Fraction (0-1) of nucleated cells with each phenotype: frame by USUBJID, one column per phenotype (name -> rule).

    A cell whose markers do not decide a rule (never phenotyped) is in the denominator only. `tissue` restricts both to
    one tissue category; NaN where a subject has no cell there.
    """
    table = counts(found, phenotypes)
    table = table[table["tissue"] == tissue]
    wide = table.pivot(index="USUBJID", columns="phenotype", values="fraction")
    return wide.reindex(index=found.cells["USUBJID"].unique(), columns=list(phenotypes)).rename_axis(columns=None)


def phenotypes(study, markers):
    """The phenotypes of a study, name -> rule: those of study.yml, or every combination of the markers."""
    return dict(study.declaration.phenotypes) or combinations(markers)


def fractions_of(study, found=None):
    """Fractions (0-1) by USUBJID, one column per phenotype: the study's table `fractions`, or from its `cells`.

    `found`: the Tally of the cells, where there is one already. KeyError for a study that has neither table.
    """
    if not found and study.has("fractions"):
        return study.table("fractions").drop(columns="STUDYID", errors="ignore").set_index("USUBJID")
    found = found or tally(study)
    return fractions(found, phenotypes(study, found.markers))


def counts_of(study, found):
    """Cells counted by subject, tissue category and phenotype of the study, as `counts`; no rows for an empty Tally."""
    return counts(found, phenotypes(study, found.markers))


def counts(found, phenotypes):
    """One row per subject, tissue category (and `all` of them) and phenotype; none for an empty Tally.

    Columns: USUBJID, tissue, phenotype, n_positive, n_unknown (cells whose markers do not decide), n_cells (nucleated),
    fraction, area_mm2 and per_mm2 (positive cells; NaN where the export gives no area). Errors as of `positive`.
    """
    if not found:
        return pd.DataFrame(columns=[*COUNTS, "area_mm2", "fraction", "per_mm2"])
    cells = found.cells[found.cells["nucleated"]]
    cells = pd.concat([cells.assign(tissue=EVERYWHERE), cells[cells["tissue"] != ""]], ignore_index=True)
    totals = cells.groupby(["USUBJID", "tissue"], sort=False)["n"].sum().rename("n_cells")
    parts = [_counted(cells, totals, name, rule, found.markers) for name, rule in phenotypes.items()]
    table = pd.concat(parts, ignore_index=True).merge(_areas(found), how="left", on=["USUBJID", "tissue"])
    shares = {name: table["n_positive"] / table[of] for name, of in (("fraction", "n_cells"), ("per_mm2", "area_mm2"))}
    return table.assign(**shares)


def _counted(cells, totals, name, rule, markers):
    answer = positive(rule, cells[markers])
    keys = [cells["USUBJID"], cells["tissue"]]
    table = pd.DataFrame({"n_cells": totals})
    for column, rows in (("n_positive", answer.fillna(False)), ("n_unknown", answer.isna())):
        table[column] = cells["n"].where(rows.astype(bool), 0).groupby(keys, sort=False).sum()
    return table.reset_index().assign(phenotype=name)[COUNTS]


def _areas(found):
    """Area in mm² of each subject's tissue categories, and of all together, where every field tells it."""
    fields = found.cells.groupby(["USUBJID", "field", "tissue"], as_index=False)["area_mm2"].max()
    everywhere = fields.assign(tissue=EVERYWHERE)
    own = pd.concat([everywhere, fields[fields["tissue"] != ""]]).groupby(["USUBJID", "tissue"], as_index=False)
    return own["area_mm2"].agg(lambda area: area.sum(skipna=False))


class NoPlaces(StudyError):
    """A cell table without the places of its cells: they are counted, but there is no map of them."""


def positions(folder, file, settings=None, *, field=None):
    """The cells of one file of a folder (or study): x, y in microns, tissue, one nullable boolean column per marker.

    `field` chooses one field of a merged file. Pixels become microns by `microns_per_pixel`; y points downwards, as in
    the image. Raises StudyError when the folder has no such cell table, NoPlaces for one without places, Unreadable for
    a place that is no number.
    """
    if hasattr(folder, "declaration"):
        settings, folder = settings or Settings.of(folder), folder.path("cells")
    settings = settings or Settings()
    tables = {str(table.path.relative_to(folder)): table for table in tables_in(folder, settings.columns)[0]}
    if file not in tables:
        raise StudyError(f"{folder}: no cell table {file}; expected one of {', '.join(tables)}")
    table = tables[file]
    if not table.places:
        raise NoPlaces(f"{folder}: {file} does not say where its cells lie; expected columns such as Centroid X µm")

    def of_field(frame):
        frame = query(frame, table, settings).filter(pl.col("nucleated"))
        if field is not None:
            frame = frame.filter(pl.col("field").str.replace(",im3", ".im3", literal=True) == field)
        own = [f"marker {place}" for place in range(len(told(table, settings)))]
        return frame.select("object", "tissue", "phenotype", *own, x=pl.col(table.x), y=pl.col(table.y))

    cells, _ = only_cells(table.file.collect(of_field).to_pandas(), table)
    cells = decoded(cells.reset_index(drop=True), table, settings)
    scale, mark = settings.microns_per_pixel if table.pixels else 1.0, table.mark(settings)
    places = {axis: numbers(cells.pop(axis), table, getattr(table, axis), mark) * scale for axis in "xy"}
    return pd.DataFrame(places).join(cells)


class Maps(NamedTuple):
    """The fields to be drawn as maps of cells, {title: cells}, and the names of the phenotypes in their order."""

    fields: dict
    names: list


def maps(study, found, fractions, shown, *, subjects=(), labels=None):
    """The Maps of one field of each of `subjects`, with the phenotypes `shown`, then each marker; empty without cells.

    Default: the subjects with the lowest and the highest fraction (column of `fractions`) of the first phenotype. A
    title is the subject with its label of `labels` (Series by USUBJID) in brackets. Cells are those of `positions` with
    `phenotype`: the first that a cell meets, else None. KeyError for a name in `shown` that is no phenotype of the
    study; StudyError for a subject without cells.
    """
    if not found:
        return Maps({}, [])
    rules = phenotypes(study, found.markers)
    rules = {name: rules[name] for name in shown} | {f"{name}+": f"{name}+" for name in reversed(found.markers)}
    said = {} if labels is None else {subject: f" ({label})" for subject, label in labels.items()}
    chosen = list(subjects) or fractions[next(iter(rules))].sort_values().index[[0, -1]]
    fields = {f"{subject}{said.get(subject, '')}": _field(study, found, subject, rules) for subject in chosen}
    return Maps({title: cells for title, cells in fields.items() if cells is not None}, list(rules))


def _field(study, found, subject, rules):
    """The cells of a subject's first field with the first of `rules` that each meets; None for one without places."""
    used = found.files[found.files["used"] & (found.files["USUBJID"] == subject)]
    if used.empty:
        known = ", ".join(found.cells["USUBJID"].unique())
        raise StudyError(f"{study.id}: no cells of {subject}; expected one of {known}")
    first = used.iloc[0]
    try:
        cells = positions(study, first["file"], field=first["field"])
    except NoPlaces:
        return None
    cells["phenotype"] = None
    status = cells.reindex(columns=found.markers).astype("boolean")  # a field may lack a class that others have
    for name, rule in reversed(rules.items()):
        cells.loc[positive(rule, status).fillna(False).to_numpy(bool), "phenotype"] = name
    return cells
