"""Curves from a landmark: times since it, the ratios that count no time before, and no naive word."""

import pandas as pd

from analysis import figures
from analysis.estimates import efficacy, survival
from analysis.estimates.survival.curve import number_at_risk
from tests.estimates.survival.samples import lung

WORDS = {"endpoint": "OS", "unit": "days", "label": "Sex", "at": 100.0, "sizes": {"M": (120, 90), "F": (80, 50)}}


def tables(at=100.0):
    tte, group, _ = lung()
    rows = efficacy.comparisons(
        {"OS": tte}, {"g": group}, references={"g": "M"}, known_at={"g": at}, landmark={"g": at}
    )
    kept = survival.landmark(tte, group, known_at=at, at=at)
    own, labels = kept[["time", "event"]], kept["group"].astype(str)
    at_risk = number_at_risk(own, figures.ticks(own["time"].max(), "days"), labels)
    return survival.kaplan_meier(own, labels), at_risk, rows


def test_the_honest_ratios_are_printed_and_the_naive_one_is_not():
    curves, at_risk, rows = tables()
    fig = figures.landmark_curves(curves, at_risk, rows, **WORDS)
    said = "\n".join(text.get_text() for text in fig.axes[0].texts)
    assert "Landmark HR" in said
    assert "Time-dependent HR" in said
    assert "aive" not in said
    assert "Time since 100 days after the start" in fig.axes[0].get_xlabel()
    assert "Sex" in {fig.axes[0].get_title(loc=place) for place in ("left", "center")}
    naive = rows[(rows["estimand"] == "hazard_ratio") & rows["naive"]]
    assert not any(f"{estimate:.4f}" in said for estimate in naive["estimate"])


def test_its_words_tell_the_landmark_and_who_was_at_risk():
    words = figures.landmark_curves.words(*tables(), **WORDS)
    assert words.caption.startswith("Overall survival by sex, counted from the landmark 100 days after the start")
    assert "M: n = 120, 90 events; F: n = 80, 50 events" in words.caption
    adjusted = tables()[2].query("role == 'primary' and estimand == 'hazard_ratio'")["p_adjusted"].iloc[0]
    assert pd.notna(adjusted)
    assert "adjusted P" in words.alt


def test_without_a_ratio_it_says_that_none_is_estimable():
    curves, at_risk, rows = tables()
    assert "not estimable" in figures.landmark_curves.words(curves, at_risk, rows[:0], **WORDS).alt
