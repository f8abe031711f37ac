"""What a report is made of, as digests: the study's files, the code, the notebooks, the packages. Dates mean nothing.

Little is loaded here: whether a report is up to date is known before a library is.
"""

import functools
import hashlib
import re
import sys
from pathlib import Path

from analysis.vocabulary import BESIDE_TABLES

ROOT = Path(__file__).parents[2]
# What only puts sections together; all other code makes them.
TOGETHER = ("pipeline/", "report/documents/", "report/ledger/", "report/parts.py", "report/received.py",
            "report/released.py", "report/small_cells.py", "report/remark.py", "report/manuscript.py",
            "report/claims.py", "report/difference/", "report/prespecified.py")  # fmt: skip
SECTION = ("pipeline/execute.py", "pipeline/capped.py")
ABSENT = "absent"
ALL = "."  # the whole folder of a study, without what is hidden


def digest(path):
    """The SHA-256 digest of a file's content in hexadecimal; `absent` for what is no file."""
    if not Path(path).is_file():  # a pipe would be waited for without end
        return ABSENT
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def together(digests):
    """One digest of {name: digest}, whatever its order."""
    lines = "".join(f"{value}  {name}\n" for name, value in sorted(digests.items()))
    return hashlib.sha256(lines.encode(errors="surrogateescape")).hexdigest()


def study(folder, files):
    """{path in the study: digest} of study.yml and of the declared files; a folder stands for all files in it."""
    folder, found = Path(folder), {Path("study.yml"): None}
    for name in files:
        place = folder / name
        inside = [path.relative_to(folder) for path in sorted(place.rglob("*")) if not path.is_dir()]
        inside = [path for path in inside if name != ALL or not any(part.startswith(".") for part in path.parts)]
        found |= dict.fromkeys(inside if place.is_dir() else [Path(name)])
    return {path.as_posix(): digest(folder / path) for path in found}


def beside(folder, manuscript=None):
    """{file: digest} of what the report reads of a study beside the declared files, as far as it is there."""
    names = [name for name in (*BESIDE_TABLES, manuscript) if name and (Path(folder) / name).is_file()]
    return {name: digest(Path(folder) / name) for name in names}


@functools.cache
def files():
    """The files of the package by what they do, {"sections" or "report": {file: digest}}: make or put together."""
    found = {"sections": {}, "report": {}}
    for path in sorted((ROOT / "analysis").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            name = path.relative_to(ROOT / "analysis").as_posix()
            found["report" if name.startswith(TOGETHER) and name not in SECTION else "sections"][name] = digest(path)
    return found


def code():
    """(digest of what makes sections, digest of what puts them together), of the files of the package."""
    return together(files()["sections"]), together(files()["report"])


def notebooks(folder=ROOT / "notebooks"):
    """{name: digest} of the notebooks of a folder that are sections: a number, then a line, begin their names."""
    return {path.stem: digest(path) for path in sorted(Path(folder).glob("[0-9]*_*.ipynb"))}


@functools.cache
def packages():
    """One digest of Python's version and of the versions installed of what the lock names for a report."""
    report = (ROOT / "requirements.lock").read_text().partition("\n# ----")[0]  # JupyterLab and numba change no byte
    named = set(re.findall(r"^([a-z0-9-]+)==", report, re.MULTILINE))
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for place in dict.fromkeys(path for path in sys.path if path.endswith("-packages")):
        for path in Path(place).glob("*.dist-info"):
            name, _, version = path.stem.rpartition("-")
            name = re.sub(r"[-_.]+", "-", name).lower()
            found |= {name: version} if name in named else {}
    return together(found)
