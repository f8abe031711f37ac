"""Notebooks under git: outputs are stripped at commit and differences show cells instead of JSON, in this clone only.

`python -m analysis.pipeline.stripped` sets that up; with the name of a notebook it prints its cells.
"""

import json
import subprocess
import sys
from pathlib import Path

HOOKS = ".githooks"
# What every run or every machine writes anew; kernel, tags and cell ids stay.
VOLATILE = "metadata.papermill cell.metadata.papermill metadata.language_info.version"


def settings(python):
    """What .gitattributes names, as git's configuration, {name: command}.

    Where Python or nbstripout are missing both commands hand the notebook on as it is, so that git works as ever.
    """
    strip = f"'{python}' -m nbstripout --keep-id --extra-keys '{VOLATILE}'"
    show = f"'{python}' -m analysis.pipeline.stripped"
    return {
        "filter.nbstripout.clean": f"if '{python}' -c 'import nbstripout' 2>/dev/null; then {strip}; else cat; fi",
        "diff.ipynb.textconv": f'show() {{ {show} "$1" 2>/dev/null || cat "$1"; }}; show',
    }


def set_up(folder, *, python=sys.executable):
    """Configure the clone whose top is `folder`, and whether there was one to configure.

    Without git, outside a clone and inside another project's clone nothing is touched.
    """
    if _git(folder, "rev-parse", "--show-toplevel") != str(Path(folder).resolve()):
        return False
    for name, command in settings(python).items():
        _git(folder, "config", name, command)
    own = Path(_git(folder, "rev-parse", "--git-path", "hooks") or "", "pre-commit")
    if not _git(folder, "config", "core.hooksPath") and not (Path(folder) / own).exists():
        _git(folder, "config", "core.hooksPath", HOOKS)  # looks for rows of patients, see `committed`
    return True


def text(notebook):
    """The cells of a notebook file as plain text, each under a line with its kind and tags; no outputs."""
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(f"{_heading(cell)}\n{''.join(cell['source'])}" for cell in cells) + "\n"


def _heading(cell):
    kind = "" if cell["cell_type"] == "code" else f" [{cell['cell_type']}]"
    tags = cell["metadata"].get("tags")
    return f"# %%{kind}" + (f" tags={tags}" if tags else "")


def _git(folder, *words):
    try:
        run = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return run.stdout.strip()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(text(sys.argv[1]))
    else:
        set_up(Path.cwd())
