"""Printed tables of a sweep."""

import pandas as pd

from analysis.estimates import cutoff
from analysis.report import printed_sweep
from tests.estimates.cutoff.samples import eight


def test_a_row_says_what_its_numbers_cannot():
    markers, tte = eight()
    table = cutoff.sweep(markers[["m0"]].assign(flat=1.0), tte, permutations=10)
    printed = printed_sweep(table)
    notes = dict(zip(zip(printed["Marker"], printed["Quantile"], strict=True), printed["Note"], strict=True))
    assert notes["flat", "50%"] == "no subject above the cut-off"
    again = [note for note in notes.values() if "same split as at" in note]
    assert len(again) == 2  # eight subjects have seven splits at nine deciles
    separated = pd.Series(list(notes.values())).str.startswith("separated")
    assert separated.tolist() == table["separated"].tolist()
    assert printed["HR (95% CI)"].str.endswith("†").tolist() == table["separated"].tolist()
