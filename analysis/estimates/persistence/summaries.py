"""The kinetics of a trial: across subjects at each infusion, over all infusions, and the companions of the blood test.

Infusions of one subject are not independent, so no interval counts them as if they were: across infusions a subject
enters once, with its median, or the number of infusions is only told.
"""

from collections import namedtuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, proportions
from analysis.estimates.persistence.blood import kinetics as of_each

HOURS, BLOOD = "hours", "blood"
MEASURES = ("cmax", "tmax", "undetectable", "auc", "half_life")
TIMES = ("tmax", "undetectable")  # sampled times: a geometric mean of them tells nothing
PER_SUBJECT = "median of each subject's infusions"
GEOMETRIC = "geometric mean; t on the log scale"


class CellularKinetics(namedtuple("CellularKinetics", "infusions whole_trial by_infusion")):
    """The kinetics of each infusion, then as result rows over the whole trial and across subjects by infusion."""


def cellular_kinetics(courses, *, horizon=None):
    """The CellularKinetics of courses in blood: `kinetics` (with its `horizon`), `spans` and `peaks`, `summary`."""
    found = of_each(courses, horizon=horizon)
    return CellularKinetics(found, pd.concat([spans(found), peaks(found)]), summary(found))


def summary(kinetics):
    """Result rows of subjects with a value: median, minimum, maximum, geometric mean of each measure at each infusion.

    A peak below a limit counts as the lowest, cells there in the last sample as the longest: a median on such a subject
    has no number. Geometric means (interval of t of logs, from three values on) need every subject's value above 0.
    """
    rows = []
    for (code, infusion), own in kinetics.groupby(["PARAMCD", "INFUSION"]):
        unit = own["unit"].iloc[0]
        units = {"cmax": unit, "auc": f"{unit} × h"}
        for measure in MEASURES:
            keys = {"endpoint": code, "grouping": measure, "at": f"{infusion:g}", "unit": units.get(measure, HOURS)}
            found = _across(_known(own, measure), _words(measure, own), geometric=measure not in TIMES)
            rows += [keys | row for row in found]
    return _rows(rows)


def spans(kinetics):
    """Result rows of tmax and time to undetectable: median of the subjects' medians, extremes of all infusions."""
    rows = []
    for code, own in kinetics.groupby("PARAMCD"):
        for measure in TIMES:
            keys = {"endpoint": code, "grouping": measure, "unit": HOURS}
            values = _known(own, measure).dropna()
            of_subjects = values.groupby(own["USUBJID"]).median()
            lacking = len(own) - len(values)
            note = f"{len(values)} infusions" + (f"; {lacking} without" if lacking else "")
            found = {"median": of_subjects.median(), "minimum": values.min(), "maximum": values.max()}
            rows += [keys | _stated(value, note) | {"estimand": name, "n": len(of_subjects),
                                                    "method": PER_SUBJECT if name == "median" else name}
                     for name, value in found.items()]  # fmt: skip
    return _rows(rows)


def rises(kinetics):
    """How the peak changes: USUBJID, PARAMCD, infusions, ratio (per infusion, least squares), from three quantified on.

    Where peaks below the limit are left out the ratio is nearer to 1 than the truth.
    """
    rows = []
    for (subject, code), own in kinetics.dropna(subset=["cmax"]).groupby(["USUBJID", "PARAMCD"]):
        if len(own) >= 3:
            slope = stats.linregress(own["INFUSION"], np.log(own["cmax"])).slope
            rows.append({"USUBJID": subject, "PARAMCD": code, "infusions": len(own), "ratio": np.exp(slope)})
    return pd.DataFrame(rows, columns=["USUBJID", "PARAMCD", "infusions", "ratio"])


def peaks(kinetics):
    """Result rows of `rises`: geometric mean ratio (t of logs, from three subjects on), how many rose, by PARAMCD."""
    rows = []
    for code, own in rises(kinetics).groupby("PARAMCD"):
        censored = int(kinetics.loc[kinetics["PARAMCD"] == code, "cmax_limit"].notna().sum())
        note = f"{censored} peaks below the limit left out" if censored else ""
        keys = {"endpoint": code, "grouping": "cmax", "note": note}
        rows += [row | keys | {"group": "ratio per infusion", "unit": "ratio"}
                 for row in _across(own["ratio"]) if row["estimand"] == "geometric_mean"]  # fmt: skip
        rows.append(proportions.row(int((own["ratio"] > 1).sum()), len(own), **keys, group="rising"))
    return _rows(rows)


def homing(rows):
    """Result rows: in how many specimens, not of blood, cells were found (grouping assay, group specimen, at days).

    n counts specimens. The share stands beside from two subjects on, with one specimen each.
    """
    rows = rows[rows["SPECIMEN"].str.casefold() != BLOOD].dropna(subset=["AVALC"])
    rows = rows.assign(at=lambda rows: (rows["HOURS"].astype(float) / 24).round(2).map("{:g}".format))
    found = []
    for (assay, specimen, at), own in rows.groupby(["ASSAY", "SPECIMEN", "at"], sort=False):
        seen, subjects = int(own["AVALC"].eq("DETECTED").sum()), own["USUBJID"].nunique()
        keys = {"endpoint": "homing", "grouping": assay, "group": specimen, "at": at}
        note = f"{subjects} subject{'s' if subjects > 1 else ''}"
        counts = {"estimand": "count", "estimate": seen, "n": len(own), "n_event": seen, "unit": "specimens"}
        found.append(keys | counts | {"method": vocabulary.COUNT, "note": note})
        if len(own) == subjects > 1:
            found.append(proportions.row(seen, len(own), **keys))
    return _rows(found)


def killing(rows):
    """EFFECTOR, TARGET, RATIO, n, estimate (mean percent lysis), limits (t over replicates, ≥ 2; not over subjects)."""
    by = ["EFFECTOR", "TARGET", "RATIO"]
    found = [[*keys, len(own), *_mean(own)] for keys, own in rows.groupby(by)["AVAL"]]
    return pd.DataFrame(found, columns=[*by, "n", "estimate", "conf_low", "conf_high"])


def _across(values, words="", *, geometric=True):
    """Median, minimum, maximum and geometric mean of the values of subjects, as rows without keys."""
    known, lacking = values.dropna(), int(values.isna().sum())
    note = "; ".join(filter(None, (words, f"{lacking} without a value" if lacking else "")))
    if not len(known):
        row = {"estimand": "median", "estimate": np.nan, "n": 0, "method": vocabulary.MEDIAN}
        return [row | facts.missing("no subject with a value", words)]
    found = {"median": known.median(), "minimum": known.min(), "maximum": known.max()}
    rows = [_stated(value, note) | {"estimand": name, "method": name} for name, value in found.items()]
    if geometric and not lacking and (known > 0).all() and np.isfinite(known).all():
        mean = dict(zip(("estimate", "conf_low", "conf_high"), np.exp(_mean(np.log(known), least=3)), strict=True))
        rows.append({"estimand": "geometric_mean", "method": GEOMETRIC, "note": note, **mean})
    return [row | {"n": len(known)} for row in rows]


def _known(own, measure):
    """The values of a measure, with −∞ for a peak below the limit and ∞ for cells that were there to the end."""
    values = own[measure]
    if measure == "cmax":
        return values.mask(values.isna() & own["cmax_limit"].notna(), -np.inf)
    if measure == "undetectable":
        return values.mask(values.isna() & own["last_detected"].notna(), np.inf)
    return values


def _stated(value, note):
    """An estimate with its note, without a number where it is only known to lie beyond what was measured."""
    if np.isfinite(value):
        return {"estimate": value, "note": note}
    reasons = {np.inf: vocabulary.NOT_REACHED, -np.inf: "below the limit of quantification"}
    return {"estimate": np.nan, **facts.missing(reasons.get(value, "no value"), note)}


def _mean(values, *, least=2):
    """The mean of values with the limits of its 95% interval of t, which exist from `least` values on."""
    n, mean = len(values), values.mean()
    reach = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / n**0.5 if n >= least else np.nan
    return mean, mean - reach, mean + reach


def _words(measure, own):
    """What the reader must know of a measure: limits of sampling, and how the area treats censored samples."""
    if measure == "auc" and own["auc"].notna().any():
        low, high, ends = own["auc_low"].median(), own["auc_high"].median(), own["auc_to"].dropna()
        words = f"to {ends.min():g} h" if ends.min() == ends.max() else f"to {ends.min():g}–{ends.max():g} h: not alike"
        return words + (f"; median with samples below a limit at 0: {low:.4g}, at it: {high:.4g}" if high > low else "")
    return "a sampled time" if measure in TIMES else ""


def _rows(rows):
    columns = ["endpoint", "estimand", "population", "grouping", "group", "at", "estimate", "conf_low", "conf_high",
               "n", "n_event", "unit", "method", "reason", "note"]  # fmt: skip
    frame = pd.DataFrame(rows).reindex(columns=columns).assign(population=vocabulary.EVERYONE)
    words = ["grouping", "group", "at", "unit", "reason", "note"]
    return frame.assign(**{name: frame[name].where(frame[name].notna(), "") for name in words})
