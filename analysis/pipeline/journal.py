"""Figures for a journal, from the sections that ran for it: files, composed figures, the table of verdicts."""

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from analysis.pipeline import plan
from analysis.pipeline.replacing import check_replaceable, fresh, replace
from analysis.report.blocks import csv
from analysis.report.journals import composed, page, rules, specification
from analysis.report.journals.specification import RUN_FOR

CHECKS, LIST, COMPOSED = "checks.csv", "figures.csv", "composed"


def figures(study, journal, *, work, out, figure=""):
    """Write every figure of the run in `work` to `out`/<section>/ and return the verdicts on all files.

    `out` holds a table of verdicts, checks.csv, and which file is which figure of figures.yml, figures.csv, beside the
    figures; it is replaced as a whole. figure: one of these, as `composed.chosen` takes it, which alone is written.
    Raises OutputError for a folder `out` of other files, JournalError for a panel in figures.yml that no section made.
    """
    wanted, out = specification(journal), Path(out)
    check_replaceable(out, str(out), CHECKS)
    new = fresh(out)
    try:
        drawn = _chosen(study, wanted, work, new, figure) if figure else _figures(study, wanted, work, new)
        table = pd.concat(drawn, ignore_index=True)
        (new / CHECKS).write_bytes(csv(table))
        (new / LIST).write_bytes(csv(_listed(study, table)))
        replace(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return table


def told(table, journal, out):
    """What the screen says of a run for a journal: what was checked against, and every rule that a file fails."""
    wanted = specification(journal)
    unsure = f"; not certain there: {', '.join(wanted.uncertain)}" if wanted.uncertain else ""
    head = f"{wanted.title}, specification of {wanted.checked}{unsure}"
    return f"{head}\n{rules.summary(table)}\nFigures: {out}, verdicts in {Path(out) / CHECKS}, by number in {LIST}"


def _figures(study, wanted, work, new):
    """The verdicts on every figure of the run, those of figures.yml first; all are written side by side."""
    saved = _saved(work)
    several = page.declared(Path(study.folder), saved)
    options = {"wanted": wanted, "new": new, "synthetic": study.synthetic}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        first = [pool.submit(_composed, name, rows, **options) for name, rows in several.items()]
        single = [pool.submit(_figure, path, **options) for path in saved.values()]
        return [made.result() for made in [*first, *single]]


def _chosen(study, wanted, work, new, figure):
    """The verdicts on one figure of figures.yml, or on one panel of it, which stands alone."""
    one, saved = composed.chosen(study.folder, figure), _saved(work)
    if not one.letter:
        rows = page.declared(Path(study.folder), saved)[one.name]
        return [_composed(one.name, rows, wanted=wanted, new=new, synthetic=study.synthetic)]
    alone = page.alone(saved[one.rows[0][0]], wanted, synthetic=study.synthetic)
    alone.made = alone.made | {"figure": f"{one.name}{one.letter}", "panel": one.rows[0][0]}
    return [_of(COMPOSED, page.written(alone, wanted, new / COMPOSED))]


def _listed(study, table):
    """The paper's figures and panels with the files that were written of each: figure, panel, drawn, files."""
    files = table[table["file"] != ""].groupby(["section", "figure"])["file"].agg(lambda own: " ".join(own.unique()))
    lines = []
    for name, rows in composed.rows(study.folder).items():
        parts = [
            ("", "; ".join(one for row in rows for one in row)),
            *(pair for pair in composed.panels(rows) if pair[0]),
        ]
        for letter, drawn in parts:
            own = files.get((COMPOSED, f"{name}{letter}")) or files.get(tuple(drawn.split("/"))) or ""
            lines.append({"figure": name.removeprefix(composed.PREFIX), "panel": letter, "drawn": drawn, "files": own})
    return pd.DataFrame([one for one in lines if one["files"]], columns=["figure", "panel", "drawn", "files"])


def _saved(work):
    """The figures that the sections of a run saved for a journal, {section/figure: path}."""
    saved = [
        path for name in plan.sections_of(work) for path in sorted((Path(work) / name / "journal").glob("*/*.json"))
    ]
    return {f"{path.parent.name}/{path.stem}": path for path in saved}


def _composed(name, rows, *, wanted, new, synthetic):
    made = page.composed(name, rows, wanted, synthetic=synthetic)
    return _of(COMPOSED, page.written(made, wanted, new / COMPOSED))


def _figure(path, *, wanted, new, synthetic):
    section = path.parent.name
    return _of(section, page.written(page.alone(path, wanted, synthetic=synthetic), wanted, new / section))


def _of(section, table):
    return table.assign(section=section)[["section", *rules.COLUMNS]]


def run_for(journal):
    """Let the sections that this process runs draw their figures for a journal; JournalError for an unknown one."""
    os.environ[RUN_FOR] = specification(journal).journal
