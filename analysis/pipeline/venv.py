"""The environment .venv, made from the parts of requirements.lock: the report's, JupyterLab's, the compiled engine's.

Run by `make` with the Python of the machine, which needs no package: `python3 -m analysis.pipeline.venv ready`.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PLACE = Path(".venv")
PYTHON = PLACE / "bin" / "python"
LOCK = Path("requirements.lock")
STARTS = {"lab-ready": "# ---- JupyterLab", "fast-ready": "# ---- Compiled"}


def parts(text):
    """The parts of the lock's text, {name of the file that says it is installed: lines}."""
    report, _, rest = text.partition("\n" + STARTS["lab-ready"])
    lab, _, fast = rest.partition("\n" + STARTS["fast-ready"])
    return {"ready": report + "\n", "lab-ready": "#" + lab + "\n", "fast-ready": "#" + fast}


def make(wanted):
    """Install a part and say that it is there; without a compiled engine for a machine all goes on without it."""
    text = LOCK.read_text()
    if wanted == "ready":
        _new(text)
    print({"ready": "Setting up .venv from requirements.lock (once)", "lab-ready": "Adding JupyterLab (once)",
           "fast-ready": "Adding the compiled engine of the cut-off sweep (once)"}[wanted], flush=True)  # fmt: skip
    file = PLACE / f"{wanted}.lock"
    file.write_text(parts(text)[wanted])
    if not install(file):
        if wanted != "fast-ready":
            sys.exit(f"{file} cannot be installed")
        print("numba cannot be installed here: going on without it")
    if wanted == "ready":
        _finished()
    (PLACE / wanted).write_text(text)


def install(file):
    """Whether the pins of a file could be installed. uv takes seconds where pip takes half a minute.

    Where uv cannot serve (no network of its own), pip does the same.
    """
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", "VIRTUAL_ENV": str(PLACE)}
    words = ["pip", "install", "--quiet", "--require-hashes", "--compile-bytecode", "-r", str(file)]
    with contextlib.suppress(OSError):
        run = subprocess.run([PLACE / "bin" / "uv", *words], env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
        if run.returncode == 0:
            return True
    return _pip("-r", str(file))


def _new(text):
    if sys.version_info < (3, 11):  # noqa: UP036  this is the one module that an older Python runs
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Python 3.11 or later is needed; this is {found}. Name another: make PYTHON3=python3.12")
    if os.pathsep in os.getcwd():
        sys.exit("The project's folder has a : in its path, with which Python cannot work; move it elsewhere")
    if PLACE.is_symlink():  # it may be the environment of another clone, which is not ours to empty
        sys.exit(
            f"{PLACE} is a link to {os.readlink(PLACE)}, whose packages are not those of requirements.lock; remove it"
        )
    shutil.rmtree(PLACE, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(PLACE)]).returncode:
        sys.exit(f"{PLACE} cannot be made; a Python with venv is needed (Debian: python3-venv)")
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("uv=="))
    end = next(number for number in range(start, len(lines)) if not lines[number].endswith("\\"))
    (PLACE / "uv.lock").write_text("\n".join(lines[start : end + 1]) + "\n")
    _pip("-r", str(PLACE / "uv.lock"))


def _pip(*words):
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    return subprocess.run([PYTHON, "-m", "pip", "install", *options, *words]).returncode == 0


def _finished():
    """Let notebooks find the package from every folder, and set up git's filters."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    Path(packages, "trial-report.pth").write_text(os.getcwd() + "\n")
    subprocess.run([PYTHON, "-m", "analysis.pipeline.stripped"], check=True)


if __name__ == "__main__":
    make(sys.argv[1])
