"""Figures for a journal, from the sections that ran for it: files, composed figures, the table of verdicts."""

import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from analysis.pipeline.replacing import check_replaceable, fresh, replace
from analysis.report.blocks import csv
from analysis.report.journals import page, rules, specification
from analysis.report.journals.specification import RUN_FOR

CHECKS = "checks.csv"


def figures(study, journal, *, work, out):
    """Write every figure of the run in `work` to `out`/<section>/ and return the verdicts on all files.

    `out` holds a table of verdicts, checks.csv, beside the figures; it is replaced as a whole. Raises OutputError for
    a folder `out` of other files, JournalError for a panel in figures.yml that no section made.
    """
    wanted, out = specification(journal), Path(out)
    check_replaceable(out, str(out), CHECKS)
    new = fresh(out)
    try:
        table = pd.concat(_figures(study, wanted, work, new), ignore_index=True)
        (new / CHECKS).write_bytes(csv(table))
        replace(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return table


def told(table, journal, out):
    """What the screen says of a run for a journal: what was checked against, and every rule that a file fails."""
    wanted = specification(journal)
    unsure = f"; not certain there: {', '.join(wanted.uncertain)}" if wanted.uncertain else ""
    head = f"{wanted.title}, specification of {wanted.checked}{unsure}"
    return f"{head}\n{rules.summary(table)}\nFigures: {out}, verdicts in {Path(out) / CHECKS}"


def _figures(study, wanted, work, new):
    """The verdicts on every figure of the run, those of figures.yml first; all are written side by side."""
    saved = [path for name in _sections(work) for path in sorted((Path(work) / name / "journal").glob("*/*.json"))]
    several = page.declared(Path(study.folder), {f"{path.parent.name}/{path.stem}": path for path in saved})
    options = {"wanted": wanted, "new": new, "synthetic": study.synthetic}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        first = [pool.submit(_composed, name, rows, **options) for name, rows in several.items()]
        single = [pool.submit(_figure, path, **options) for path in saved]
        return [made.result() for made in [*first, *single]]


def _composed(name, rows, *, wanted, new, synthetic):
    made = page.composed(name, rows, wanted, synthetic=synthetic)
    return _of("composed", page.written(made, wanted, new / "composed"))


def _figure(path, *, wanted, new, synthetic):
    section = path.parent.name
    return _of(section, page.written(page.alone(path, wanted, synthetic=synthetic), wanted, new / section))


def _of(section, table):
    return table.assign(section=section)[["section", *rules.COLUMNS]]


def _sections(work):
    return json.loads((Path(work) / "plan.json").read_text())["sections"]


def run_for(journal):
    """Let the sections that this process runs draw their figures for a journal; JournalError for an unknown one."""
    os.environ[RUN_FOR] = specification(journal).journal
