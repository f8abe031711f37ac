"""What made a report is named: every package it depends on, and nothing that differs from run to run."""

from importlib import metadata

from analysis.pipeline import provenance

STATE = {"inputs": {}, "beside": {}, "made_of": {}, "parameters": {}, "skipped": {}}


def test_every_package_that_makes_the_report_is_named_with_its_version():
    made = provenance.record(STATE)["packages"]
    assert {"lifelines", "seaborn", "typst", "pypandoc-binary", "pydantic", "pillow", "pandas"} <= set(made)
    assert made["lifelines"] == metadata.version("lifelines")


def test_a_package_that_is_not_declared_is_not_named(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["pandas>=2", "numpy[x]>=1"]\n')
    monkeypatch.setattr(provenance, "PROJECT", tmp_path / "pyproject.toml")
    assert provenance.packages() == ["numpy", "pandas"]


def test_inputs_stand_under_their_place_in_the_study():
    made = provenance.record(STATE | {"inputs": {"cells/b.txt": "1", "adsl.csv": "2"}, "beside": {"figures.yml": "3"}})
    assert list(made["inputs"]) == ["adsl.csv", "cells/b.txt", "figures.yml"]
