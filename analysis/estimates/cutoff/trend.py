"""Each marker as a number against survival: no cut-off, so nothing to choose, and one test per marker."""

import numpy as np
import pandas as pd

from analysis.estimates.cutoff.permutation import enumerated, orders
from analysis.estimates.cutoff.sweep import PERMUTATIONS, SEED
from analysis.estimates.cutoff.timeline import timeline
from analysis.estimates.survival.checks import checked_tte
from analysis.estimates.survival.cox import hazard_ratio_per

SLACK = 1e-9
ONE_VALUE = "one value for everyone"


def trend(markers, tte, *, permutations=PERMUTATIONS, seed=SEED):
    """Hazard ratio per standard deviation of each marker (columns of a frame by subject): one row per marker.

    Columns: marker, unit (one standard deviation, in the marker's own scale), estimate, conf_low, conf_high, p_value
    (Cox, Efron ties, Firth's penalised fit with profile interval and likelihood-ratio P: with few events Wald's would
    contradict them), p_exact (permutation P of the score test) and p_grid (adjusted for all markers by the largest
    statistic), n, n_event, method, separated, reason, note. Permutations as in `sweep`. A marker with one value for
    everyone has empty estimates and the reason. ValueError for a tte that is no time-to-event frame.
    """
    tte = checked_tte(tte).loc[tte.index.isin(markers.index), ["time", "event"]].sort_values("time", kind="stable")
    values = markers.loc[tte.index]
    rows = pd.concat([_ratio(values[name], tte) for name in values], ignore_index=True)
    p_exact, p_grid = _permuted(values.to_numpy(float), tte, permutations, seed)
    tested = rows["unit"].notna()
    return rows.assign(p_exact=pd.Series(p_exact).where(tested), p_grid=pd.Series(p_grid).where(tested))


def _ratio(value, tte):
    value = value.dropna()
    spread = value.std() if len(value) > 1 else 0.0
    if not spread > 0:
        row = {"marker": value.name, **dict.fromkeys(["unit", "estimate", "conf_low", "conf_high", "p_value"], np.nan)}
        row |= {"n": len(value), "n_event": int(tte.loc[value.index, "event"].sum()), "separated": False}
        return pd.DataFrame([{**row, "reason": ONE_VALUE, "note": ONE_VALUE, "method": ""}])
    ratio = hazard_ratio_per(tte.loc[value.index], value, unit=spread, method="firth")
    return ratio.drop(columns=["group", "reference"]).assign(marker=value.name, unit=spread)


def _permuted(values, tte, permutations, seed):
    """Permutation P of each marker's score test, alone and as the largest of all; missing values carry no weight."""
    scores = timeline(tte["time"].to_numpy(float), tte["event"].to_numpy(bool)).scores
    centred = np.nan_to_num(values - np.nanmean(values, axis=0))
    spread = np.sqrt((scores**2).sum() / max(len(scores) - 1, 1) * (centred**2).sum(axis=0))
    weights = centred / np.where(spread > 0, spread, np.inf)
    observed = np.abs(scores @ weights) - SLACK
    dealt = orders(len(scores), permutations, seed, len(scores))
    drawn = np.concatenate([np.abs(scores[ranks] @ weights) for ranks in dealt])
    extra = 0 if enumerated(len(scores)) else 1  # of drawn orders, the observed one counts as one more
    counts = [np.count_nonzero(each >= observed, axis=0) for each in (drawn, drawn.max(axis=1)[:, None])]
    return [(count + extra) / (len(drawn) + extra) for count in counts]
