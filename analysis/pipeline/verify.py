"""Whether a report can be made again: built twice and compared, or its inputs compared with what is there."""

import filecmp
import json
import os
import shutil
from pathlib import Path

from analysis.pipeline import digests
from analysis.pipeline.children import every

PLACE = Path("reports/.verify")


class DifferenceError(RuntimeError):
    """Two builds of the same report that differ, or a report of other inputs than those that are there."""


def twice(study, *, place=PLACE, build=None):
    """Build the report of a study twice and return the number of files that are equal in both.

    build: a function of study and place that gives the report's folder. Raises DifferenceError naming every file that
    differs or stands in one of them only.
    """
    shutil.rmtree(place, ignore_errors=True)
    builds = [(build or _built)(study, place / name) for name in ("first", "second")]
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


def inputs(study, out):
    """How many files of a study are still those that a report was made of.

    Raises DifferenceError that names each file that is another now, is gone or is new in a folder of the study.
    """
    file = Path(out) / "provenance.json"
    if not file.exists():
        raise DifferenceError(f"{out}: no report is there; expected a folder with provenance.json")
    made = json.loads(file.read_text())["inputs"]
    folders = {name.split("/")[0] for name in made if "/" in name}
    there = digests.study(study, folders) | {name: digests.digest(Path(study) / name) for name in made}
    apart = [f"{name}: {_apart(made.get(name), digest)}" for name, digest in sorted(there.items())
             if made.get(name) != digest]  # fmt: skip
    if apart:
        listing = "\n  ".join(apart)
        raise DifferenceError(f"The report in {out} is not of the files that are in {study} now:\n  {listing}")
    return len(made)


def _apart(then, now):
    return "is gone" if now == digests.ABSENT else "is another now" if then else "is new"


def _built(study, place):
    os.environ.update(STUDY=str(study), OUT=str(place / "report"), SCRATCH=str(place / "work"))
    if any(every([["report"]]).values()):
        raise DifferenceError("A build failed")
    return place / "report"


def _files(folder):
    return {path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file()}
