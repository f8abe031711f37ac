"""A new study folder: a commented study.yml and two small SYNTHETIC tables, ready to be replaced."""

import re
from pathlib import Path

from analysis.study import declaration

TEMPLATE = Path(__file__).parent / "new_study"


def scaffold(folder):
    """The paths of the files written into a new study folder; the study's id is the folder's name.

    The folder is made where it is absent and passes `make check` as it stands. Raises FileExistsError when one of the
    files is there already: nothing is ever overwritten.
    """
    folder = Path(folder)
    targets = {source: folder / source.name for source in sorted(TEMPLATE.iterdir()) if source.is_file()}
    present = [str(target) for target in targets.values() if target.exists()]
    if present:
        raise FileExistsError(f"{', '.join(present)} already there; a new study needs a folder without them")
    folder.mkdir(parents=True, exist_ok=True)
    name = study_id(folder.resolve().name)
    for source, target in targets.items():
        target.write_text(re.sub(r"my-study(?= )", name, source.read_text("utf-8")), "utf-8")
    return list(targets.values())


def section(folder, name):
    """The path of a new notebook in a study's folder, a section of its own to be written; name: such as 7_cytokines.

    It reads the first table that study.yml declares as the study's own, or one called markers. Raises ValueError for
    another kind of name, FileExistsError where there is such a notebook.
    """
    target = Path(folder) / f"{name}.ipynb"
    if not re.fullmatch(r"[0-9]+_[A-Za-z0-9_]+", name):
        raise ValueError(f"NAME={name}: expected a number, a line and a word, such as 7_cytokines")
    if target.exists():
        raise FileExistsError(f"{target} already there")
    text = TEMPLATE.with_name("new_section.ipynb").read_text("utf-8").replace("NAME", name)
    target.write_text(text.replace("markers", _own_table(Path(folder))), "utf-8")
    return target


def _own_table(folder):
    said = declaration.read(folder)[0] if (folder / declaration.FILE).exists() else None
    own = [name for name, sources in (said.tables if said else {}).items() if any(source.own for source in sources)]
    return own[0] if own else "markers"


def study_id(name):
    """A name as a study's id: what is no letter, digit, dot, line or dash becomes a dash."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "my-study"
