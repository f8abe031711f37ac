"""The lock: one resolution in three parts, no package pinned twice."""

import os
import stat

import pytest

from analysis.pipeline import lock

# A stand-in for uv: it pins what its options ask for, and keeps the version of `alpha` that the file it writes had.
UV = """#!/usr/bin/env python3
import re, sys
from pathlib import Path
out = Path(sys.argv[sys.argv.index("--output-file") + 1])
kept = re.search("^alpha==(.+?) ", out.read_text(), re.MULTILINE) if out.exists() else None
names = ["alpha"] + ["lab"] * ("lab" in sys.argv) + ["numba"] * ("fast" in sys.argv)
names += ["shared"] * (len(names) > 1)
versions = {"alpha": kept[1] if kept else "2.0"}
pins = [f"{name}=={versions.get(name, '1.0')} \\\\\\n    --hash=sha256:{name}\\n" for name in sorted(names)]
out.write_text("".join(pins))
"""


def pin(name, version="1.0"):
    return f"{name}=={version} \\\n    --hash=sha256:{name}\n"


@pytest.fixture
def uv(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.delenv("UPGRADE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("uv")
def test_a_resolution_is_told_as_names_with_their_pins_and_hashes():
    assert lock.pins() == [("alpha", pin("alpha", "2.0"))]
    assert [name for name, _ in lock.pins(*lock.LAB, *lock.FAST)] == ["alpha", "lab", "numba", "shared"]


@pytest.mark.usefixtures("uv")
def test_each_part_holds_what_it_adds_and_a_shared_package_stands_once():
    head, lab = lock.locked().split(f"{lock.LAB_LINE}\n")
    lab, fast = lab.split(f"{lock.FAST_LINE}\n")
    assert head == "# Made by `make lock` from pyproject.toml.\n" + pin("alpha", "2.0")
    assert (lab, fast) == (pin("lab") + pin("shared"), pin("numba"))


@pytest.mark.usefixtures("uv")
def test_versions_stay_until_an_upgrade_is_asked_for(monkeypatch):
    lock.LOCK.write_text(pin("alpha", "1.5"))
    assert lock.pins() == [("alpha", pin("alpha", "1.5"))]
    monkeypatch.setenv("UPGRADE", "1")
    assert lock.pins() == [("alpha", pin("alpha", "2.0"))]
