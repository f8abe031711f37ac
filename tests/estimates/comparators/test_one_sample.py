"""One trial against a curve that is known: by hand, and as R's survdiff with an offset."""

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_lung

from analysis.estimates.comparators.one_sample import FAR, exponential, one_sample_log_rank, step
from analysis.estimates.survival.curve import product_limit

HAND = pd.DataFrame(
    {"time": [2.0, 4, 5, 7, 9, 12, 15, 20], "event": [True, True, False, True, True, False, True, False]}
)


def of(rows, estimand):
    return rows.set_index("estimand").loc[estimand]


def test_a_median_alone_by_hand():
    # 74 months of follow-up times log 2 / 8; R: survdiff(Surv(time, event) ~ offset(0.5^(time / 8)))
    rows = one_sample_log_rank(HAND, exponential(8))
    assert of(rows, "expected")["estimate"] == pytest.approx(74 * np.log(2) / 8, abs=1e-12)
    assert of(rows, "log_rank")["estimate"] == pytest.approx(0.310787206366, abs=1e-9)
    assert of(rows, "log_rank")["p_value"] == pytest.approx(0.577197667, abs=1e-6)
    ratio = of(rows, "observed_expected")
    expected = 74 * np.log(2) / 8
    assert ratio["estimate"] == pytest.approx(5 / expected)
    # Garwood's limits of 5: 1.623486 to 11.668332
    assert (ratio["conf_low"] * expected, ratio["conf_high"] * expected) == pytest.approx(
        (1.623486, 11.668332), abs=1e-5
    )
    assert set(rows["n"]) == {8}
    assert set(rows["n_event"]) == {5}


def test_a_curve_as_r():
    # R 4.2: women of survival::lung against the curve of the men, survdiff(Surv(time, status) ~ offset(s(time)))
    lung = load_lung()
    tte = pd.DataFrame({"time": lung["time"].astype(float), "event": lung["status"].astype(bool)})
    men = product_limit(*(tte[lung["sex"] == 1][name].to_numpy() for name in ("time", "event")))
    known = step(pd.DataFrame({"time": men.time, "survival": men.survival}))
    rows = one_sample_log_rank(tte[lung["sex"] == 2], known)
    assert of(rows, "expected")["estimate"] == pytest.approx(89.8193983678, abs=1e-8)
    assert of(rows, "log_rank")["estimate"] == pytest.approx(15.0932662744, abs=1e-8)
    assert of(rows, "log_rank")["p_value"] == pytest.approx(1.02327650985e-04, rel=1e-8)


def test_a_curve_by_hand_counts_events_and_follow_up_to_its_end():
    known = step(pd.DataFrame({"time": [3.0, 6.0, 10.0], "survival": [0.8, 0.4, 0.0]}))
    assert known.last == 6.0  # beyond it the curve says nothing that could be
    rows = one_sample_log_rank(HAND, known)
    # at 2: 0; at 4 and 5: -log 0.8; the five others are followed to 6: -log 0.4
    assert of(rows, "expected")["estimate"] == pytest.approx(-2 * np.log(0.8) - 5 * np.log(0.4))
    assert of(rows, "observed_expected")["n_event"] == 2
    assert "cut in 5, at 6" in of(rows, "log_rank")["note"]


def test_without_expected_events_there_is_no_ratio_and_the_reason_says_so():
    rows = one_sample_log_rank(HAND[:1], step(pd.DataFrame({"time": [3.0], "survival": [0.5]})))
    assert of(rows, "expected")["estimate"] == 0
    assert np.isnan(of(rows, "observed_expected")["estimate"])
    assert np.isnan(of(rows, "log_rank")["p_value"])
    assert of(rows, "log_rank")["reason"] == "no events expected"


def test_a_hazard_carried_beyond_what_was_seen_is_told():
    assert FAR in of(one_sample_log_rank(HAND, exponential(4)), "observed_expected")["note"]
    assert FAR not in of(one_sample_log_rank(HAND, exponential(8)), "observed_expected")["note"]
