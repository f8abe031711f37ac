"""Curves of the two groups of a split are those of the survival core."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from analysis.estimates.cutoff.group_curves import group_curves
from tests.estimates.cutoff.samples import twenty


def test_courses_are_the_curves_and_counts_of_the_survival_core():
    markers, tte = twenty()
    high, at = markers["x"] > 5, [0.0, 2.0, 5.0, 40.0]
    group = pd.Series(np.where(high, "high", "low"), tte.index)
    curves = survival.kaplan_meier(tte, group)
    risk = survival.number_at_risk(tte, at, group)
    for course in group_curves(tte, high, at):
        expected = curves[curves["group"] == course.name]
        for time, estimate in zip(course.time, course.estimate, strict=True):
            assert expected[expected["time"] <= time]["estimate"].iloc[-1] == pytest.approx(estimate)
        counts = risk[risk["group"] == course.name]
        for name in ("n_risk", "n_event", "n_censor"):
            assert getattr(course, name).tolist() == counts[name].tolist()
        assert len(course.censored) == (~tte["event"][group == course.name]).sum()
