"""What made a figure, written into the figure's own file and read from it again: data, parameters, notebook, code.

No clock time and no machine path: a figure made again of the same data by the same code has the same bytes.
"""

import functools
import hashlib
import html
import json
import re
import subprocess
from pathlib import Path

from PIL import Image

from analysis.study import readers
from analysis.study.declaration import FILE
from analysis.study.parameters import defaults

ROOT = Path(__file__).parents[2]
CODE = ("analysis", "notebooks")
MADE = "Origin"  # the key or mark in a file
PLACES = {"study_dir", "out_dir"}  # parameters that say where, not what
EPS_LINE = 200  # characters; a comment line of a PostScript file may hold 255


class OriginError(ValueError):
    """A file that does not say what made it."""


def origin(study, section, figure):
    """What makes a figure, a dict of plain values.

    `tables`: those that its section had read by then; `data`: the SHA-256 of the lines `digest  file` that sha256sum
    prints for their files in order of name, study.yml standing for the digest of what the section reads of it (see
    `readers.parts`); `parameters`: those of the notebook, as they were when the figure was made. Tables are blank and
    data "" for a study not of files.
    """
    rows = "SYNTHETIC, not data of any person" if study.synthetic else "as given"
    place, notebook = _notebook(study, section)
    read = _read(study, notebook)
    return {"figure": figure, "study": study.id, "rows": rows, "tables": ", ".join(read.get("tables", ())),
            "data": data_digest(study, read), "notebook": place, "parameters": _parameters(notebook),
            "code": code()}  # fmt: skip


def data_digest(study, read):
    """The digest of what was read of a study, as in `origin`; read: as `readers.Noted` notes it, {} for no files."""
    if not read:
        return ""
    digests = {FILE: readers.parts(readers.plain(study.declaration), read)}
    for path in study_files(study.folder, study.declaration, read):
        digests[path.relative_to(study.folder).as_posix()] = _digest(path, path.stat().st_mtime_ns)
    return hashlib.sha256("".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()).hexdigest()


def _notebook(study, section):
    """A section's notebook, as it is named and where it is: one of ours, which run in their folder, or the study's."""
    ours, own = Path(f"{section}.ipynb"), Path(getattr(study, "folder", ""), f"{section}.ipynb")
    return (own.name, own) if own.exists() and not ours.exists() else (f"notebooks/{ours}", ours)


def _read(study, notebook):
    """What a section has read of a study so far; every table where its notebook goes to the folder by itself."""
    if not hasattr(study, "declaration"):
        return {}
    every = {"tables": sorted(study.declaration.tables), "figures": sorted(study.figures)}
    whole = not notebook.exists() or readers.by_itself(notebook)
    return every if whole else getattr(study.frames, "read", every)


def _parameters(notebook):
    """The present values of the names in the notebook's cell `parameters`, {} outside its notebook."""
    from IPython import get_ipython  # only a section has one

    shell = get_ipython()
    if shell is None or not notebook.exists():
        return {}
    values = {name: shell.user_ns.get(name) for name in set(defaults(notebook)) - PLACES}
    return json.loads(json.dumps(values, sort_keys=True, default=str))


@functools.cache
def code():
    """The last commit that changed the code, with `+changes` when files differ from it; "" outside a repository."""
    commit, changed = git("log", "-1", "--format=%H", "--", *CODE), git("status", "--porcelain", "-uno", "--", *CODE)
    return f"{commit}+changes" if commit and changed else commit


def text(made):
    """An origin as one line of ASCII."""
    return json.dumps(made, sort_keys=True)


def metadata(made, kind):
    """An origin as the metadata of a file of a kind (svg, png); {} for no origin."""
    return ({"Description": f"{MADE}: {text(made)}"} if kind == "svg" else {MADE: text(made)}) if made else {}


def eps_comments(made):
    """An origin as comment lines of a PostScript file."""
    return "".join(f"%{MADE}: {part}\n" for part in re.findall(f".{{1,{EPS_LINE}}}", text(made)))


def read(path):
    """The origin that a figure's file (PNG, TIFF, SVG, PDF or EPS) carries; OriginError when it carries none."""
    path = Path(path)
    if not path.is_file():
        raise OriginError(f"FIG={path}: there is no such file; expected a figure of a report")
    if path.suffix not in READERS:
        raise OriginError(f"FIG={path}: expected one of {', '.join(READERS)}")
    found = READERS[path.suffix](path)
    if not found:
        raise OriginError(f"{path}: the file does not say what made it; expected a figure that this project made")
    return json.loads(found)


def described(made):
    """An origin as lines to be read."""
    rows = {key: made[key] for key in made if key not in {"parameters", "panels"}}
    rows |= {f"  {name}": json.dumps(value) for name, value in sorted(made.get("parameters", {}).items())}
    wide = max(map(len, rows)) + 3
    lines = [f"{name + ':':<{wide}}{value}" for name, value in rows.items()]
    parts = [f"\nPanel {letter}\n{described(panel)}" for letter, panel in made.get("panels", {}).items()]
    return "\n".join(lines + parts)


def study_files(folder, declaration, read):
    """Every file that the tables read come from; a folder stands for all files in it."""
    sources = [source for table in read["tables"] for source in declaration.tables.get(table, ())]
    paths = [Path(folder) / source.file for source in sources]
    inside = [sorted(path.rglob("*")) if path.is_dir() else [path] for path in paths]
    return list(dict.fromkeys(path for group in inside for path in group if not path.is_dir()))


def digest(path):
    """The SHA-256 digest of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def git(*words):
    """What a git command says of the project, stripped; "" where git or the repository is missing."""
    try:
        run = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()


@functools.cache
def _digest(path, _changed):
    # Read once for all figures of a notebook; the time of its last change tells whether to read it again.
    return digest(path)


def _of_image(path):
    with Image.open(path) as image:
        if path.suffix == ".png":
            return image.text.get(MADE)
        words = image.tag_v2.get(270, "")
    return words.removeprefix(f"{MADE}: ") if words.startswith(MADE) else ""


def _of_svg(path):
    found = re.search(rf"<dc:description>{MADE}: (.*?)</dc:description>", path.read_text(), re.DOTALL)
    return found and html.unescape(found[1])


def _of_pdf(path):
    content = path.read_bytes()
    start = re.search(rb"/Keywords ?\(\{", content)
    words = start and re.sub(r"\\(.)", r"\1", content[start.end() - 1 :].decode("latin-1"))
    return words and words[: json.JSONDecoder().raw_decode(words)[1]]


def _of_eps(path):
    return "".join(re.findall(rf"(?m)^%{MADE}: (.*)$", path.read_text("latin-1")))


READERS = {".png": _of_image, ".tiff": _of_image, ".tif": _of_image, ".svg": _of_svg, ".pdf": _of_pdf, ".eps": _of_eps}
