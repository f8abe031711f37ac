"""`make diff`: two folders become a difference, and what is no report is refused in plain words."""

import pandas as pd
import pytest

from analysis.pipeline import difference
from analysis.pipeline.difference import DifferenceError
from analysis.pipeline.replacing import OutputError
from tests import small_house
from tests.report.difference.reports import RESULTS, changed, made


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A function of OLD, NEW and more that makes their difference in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    made(tmp_path / "old")
    made(tmp_path / "new", results=changed(RESULTS, estimate="0.7"), packages={"numpy": "2.5"})
    return lambda **given: difference.difference({"OUT": "out"} | given)


def test_two_reports_give_a_folder_with_their_difference(asked, tmp_path):
    assert asked(OLD="old", NEW="new") == (2, "out")
    told = pd.read_csv(tmp_path / "out" / difference.MARK)
    assert told["cause"].tolist() == ["numpy 2.4.0 → 2.5", "given"]
    assert asked(OLD="new", NEW="new")[0] == 0
    assert "Nothing: the two are the same" in (tmp_path / "out" / "index.html").read_text()
    assert asked(OLD="old", NEW="new", OUT="")[1] == "reports/s-diff"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"NEW": "new"}, "OLD: missing; expected the folder of a report or of a study"),
        ({"OLD": "old", "NEW": "nowhere"}, "nowhere: no such folder"),
        ({"OLD": ".", "NEW": "new"}, "not a report, it has no index.html"),
        ({"OLD": "old", "NEW": "new", "SMALL_CELLS": "5"}, "is not masked"),
    ],
)
def test_what_cannot_be_compared_is_refused(asked, given, told):
    with pytest.raises(ValueError, match=told):
        asked(**given)


def test_a_folder_of_other_files_is_never_replaced(asked, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").touch()
    with pytest.raises(OutputError, match="other files"):
        asked(OLD="old", NEW="new")
    assert issubclass(DifferenceError, ValueError)


def test_a_study_is_made_into_a_report_and_compared_with_what_it_is_now(tmp_path):
    house = small_house.build(tmp_path / "house")
    assert small_house.run(house, OUT="first")[0] == 0
    study = house / "study" / "adtte.csv"
    study.write_text(study.read_text().replace(",8.1,", ",8.3,", 1))
    status, said, complained = small_house.run(house, "diff", OLD="first", OUT="d")
    assert (status, complained) == (0, ""), complained
    assert "differences: d/index.html" in said
    told = pd.read_csv(house / "d" / "differences.csv", keep_default_na=False)
    assert told[told["kind"] == "input"]["what"].str.startswith("rows of adtte: ").any()
    assert small_house.run(house, "diff", OLD="study", NEW="study", OUT="e")[1].endswith(
        "No difference: e/index.html\n"
    )
