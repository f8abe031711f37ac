"""The parts of a run, each done by a process of its own: the tables checked, a section run, sections put together."""

import json
from functools import partial
from pathlib import Path

from analysis.pipeline.replacing import fresh, replace
from analysis.pipeline.run import PLAN, STATE, RunError, told


def check(wanted):
    """Read and check every table of the study, and names in PARAMS; StudyError lists what is wrong.

    RunError for a report with SMALL_CELLS of a study with arms.
    """
    from analysis.study import cohort
    from analysis.study.cohort.named import problems as named
    from analysis.study.parameters import names as asked
    from analysis.study.plan import read as read_plan
    from analysis.study.problems import StudyError, stop

    study = cohort.read(wanted.study)
    print(f"{study.id}: {len(study.subjects)} subjects, tables {', '.join(study.declaration.tables)} are as declared")
    for note in study.notes:
        print(f"Note: {note}")
    for where, what, words in study.received.unused.itertuples(index=False):
        print(f"{what.capitalize()}: {where}: {words}")
    read_plan(study)
    if wanted.small_cells and study.arms:
        raise RunError("SMALL_CELLS: what stands by arm is not masked; a study makes this report without its arms:")
    stop(*named({"PARAMS": asked(wanted.params)}, study.declaration, study.frames, file=""), error=StudyError)
    return study


def opened(wanted):
    """Check as `check`, and open every instrument's files as the sections do; StudyError, or RunError where the data do
    not allow a part and nothing may be left out."""
    from analysis.pipeline import instruments, plan

    study = check(wanted)
    told(instruments.opened(study, plan.planned(wanted)["parameters"]), strict=wanted.strict)


def section(wanted, name):
    """Run one section in a new folder, which takes its place when all is done."""
    from analysis.pipeline import execute, plan

    if wanted.journal:
        from analysis.pipeline import journal

        journal.run_for(wanted.journal)
    planned, state, folder = _kept(wanted, PLAN), _kept(wanted, STATE), fresh(wanted.work / name)
    places = {"study_dir": str(Path("..") / wanted.study), "out_dir": ""}
    made_of = partial(plan.of_section, planned, state, name, wanted.journal)
    options = {
        "folder": folder,
        "failed": wanted.failed,
        "study": f"../data/{wanted.name}",
        "source": plan.notebooks_of(wanted.study).get(name),
    }
    execute.section(name, places | state["parameters"][name], made_of=made_of, **options)
    replace(folder, wanted.work / name)


def assemble(wanted):
    """Put the sections together into the report."""
    from analysis.pipeline import assemble, plan
    from analysis.study import cohort

    planned, state = _kept(wanted, PLAN), _kept(wanted, STATE)
    judged = assemble.report(
        cohort.read(wanted.study), planned["sections"], state=state, work=wanted.work, out=wanted.out,
        now=lambda: plan.state(wanted, planned), told=lambda left: told(left, strict=wanted.strict),
        lenient=wanted.lenient,
    )  # fmt: skip
    if judged:
        print(judged.summary)
    print(f"Report: {wanted.shown}/index.html")


def draw(wanted):
    """Write the figures of a run for a journal and check the files."""
    from analysis.pipeline import journal
    from analysis.study import cohort

    study, places = cohort.read(wanted.study), {"work": wanted.work, "out": wanted.out}
    table = journal.figures(study, wanted.journal, **places, figure=wanted.figure)
    print(journal.told(table, wanted.journal, wanted.shown))


PARTS = {made.__name__: made for made in (check, section, assemble, draw)}


def _kept(wanted, file):
    return json.loads((wanted.work / file).read_text())
