"""Where the cells of one field lie, with their markers: what a map of cells is drawn from."""

from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis.study.cells.dialect import found
from analysis.study.cells.fractions import phenotypes
from analysis.study.cells.rules import positive
from analysis.study.cells.settings import Settings
from analysis.study.cells.tally import decoded, numbers, query, told
from analysis.study.problems import StudyError


def positions(folder, file, settings=None, *, field=None):
    """The cells of one file of a folder (or study): x, y in microns, tissue, one nullable boolean column per marker.

    `field` chooses one field of a merged file. Pixels become microns by `microns_per_pixel`; y points downwards, as in
    the image. Raises StudyError when the folder has no such cell table, Unreadable for a place that is no number.
    """
    if hasattr(folder, "declaration"):
        settings, folder = settings or Settings.of(folder), folder.path("cells")
    settings = settings or Settings()
    tables = {str(table.path.relative_to(folder)): table for table in found(folder, settings.columns)[0]}
    if file not in tables:
        raise StudyError(f"{folder}: no cell table {file}; expected one of {', '.join(tables)}")
    table = tables[file]
    own = [f"marker {place}" for place in range(len(told(table, settings)))]

    def of_field(frame):
        frame = query(frame, table, settings).filter(pl.col("nucleated"))
        if field is not None:
            frame = frame.filter(pl.col("field").str.replace(",im3", ".im3", literal=True) == field)
        return frame.select("tissue", "phenotype", *own, x=pl.col(table.x), y=pl.col(table.y))

    cells = decoded(table.collect(of_field).to_pandas(), table, settings)
    scale, mark = settings.microns_per_pixel if table.pixels else 1.0, table.mark(settings)
    places = {axis: numbers(cells.pop(axis), table, getattr(table, axis), mark) * scale for axis in "xy"}
    return pd.DataFrame(places).join(cells)


class Maps(NamedTuple):
    """The fields to be drawn as maps of cells, {title: cells}, and the names of the phenotypes in their order."""

    fields: dict
    names: list


def maps(study, found, fractions, shown, *, subjects=(), labels=None):
    """The Maps of some fields of a Tally with the phenotypes `shown`, then each marker: as `kinds` and `fields`."""
    rules = kinds(study, found, shown)
    return Maps(fields(study, found, fractions, rules, subjects=subjects, labels=labels), list(rules))


def kinds(study, found, shown):
    """The phenotypes of a map of cells in the order of its legend, {name: rule}: those in `shown`, then each marker.

    found: the study's Tally; {} where it is empty. KeyError for a name in `shown` that is no phenotype of the study.
    """
    if not found:
        return {}
    rules = phenotypes(study, found.markers)
    return {name: rules[name] for name in shown} | {f"{name}+": f"{name}+" for name in reversed(found.markers)}


def fields(study, found, fractions, kinds, *, subjects=(), labels=None):
    """The fields that maps are drawn from, {title: cells}, one of each of `subjects`; {} for an empty Tally.

    Default: the subjects with the lowest and the highest fraction (column of `fractions`) of the first of `kinds`.
    A title is the subject and, where there is one, its label of `labels` (Series by USUBJID) in brackets. Cells as
    `field` gives them; its ValueError.
    """
    if not found:
        return {}
    said = {} if labels is None else {subject: f" ({label})" for subject, label in labels.items()}
    chosen = list(subjects) or fractions[next(iter(kinds))].sort_values().index[[0, -1]]
    return {f"{subject}{said.get(subject, '')}": field(study, found, subject, kinds) for subject in chosen}


def field(study, found, subject, rules):
    """The cells of a subject's first field (positions) with `phenotype`: the first of `rules` (name -> rule) met.

    found: the study's Tally. Cells that meet none have None. Raises StudyError for a subject without cells.
    """
    used = found.files[found.files["used"] & (found.files["USUBJID"] == subject)]
    if used.empty:
        known = ", ".join(found.cells["USUBJID"].unique())
        raise StudyError(f"{study.id}: no cells of {subject}; expected one of {known}")
    first = used.iloc[0]
    cells = positions(study, first["file"], field=first["field"])
    cells["phenotype"] = None
    for name, rule in reversed(rules.items()):
        cells.loc[positive(rule, cells[found.markers]).fillna(False).to_numpy(bool), "phenotype"] = name
    return cells
