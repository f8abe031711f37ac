"""A small house in which the whole pipeline runs in seconds: two short notebooks and a study of ten subjects."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path

import nbformat

from analysis.pipeline import warm
from analysis.pipeline.scaffold import scaffold

ROOT = Path(__file__).parents[1]
PARAMETERS = 'study_dir = "../data/s"\nout_dir = "../reports/interactive"\nword = "seen"'
ROW = {"study": "study", "section": "1_part", "endpoint": "OS", "estimand": "median", "population": "all",
       "estimate": 27.5, "n": 20, "n_event": 14, "unit": "months", "method": "Kaplan-Meier; log-log"}  # fmt: skip
FIRST = f"""from pathlib import Path
from analysis import cohort
from analysis.vocabulary import RESULT_COLUMNS
row = {ROW}
lines = [RESULT_COLUMNS, [str(row.get(name, "")) for name in RESULT_COLUMNS]]
Path(out_dir, "results").mkdir()
Path(out_dir, "results", "1_part.csv").write_text("".join(",".join(line) + chr(10) for line in lines))
print(len(cohort.read(study_dir).endpoint("OS")), word)"""
SECOND = """from pathlib import Path
Path(out_dir, "tables", "2_other").mkdir(parents=True)
Path(out_dir, "tables", "2_other", "made.csv").write_text(word)
print(word)"""


def build(folder, *, first=(FIRST,), second=(SECOND,), study="study"):
    """A house in a new folder, its study in `study` below it; gives the house."""
    (folder / "notebooks").mkdir(parents=True)
    scaffold(folder / study)
    write(folder, "1_part", *first)
    write(folder, "2_other", *second)
    return folder


def write(house, name, *sources):
    """Write a notebook of code cells, the first that of its parameters."""
    cells = [nbformat.v4.new_markdown_cell(f"# {name}\n\n## All", id="title")]
    cells += [nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters")]
    cells += [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), house / "notebooks" / f"{name}.ipynb")


def settings(**given):
    """The environment of a command of the pipeline in a house."""
    without_make = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return without_make | {"STUDY": "study", "OUT": "out", "PYTHONPATH": str(ROOT), **given}


def start(house, command="report", **given):
    """A command of the pipeline in a house, started as make starts it: a Popen with its words as text."""
    words = [sys.executable, "-m", "analysis.pipeline", command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(words, cwd=house, env=settings(**given), **pipes)


def run(house, command="report", **given):
    """The same run to its end: (exit status, what it said, what it complained of).

    Where processes can start warm it is forked from one that has loaded the libraries and serves all tests.
    """
    if sys.platform != "linux":
        process = start(house, command, **given)
        said = process.communicate()
        return process.returncode, *said
    with tempfile.TemporaryDirectory() as folder:
        told = {"place": str(house), "command": command, "settings": settings(**given), "streams": folder}
        _server().stdin.write(json.dumps(told) + "\n")
        _server().stdin.flush()
        status = int(_server().stdout.readline())
        return status, *(Path(folder, stream).read_text() for stream in "12")


@cache
def _server():
    words = [sys.executable, "-c", "from tests import small_house; small_house.serve()"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(words, cwd=ROOT, env=settings(), **pipes)


def serve():
    """Run what is told on the standard input, a line of JSON each, until it ends; answer with the exit status."""
    warm.load()
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            print(warm.Forked(partial(_served, **json.loads(line))).wait(), flush=True)


def _served(place, command, settings, streams):
    from analysis.pipeline import __main__ as pipeline

    for stream in (1, 2):
        os.dup2(os.open(Path(streams, str(stream)), os.O_WRONLY | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(place)
    pipeline.main([command])


def files(folder):
    """{path: bytes} of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
