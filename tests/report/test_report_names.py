"""The names of the report for notebooks: each is there, and none is loaded before it is used."""

import subprocess
import sys

import pytest

from analysis import report

SLOW = ("analysis.report.sweeps", "analysis.report.section", "analysis.estimates.cutoff", "IPython")


@pytest.mark.parametrize("name", report.__all__)
def test_a_name_gives_its_function(name):
    assert callable(getattr(report, name))


def test_a_name_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(AttributeError, match=r"report has no 'nothing'; it has Section, adjusted_ratios"):
        report.nothing  # noqa: B018


def test_putting_a_report_together_loads_nothing_that_only_notebooks_use():
    words = f"import sys, analysis.pipeline.assemble; print([one for one in {SLOW} if one in sys.modules])"
    run = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
