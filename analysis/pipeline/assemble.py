"""The finished report: sections gathered, results and ledger joined, the page written, all swapped in at once."""

import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from analysis import vocabulary
from analysis.pipeline import provenance
from analysis.report import blocks, documents, page, parts, remark
from analysis.report.blocks import csv
from analysis.report.ledger.shown import ledger
from analysis.report.words import readable
from analysis.study import parameters

KINDS = ("figures", "tables", "notebooks", "atlas")


class OutputError(RuntimeError):
    """An output folder that holds something other than a report."""


def report(study, sections, *, skipped, files, work, out):
    """Write the report of the sections that ran to `out`, which appears or is replaced only when all is written."""
    work, out = Path(work), Path(out)
    check_replaceable(out)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        kept = [folder for name in sections if (folder := work / name / "inputs").exists()]
        twice = pool.submit(computed_twice, kept) if kept else None
        return _report(study, sections, twice, skipped=skipped, files=files, work=work, out=out)


def computed_twice(folders):
    """What lifelines says of every estimate that the sections kept in these folders; see `second_witness`."""
    from analysis.estimates import second_witness  # slow to load: here, in a process of its own

    values = second_witness.of_run(folders)
    return values, second_witness.summary(values), second_witness.reasons(values)


def _report(study, sections, twice, *, skipped, files, work, out):
    new = out.with_name(out.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for section in sections:
        _gather(work / section, new)
    results = joined(work / name / "results" / f"{name}.csv" for name in sections)
    (new / "results.csv").write_bytes(csv(results))
    judged = ledger(study, results)
    if judged:
        (new / "published.csv").write_bytes(csv(judged.verdicts))
    made = provenance.record(study.folder, files, _parameters(work, sections))
    (new / "provenance.json").write_text(json.dumps(made, indent=2, default=str) + "\n")
    shown = {name: blocks.read(work / name) for name in sections}
    profile = remark_profile(study, results, new / "tables")
    beside = (*documents.REPORT, *manuscript(study, results, new, skipped))
    values, *counts = twice.result() if twice else [pd.DataFrame()] * 3
    (new / "tables" / "computed_twice.csv").write_bytes(csv(values))
    told = {"ledger": judged, "profile": profile, "made": made, "skipped": skipped, "beside": beside, "twice": counts}
    written = parts.parts(study, shown, results, **told)
    (new / "index.html").write_text(page.html(study, written, new, ledger=judged))
    documents.report(written, new, study)
    replace(new, out)
    return judged


def manuscript(study, results, folder, skipped):
    """The names of the manuscript's files, written where the study has one and every section that applies has run."""
    if not study.declaration.manuscript:
        return ()
    if documents.NOT_ASKED in skipped.values():
        print(f"Note: {study.declaration.manuscript} is filled when all sections run")
        return ()
    return documents.manuscript(study, results, folder)


def joined(files):
    """The results of all sections in one table of the vocabulary's columns, read as text so that nothing is rounded."""
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files if file.exists()]
    return pd.concat([pd.DataFrame(columns=vocabulary.RESULT_COLUMNS, dtype=str), *tables], ignore_index=True)


def remark_profile(study, results, folder):
    """The two parts of the REMARK profile as printed tables, [(caption, table)], each also saved as CSV."""
    endpoints = {name: study.endpoint(name) for name in study.endpoints}
    declared = {name: found for name, found in study.groupings.items() if not found.section}
    groups = {found.label: study.group(name) for name, found in declared.items()}
    days = {found.label: found.known_day for found in declared.values()}
    patients = remark.patients(endpoints, groups, known_days=days, data_cutoff=study.data_cutoff)
    parts = {"Patients and variables": patients, "Analyses": remark.analyses(results)}
    folder.mkdir(parents=True, exist_ok=True)
    for caption, table in parts.items():
        (folder / f"remark_{caption.split()[0].lower()}.csv").write_bytes(csv(table))
    return [(caption, readable.without_blanks(readable.table(table))) for caption, table in parts.items()]


def check_replaceable(out):
    """Raise OutputError when a folder that is not a report stands where the report is to go."""
    if out.exists() and any(out.iterdir()) and not (out / "provenance.json").exists():
        raise OutputError(f"OUT={out}: the folder holds other files; expected a new folder or one of a report")


def replace(new, out):
    """Put the folder `new` in the place of `out`; what failed before is forgotten."""
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(out.with_name(out.name + ".failed"), ignore_errors=True)


def _gather(folder, new):
    for kind in KINDS:
        if (folder / kind).exists():
            shutil.copytree(folder / kind, new / kind, dirs_exist_ok=True)


def _parameters(work, sections):
    """What each section was run with, without what says where: that differs from machine to machine."""
    given = {name: json.loads((work / name / "parameters.json").read_text()) for name in sections}
    return {
        name: {key: value for key, value in values.items() if key not in parameters.GIVEN}
        for name, values in given.items()
    }
