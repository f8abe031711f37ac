"""What a run will do: the sections that apply, their parameters, and the files of the study that they read."""

import json
from pathlib import Path

from analysis.pipeline import digests

NOTEBOOKS = Path("notebooks")
ALL = "all files"  # under `inputs` of a report with SMALL_CELLS
NOT_ASKED = "not asked for"  # as `documents.NOT_ASKED`, which is slow to load
MADE = "made.json"  # what a section was made of; written last, so that a section without it is not done


class PlanError(ValueError):
    """A section that does not exist or cannot run on the study's tables."""


def planned(asked):
    """The plan of what was asked for: the one kept in its working folder where nothing that it rests on changed.

    A plan is a dict of plain values: `sections`, `skipped` {section: reason}, `files` (in the study), `tables` {table:
    its files}, `declared` (see `readers.plain`), `whole` (the sections that go to the study's folder by themselves),
    `manuscript`, `parameters` {section: {name: value}}. Raises PlanError or StudyError as `made`.
    """
    rests_on = {"study.yml": digests.digest(asked.study / "study.yml"), "code": " ".join(digests.code()),
                "params": asked.params,
                "sections": asked.sections, "trusted": str(asked.trusted), **digests.notebooks(NOTEBOOKS),
                **{f"own {name}": value for name, value in digests.notebooks(asked.study).items()}}  # fmt: skip
    key, file = digests.together(rests_on), asked.work / "plan.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    whole = all((asked.study / name).exists() for name in kept.get("files", ()))
    return kept if kept.get("key") == key and whole else _anew(asked) | {"key": key}


def _anew(asked):
    return made(asked.study, asked.sections, asked.params, trusted=asked.trusted)


def made(study_folder, wanted, params, *, trusted=False):
    """A plan made anew; trusted: notebooks in the study's folder are run too.

    Raises StudyError with all problems of the study where it has any, PlanError for a section.
    """
    from analysis.study import cohort, declaration, parameters, readers  # slow to load, and for a new plan only

    study, _, problems = declaration.read(Path(study_folder))
    tables = {name: [one.file for one in own] for name, own in study.tables.items()} if study else {}
    files = list(dict.fromkeys(file for own in tables.values() for file in own))
    absent = [name for name in files if not (Path(study_folder) / name).exists()]
    if absent and study.program and not problems:
        raise PlanError(_program(study_folder, study.program, absent))
    if problems or absent:
        cohort.read(study_folder)  # refuses it, with the problems of study.yml and of every table in one message
        raise PlanError("\n".join(map(str, problems)))
    own = notebooks_of(study_folder)
    chosen, skipped = sections(study, wanted, own, trusted=trusted)
    notebooks = {name: own.get(name, NOTEBOOKS / f"{name}.ipynb") for name in chosen}
    defaults = {name: parameters.defaults(path) for name, path in notebooks.items()}
    whole = [name for name, path in notebooks.items() if readers.by_itself(path)]
    settings = parameters.settings(defaults, study.sections, parameters.requested(params))
    plain = json.loads(json.dumps(settings, default=str))
    given = {name: {key: value for key, value in own.items() if key not in parameters.GIVEN}
             for name, own in plain.items()}  # fmt: skip
    return {"sections": chosen, "skipped": skipped, "files": [*files, digests.ALL] if whole else files,
            "tables": tables, "declared": readers.plain(study), "whole": whole, "manuscript": study.manuscript,
            "parameters": given}  # fmt: skip


def sections_of(work):
    """The names of the sections that the plan kept in a working folder runs."""
    return json.loads((Path(work) / "plan.json").read_text())["sections"]


def known():
    """The names of the sections that have a notebook, in order."""
    return list(digests.notebooks(NOTEBOOKS))


def notebooks_of(study_folder):
    """The notebooks that stand in a study's folder as sections of its own, {name: path}."""
    own = digests.notebooks(study_folder).keys() - set(known())
    return {name: Path(study_folder) / f"{name}.ipynb" for name in sorted(own)}


def own_left_out(asked, plan):
    """The study's own notebooks that were asked for and do not run, [(name, reason)]."""
    own = notebooks_of(asked.study)
    return [(name, why) for name, why in plan["skipped"].items() if name in own and why != NOT_ASKED]


def sections(study, wanted, own=None, *, trusted=False):
    """The sections to run and why the others are not, ([name], {name: reason}).

    study: a Declaration; wanted: names separated by blanks, empty for all that apply; own: as `notebooks_of`, which are
    run where they are trusted. A wanted section whose tables the study lacks, or that has no notebook, is an error.
    PlanError names it.
    """
    own = own or {}
    there = [*known(), *own]
    unknown = [name for name in wanted.split() if name not in there]
    if unknown:
        raise PlanError(f"SECTIONS: unknown section {unknown[0]}; the notebooks are {', '.join(there)}")
    names = wanted.split() or there
    reasons = {name: reason for name in names if (reason := _obstacle(study, name, own.get(name), trusted))}
    if wanted and reasons:
        raise PlanError("\n".join(f"SECTIONS: {name} {reason} in study.yml" for name, reason in reasons.items()))
    unasked = {name: NOT_ASKED for name in there if name not in names}
    return [name for name in dict.fromkeys(names) if name not in reasons], reasons | unasked


def state(asked, plan):
    """What the report of a plan is made of, a dict of plain values that names no place on this machine.

    `inputs` and `beside` {file of the study: digest}: what sections read, and what else the report reads; `made_of`
    {notebook, code, packages: digest}; `parameters`; `skipped`.
    """
    own, rest = digests.code()
    made_of = {f"notebooks/{name}.ipynb": value for name, value in digests.notebooks(NOTEBOOKS).items()}
    made_of |= {"analysis: sections": own, "analysis: report": rest, "packages": digests.packages()}
    made_of |= {f"{name}.ipynb": digests.digest(path) for name, path in notebooks_of(asked.study).items()}
    made_of |= {"LENIENT": "1"} if asked.lenient else {}  # without it a report with a claim that fails is no report
    beside = digests.beside(asked.study, plan["manuscript"])
    masked = {"SMALL_CELLS": asked.small_cells} if asked.small_cells else {}
    return {"inputs": digests.study(asked.study, plan["files"]), "beside": beside, "made_of": made_of,
            "parameters": plan["parameters"], "skipped": plan["skipped"], "masked": masked}  # fmt: skip


def recorded(state):
    """A state as provenance.json holds it: all files of the study under `inputs`, one digest of all with SMALL_CELLS.

    The names of an instrument's files may be those of subjects.
    """
    rest = {name: state[name] for name in ("made_of", "parameters", "skipped")}
    inputs, masked = {**state["inputs"], **state["beside"]}, state.get("masked")
    if masked:
        rest |= masked | {"parameters": digests.together({"all": json.dumps(rest["parameters"], sort_keys=True)})}
    return {"inputs": {ALL: digests.together(inputs)} if masked else dict(sorted(inputs.items()))} | rest


def of_section(plan, state, name, journal, read):
    """What a section is made of that read `read` (see `readers.noted`): where it is another now, it runs again."""
    from analysis.study import readers

    used = (f"notebooks/{name}.ipynb", f"{name}.ipynb", "analysis: sections", "packages")
    made_of = {key: state["made_of"][key] for key in used if key in state["made_of"]}
    whole, inputs = name in plan["whole"], state["inputs"]
    files = inputs if whole else readers.files(plan["tables"], read, inputs)
    return {"inputs": {file: inputs[file] for file in files}, "declared": readers.parts(plan["declared"], read),
            "made_of": made_of, "parameters": state["parameters"][name], "journal": journal, "read": read}  # fmt: skip


def _obstacle(study, name, notebook=None, trusted=False):
    """Why a section cannot run on a study, or nothing; notebook: the study's own, which is code of who made it."""
    from analysis.study import declaration

    if study.sections.get(name) is False:
        return "is left out"
    if notebook and not trusted:
        return "is a notebook of this study: read it, and if you trust it run it by RUN=1"
    return declaration.obstacle(name, study, notebook)


def _program(folder, program, absent):
    return (
        f"{folder}: {', '.join(absent)} missing. study.yml names {program}, which makes them: read it, and if you trust"
        f" it run it by `make tables`, or by RUN=1 with the report"
    )
