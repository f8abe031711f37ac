"""One section of the report: its notebook executed by papermill, made the same at every run, and kept as blocks."""

import contextlib
import json
import logging
import os
import re
import shutil
import time
from functools import partial
from pathlib import Path

import nbformat
import papermill
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.pipeline import kernels
from analysis.pipeline.capped import short
from analysis.pipeline.plan import MADE, NOTEBOOKS
from analysis.report import blocks, notebook
from analysis.report.notebook import RUN
from analysis.study import readers

NOTES = "read.jsonl"
INTERACTIVE = "../reports/interactive"
CAP = "--IPKernelApp.extra_extensions=analysis.pipeline.capped"
WHOLE = 50_000_000  # characters of a picture or a table in a notebook; nothing that a person reads is larger


class SectionError(RuntimeError):
    """A notebook that did not run to its end."""


def section(name, parameters, *, folder, failed, made_of, study="", source=None):
    """Run a section into the new folder `folder` and say so in one line at start and end.

    parameters: {name: value}; made_of: a function of what was read (see `readers.noted`) that gives what is written to
    made.json when all is done; study: the place of the study that the kept notebook names; source: the notebook, where
    it is not one of ours. When a cell fails, or the notebook ends before its end, the notebook and a plain message go
    to the folder `failed` and SectionError is raised.
    """
    start, folder = time.monotonic(), Path(folder)
    print(f"{name}: running", flush=True)
    file = folder / "notebooks" / f"{name}.ipynb"
    try:
        given = parameters | {"out_dir": os.path.relpath(folder, NOTEBOOKS)}
        executed = _execute(name, file, given, source or NOTEBOOKS / f"{name}.ipynb")
        nbformat.write(steady(executed, {"out_dir": INTERACTIVE, "study_dir": study}), file)
    except SectionError as error:
        keep(file, Path(failed), str(error))
        raise
    shown = notebook.read(executed, name)
    blocks.write(shown, folder)
    (folder / MADE).write_text(json.dumps(made_of(readers.noted(folder / NOTES))))
    figures = len(list((folder / "figures").glob("*/*.svg")))
    for _, heading, reason in blocks.left_out({name: shown}):
        print(f"{name}, {heading}: left out: {reason}")
    print(f"{name}: done in {time.monotonic() - start:.1f} s, {figures} figures", flush=True)


def reached(file):
    """The cell at which an unfinished notebook stands, as words such as `cell 7 (surv = …)`."""
    executed = nbformat.read(file, as_version=4)
    numbered = enumerate(_code(executed), 1)
    begun = [(n, cell) for n, cell in numbered if cell.metadata.get("papermill", {}).get("start_time")]
    return _named(*begun[-1]) if begun else "before its first cell"


def keep(file, failed, message):
    """Keep the notebook of a section that failed, where there is one, and a message beside it."""
    with contextlib.suppress(OSError):  # a disk that is full keeps nothing
        failed.mkdir(parents=True, exist_ok=True)
        (failed / f"{file.stem}.txt").write_text(message + "\n")
        shutil.copy(file, failed / file.name)


def _execute(name, file, parameters, source):
    """The executed notebook; `file` holds it as far as it went. SectionError where a cell failed or none came."""
    file.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    papermill_engines.register("section", _Engine)
    told = {RUN: name, readers.READS: os.path.abspath(file.parents[1] / NOTES)}
    os.environ.update(told)  # the kernel inherits it
    kernels.prepare()
    problem = ""
    try:
        with _quiet():
            options = {"cwd": NOTEBOOKS, "progress_bar": False, "kernel_name": "python3", "engine_name": "section"}
            papermill.execute_notebook(source, os.path.abspath(file), parameters, **options)
    except PapermillExecutionError as error:
        problem = f"{name}, cell {error.exec_count}: {error.ename}: {error.evalue}"
    except RuntimeError as error:
        problem = f"{name}, {reached(file)}: the kernel ended before the cell did ({error})"
    finally:
        for variable in told:
            del os.environ[variable]
    executed = nbformat.read(file, as_version=4)
    if problem or (problem := _stopped(name, executed)):
        raise SectionError(problem)
    executed.cells.pop()  # the last word
    return executed


class _Client(PapermillNotebookClient):
    """Runs one cell more, the section's last word, and keeps no output larger than a person reads."""

    def papermill_execute_cells(self):
        metadata = {"papermill": {"status": "pending"}, "tags": [MADE]}
        self.nb.cells.append(nbformat.v4.new_code_cell("'done'", metadata=metadata))
        super().papermill_execute_cells()

    def process_message(self, msg, cell, cell_index):
        data = msg["content"].get("data") if isinstance(msg["content"].get("data"), dict) else {}
        for kind, value in data.items():
            if isinstance(value, str):
                data[kind] = short(value) if kind == "text/plain" or len(value) > WHOLE else value
        return super().process_message(msg, cell, cell_index)


class _Engine(NBClientEngine):
    """papermill's own engine with this client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, start_timeout=60, **_):
        options = {"startup_timeout": start_timeout, "kernel_name": kernel_name, "extra_arguments": [CAP]}
        nb_man.save = partial(_save, nb_man)
        return _Client(nb_man, **options).execute()


def _save(nb_man, **_):
    """Write the notebook as far as it is: at the start and end of each cell, so without the lines that people read."""
    Path(nb_man.output_path).write_text(json.dumps(nb_man.nb))


@contextlib.contextmanager
def _quiet():
    """Silence the standard error of this process and of the kernel it starts: what matters is in the notebook."""
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _stopped(name, executed):
    """The complaint about a notebook that never said its last word, as `sys.exit(0)` in a cell makes it."""
    code = _code(executed)
    if MADE in code[-1].metadata.get("tags", []) and code[-1].outputs:
        return ""
    left = [n for n, cell in enumerate(code) if any(one.output_type == "error" for one in cell.outputs)]
    place = left[-1] if left else max((n for n, cell in enumerate(code) if cell.execution_count), default=0)
    why = "left by sys.exit" if left else "stopped"
    return f"{name}, {_named(place + 1, code[place])}: {why} before the end of the section, without an error"


def _code(executed):
    return [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]


def _named(number, cell):
    return f"cell {number} ({cell.source.strip().splitlines()[0]})"


def steady(executed, shown):
    """The executed notebook without clock times, random cell ids and the machine's paths: same input, same bytes.

    shown: {parameter: the place that the notebook names instead of the true one}.
    """
    executed.metadata.pop("papermill", None)
    for number, cell in enumerate(executed.cells):
        cell.id = f"cell-{number:03d}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            for name, place in shown.items():
                cell.source = re.sub(rf"(?m)^{name} = .*$", f'{name} = "{place}"', cell.source)
    return executed
