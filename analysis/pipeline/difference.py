"""The difference of two reports, each the folder of a report, or of a study whose report is made first."""

import hashlib
import os
import shutil
from pathlib import Path

from analysis.pipeline.alone import alone
from analysis.pipeline.asked import DEFAULT_STUDY, asked, study_id
from analysis.pipeline.replacing import check_replaceable, fresh, replace

MARK = "differences.csv"  # by this file a folder is known as one that a difference may replace


class DifferenceError(ValueError):
    """Two reports that cannot be compared."""


def difference(given=os.environ):
    """Write the difference of OLD and NEW to OUT: (how many differences there are, the folder as it was written).

    Each is the folder of a report or of a study; a blank NEW is the study of STUDY as it is now. Reports of studies are
    made in reports/.diff where they are not there already, with PARAMS and SECTIONS. Raises DifferenceError, NoReport,
    and what making a report raises.
    """
    old, new = given.get("OLD") or "", given.get("NEW") or given.get("STUDY") or DEFAULT_STUDY
    if not old:
        raise DifferenceError("OLD: missing; expected the folder of a report or of a study, as OLD=reports/nct03958097")
    if given.get("SMALL_CELLS"):
        raise DifferenceError(
            "SMALL_CELLS: a difference of two reports is not masked; it must not leave with one that is"
        )
    if os.path.realpath(old) == os.path.realpath(new):
        print(f"Note: OLD and NEW are one folder, {old}")
    from analysis.report.difference import kept, written

    one, other = (kept.read(report(place)) for place in (old, new))  # OLD is refused before NEW is made
    shown = given.get("OUT") or f"reports/{other.facts['id']}-diff"
    out = Path(os.path.realpath(shown))
    check_replaceable(out, shown, MARK)
    with alone({f"OUT={shown}": out}):
        folder = fresh(out)
        try:
            told = written.write(one, other, folder, names=(old, new))
            replace(folder, out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return len(told), shown


def report(place):
    """The folder of the report that a place stands for: itself, or that of its study, made where it is not there."""
    folder = Path(place)
    if not (folder / "study.yml").is_file():
        return folder  # `kept.read` says what it lacks
    from analysis.pipeline import run

    key = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:8]
    before = dict(os.environ)
    os.environ.update(STUDY=place, OUT=f"reports/.diff/{study_id(folder)}-{key}")  # which the processes of a run read
    try:
        wanted = asked()
        run.report(wanted)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return wanted.out
