"""By hand a notebook gets the parameters of its study; in a run it has them already."""

from types import SimpleNamespace

import pytest

from analysis.report import left_out as by_hand
from analysis.report.notebook import RUN


@pytest.fixture
def notebook(monkeypatch):
    """The names of a notebook whose study sets one parameter."""
    names = {"landmarks": [6.0]}
    shell = SimpleNamespace(user_ns=names, ast_transformers=[])
    monkeypatch.setattr(by_hand, "get_ipython", lambda: shell)
    monkeypatch.setattr(by_hand.parameters, "of_study", lambda study, section: {"landmarks": [3.0, 9.0]})
    monkeypatch.delenv(RUN, raising=False)
    return names


def test_by_hand_the_study_sets_its_parameters(notebook):
    by_hand.take_parameters("1_overall_survival", "../data/x")
    assert notebook["landmarks"] == [3.0, 9.0]


def test_in_a_run_they_stay_as_the_pipeline_brought_them(notebook, monkeypatch):
    monkeypatch.setenv(RUN, "1_overall_survival")
    by_hand.take_parameters("1_overall_survival", "../data/x")
    assert notebook["landmarks"] == [6.0]


def test_outside_of_a_notebook_nothing_happens(notebook, monkeypatch):
    monkeypatch.setattr(by_hand, "get_ipython", lambda: None)
    by_hand.take_parameters("1_overall_survival", "../data/x")
    assert notebook["landmarks"] == [6.0]
