"""The program of a study that makes its tables: run when a person says so, and only from the study's own folder."""

import subprocess
import sys
from pathlib import Path

from analysis.pipeline.children import environment


class ProgramError(RuntimeError):
    """A program of a study that may not run, or that failed."""


def make(folder):
    """Run the program that a study's study.yml names, in the study's folder, and tell its name; None without one.

    Raises ProgramError for a program outside the folder, one that is not there and one that fails.
    """
    from analysis.study import declaration

    study, _, problems = declaration.read(Path(folder))
    if study is None or problems:
        raise ProgramError("\n".join(map(str, problems)))
    if study.program:
        run(Path(folder), study.program)
    return study.program


def run(folder, program):
    """Run a program in the folder in which it stands, or below. Raises ProgramError as `make`."""
    path = (folder / program).resolve()
    if not path.is_relative_to(folder.resolve()) or Path(program).is_absolute() or ".." in Path(program).parts:
        raise ProgramError(f"study.yml, program: {program} is not in the study's folder; it is not run")
    if not path.is_file():
        raise ProgramError(f"study.yml, program: {program} is not there")
    status = subprocess.run([sys.executable, path], cwd=folder, env=environment()).returncode
    if status:
        raise ProgramError(f"study.yml, program: {program} failed, exit status {status}")
