"""Write requirements.lock: every package with its hashes, the report's first, then what JupyterLab and numba add.

Run by `make lock`, which needs uv. All parts come from one resolution and share one file, so no package is pinned
twice; `make report` installs the lines above `LAB_LINE`, `make lab` those above `FAST_LINE`, `make test`, `make bench`
and `make fast` the first and the last part, conda all. Versions stay as they are where they still serve; with
`make lock UPGRADE=1` all are the newest.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

LOCK = Path("requirements.lock")

LAB_LINE = "# ---- JupyterLab, added by `make lab` ----"
FAST_LINE = "# ---- Compiled, added by `make fast`, `make test` and `make bench` ----"
LAB, FAST = ["--extra", "lab"], ["--extra", "fast"]
COMPILE = (
    "uv pip compile pyproject.toml --quiet --universal --python-version 3.11"
    " --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev"
).split()


def pins(*options):
    """Each pin with its hashes, (name, text), of a resolution of pyproject.toml with further uv options."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / LOCK.name
        if LOCK.exists() and not os.environ.get("UPGRADE"):
            out.write_text(LOCK.read_text())  # uv keeps to the versions that it finds in the file it is to write
        subprocess.run([*COMPILE, "--output-file", str(out), *options], check=True, capture_output=True)
        text = out.read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return [(block.split("==")[0], block) for block in blocks if block.strip()]


def locked():
    """The text of requirements.lock: the report's pins, JupyterLab's further ones, those of the compiled engine."""
    everything, text, seen = pins(*LAB, *FAST), "# Made by `make lock` from pyproject.toml.\n", set()
    for line, options in (("", []), (f"{LAB_LINE}\n", LAB), (f"{FAST_LINE}\n", FAST)):
        new = {name for name, _ in pins(*options)} - seen
        text += line + "".join(block for name, block in everything if name in new)
        seen |= new
    return text


if __name__ == "__main__":
    LOCK.write_text(locked())
