"""One section of the report: its notebook executed by papermill, made the same at every run, and kept as blocks."""

import contextlib
import json
import logging
import os
import shutil
import time
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from analysis.report import blocks, notebook
from analysis.report.notebook import RUN

NOTEBOOKS = Path("notebooks")
INTERACTIVE = "../reports/interactive"


class SectionError(RuntimeError):
    """A notebook that did not run to its end."""


def section(name, *, work, failed):
    """Run a section into `work`/name and say so in one line at start and end.

    `work`/name/parameters.json holds its parameters. When a cell fails, the notebook and a plain message
    go to the folder `failed` and SectionError is raised; the folder of the last good report is not touched.
    """
    start, folder = time.monotonic(), Path(work) / name
    print(f"{name}: running", flush=True)
    parameters = json.loads((folder / "parameters.json").read_text())
    _clear(folder)
    file = folder / "notebooks" / f"{name}.ipynb"
    try:
        executed = _execute(name, file, parameters | {"out_dir": os.path.relpath(folder, NOTEBOOKS)})
    except SectionError as error:
        _keep(file, Path(failed), str(error))
        raise
    blocks.write(notebook.read(executed, name), folder)
    (folder / "done").touch()
    figures = len(list((folder / "figures").glob("*/*.svg")))
    print(f"{name}: done in {time.monotonic() - start:.1f} s, {figures} figures", flush=True)


def _execute(name, file, parameters):
    """The executed notebook, also written to `file`; SectionError where a cell failed or was never reached."""
    file.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ[RUN] = name  # the kernel inherits it
    problem = ""
    try:
        with _quiet():
            options = {"cwd": NOTEBOOKS, "progress_bar": False, "kernel_name": "python3"}
            papermill.execute_notebook(NOTEBOOKS / f"{name}.ipynb", file, parameters, **options)
    except PapermillExecutionError as error:
        problem = f"{name}, cell {error.exec_count}: {error.ename}: {error.evalue}"
    finally:
        del os.environ[RUN]
    executed = nbformat.read(file, as_version=4)
    if problem or (problem := _stopped(name, executed)):
        raise SectionError(problem)
    nbformat.write(steady(executed, parameters), file)
    return executed


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
    """The complaint about a notebook that ended early without an error, as `sys.exit(0)` in a cell makes it."""
    code = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    unrun = [cell for cell in code if cell.execution_count is None]
    return f"{name}: stopped before this cell without an error:\n{unrun[0].source}" if unrun else ""


def steady(executed, parameters):
    """The executed notebook without clock times, random cell ids and the machine's paths: same input, same bytes."""
    executed.metadata.pop("papermill", None)
    for number, cell in enumerate(executed.cells):
        cell.id = f"cell-{number:03d}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace(repr(parameters["out_dir"])[1:-1], INTERACTIVE)
    return executed


def _clear(folder):
    """Remove what an earlier run of the section left, but its parameters."""
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "parameters.json":
            entry.unlink()


def _keep(file, failed, message):
    failed.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, failed / file.name)
    (failed / f"{file.stem}.txt").write_text(message + "\n")
