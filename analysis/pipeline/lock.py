"""Write requirements.lock: every package with its hashes, the report's first, then what JupyterLab adds.

Run by `make lock`, which needs uv. Both parts come from one resolution and share one file, so
no package is pinned twice; `make report` installs the lines above `LAB_LINE`, `make lab` all.
"""

import re
import subprocess
from pathlib import Path

LAB_LINE = "# ---- JupyterLab, added by `make lab` ----"
COMPILE = (
    "uv pip compile pyproject.toml --quiet --universal --python-version 3.11"
    " --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev"
).split()


def pins(*options):
    """Each pin with its hashes, (name, text), of a resolution of pyproject.toml with further uv options."""
    run = subprocess.run([*COMPILE, *options], check=True, capture_output=True, text=True)
    blocks = re.split(r"^(?=[A-Za-z0-9])", run.stdout, flags=re.MULTILINE)
    return [(block.split("==")[0], block) for block in blocks if block.strip()]


def locked():
    """The text of requirements.lock: the report's pins, `LAB_LINE`, and JupyterLab's further pins."""
    base = {name for name, _ in pins()}
    everything = pins("--extra", "lab")
    report = "".join(block for name, block in everything if name in base)
    lab = "".join(block for name, block in everything if name not in base)
    return f"# Made by `make lock` from pyproject.toml.\n{report}{LAB_LINE}\n{lab}"


if __name__ == "__main__":
    Path("requirements.lock").write_text(locked())
