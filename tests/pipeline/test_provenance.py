"""What made a report is named: every package it depends on, and nothing that differs from run to run."""

import json
from importlib import metadata

from analysis.pipeline import provenance


def test_every_package_that_makes_the_report_is_named_with_its_version():
    made = provenance.record(".", [], {})["packages"]
    assert {"lifelines", "seaborn", "typst", "pypandoc-binary", "pydantic", "pillow", "pandas"} <= set(made)
    assert made["lifelines"] == metadata.version("lifelines")


def test_a_package_that_is_not_declared_is_not_named(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["pandas>=2", "numpy[x]>=1"]\n')
    monkeypatch.setattr(provenance, "PROJECT", tmp_path / "pyproject.toml")
    assert provenance.packages() == ["numpy", "pandas"]


def test_inputs_stand_under_their_place_in_the_study(tmp_path):
    (tmp_path / "adsl.csv").write_text("USUBJID\n1\n")
    made = provenance.record(tmp_path, [tmp_path / "adsl.csv"], {"1_os": {"endpoints": ["OS"]}})
    assert list(made["inputs"]) == ["adsl.csv"]
    assert str(tmp_path) not in json.dumps(made)
