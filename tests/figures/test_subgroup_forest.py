"""The forest plot of subgroups: columns of printed text from the subgroup table, and its words."""

import numpy as np
import pytest

from analysis import figures
from analysis.estimates import efficacy
from analysis.estimates.efficacy.subgroup import subgroups, within_levels
from analysis.figures.subgroup_forest import texts
from tests.estimates.survival.samples import lung
from tests.figure_checks import svg
from tests.figure_checks import texts as drawn_texts

LABELS = {"sex": "Sex", "age": "Age"}


def groups():
    tte, sex, data = lung()
    return tte, {"sex": sex, "age": (data["age"] >= 65).map({True: ">=65", False: "<65"})}


@pytest.fixture(scope="module")
def tidy():
    tte, found = groups()
    return subgroups(efficacy.comparisons({"OS": tte}, found, references={"sex": "M", "age": "<65"}))


@pytest.fixture(scope="module")
def within():
    tte, found = groups()
    return within_levels(tte, {"age": found["age"]}, arm=found["sex"], reference="M")


def test_the_texts_are_those_of_the_table(tidy):
    table = texts(tidy, LABELS, "days").set_index("group")
    assert table.loc["F", ["heading", "label", "counts", "ratio", "p"]].tolist() == [
        "Sex", "F", "53 / 90", "0.59 (0.42–0.81)", "0.001",
    ]  # fmt: skip
    assert table.loc["F", "median"] == "426 (345–524)"
    assert table.loc["M", ["ratio", "p", "interaction"]].tolist() == ["", "", ""]


def test_levels_stand_against_their_reference_and_the_axis_says_what_a_ratio_means(tidy):
    fig = figures.subgroup_forest(tidy, LABELS, unit="days", endpoint="OS")
    drawn = {text for text, _ in drawn_texts(fig)}
    assert {"← lower risk", "higher risk →", "Median, days\n(95% CI)", "≥65", "0.59 (0.42–0.81)"} <= drawn
    assert "P interaction" not in drawn
    words = figures.subgroup_forest.words(tidy, LABELS, unit="days", endpoint="OS")
    assert words.caption.startswith("Overall survival by subgroup. Hazard ratios against its reference level (open")
    assert "Cox, profile likelihood; †: with Firth's penalty" in words.caption
    assert words.alt.startswith(
        "Forest plot of hazard ratios for overall survival, 228 subjects, 165 events: Sex F 0.59"
    )
    assert words.data is tidy


def test_with_arms_everyone_stands_first_and_the_interaction_beside(within):
    arms = ("F", "M")
    fig = figures.subgroup_forest(within, LABELS, unit="days", arms=arms, endpoint="OS")
    assert {"All subjects", "favours M →", "← favours F", "P interaction"} <= {text for text, _ in drawn_texts(fig)}
    words = figures.subgroup_forest.words(within, LABELS, unit="days", arms=arms, endpoint="OS")
    assert "Hazard ratios of F against M within the level; counts" in words.caption
    assert ": All subjects 0.59 (0.42–0.81); Age " in words.alt


def test_the_ratio_of_few_events_is_firths_and_marked(tidy):
    tte, found = groups()
    few = tte.assign(event=tte["event"] & (np.arange(len(tte)) % 30 == 0))
    table = subgroups(efficacy.comparisons({"OS": few}, {"sex": found["sex"]}, references={"sex": "M"}))
    assert texts(table, LABELS, "days")["ratio"].str.endswith("†").tolist() == [True, False]
    assert not texts(tidy, LABELS, "days")["ratio"].str.endswith("†").any()


def test_a_note_replaced_by_nonsense_changes_nothing_drawn(tidy):
    options = {"unit": "days", "endpoint": "OS"}
    nonsense = tidy.assign(note="reference not estimable naive:")
    assert svg(figures.subgroup_forest(nonsense, LABELS, **options)) == svg(
        figures.subgroup_forest(tidy, LABELS, **options)
    )


def test_no_subgroup_is_nothing_to_draw_and_none_estimable_is_said(tidy):
    words = figures.subgroup_forest.words
    assert words(tidy.iloc[:0], LABELS, endpoint="OS") is None
    assert words(tidy.assign(estimate=float("nan")), LABELS, endpoint="OS").alt.endswith(": none is estimable.")
