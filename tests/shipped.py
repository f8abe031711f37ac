"""The studies that are shipped, each read once for all tests of a process that only look at one."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from analysis.study import cohort
from analysis.study.readers import Noted

DATA = Path(__file__).parents[1] / "data"
_read = cache(cohort.read)


def study(name="nct03958097"):
    """The Study, of which nothing was asked for yet; frames that it hands out are copies, as those of every Study."""
    found = _read(DATA / name)
    return replace(found, frames=Noted(found.frames))
