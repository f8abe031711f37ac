"""Subjects of a published curve: by hand, of curves read coarsely, and of real trials where they are here."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from analysis.estimates.comparators.reconstruction import reconstructed
from analysis.estimates.survival.curve import product_limit

TRIALS = sorted((Path(__file__).parents[4] / "shared" / "data" / "survival").glob("kmdata_*.csv"))


def published(time, event, *, every, at=None, decimals=3):
    """A curve as it is printed: survival with so many decimals at its steps (or `at`), numbers at risk at `every`."""
    curve, ticks = product_limit(time, event), np.arange(0, time.max(), every)
    at = np.concatenate([curve.time[curve.n_event > 0], [time.max()]]) if at is None else at
    places = np.union1d(np.append(at, 0.0), ticks)
    survival = np.append(1.0, curve.survival)[np.searchsorted(curve.time, places, side="right")]
    n_risk = [(time >= place).sum() if place in ticks else np.nan for place in places]
    return pd.DataFrame({"time": places, "survival": survival.round(decimals), "n_risk": n_risk})


def test_a_small_curve_by_hand():
    # ten at risk, two die at 1 and one at 3, one is censored between; six are left at 4, half of them die at 5
    curve = pd.DataFrame({"time": [0.0, 1, 3, 4, 5], "survival": [1, 0.8, 0.6857, 0.6857, 0.3429],
                          "n_risk": [10, np.nan, np.nan, 6, np.nan]})  # fmt: skip
    tte = reconstructed(curve, n_event=6)
    assert tte["event"].sum() == 6
    assert tte[tte["event"]]["time"].tolist() == [1, 1, 3, 5, 5, 5]
    assert len(tte) == 10
    assert ((tte["time"] > 1) & (tte["time"] < 3) & ~tte["event"]).sum() == 1


def test_a_curve_without_censoring_gives_its_events_back():
    time = np.arange(1.0, 21)
    tte = reconstructed(published(time, np.ones(20, bool), every=5))
    assert tte["time"].tolist() == time.tolist()
    assert tte["event"].all()


def test_of_a_curve_read_every_month_median_events_and_numbers_at_risk_are_near():
    random = np.random.default_rng(4)
    death, last = random.exponential(12, 200), random.uniform(10, 30, 200)
    time, event = np.minimum(death, last), death <= last
    tte = reconstructed(published(time, event, every=6, at=np.arange(1.0, time.max(), 1)), n_event=event.sum())
    assert len(tte) == 200
    assert tte["event"].sum() == pytest.approx(event.sum(), abs=3)
    for at in (6, 12, 18):
        assert (tte["time"] > at).sum() == (time >= at).sum()  # what fell in a month is placed at its end
    whole = pd.DataFrame({"time": time, "event": event})
    medians = [survival.median_survival(one)["estimate"].iloc[0] for one in (tte, whole)]
    assert medians[0] == pytest.approx(medians[1], abs=1)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("time", [0, 3, 2], "times that rise"), ("survival", [1, 0.5, 0.6], "never rises"),
     ("survival", [1, 60, 50], "from 0 to 1"), ("n_risk", [np.nan, 5, 3], "no number at risk at time 0")],
)  # fmt: skip
def test_what_is_no_curve_is_refused(column, value, said):
    curve = pd.DataFrame({"time": [0.0, 1, 2], "survival": [1, 0.8, 0.5], "n_risk": [10.0, 8, 5]})
    with pytest.raises(ValueError, match=said):
        reconstructed(curve.assign(**{column: value}))


@pytest.mark.skipif(not TRIALS, reason="the reconstructed trials are not on this machine")
@pytest.mark.parametrize("file", TRIALS, ids=lambda path: path.stem)
def test_real_trials_come_back_from_their_curve(file):
    rows = pd.read_csv(file)
    for _, own in rows.groupby("arm"):
        time, event = own["time"].to_numpy(float), own["event"].to_numpy(bool)
        tte = reconstructed(published(time, event, every=3))
        assert len(tte) == len(own)
        assert tte["event"].sum() == pytest.approx(event.sum(), rel=0.015)  # events at a tick itself are told late
        given = pd.DataFrame({"time": time, "event": event})
        both = [survival.median_survival(one)["estimate"].iloc[0] for one in (tte, given)]
        assert both[0] == pytest.approx(both[1], abs=0.15, nan_ok=True)


@pytest.mark.skipif(not TRIALS, reason="the reconstructed trials are not on this machine")
def test_the_hazard_ratio_of_a_trial_read_off_its_two_curves_is_that_of_its_rows():
    rows = pd.read_csv(next(path for path in TRIALS if "Checkmate017_1" in path.name))
    parts = {arm: reconstructed(published(own["time"].to_numpy(float), own["event"].to_numpy(bool), every=3))
             for arm, own in rows.groupby("arm")}  # fmt: skip
    both = pd.concat(parts, names=["arm"]).reset_index("arm").reset_index(drop=True)
    row = survival.hazard_ratio(both[["time", "event"]], both["arm"], reference="d1").iloc[0]
    assert row["estimate"] == pytest.approx(0.589, abs=0.005)  # of the rows; 0.59 in print
