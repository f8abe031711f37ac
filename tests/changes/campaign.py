"""One change of the default study, and whether the difference of two reports tells all that it changed, and why.

A report is made in this process at the level of its results, by the functions that sections 1 and 5 call, with the
digests that a run would record. What changed is known apart from `changes`: by the sets of whole result rows.
"""

import ast
import io
import random
import sys
from collections import namedtuple
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from analysis import vocabulary
from analysis.estimates import efficacy, facts, multiplicity, safety  # noqa: F401, constants of all are changed
from analysis.pipeline import digests, plan
from analysis.report import blocks
from analysis.report.difference import items, kept
from analysis.report.words import readable
from analysis.study import cohort, readers

ROOT = Path(__file__).parents[2]
STUDY = "data/nct03958097"
READS = {"1_overall_survival": ["adrs", "adsl", "adtte"], "5_safety": ["adcm", "adex", "adsl", "adtte"]}
KINDS = ("rows", "parameter", "code")
ROWS = {"adtte": ("AVAL", "CNSR"), "adsl": ("AGE", "TMB", "SEX", "ECOG", "SMOKING"), "adex": ("CYCLE", "EXTRT"),
        "adcm": ("CMDECOD", "LINE")}  # fmt: skip
PARAMETERS = {"landmarks": lambda rng: sorted(rng.sample(range(1, 40), rng.randint(1, 5))),
              "conf_type": lambda rng: rng.choice(["log", "plain"]),
              "endpoints": lambda rng: rng.choice([["OS"], ["PFS"], ["PFS", "OS", "DOR"]])}  # fmt: skip
CODE = ("vocabulary.py", "estimates/")
Trial = namedtuple("Trial", "kind words changed missed without_cause elsewhere")


def trial(seed):
    """The Trial of one seeded change: how many result rows it changed, how many differences were missed or unexplained.

    elsewhere: differences told of a section that does not read what changed.
    """
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    words, readers_of, new = {"rows": _of_rows, "parameter": _of_parameter, "code": _of_code}[kind](rng)
    old = base()
    told, _, differ = items.items(old, new)
    mine = told[told["kind"] == items.ROW]
    missed = [one for run, one in _apart(old.results, new.results) if one not in _rows(differ[differ["run"] == run])]
    missed += [] if told["kind"].eq(items.INPUT).any() else [words]
    missed += [] if words in " ".join(told.loc[told["kind"] == items.INPUT, "what"]) else [words]
    without = [one for one in mine["cause"] if words not in one]
    elsewhere = [one for one in mine["section"] if one not in readers_of]
    return Trial(kind, words, len(mine), len(missed), len(without), len(elsewhere))


def _apart(was, now):
    """Result rows that are not in both, as the sets of whole rows have it: (run, row)."""
    before, after = _rows(was), _rows(now)
    yield from (("old", one) for one in before - after)
    yield from (("new", one) for one in after - before)


def _rows(table):
    return set(table[vocabulary.RESULT_COLUMNS].itertuples(index=False, name=None))


@cache
def base():
    """The report of the study as it is."""
    return _kept(_study(), _parameters(), digests.files(), {})


@cache
def _study():
    return cohort.read(ROOT / STUDY)


@cache
def _planned():
    return plan.made(ROOT / STUDY, " ".join(READS), "")


def _parameters():
    return {name: dict(own) for name, own in _planned()["parameters"].items()}


def _of_rows(rng):
    """A cell of a table, or a whole row of it, is another: as another file, and as other rows of that subject."""
    study, table = _study(), rng.choice(sorted(ROWS))
    rows = study.frames.frames[table].copy()
    at, name = rng.choice(list(rows.index)), rng.choice(ROWS[table])
    subject, value = rows.at[at, "USUBJID"], rows.at[at, name]
    if table in ("adex", "adcm") and rng.random() < 0.4:
        rows = rows.drop(index=at)
    elif name == "CNSR":
        rows.at[at, name] = 1 - value
    elif pd.api.types.is_number(value):
        rows.at[at, name] = value + rng.choice([-1, 1]) * (0 if value <= 1 else 1) + (value <= 1)
    else:
        rows.at[at, name] = rng.choice([one for one in rows[name].dropna().unique() if one != value] or ["OTHER"])
    new = replace(study, frames=readers.Noted({**study.frames.frames, table: rows}))
    made = _kept(new, _parameters(), digests.files(), {f"{table}.csv": f"changed {at} {name}"})
    return f"rows of {table}: {subject}", [part for part, read in READS.items() if table in read], made


def _of_parameter(rng):
    given, name = _parameters(), rng.choice(sorted(PARAMETERS))
    before = given["1_overall_survival"][name]
    value = next(one for one in iter(lambda: PARAMETERS[name](rng), None) if one != before)
    given["1_overall_survival"][name] = value
    return f"parameter {name}: ", ["1_overall_survival"], _kept(_study(), given, digests.files(), {})


def _of_code(rng):
    """A constant of the code is another: in every module that has it, and in the digest of its file."""
    file, name, value = rng.choice(_constants())
    other = value * rng.choice([0.5, 2, 3]) if isinstance(value, float) else value + rng.choice([1, 2, 5])
    code = {part: dict(own) for part, own in digests.files().items()}
    code["sections"][file] = f"with {name} = {other}"
    with _patched(name, value, other):
        try:
            made = _kept(_study(), _parameters(), code, {})
        except (ValueError, ArithmeticError, KeyError, IndexError):  # a number with which nothing can be computed
            return _of_code(rng)
    return f"code analysis/{file}", list(READS), made


@cache
def _constants():
    """Numbers at the top of the modules that are loaded, [(file, name, value)]."""
    found = []
    for file in (one for one in sorted(digests.files()["sections"]) if one.startswith(CODE) and one.endswith(".py")):
        module = sys.modules.get("analysis." + file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for node in ast.parse((ROOT / "analysis" / file).read_text()).body if module else []:
            names = [one.id for one in getattr(node, "targets", []) if isinstance(one, ast.Name)]
            values = [(name, getattr(module, name, None)) for name in names]
            found += [(file, name, value) for name, value in values if type(value) in (int, float)]
    return found


@contextmanager
def _patched(name, value, other):
    having = [module for where, module in list(sys.modules.items())
              if where.startswith("analysis.") and type(getattr(module, name, None)) is type(value)
              and getattr(module, name) == value]  # fmt: skip
    for module in having:
        setattr(module, name, other)
    try:
        yield
    finally:
        for module in having:
            setattr(module, name, value)


def _kept(study, parameters, code, other_files):
    """A report as it is kept; other_files: {file: its digest} of those that are not as they are in the folder."""
    planned = _planned() | {"parameters": parameters}
    state = plan.state(SimpleNamespace(study=ROOT / STUDY, small_cells=0, lenient=False), planned)
    state["inputs"] |= other_files
    state["made_of"] |= {f"analysis: {part}": digests.together(own) for part, own in code.items()}
    sections = {name: plan.of_section(planned, state, name, "", {"tables": read, "figures": []})
                for name, read in READS.items()}  # fmt: skip
    declared = readers.plain(study.declaration)
    tables = {name: [one.file for one in own] for name, own in study.declaration.tables.items()}
    made = plan.recorded(state) | {"python": "3", "packages": {}}
    frames = {name: rows for name, rows in study.frames.frames.items() if name in ROWS}
    subjects = kept.subjects(SimpleNamespace(declaration=SimpleNamespace(tables=frames), frames=frames))
    return kept.Kept(Path("nowhere"), {}, _results(study, parameters), pd.DataFrame(), {}, made, subjects, tables,
                     declared, sections, code, [], readable.labels(study))  # fmt: skip


def _results(study, parameters):
    """The result rows of both sections as text, as a run writes them."""
    own = parameters["1_overall_survival"]
    options = {"landmarks": own["landmarks"], "conf_type": own["conf_type"]}
    ttes = {name: study.endpoint(name) for name in own["endpoints"]}
    groups = {name: study.group(name) for name in ("sex", "tmb")}
    references = {name: study.groupings[name].reference for name in groups}
    first = [efficacy.outcomes(study, own["endpoints"], **options), efficacy.follow_up(study, own["endpoints"]),
             efficacy.comparisons(ttes, groups, references=references, unit=study.report_unit)]  # fmt: skip
    exposure = safety.exposure(study)
    second = [exposure.cycles, exposure.disposition, safety.later_therapy(study, category=None)]
    named = zip(READS, (first, second), strict=True)
    every = [facts.complete(rows).assign(study=study.id, section=name) for name, own in named for rows in own]
    text = io.BytesIO(blocks.csv(pd.concat(every, ignore_index=True)))
    return pd.read_csv(text, dtype=str, keep_default_na=False).map(blocks.as_written)
