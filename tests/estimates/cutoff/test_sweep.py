"""The table of a sweep."""

import numpy as np
import pandas as pd

from analysis.estimates import cutoff
from analysis.estimates.cutoff.sweep import DECILES
from tests.estimates.cutoff.samples import eight, twenty


def test_a_table_has_one_row_per_marker_and_quantile_in_their_order():
    table = cutoff.sweep(*eight())
    assert len(table) == 27
    assert table["marker"].tolist() == ["m0"] * 9 + ["m1"] * 9 + ["m2"] * 9
    assert table["quantile"].tolist()[:9] == list(DECILES)


def test_a_separated_split_has_firths_ratio_and_no_wald_p():
    markers, tte = eight(markers=1)
    markers["m0"] = -tte["time"]
    row = cutoff.sweep(markers, tte, quantiles=[0.5]).iloc[0]
    assert row["method"] == "Cox; Efron; Firth"
    assert np.isnan(row["p_wald"])
    assert 1 < row["estimate"] < 1000
    assert 0 < row["p_firth"] < 0.05
    assert row["note"] == "separated: no event in the low group while the high group was at risk"


def test_a_marker_with_one_value_for_everyone_is_not_split():
    markers, tte = eight(markers=1)
    table = cutoff.sweep(markers.assign(none=0.0), tte)
    flat = table[table["marker"] == "none"]
    assert flat[["estimate", "p_log_rank", "p_grid"]].isna().all(axis=None)
    assert set(flat["note"]) == {"no subject above the cut-off"}
    assert cutoff.sweep(markers[[]].assign(none=0.0), tte)["p_grid"].isna().all()


def test_the_order_of_rows_and_columns_does_not_matter():
    markers, tte = eight(markers=4)
    table = cutoff.sweep(markers, tte).drop(columns="split")
    turned = cutoff.sweep(markers.iloc[::-1, ::-1], tte.sample(frac=1, random_state=1)).drop(columns="split")
    turned = turned.sort_values(["marker", "quantile"], ignore_index=True)
    pd.testing.assert_frame_equal(table, turned)


def test_the_scale_of_a_marker_does_not_matter():
    markers, tte = twenty()
    results = ["estimate", "p_log_rank", "p_marker", "p_grid", "split"]
    table, stretched = cutoff.sweep(markers, tte), cutoff.sweep(np.exp(markers), tte)
    rows = table["n_high"] == stretched["n_high"]  # between two values the quantile itself moves
    assert rows.mean() > 0.9
    pd.testing.assert_frame_equal(cutoff.sweep(markers * 100, tte)[results], table[results])
