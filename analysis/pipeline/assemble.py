"""The finished report: sections gathered, results and ledger joined, the page written, all swapped in at once."""

import json
import shutil
from pathlib import Path

import pandas as pd

from analysis import vocabulary
from analysis.estimates import confirmation
from analysis.pipeline import digests, provenance
from analysis.pipeline.beside import Beside
from analysis.pipeline.plan import MADE
from analysis.pipeline.replacing import fresh, replace
from analysis.report import blocks, documents, page, parts, prespecified, received, released, remark
from analysis.report.blocks import csv
from analysis.report.claims import BROKEN
from analysis.report.difference import kept
from analysis.report.ledger.shown import ledger
from analysis.report.words import readable
from analysis.study import plan as study_plan
from analysis.study.problems import near

KINDS = ("figures", "tables", "notebooks", "atlas")
WITNESS = "witness.json"  # in the folder of a section that ran: what lifelines says of its estimates


class ChangedError(RuntimeError):
    """Inputs that changed while a report was made of them."""


def report(study, sections, *, state, work, out, now=None, told=None, lenient=False):
    """Write the report of the sections that ran to `out`, which appears or is replaced only when all is written.

    state: what it is made of (see `plan.state`); now: a function that gives the same anew; told: one that is called
    with what is left out (see `blocks.left_out`); lenient: a claim that no longer holds is marked, and no error. Raises
    ChangedError, and leaves the old report, where the two states differ at the end; what `told` raises leaves it too.
    """
    work, out = Path(work), Path(out)
    if not state.get("masked"):
        vocabulary.call_endpoints(getattr(study, "endpoint_words", {}))  # before what is done beside
    with Beside() as beside:
        shown = [] if state.get("masked") else sections  # with SMALL_CELLS nothing of what lifelines says is shown
        twice = beside.do(computed_twice, [work / name for name in shown if (work / name / "inputs").exists()])
        new = fresh(out)
        try:
            judged, left = _report(study, sections, twice, beside, state=state, work=work, new=new, lenient=lenient)
            if told:
                told(left)
            check_unchanged(state, now() if now else state)
            replace(new, out)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        return judged


def computed_twice(folders):
    """What lifelines says of every estimate that sections kept in their folders, kept there; see `second_witness`."""
    rows = [row for folder in folders for row in _witnessed(folder)]
    values = pd.DataFrame(rows, columns=confirmation.COLUMNS).astype({"agree": bool})
    return values, confirmation.summary(values), confirmation.reasons(values)


def _witnessed(folder):
    file = folder / WITNESS
    if not file.exists():
        from analysis.estimates import second_witness  # slow to load: here, in a process of its own

        rows = second_witness.of_run([folder / "inputs"]).to_numpy().tolist()
        file.with_suffix(".new").write_text(json.dumps(rows))
        file.with_suffix(".new").replace(file)
    return json.loads(file.read_text())


def check_unchanged(before, after):
    """Raise ChangedError that names what differs between two states of the inputs of a report."""
    changed = [name for part in before for name in {**before[part], **after[part]}
               if before[part].get(name) != after[part].get(name)]  # fmt: skip
    if changed:
        raise ChangedError(f"Changed while the report was made: {', '.join(changed)}. Run again")


def _report(study, sections, twice, beside, *, state, work, new, lenient):
    if state.get("masked"):
        return _masked(study, sections, state["masked"]["SMALL_CELLS"], state=state, work=work, new=new)
    skipped = state["skipped"]
    for section in sections:
        _gather(work / section, new)
    results, planned = planned_results(study, work, sections)
    (new / "results.csv").write_bytes(csv(results))
    manuscript = has_manuscript(study, skipped)
    filled = beside.do(documents.manuscript, study, results, new, lenient=lenient) if manuscript else lambda: ((), [])
    judged = ledger(study, results)
    if judged:
        (new / "published.csv").write_bytes(csv(judged.verdicts))
    shown = {name: blocks.read(work / name) for name in sections}
    made = provenance.record(state) | {"left_out": [*blocks.left_out(shown), *unused_figures(study, shown, skipped)]}
    (new / "provenance.json").write_text(json.dumps(made, indent=2, default=str) + "\n")
    profile = remark_profile(study, results, new / "tables")
    values, *counts = twice()
    (new / "tables" / "computed_twice.csv").write_bytes(csv(values))
    for name, content in received.files(study).items():
        (new / "tables" / name).write_bytes(content)
    files, stated = filled()
    print("".join(f'Note: claim "{one.text}": {BROKEN}: {one.broken}\n' for one in stated if one.broken), end="")
    told = {"ledger": judged, "profile": profile, "made": made, "skipped": skipped, "twice": counts,
            "beside": (*documents.REPORT, *files), "claims": stated, "planned": planned}  # fmt: skip
    written = parts.parts(study, shown, results, **told)
    done = beside.do(documents.report, written, new, study)
    (new / "index.html").write_text(page.html(study, written, new, ledger=judged))
    kept.write(new, study, written, sections_made(work, sections), code=digests.files(), claims=stated)
    done()
    return judged, made["left_out"]


def sections_made(work, names):
    """What each section was made of, {name: as `plan.of_section`}; {} for one that does not say."""
    files = {name: work / name / MADE for name in names}
    return {name: json.loads(file.read_text()) if file.exists() else {} for name, file in files.items()}


def _masked(study, sections, least, *, state, work, new):
    """Write the report that may leave the hospital: nothing but what `released` lets through, and what made it."""
    results, planned = planned_results(study, work, sections)
    out = released.Released(study, results, least)
    shown = {name: out.section(blocks.read(work / name), work / name, new) for name in sections}
    (new / "results.csv").write_bytes(csv(out.results))
    made = provenance.record(state)
    (new / "provenance.json").write_text(json.dumps(made, indent=2, default=str) + "\n")
    written = parts.masked(study, shown, out.results, told=out.told, made=made, beside=documents.REPORT,
                           planned=planned)  # fmt: skip
    (new / "index.html").write_text(page.html(study, written, new, ledger=None))
    documents.report(written, new, study)
    print(f"Note: {out.told}")
    return None, []


def unused_figures(study, shown, skipped):
    """The names under `figures` in study.yml that no figure of a whole report has, as `blocks.left_out`."""
    names = {block.name for own in shown.values() for block in own if isinstance(block, blocks.Figure)}
    unknown = [] if documents.NOT_ASKED in skipped.values() else sorted(set(getattr(study, "figures", {})) - names)
    return [("study.yml", "figures", f"{name}: no figure of this report; {near(name, names)}") for name in unknown]


def has_manuscript(study, skipped):
    """Whether a run fills the study's manuscript: it has one, and every section that applies has run; else told."""
    asked = documents.NOT_ASKED not in skipped.values()
    if study.declaration.manuscript and not asked:
        print(f"Note: {study.declaration.manuscript} is filled when all sections run")
    return bool(study.declaration.manuscript and asked)


def joined(files):
    """The results of all sections in one table of the vocabulary's columns, read as text so that nothing is rounded."""
    tables = [
        pd.read_csv(file, dtype=str, keep_default_na=False).map(blocks.as_written) for file in files if file.exists()
    ]
    return pd.concat([pd.DataFrame(columns=vocabulary.RESULT_COLUMNS, dtype=str), *tables], ignore_index=True)


def planned_results(study, work, sections):
    """(The results of all sections with what of them was planned, that in a sentence)."""
    results = joined(work / name / "results" / f"{name}.csv" for name in sections)
    own = study_plan.read(study)
    results = prespecified.tagged(results, own, study.data_cutoff)
    return results, prespecified.told(results, own, study.data_cutoff)


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
    labels = readable.labels(study)
    return [(caption, remark.printed(table, labels)) for caption, table in parts.items()]


def _gather(folder, new):
    for kind in KINDS:
        if (folder / kind).exists():
            shutil.copytree(folder / kind, new / kind, dirs_exist_ok=True)
