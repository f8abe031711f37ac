"""The environment: one lock serves pip, uv and conda."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from analysis.pipeline import environment, venv
from analysis.pipeline.lock import FAST_LINE, LAB_LINE

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINS = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE))


def wanted():
    own, groups = PROJECT["project"], PROJECT["dependency-groups"]
    return [*own["dependencies"], *itertools.chain(*own["optional-dependencies"].values()), *groups["dev"]]


@pytest.mark.parametrize("text", wanted())
def test_the_lock_pins_every_dependency_within_its_range(text):
    requirement = Requirement(text)
    assert requirement.specifier.contains(PINS[requirement.name.lower()])


def test_every_pin_has_hashes():
    blocks = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_names_no_address():
    assert "://" not in LOCK


def test_each_part_of_the_lock_holds_its_own():
    report, rest = LOCK.split(f"{LAB_LINE}\n")
    lab, fast = rest.split(f"{FAST_LINE}\n")
    parts = [re.findall(r"^([a-z0-9-]+)==", part, flags=re.MULTILINE) for part in (report, lab, fast)]
    assert {"lifelines", "papermill", "pandas", "seaborn", "ipykernel"} <= set(parts[0])
    assert "jupyterlab" in parts[1]
    assert parts[2] == ["llvmlite", "numba"]
    assert not set(parts[1]) & {*parts[0], *parts[2]}


def test_the_lock_is_cut_at_its_lines():
    cut = venv.parts(LOCK)
    pins = {name: re.findall(r"^([a-z0-9-]+)==", part, flags=re.MULTILINE) for name, part in cut.items()}
    assert {name for part in pins.values() for name in part} == set(PINS)
    assert not set(pins["ready"]) & {*pins["lab-ready"], *pins["fast-ready"]}
    assert {"pandas", "uv"} <= set(pins["ready"])
    assert "jupyterlab" in pins["lab-ready"]
    assert pins["fast-ready"] == ["llvmlite", "numba"]
    assert all(line.startswith(start) for start, line in zip(venv.STARTS.values(), (LAB_LINE, FAST_LINE), strict=True))


def test_conda_users_get_the_same_lock():
    declared = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    assert declared[-1]["pip"] == ["-r requirements.lock"]
    python = next(line for line in declared if str(line).startswith("python "))
    assert ">=3.11" in python
    assert ">=3.11" in PROJECT["project"]["requires-python"]


def test_an_environment_that_lacks_a_package_is_described(tmp_path):
    project = tmp_path / "pyproject.toml"
    project.write_text(
        '[project]\ndependencies = ["pandas>=2", "nowhere-to-be-had>=1", "numpy>=99"]\n[dependency-groups]\ndev = []\n'
    )
    missing, old = environment.problems(project)
    assert missing == "nowhere-to-be-had: missing, expected >=1"
    assert re.fullmatch(r"numpy: .*, expected >=99", old)
