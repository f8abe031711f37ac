"""The courses of mTBI: a panel for each subject, or a lane where there are many."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.figures.lasagna import trajectories


@pytest.fixture
def fig():
    made = plt.figure(figsize=(7, 4))
    yield made
    plt.close(made)


def test_trajectories_draw_a_panel_per_subject_on_the_root_of_percent(fig):
    draws = pd.DataFrame({"USUBJID": ["A", "A", "B"], "time": [0, 2, 0], "mtbi": [0.16, 0.0, 0.04]})
    assessments = pd.DataFrame({"USUBJID": ["A", "A"], "time": [1.4, 3], "response": ["SD", "PD"]})
    leads = pd.DataFrame({"USUBJID": ["A"], "rise": [2.0], "progression": [3.0]})
    trajectories(draws, assessments, fig=fig, leads=leads, columns=2)
    first, second = fig.axes
    assert [ax.get_title() for ax in fig.axes] == ["A", "B"]
    assert first.lines[0].get_ydata().tolist() == [4, 0]
    assert second.lines[0].get_ydata().tolist() == [2]
    assert [line.get_xdata()[0] for line in first.lines[1:]] == [1.4, 3, 3]  # two ticks and the progression line
    assert [patch.get_x() for patch in first.patches] == [2]
    assert first.get_ylim() == second.get_ylim()


def test_trajectories_leave_unused_panels_empty(fig):
    draws = pd.DataFrame({"USUBJID": list("ABC"), "time": 0, "mtbi": 0.1})
    none = pd.DataFrame({"USUBJID": [], "time": [], "response": []})
    trajectories(draws, none, fig=fig, columns=2)
    assert [ax.axison for ax in fig.axes] == [True, True, True, False]


def test_the_words_of_trajectories_are_those_of_the_form_they_take():
    few, many = (pd.DataFrame({"USUBJID": range(n), "mtbi": 0.25}) for n in (72, 73))
    assert "Ticks on top" in trajectories.words(few, "seen").caption
    assert "a lane each" in trajectories.words(many, "seen").caption
    assert "in 73 subjects, mTBI 0.250 to 0.250" in trajectories.words(many, "seen").alt
    assert trajectories.words(few[:0], "seen") is None
