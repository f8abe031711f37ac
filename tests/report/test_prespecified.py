"""Which results were planned before the data were cut."""

import datetime

import pytest

from analysis.report import prespecified
from analysis.study.plan import Plan
from tests.report.test_changes import MEDIAN, ROW, rows

CUTOFF = datetime.date(2024, 1, 31)
FAMILY = {"family": "sex: OS, PFS (2 tests)"}
MEDIAN = MEDIAN | {"grouping": ""}
RESULTS = rows(MEDIAN, ROW | FAMILY, MEDIAN | {"population": "mif"}, ROW | {"grouping": "CD8+"})
OS, SEX = {"endpoint": ["OS"], "population": ["all"], "grouping": [""]}, {"family": ["sex"], "population": ["all"]}
CD8 = {"grouping": ["CD8+"]}


def planned(date, **parts):
    plan = Plan(datetime.date.fromisoformat(date), *({} | parts.get(name, {}) for name in ("analyses", "exploratory")))
    found = prespecified.tagged(RESULTS, plan, CUTOFF)
    return found["planned"].tolist(), prespecified.told(found, plan, CUTOFF)


def test_without_a_plan_all_is_exploratory_and_one_sentence_says_so():
    assert set(prespecified.tagged(RESULTS, None, CUTOFF)["planned"]) == {"exploratory"}
    assert prespecified.told(RESULTS, None, CUTOFF) == "Without sap.yml all are exploratory."


def test_what_an_older_plan_names_is_prespecified_or_exploratory_and_the_rest_post_hoc():
    tags, words = planned("2019-04-01", analyses={"os": OS, "sex": SEX}, exploratory={"cd8": CD8})
    assert tags == ["prespecified", "prespecified", "post hoc", "exploratory"]
    assert "2019-04-01, before the data cutoff, 2 results are prespecified and 1 exploratory; 1 are post" in words


@pytest.mark.parametrize("date", ["2024-01-31", "2024-02-01"])
def test_a_plan_that_is_not_older_than_the_cut_prespecifies_nothing(date):
    tags, words = planned(date, analyses={"os": OS}, exploratory={"cd8": CD8})
    assert tags == ["post hoc"] * 3 + ["exploratory"]
    assert "not older than the data cutoff" in words


def test_what_was_planned_and_is_not_there_is_told():
    assert planned("2019-04-01", analyses={"os": OS, "dor": OS | {"endpoint": ["DOR"]}})[1].endswith("results: dor.")


def test_what_is_named_as_planned_and_as_exploratory_is_planned():
    assert planned("2019-04-01", analyses={"x": CD8}, exploratory={"x": CD8})[0][-1] == "prespecified"
