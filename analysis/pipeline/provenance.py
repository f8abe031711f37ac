"""What made a report: digests of its inputs, parameters, package versions and the commit of the code."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from analysis.pipeline.plan import recorded
from analysis.report.origin import git

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def record(state):
    """The provenance of a run as a plain dict: no clock time and no machine path, so that equal runs record equally.

    state: what the report is made of, as `plan.state` tells it; a later run has nothing to do where it is the same.
    """
    return recorded(state) | {
        "python": ".".join(map(str, sys.version_info[:3])),
        "packages": {name: metadata.version(name) for name in packages()},
        "code": commit(),
    }


def packages():
    """The packages that a report is made with, in order of name: the direct dependencies of pyproject.toml."""
    wanted = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    return sorted(re.match(r"[A-Za-z0-9._-]+", line)[0] for line in wanted)


def commit():
    """The git commit of the code and whether tracked files differ from it; None and None outside a repository."""
    head = git("rev-parse", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no")
    return {"commit": head or None, "modified": bool(changed) if head else None}
