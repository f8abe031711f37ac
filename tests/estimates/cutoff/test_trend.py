"""Each marker as a number."""

import numpy as np
import pytest

from analysis.estimates import cutoff
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.rank import log_rank_exact
from tests.estimates.cutoff.samples import eight, twenty


def test_a_marker_as_a_number_has_the_ratio_of_one_standard_deviation():
    markers, tte = twenty()
    table = cutoff.trend(markers, tte).set_index("marker")
    expected = hazard_ratio_per(tte, markers["y"], unit=markers["y"].std(), method="firth").iloc[0]
    assert table.loc["y", "estimate"] == expected["estimate"]
    assert (table["p_grid"] >= table["p_exact"]).all()


def test_interval_and_p_value_of_a_number_say_the_same_also_with_few_events():
    markers, tte = eight(markers=12)
    table = cutoff.trend(markers.assign(m0=-tte["time"]), tte)
    apart = (table["conf_low"] > 1) | (table["conf_high"] < 1)
    assert (apart == (table["p_value"] < 0.05)).all()
    assert apart.any()


def test_permutation_p_of_a_binary_marker_is_that_of_the_split():
    markers, tte = eight(markers=1)
    markers["m0"] = [0, 0, 1, 0, 1, 0, 1, 1]
    group = markers["m0"].map({0: "low", 1: "high"})
    expected = log_rank_exact(tte, group)["p_value"][0]
    assert cutoff.trend(markers, tte)["p_exact"][0] == pytest.approx(expected)


def test_a_number_that_ranks_all_events_gets_firths_ratio_and_one_value_gets_none():
    markers, tte = eight(markers=1)
    table = cutoff.trend(markers.assign(m0=-tte["time"], flat=1.0), tte).set_index("marker")
    assert table.loc["m0", "method"] == "Cox; Efron; Firth"
    assert np.isfinite(table.loc["m0", "estimate"])
    assert np.isnan(table.loc["flat", "p_exact"])
    assert table.loc["flat", "note"] == "one value for everyone"


def test_the_unit_of_one_marker_decides_nothing():
    markers, tte = eight(markers=5)
    table, other = cutoff.trend(markers, tte), cutoff.trend(markers.assign(m2=markers["m2"] * 1000), tte)
    assert other["p_grid"].tolist() == pytest.approx(table["p_grid"].tolist())
