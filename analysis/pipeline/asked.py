"""What a run is asked for: study, place, sections and parameters, taken from the environment and never from a shell."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

DEFAULT_STUDY = "data/nct03958097"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ID_LINE = re.compile(r"^id:[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^\r\n]*?))[ \t]*(?:(?<=\s)#.*)?\r?$", re.MULTILINE)
SECONDS = {"s": 1, "m": 60, "h": 3600}


class AskedError(ValueError):
    """Something asked for that cannot be served."""


@dataclass(frozen=True)
class Asked:
    """What one run is asked for.

    `name` is the study's id; `out` is where the report really stands, `shown` that place as it was written;
    `small_cells` is the least count of subjects that the report shows, 0 for all; `figure` is the one figure or panel
    to make for a journal, blank for all.
    """

    name: str
    study: Path
    out: Path
    shown: str
    work: Path
    sections: str
    params: str
    jobs: int
    timeout: float
    journal: str
    small_cells: int = 0
    strict: bool = False
    trusted: bool = False
    lenient: bool = False
    figure: str = ""

    @property
    def failed(self):
        """The folder beside the report that tells of a run that failed."""
        return self.out.with_name(f"{self.out.name}.failed")


def asked(given=os.environ, *, journal=""):
    """The Asked of what is given (STUDY, OUT, SECTIONS, PARAMS, JOBS, TIMEOUT, FIGURE, STRICT, LENIENT …), or defaults.

    The working folder is one for each study folder, place of the report and set of parameters. Raises AskedError for a
    number or an id that is none, and for figures of a journal with SMALL_CELLS, which nobody has masked.
    """
    study = Path(given.get("STUDY") or DEFAULT_STUDY)
    name = study_id(study)
    least = small_cells(given.get("SMALL_CELLS") or "")
    if least and journal:
        raise AskedError("SMALL_CELLS: figures for a journal are not masked; make the report with it, they without")
    own = f"reports/{name}" + (f"-small-cells-{least}" if least else "")
    figure = (given.get("FIGURE") or "") if journal else ""
    shown = (given.get("OUT") or own) + (f"-figures-{journal}" if journal else "") + (f"-{figure}" if figure else "")
    out, params = Path(os.path.realpath(shown)), (given.get("PARAMS") or "").strip()
    key = "\0".join([os.path.realpath(study), str(out), *params.split()])
    work = f"{name}-{hashlib.sha256(key.encode(errors='surrogateescape')).hexdigest()[:12]}"
    scratch, sections = Path(given.get("SCRATCH") or "reports/.work"), given.get("SECTIONS") or ""
    at_a_time, limit = jobs(given.get("JOBS") or ""), seconds(given.get("TIMEOUT") or "30")
    flags = [(given.get(name) or "0") != "0" for name in ("STRICT", "RUN", "LENIENT")]
    return Asked(
        name, study, out, shown, scratch / work, sections, params, at_a_time, limit, journal, least, *flags, figure
    )


def study_id(study):
    """The id in a folder's study.yml, before anything else is read of it.

    Raises AskedError for a folder without study.yml, without a line `id:` or with an id of other signs than letters,
    digits, dot, line and dash.
    """
    file = Path(study) / "study.yml"
    if not file.is_file():
        raise AskedError(f"{study}: 1 problem\nstudy.yml: missing; expected a file at {file}")
    found = ID_LINE.search(file.read_text("utf-8-sig", errors="replace"))
    name = next(filter(None, found.groups()), "") if found else ""
    if not NAME.fullmatch(name):
        words = f'found "{name}"' if found else "missing"
        raise AskedError(f"{file}, id: {words}; expected a short name of letters, digits, dot, line and dash")
    return name


def jobs(text):
    """How many sections run at a time: as many as there are processors unless told. Raises AskedError."""
    if text and not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise AskedError(f"JOBS={text}: expected a whole number from 1")
    return int(text) if text else len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def small_cells(text):
    """The least count of subjects that is shown; 0 for a blank text, where all are. Raises AskedError."""
    if text and (not re.fullmatch("[0-9]{1,4}", text) or int(text) < 2):
        raise AskedError(f"SMALL_CELLS={text}: expected a whole number from 2, the least count of subjects shown")
    return int(text or 0)


def seconds(text):
    """A duration such as 30 (minutes), 90s, 45m or 2h in seconds. Raises AskedError."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([smh]?)", text)
    if not found or not float(found[1]):
        raise AskedError(f"TIMEOUT={text}: expected minutes, or a duration such as 90s, 45m or 2h")
    return float(found[1]) * SECONDS[found[2] or "m"]
