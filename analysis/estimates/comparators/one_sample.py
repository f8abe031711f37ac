"""One trial against a survival curve that is taken as known: observed and expected events, and the one-sample log-rank.

Source: Breslow 1975, Int Stat Rev 43:45; Finkelstein, Muzikansky & Schoenfeld 2003, J Natl Cancer Inst 95:1434. R:
survdiff(Surv(time, event) ~ offset(S0)), with S0 the known survival at each subject's own time.
"""

from collections import namedtuple

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.estimates import facts
from analysis.estimates.proportions import poisson_interval
from analysis.estimates.survival.checks import observed, settled
from analysis.vocabulary import ONE_SAMPLE, ONE_SAMPLE_EXPONENTIAL

FAR = "more events expected than there are subjects: the hazard is carried far beyond what the other trial saw"


class Known(namedtuple("Known", "hazard last method")):
    """Survival taken as known: its cumulative hazard, a function of times; the last time it tells of; its method."""


def exponential(median):
    """The Known of a median alone: a constant hazard, log 2 / `median`."""
    return Known(lambda time: np.log(2) / median * np.asarray(time, float), np.inf, ONE_SAMPLE_EXPONENTIAL)


def step(curve):
    """The Known of a curve (`time` rising, `survival` 0–1), a step function that is 1 before its first time.

    It tells of times up to its last one at which survival is above 0.
    """
    kept = curve[curve["survival"] > 0]
    times, hazards = kept["time"].to_numpy(float), -np.log(kept["survival"].to_numpy(float))

    def hazard(time):
        ordered, at = settled(times, time)
        return np.append(0.0, hazards)[np.searchsorted(ordered, at, side="right")]

    return Known(hazard, times.max(), ONE_SAMPLE)


def one_sample_log_rank(tte, known):
    """Three rows of a trial against a Known: expected events, observed / expected, and the one-sample log-rank test.

    estimand `expected` (events that the known hazard gives over the subjects' own follow-up), `observed_expected` (with
    exact Poisson limits of the observed, the expected taken as known), `log_rank` (χ² = (O − E)² / E, 1 df, and P);
    n_event: observed. Follow-up begins at `entry`, where tte has one, and ends where the known curve does; a note
    counts those whose follow-up is cut. Without expected events the ratio and the test are NaN with the reason.
    ValueError for a tte that is no time-to-event frame.
    """
    time, event, start = observed(tte)
    beyond = time > known.last
    n_event = int((event & ~beyond).sum())
    hazards = known.hazard(np.minimum(np.concatenate([time, np.zeros(0) if start is None else start]), known.last))
    expected = float(hazards[: len(time)].sum() - np.maximum(hazards[len(time) :], 0.0).sum())
    cut = f"follow-up cut in {beyond.sum()}, at {known.last:g}, where the other curve ends" if beyond.any() else ""
    missing = facts.missing("" if expected > 0 else "no events expected", cut, FAR * (expected > len(time)))
    ratio = poisson_interval(n_event, expected)
    statistic = (n_event - expected) ** 2 / expected if expected > 0 else np.nan
    rows = pd.DataFrame({
        "estimand": ["expected", "observed_expected", "log_rank"], "estimate": [expected, ratio[0], statistic],
        "conf_low": [np.nan, ratio[1], np.nan], "conf_high": [np.nan, ratio[2], np.nan],
        "p_value": [np.nan, np.nan, chi2.sf(statistic, 1)], "unit": ["events", "", ""]})  # fmt: skip
    rows = rows.assign(n=len(time), n_event=n_event, method=known.method, **missing)
    return rows.assign(reason=rows["reason"].where(rows["estimand"] != "expected", ""))
