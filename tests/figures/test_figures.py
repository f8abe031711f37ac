"""The room of figures: names are loaded when used, and a kind keeps its name whatever is loaded before it."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis import figures

ROOT = Path(__file__).parents[2]


def loaded(code):
    """The modules that a fresh Python has loaded after some code."""
    code += "\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_package_costs_nothing_that_is_not_used():
    modules = loaded("import analysis.figures, analysis.report, analysis")
    assert not {"seaborn", "lifelines", "scipy.cluster", "typst", "analysis.figures.heatmap"} & modules
    assert not {"numpy", "pandas", "matplotlib"} & loaded("import analysis, analysis.figures")


def test_a_kind_is_loaded_alone():
    modules = loaded("from analysis import figures\nfigures.waterfall")
    assert "analysis.figures.waterfall" in modules
    assert not {"analysis.figures.heatmap", "analysis.figures.oncoprint", "scipy.cluster", "seaborn"} & modules


def test_a_function_keeps_its_name_when_the_module_of_that_name_is_loaded_first():
    code = "import analysis.figures.swimmer as s\nfrom analysis import figures\n"
    code += "assert callable(figures.survival) and callable(figures.swimmer) and callable(s)"
    assert "analysis.figures.survival" in loaded(code)


def test_what_is_exported_is_a_drawing_and_no_more_than_notebooks_need():
    assert len(figures.__all__) <= 22
    assert all(callable(getattr(figures, name)) for name in figures.__all__ if name != "theme")


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(AttributeError, match=r"no 'pie'; it has adverse_events, .*waterfall"):
        figures.pie  # noqa: B018
