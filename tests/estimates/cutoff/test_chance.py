"""What a sweep would find if no marker had anything to do with survival."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import cutoff
from tests.estimates.cutoff.samples import eight, twenty


def test_the_number_expected_by_chance_is_the_mean_over_every_order():
    markers, tte = eight(seed=2, markers=2)
    markers, tte = markers.iloc[:4], tte.iloc[:4]
    counts = []
    for order in permutations(range(4)):
        dealt = tte.iloc[list(order)].set_axis(tte.index)
        counts.append((cutoff.sweep(markers, dealt)["p_log_rank"] < 0.05).sum())
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
    found = (cutoff.sweep(markers, tte)["p_log_rank"] < 0.05).sum()
    assert row["found"] == found
    assert row["expected"] == pytest.approx(np.mean(counts))
    assert row["p_any"] == pytest.approx(np.mean(np.array(counts) >= 1))
    assert row["p_found"] == pytest.approx(np.mean(np.array(counts) >= found))


def test_31_markers_at_nine_deciles_of_eight_subjects_give_about_26_small_p_values_by_chance():
    rng = np.random.default_rng(11)
    markers, tte = eight()
    tte["event"] = True
    markers = pd.DataFrame(rng.random((8, 31)), markers.index, columns=[f"m{i}" for i in range(31)])
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
    # the true sizes of a nominal 5 % log-rank test are 12.5, 10.7, 8.9, 5.7 % for 1, 2, 3, 4 of 8 in a group
    expected = 31 * (2 * 1 / 8 + 2 * 6 / 56 + 4 * 5 / 56 + 4 / 70)
    assert row["expected"] == pytest.approx(expected, rel=0.02)
    assert row["p_any"] > 0.99


def test_beyond_enumeration_the_expected_number_is_near_the_nominal_share():
    markers, tte = twenty()
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte, permutations=2000).iloc[0]
    assert row["expected"] / row["cells"] == pytest.approx(0.05, abs=0.02)


def test_the_smallest_attainable_grid_p_bounds_every_p():
    for markers, tte in (eight(), twenty()):
        table, row = cutoff.sweep(markers, tte), cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
        assert table["p_grid"].min() >= row["smallest_grid"] - 1e-12
