"""Check of an environment that `make` did not build: has it the packages of pyproject.toml?"""

import sys
import tomllib
from importlib import metadata
from pathlib import Path

from analysis.pipeline import stripped


def problems(project="pyproject.toml"):
    """What the running Python lacks of a project's dependencies, one line each; an empty list when nothing."""
    from packaging.requirements import Requirement

    wanted = tomllib.loads(Path(project).read_text())
    texts = wanted["project"]["dependencies"] + wanted["dependency-groups"]["dev"]
    return [line for line in map(_problem, map(Requirement, texts)) if line]


def _problem(requirement):
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name}: missing, expected {requirement.specifier}"
    fits = requirement.specifier.contains(version)
    return "" if fits else f"{requirement.name}: {version}, expected {requirement.specifier}"


def main():
    """Set up git's filters; end with a message that says what to do when the active environment lacks packages."""
    try:
        found = problems()
    except ModuleNotFoundError:
        found = ["packaging: missing, and most likely everything else"]
    if found:
        advice = "Make it fit: conda env update -f environment.yml\nOr leave it: conda deactivate"
        listing = "\n  ".join(found)
        sys.exit(f"The active environment {sys.prefix} does not fit this project:\n  {listing}\n{advice}")
    stripped.set_up(Path.cwd())


if __name__ == "__main__":
    main()
