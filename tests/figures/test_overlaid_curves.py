"""Curves of two reports over each other."""

import pandas as pd
import pytest

from analysis.figures.overlaid_curves import MOST, overlaid_curves

CURVES = pd.DataFrame({"curve": ["os"] * 4 + ["pfs"] * 4, "run": ["old", "old", "new", "new"] * 2,
                       "group": [""] * 4 + ["F"] * 4, "time": [0, 5, 0, 7] * 2,
                       "estimate": [1, 0.5, 1, 0.6] * 2})  # fmt: skip
FACTS = {"old": "a", "new": "b", "n_changed": 2}


@pytest.fixture
def fig():
    return overlaid_curves(CURVES, unit="months", **FACTS)


def test_each_curve_has_a_panel_with_the_old_one_dashed_and_the_new_one_through(fig):
    assert [ax.get_title(loc="left") for ax in fig.axes if ax.get_visible() and ax.axison] == ["os", "pfs"]
    looks = {line.get_linestyle(): line.get_ydata().tolist() for line in fig.axes[0].lines}
    assert looks == {"--": [100, 50], "-": [100, 60]}


def test_a_key_says_which_is_which_and_groups_have_theirs(fig):
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["old", "new"]
    assert [text.get_text() for text in fig.axes[1].get_legend().get_texts()] == ["F"]


def test_its_words_count_the_panels_and_nothing_is_drawn_of_none():
    assert overlaid_curves.words(CURVES, **FACTS).caption.startswith(
        "2 of the 2 figures of curves that changed: a dashed"
    )
    assert overlaid_curves.words(CURVES[:0], **FACTS) is None
    many = pd.concat([CURVES.assign(curve=str(number)) for number in range(MOST + 1)])
    assert overlaid_curves.words(many, **FACTS).caption.startswith(f"{MOST} of")
