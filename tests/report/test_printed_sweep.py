"""Tables of the sweep as printed."""

import pytest

from analysis.estimates import cutoff
from analysis.report import printed_chance, printed_sweep, printed_trend
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


def test_tables_are_printed_with_the_adjusted_p_beside_the_raw_one(data):
    markers, tte, table = data
    printed = printed_sweep(table)
    assert {"Log-rank P", "Permutation P", "Adjusted P, marker", "Adjusted P, grid"} <= set(printed)
    assert printed["HR (95% CI)"].str.endswith("†").sum() == table["method"].str.contains("Firth").sum()
    assert "inf" not in printed.to_string().lower()
    trend = cutoff.trend(markers, tte)
    assert len(printed_trend(trend[trend["unit"].notna()])) == 2
    chance = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).assign(endpoint="OS")
    assert printed_chance(chance)["Comparisons"].tolist() == ["18"]
