"""Hazard ratios of real trials, from patient rows reconstructed out of their published Kaplan-Meier figures."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.estimates import survival

RECONSTRUCTED = Path(__file__).parents[4] / "shared" / "data" / "survival"
pytestmark = pytest.mark.skipif(not RECONSTRUCTED.is_dir(), reason="the reconstructed trials are not on this machine")


@pytest.mark.parametrize(
    ("name", "control", "published", "recomputed"),
    [
        ("Checkmate017_1", "d1", 0.59, 0.589),
        ("Checkmate017_2B", "d1", 0.62, 0.618),
        ("Checkmate057_1A", "d1", 0.73, 0.749),
        ("Checkmate057_1C", "d1", 0.92, 0.915),
        ("KEYNOTE024_1A", "chemo", 0.50, 0.487),
        ("KEYNOTE024_2", "chemo", 0.60, 0.615),
    ],
)
def test_hazard_ratio_of_a_reconstructed_trial_is_that_of_r_and_near_the_published_one(
    name, control, published, recomputed
):
    # R: coxph(Surv(time, event) ~ arm); published: N Engl J Med 373:123, 373:1627, 375:1823
    rows = pd.read_csv(RECONSTRUCTED / f"kmdata_{name}.csv")
    tte = pd.DataFrame({"time": rows["time"].astype(float), "event": rows["event"].astype(bool)})
    row = survival.hazard_ratio(tte, rows["arm"], reference=control).iloc[0]
    assert round(row["estimate"], 3) == recomputed
    assert row["estimate"] == pytest.approx(published, abs=0.02)
    assert row["conf_low"] < published < row["conf_high"]
