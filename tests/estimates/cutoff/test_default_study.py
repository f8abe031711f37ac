"""The default study's sweep: what SYNTHETIC.md says of it, found again from the cells."""

import pytest

from analysis.estimates import cutoff
from analysis.study import cells
from tests import shipped


@pytest.fixture(scope="module")
def sweep():
    study = shipped.study()
    fractions = cells.fractions_of(study)
    return fractions, cutoff.sweep(fractions, study.endpoint("OS"))


def test_sixteen_of_31_combinations_occur(sweep):
    fractions, table = sweep
    assert fractions.shape == (8, 31)
    assert (fractions.max() > 0).sum() == 16
    assert table.loc[table["estimate"].notna(), "marker"].nunique() == 16


def test_cd56_pdl1_is_significant_at_most_cutoffs_raw_and_nothing_is_left_over_the_grid(sweep):
    _, table = sweep
    rows = table[table["marker"] == "CD56+PD-L1+"]
    assert (rows["estimate"].dropna() < 1).all()
    assert set(rows.loc[rows["estimate"].isna(), "reason"]) <= {f"only {few} to tell the groups apart"
                                                                for few in ("1 event", "2 events")}  # fmt: skip
    assert rows["split"].nunique() == 7
    assert (rows["p_log_rank"] < 0.05).sum() == 8
    assert (rows["p_exact"] < 0.05).sum() == 4
    assert rows["p_marker"].min() == pytest.approx(1 / 28)
    assert rows["p_grid"].min() == table["p_grid"].min() == pytest.approx(1 / 8)
