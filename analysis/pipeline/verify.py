"""Whether a report can be made again: built twice from nothing, compared byte by byte."""

import filecmp
import shutil
import subprocess
from pathlib import Path

PLACE = Path("reports/.verify")


class DifferenceError(RuntimeError):
    """Two builds of the same report that differ."""


def twice(study, *, place=PLACE):
    """Build the report of a study twice and return the number of files that are equal in both.

    Raises DifferenceError naming every file that differs or stands in one of them only.
    """
    shutil.rmtree(place, ignore_errors=True)
    builds = [_built(study, place / name) for name in ("first", "second")]
    found = differences(*builds)
    if found:
        raise DifferenceError("Two builds differ in:\n  " + "\n  ".join(found))
    count = len(_files(builds[0]))
    shutil.rmtree(place)
    return count


def differences(first, second):
    """The files, relative to their folders, that are not byte for byte the same in both folders."""
    one, other = _files(first), _files(second)
    shared = sorted(one & other)
    _, differ, unread = filecmp.cmpfiles(first, second, shared, shallow=False)
    return sorted(map(str, {*(one ^ other), *differ, *unread}))


def _built(study, place):
    command = ["make", "report", f"STUDY={study}", f"OUT={place / 'report'}", f"SCRATCH={place / 'work'}"]
    subprocess.run(command, check=True)
    return place / "report"


def _files(folder):
    return {path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file()}
