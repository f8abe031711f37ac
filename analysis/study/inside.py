"""What a study folder may name: files inside it, plain YAML, archives that unpack into what a machine holds.

A study may come from anyone. Nothing in it leads out of its folder, and nothing grows without end.
"""

import gzip
import zipfile
from pathlib import Path, PurePath, PureWindowsPath

import yaml

from analysis.study.problems import Problem, Unreadable

SMALL = 200_000_000  # bytes: whatever unpacks into less is no danger
RATIO = 100  # a table packs to a fifth or a thirtieth; what packs more than a hundredfold holds nothing
WHERE = "a name or path inside the study's folder, without .."


def path(name):
    """The name of a file or folder inside the study's folder; ValueError for a path that leads elsewhere."""
    windows = PureWindowsPath(name)
    away = PurePath(name).is_absolute() or windows.drive or windows.root or ".." in windows.parts
    if away or not name.strip() or not name.isprintable():
        raise ValueError(WHERE)
    return name


def leading_out(folder, names):
    """The names of a study's files and folders in which a link leads out of its folder, {name: problem}."""
    base, found = Path(folder).resolve(), {}
    for name in names:
        place = Path(folder) / name
        for one in [place, *(place.rglob("*") if place.is_dir() else ())]:
            if not one.resolve().is_relative_to(base):
                shown = one.relative_to(folder).as_posix()
                found[name] = Problem(shown, "", "", "a link that leads out of the study's folder", "the file itself")
    return found


def alias(text):
    """The line of the first alias (`*name`) in a YAML text, by which a few lines become a million; 0 without one."""
    try:
        marks = (event.start_mark.line + 1 for event in yaml.parse(text) if isinstance(event, yaml.AliasEvent))
        return next(marks, 0) if "*" in text else 0  # to look closer takes a while
    except yaml.YAMLError:
        return 0  # who reads it says what is wrong


def limit(file):
    """How many bytes a packed file may hold."""
    return max(SMALL, RATIO * Path(file).stat().st_size)


def unpacked(file, most=-1):
    """The bytes that a gzip file holds, no more than `most`. Raises Unreadable for one that holds too many."""
    allowed = limit(file)
    with gzip.open(file, "rb") as packed:
        data = packed.read(most if most >= 0 else allowed + 1)
    if len(data) > allowed:
        raise _too_large(file, allowed)
    return data


def check_archive(file):
    """Raise Unreadable for a zip archive, as XLSX is, that says to hold too many bytes."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > limit(file):
                raise _too_large(file, limit(file))


def _too_large(file, allowed):
    expected = f"a file that holds at most {allowed / 1e6:,.0f} MB"
    return Unreadable(Problem(Path(file).name, "", "", "more than a file of this size can hold", expected))
