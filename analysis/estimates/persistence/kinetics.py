"""What happens after each infusion: peak and its time, time to undetectable, area, half-life, what was there before.

A sample below a limit is known only to lie between 0 and the limit. It is never a peak, never a point of a half-life,
and the area is given with both extremes beside: every such sample at its limit, and every one at 0.
"""

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates.persistence.blood import KEYS, NOT_DETECTED, QUANTIFIED

HALF_LIFE_POINTS = 3


def kinetics(courses, *, horizon=None):
    """One row per subject, parameter and infusion of `courses`: its kinetics.

    KEYS, unit, n (samples after the infusion), n_quantified; baseline (quantified value of the last sample by the
    infusion), baseline_limit (where censored); cmax, tmax (hours), tmax_low and tmax_high (sampled times around it),
    cmax_limit (the largest limit where nothing was quantified); undetectable (hours of the first sample from which
    nothing is detected any more), last_detected; auc with auc_low and auc_high (unit × hours, to auc_to), half_life
    with limits and half_life_points (quantified samples after the peak up to the first censored one, at least three
    that fall); carry_over (baseline over the peak before; carry_over_limit); note (why something is missing). Samples
    after `horizon` hours do not count.
    """
    kept = courses if horizon is None else courses[courses["HOURS"] <= horizon]
    rows = [dict(zip(KEYS, names, strict=True)) | _one(own) for names, own in kept.groupby(KEYS, sort=True)]
    if not rows:
        return pd.DataFrame(columns=[*KEYS, *_one(courses.iloc[:0])])
    found = pd.DataFrame(rows)
    earlier = found.groupby(["USUBJID", "PARAMCD"])[["cmax", "INFUSION"]].shift()
    peak = earlier["cmax"].where(earlier["INFUSION"] == found["INFUSION"] - 1)
    shares = {"carry_over": found["baseline"] / peak, "carry_over_limit": found["baseline_limit"] / peak}
    return found.assign(**shares)


def _one(course):
    before, after = course[course["HOURS"] <= 0], course[course["HOURS"] > 0]
    baseline, first = (before["value"].iloc[-1], before["limit"].iloc[-1]) if len(before) else (np.nan, np.nan)
    gone, fall, quantified = _gone(after), _fall(after), int(after["status"].eq(QUANTIFIED).sum())
    words = {"no sample before the infusion": not len(before), "no sample after the infusion": not len(after),
             "nothing quantified": len(after) and not quantified}  # fmt: skip
    counts = {"unit": course["unit"].iloc[0] if len(course) else "", "n": len(after), "n_quantified": quantified}
    told = counts | {"baseline": baseline, "baseline_limit": first} | _peak(after)
    notes = [*(text for text, holds in words.items() if holds), gone.pop("note"), fall.pop("note")]
    return told | gone | _area(before.tail(1), after) | fall | {"note": "; ".join(filter(None, notes))}


def _peak(after):
    """The largest quantified sample (the first of equals), its time, and the sampled times around it."""
    names = ["cmax", "tmax", "tmax_low", "tmax_high", "cmax_limit"]
    if not after["status"].eq(QUANTIFIED).any():
        return dict.fromkeys(names, np.nan) | {"cmax_limit": after["limit"].max()}
    at = int(np.nanargmax(after["value"].to_numpy()))
    hours = after["HOURS"].to_numpy()
    around = (hours[at - 1] if at else 0.0, hours[at + 1] if at + 1 < len(hours) else np.nan)
    return dict(zip(names, (after["value"].iloc[at], hours[at], *around, np.nan), strict=True))


def _gone(after):
    """The first time from which no later sample shows anything."""
    seen = after["status"].ne(NOT_DETECTED).to_numpy()
    if not seen.any():
        return {"undetectable": np.nan, "last_detected": np.nan, "note": "never detected" if len(after) else ""}
    last = int(np.flatnonzero(seen)[-1])
    hours = np.append(after["HOURS"].to_numpy(float), np.nan)
    note = "" if last + 1 < len(seen) else "detected in the last sample"
    return {"undetectable": hours[last + 1], "last_detected": hours[last], "note": note}


def _area(before, after):
    """The area from the infusion (time 0, at the value of the sample before it) to the last sample."""
    names = ["auc", "auc_low", "auc_high", "auc_to"]
    course = pd.concat([before.assign(HOURS=0.0), after])
    censored = course["value"].isna()
    if len(before) == 0 or len(after) == 0 or course["limit"][censored].isna().any():
        return dict.fromkeys(names, np.nan)
    hours = course["HOURS"].to_numpy()
    areas = [area(hours, course["value"].fillna(course["limit"] * share).to_numpy()) for share in (0.5, 0.0, 1.0)]
    return dict(zip(names, (*areas, hours[-1]), strict=True))


def area(hours, values):
    """The area under values at rising hours: linear where they rise or stay, logarithmic where they fall (to 0: 0)."""
    steps, first, last = np.diff(hours), values[:-1], values[1:]
    falls = last < first
    with np.errstate(all="ignore"):
        logarithmic = np.where(last > 0, (first - last) / np.log(first / np.where(last > 0, last, 1)), 0.0)
    return float(np.sum(steps * np.where(falls, logarithmic, (first + last) / 2)))


def _fall(after):
    """The half-life of the samples after the peak, by least squares on the log scale, with the slope's interval."""
    names = ["half_life", "half_life_low", "half_life_high", "half_life_points"]
    absent = dict.fromkeys(names, np.nan)
    if not after["status"].eq(QUANTIFIED).any():
        return absent | {"half_life_points": 0, "note": ""}
    rest = after.iloc[int(np.nanargmax(after["value"].to_numpy())) + 1 :]
    rest = rest[rest["value"].notna().cumprod().astype(bool)]
    points = len(rest)
    why = f"{points} of {HALF_LIFE_POINTS} points after the peak" if points < HALF_LIFE_POINTS else ""
    fit = None if why else stats.linregress(rest["HOURS"], np.log(rest["value"]))
    if why or fit.slope >= 0:
        note = f"half-life {vocabulary.NOT_ESTIMABLE}: {why or 'no fall'}"
        return absent | {"half_life_points": points, "note": note}
    reach = stats.t.ppf(0.975, points - 2) * fit.stderr
    slow, fast = fit.slope + reach, fit.slope - reach
    halves = [-np.log(2) / fit.slope, -np.log(2) / fast, -np.log(2) / slow if slow < 0 else np.inf]
    return dict(zip(names, (*halves, points), strict=True)) | {"note": ""}
