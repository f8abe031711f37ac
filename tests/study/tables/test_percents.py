"""Fractions among percents are told by marker and visit."""

import pandas as pd

from analysis.study.tables import percents


def frame(values):
    rows = [(marker, visit, value) for (marker, visit), own in values.items() for value in own]
    return pd.DataFrame(rows, columns=["PARAMCD", "AVISIT", "AVAL"])


def test_percents_are_left_alone():
    assert percents.looked(frame({("PD1", "Baseline"): [3, 9], ("PD1", "C3"): [0.5, 20]})) == (2, [])


def test_a_visit_or_a_marker_of_fractions_is_told():
    _, notes = percents.looked(frame({("PD1", "Baseline"): [0.3, 0.9], ("PD1", "C3"): [12, 20]}))
    assert notes == ["PD1 at Baseline is at most 0.9, at other visits 16 (median); are these fractions?"]
    _, notes = percents.looked(frame({("PD1", "C1"): [0.3, 0.9], ("PDL1", "C1"): [12, 20]}))
    assert notes == ["PD1 is at most 0.9, other markers are not; percent from 0 to 100 are expected"]
