"""A grid: sections run once for each combination of parameters and studies, and what changed between these runs.

Each cell is a run of its own with its own working folder, so that a second grid, or one that grew, runs only what is
new. The cells share nothing: any engine that takes calls may run them (`Executor.submit`).
"""

import hashlib
import itertools
import os
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from analysis.pipeline import children, plan
from analysis.pipeline.alone import alone
from analysis.pipeline.asked import asked
from analysis.pipeline.replacing import check_replaceable, fresh, replace

STUDY, CHANGED = "study", "changed.csv"  # the axis of studies; by this file a folder is known as a grid's
EXPECTED = "words like landmarks=6,12 conf_type=log,log-log, or a YAML file of lists"


class GridError(ValueError):
    """A grid that says nothing, or of which a cell cannot be run."""


def axes(text):
    """What a grid varies and over what, {name: [value as text]}: words `name=value,value`, or a YAML file of lists.

    A list is a value in brackets: `landmarks=[6,12],[24]`. GridError for a word without values and for an empty grid.
    """
    if Path(text).suffix in (".yml", ".yaml"):
        given = _of_file(Path(text))
    else:
        given = {name: _listed(name, values) for name, _, values in (word.partition("=") for word in shlex.split(text))}
    wrong = [name for name, values in given.items() if not isinstance(values, list) or not values]
    if wrong or not given:
        raise GridError(f"GRID: {wrong[0] + ' has no values' if wrong else 'empty'}; expected {EXPECTED}")
    return {name: [_text(value) for value in values] for name, values in given.items()}


def cells(grid):
    """Every combination of a grid, [{name: value as text}], the last name varying fastest."""
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def named(cell):
    """A cell in words: `landmarks=6 conf_type=log`."""
    return " ".join(f"{name}={value}" for name, value in cell.items())


def runs(wanted, text):
    """The runs of a grid, {cell in words: environment of that run}; GridError where no section has such a parameter."""
    grid = axes(text)
    varying = _varying(wanted, grid)
    sections = wanted.sections or " ".join(varying)
    given = {"SECTIONS": sections, "JOBS": "1", "PARAMS": wanted.params, "STUDY": str(wanted.study)}
    made = {}
    for cell in cells(grid):
        varied = " ".join(f"{name}={shlex.quote(value)}" for name, value in cell.items() if name != STUDY)
        place = hashlib.sha256(named(cell).encode()).hexdigest()[:8]  # the same for this cell in every grid
        own = {"PARAMS": f"{wanted.params} {varied}".strip(), "OUT": f"{wanted.shown}.{place}"}
        own |= {"STUDY": cell[STUDY]} if STUDY in cell else {}
        made[named(cell)] = os.environ | given | own
    return made


def grid(wanted, text):
    """Run every cell of a grid and write what changed: how many cells, and how many result rows are not alike.

    Raises GridError that names the cells that failed, with what each said; the last grid is then as it was.
    """
    from analysis.pipeline import compared  # slow to load

    if wanted.small_cells:
        raise GridError("SMALL_CELLS: what a grid compares is not masked; make the report with it, a grid without")
    settings = runs(wanted, text)
    check_replaceable(wanted.out, wanted.shown, CHANGED)
    with alone({f"OUT={wanted.shown}": wanted.out}):
        with ThreadPoolExecutor(wanted.jobs) as engine:
            done = dict(zip(settings, engine.map(cell, settings.values()), strict=True))
        failed = [f"{name}: {words}" for name, (status, words) in done.items() if status]
        if failed:
            raise GridError("\n".join(failed))
        new = fresh(wanted.out)
        try:
            places = {name: asked(own).work for name, own in settings.items()}
            changed = compared.write(wanted.study, places, new)
            replace(new, wanted.out)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return len(settings), changed


def cell(settings):
    """Run the sections of one cell by its environment: (exit status, what it complained of)."""
    words = [sys.executable, "-m", "analysis.pipeline", "sections"]
    done = subprocess.run(words, env=settings | children.STEADY, capture_output=True, text=True)
    print(f"{settings['STUDY']} {settings['PARAMS']}: {'failed' if done.returncode else 'done'}", flush=True)
    return done.returncode, done.stderr.strip()


def _varying(wanted, grid):
    """The sections that have one of the parameters; all that apply for a grid of studies alone."""
    known = plan.planned(wanted)["parameters"]
    varied = set(grid) - {STUDY}
    found = [name for name, own in known.items() if varied & own.keys()] if varied else list(known)
    unknown = varied - {key for own in known.values() for key in own}
    if unknown:
        names = sorted({key for own in known.values() for key in own})
        raise GridError(f"GRID: no section has {', '.join(sorted(unknown))}; they have {', '.join(names)}")
    return found


def _of_file(path):
    try:
        given = yaml.safe_load(path.read_text()) or {}
    except yaml.YAMLError as error:
        raise GridError(f"GRID={path}: no YAML ({error}); expected {EXPECTED}") from error
    if not isinstance(given, dict):
        raise GridError(f"GRID={path}: found a {type(given).__name__}; expected {EXPECTED}")
    return given


def _listed(name, values):
    """The values behind a word's `=`, read as a YAML list."""
    try:
        return yaml.safe_load(f"[{values}]")
    except yaml.YAMLError as error:
        raise GridError(f"GRID: {name}={values}; expected {EXPECTED}") from error


def _text(value):
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)
