"""What a run will do: the sections that apply, their parameters, and the files they depend on, written for make."""

import json
from pathlib import Path

from analysis.report.origin import study_files
from analysis.study import declaration, parameters

NOTEBOOKS = Path("notebooks")


class PlanError(ValueError):
    """A section that does not exist or cannot run on the study's tables."""


def sections(study, wanted):
    """The sections to run and why the others are not, ([name], {name: reason}).

    study: a Declaration; wanted: names separated by blanks, empty for all that apply. A wanted section
    whose tables the study lacks, or that has no notebook, is an error. PlanError names it.
    """
    known = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]_*.ipynb"))
    unknown = [name for name in wanted.split() if name not in known]
    if unknown:
        raise PlanError(f"SECTIONS: unknown section {unknown[0]}; the notebooks are {', '.join(known)}")
    names = wanted.split() or known
    reasons = {name: reason for name in names if (reason := _obstacle(study, name))}
    if wanted and reasons:
        raise PlanError("\n".join(f"SECTIONS: {name} {reason} in study.yml" for name, reason in reasons.items()))
    unasked = {name: "not asked for" for name in known if name not in names}
    return [name for name in names if name not in reasons], reasons | unasked


def write(study_folder, wanted, params, work):
    """Write `work`/plan.mk, `work`/plan.json and each section's parameters.json, the latter only when changed.

    PlanError lists the problems of study.yml.
    """
    study, _, problems = declaration.read(Path(study_folder))
    made = study is not None and study.program
    if not made and (problems or not all(path.exists() for path in study_files(study_folder, study))):
        from analysis.study import cohort  # slow to load, and seldom needed

        cohort.read(study_folder)  # refuses it, with the problems of study.yml and of every table in one message
    if problems:
        raise PlanError("\n".join(map(str, problems)))
    chosen, skipped = sections(study, wanted)
    known = {name: parameters.defaults(NOTEBOOKS / f"{name}.ipynb") for name in chosen}
    settings = parameters.settings(known, study.sections, parameters.requested(params))
    work = Path(work)
    for name, values in settings.items():
        values = values | {"study_dir": str(Path("..") / study_folder)}
        _write_changed(work / name / "parameters.json", json.dumps(values, indent=2, default=str) + "\n")
    files = study_files(study_folder, study)
    plan = {"sections": chosen, "skipped": skipped, "files": [str(path) for path in files]}
    _write_changed(work / "plan.json", json.dumps(plan, indent=2) + "\n")
    (work / "plan.mk").write_text(rules(chosen, files, study_folder, study))


def rules(chosen, files, study_folder, study):
    """The text of plan.mk: variables PLANNED and STUDY_FILES, and how a program of the study makes its tables."""
    text = f"PLANNED := {' '.join(chosen)}\nSTUDY_FILES := {' '.join(_escaped(path) for path in files)}\n"
    if study.program:
        program = Path(study_folder) / study.program
        made = " ".join(_escaped(path) for path in files if path.name != "study.yml")
        text += f"{made} &: {_escaped(program)}\n\t@$(PYTHON) '{program}'\n"
    return text


def _obstacle(study, name):
    """Why a section cannot run on a study, or nothing."""
    if study.sections.get(name) is False:
        return "is left out"
    groups = declaration.sections_tables(name)
    lacking = [" or ".join(group) for group in groups if not any(table in study.tables for table in group)]
    return f"needs {', '.join(lacking)}" if lacking else ""


def _escaped(path):
    return str(path).replace(" ", "\\ ")


def _write_changed(path, text):
    # make compares times: an unchanged file must keep its own, or a section would run for nothing.
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
