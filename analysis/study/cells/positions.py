"""Where the cells of one field lie, with their markers: what a map of cells is drawn from."""

from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis.study.cells.dialect import Settings, found
from analysis.study.cells.fractions import phenotypes, positive
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

    def of_field(frame):
        frame = query(frame, table, settings).filter(pl.col("nucleated"))
        if field is not None:
            frame = frame.filter(pl.col("field").str.replace(",im3", ".im3", literal=True) == field)
        own = [f"marker {place}" for place in range(len(told(table, settings)))]
        return frame.select("tissue", "phenotype", *own, x=pl.col(table.x), y=pl.col(table.y))

    cells = decoded(table.file.collect(of_field).to_pandas(), table, settings)
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
    return Maps(fields, list(rules))


def _field(study, found, subject, rules):
    """The cells of a subject's first field with the first of `rules` that each meets."""
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
