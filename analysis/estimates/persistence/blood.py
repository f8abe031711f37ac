"""Blood after each infusion: samples, quantified or below a stated limit, never zero, and their kinetics.

A sample below a limit is known only to lie between 0 and the limit. It is never a peak, never a point of a half-life,
and the area is given with both extremes beside: every such sample at its limit, and every one at 0.
"""

from collections import namedtuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.study import droplets, readers
from analysis.study.problems import NotInData

QUANTIFIED, DETECTED, NOT_DETECTED = "quantified", "detected", "not detected"
STATUSES = [QUANTIFIED, DETECTED, NOT_DETECTED]
KEYS = ["USUBJID", "PARAMCD", "INFUSION"]
UNLIKE = 0.001  # P times the number of samples, below which the wells of one are said to differ
UNITS = {24: "days", 1 / 60: "minutes"}  # what hours may be by mistake
FEW, ALIKE = 0.5, 0.8  # below which share hours do not agree, and from which they do
UNIT, HALF_LIFE_POINTS = "copies/µg DNA", 3  # the unit of AVAL without AVALU


def after_infusion(ddpcr):
    """The samples with a result (AVAL, or BLQFL Y): KEYS, HOURS (both in order), status, value, limit, unit.

    quantified: at or above LLOQ, `value` set. detected: from LOD up to LLOQ, `limit` LLOQ. not detected: below LOD (or
    LLOQ without LOD), which is the limit, NaN if not stated. NotInData names every contradictory row: AVAL negative or
    0 as if measured, BLQFL against AVAL and LLOQ, LOD above LLOQ, no subject, infusion or hours.
    """
    rows = _complete(ddpcr)
    problems = [f"{row.USUBJID}, infusion {row.INFUSION:g}, {row.HOURS:g} h: {words}" for words, found in _doubts(rows)
                for row in rows[found].itertuples()]  # fmt: skip
    if problems:
        raise NotInData("ddpcr: " + "; ".join(problems))
    rows = rows[rows["AVAL"].notna() | rows["BLQFL"].eq("Y")]
    below = rows["BLQFL"].eq("Y") | (rows["AVAL"] < rows["LLOQ"]) | (rows["AVAL"] < rows["LOD"])
    seen = below & rows["LOD"].notna() & (rows["AVAL"] >= rows["LOD"])
    status = np.select([~below, seen], [QUANTIFIED, DETECTED], NOT_DETECTED)
    limit = rows["LLOQ"].where(seen, rows["LOD"].fillna(rows["LLOQ"]))
    rows = rows.assign(status=status, value=rows["AVAL"].where(~below), limit=limit.where(below), unit=rows["AVALU"])
    rows = rows[[*KEYS, "HOURS", "status", "value", "limit", "unit"]]
    return rows.sort_values([*KEYS, "HOURS"], kind="stable", ignore_index=True)


def flow_of(homing):
    """The measured values in blood of each companion assay: like `after_infusion`, PARAMCD the assay."""
    rows = homing[(homing["SPECIMEN"].str.casefold() == "blood") & (homing["AVALC"].notna() | homing["AVAL"].notna())]
    flag = rows["AVALC"].eq("NOT DETECTED").map({True: "Y", False: None})
    return after_infusion(rows.assign(PARAMCD=rows["ASSAY"], BLQFL=flag))


def evaluable(ddpcr, subjects):
    """Who was measured: per subject the infusions and samples with a result, samples without one, hours sampled."""
    rows = _complete(ddpcr)
    result = rows["AVAL"].notna() | rows["BLQFL"].eq("Y")
    of = {"infusions": ("INFUSION", "nunique"), "samples": ("HOURS", "size"), "without_result": ("HOURS", "size"),
          "first_hours": ("HOURS", "min"), "last_hours": ("HOURS", "max")}  # fmt: skip
    found = rows[result].groupby("USUBJID").agg(**of).reindex(pd.Index(subjects, name="USUBJID"))
    found["without_result"] = rows[~result].groupby("USUBJID").size()
    counts = ["infusions", "samples", "without_result"]
    return found.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, int)).reset_index()


def results_by_status(courses):
    """How many samples were quantified, detected and not detected at each time: PARAMCD, HOURS, n, and the three."""
    counts = courses.groupby(["PARAMCD", "HOURS", "status"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=STATUSES, fill_value=0)
    return counts.assign(n=counts.sum(axis=1))[["n", *STATUSES]].rename_axis(columns=None).reset_index()


def _complete(ddpcr):
    """The rows with every optional column, and only rows that say of whom and when."""
    blank = {"PARAMCD": "ddPCR", "BLQFL": None, "LLOQ": np.nan, "LOD": np.nan, "AVALU": None}
    rows = ddpcr.assign(**{name: value for name, value in blank.items() if name not in ddpcr})
    rows = rows.assign(PARAMCD=rows["PARAMCD"].fillna("ddPCR"), AVALU=rows["AVALU"].fillna(UNIT))
    lost = rows.index[rows[["USUBJID", "INFUSION", "HOURS"]].isna().any(axis=1)]
    if len(lost):
        listed = "; ".join(f"row {row}: {rows['USUBJID'][row]}" for row in lost)
        raise NotInData(f"ddpcr: {listed}; expected a subject, the infusion and the hours after it in every row")
    return rows.astype(dict.fromkeys(("AVAL", "LLOQ", "LOD", "HOURS"), float))


def _doubts(rows):
    """What contradicts itself: words and a mask of rows each."""
    aval, lloq, flag = rows["AVAL"], rows["LLOQ"], rows["BLQFL"]
    yield "AVAL below 0", aval < 0
    unlimited = lloq.isna() & rows["LOD"].isna() & ~flag.eq("Y")
    yield "AVAL 0 without LLOQ, LOD or BLQFL Y; zero is no measured concentration", (aval == 0) & unlimited
    yield "BLQFL Y but AVAL at LLOQ or above", flag.eq("Y") & (aval >= lloq)
    yield "BLQFL N but AVAL below LLOQ", flag.eq("N") & (aval < lloq)
    yield "LOD above LLOQ", rows["LOD"] > lloq


class Blood(namedtuple("Blood", "evaluable blanks left_out samples status courses flow")):
    """Blood: by subject, blank wells, wells left out, samples of droplets, by result and time, courses, flow."""

    @property
    def notes(self):
        """Samples whose wells differ more than chance allows, and hours in another unit, a sentence each."""
        p = self.samples.get("p_wells", pd.Series(dtype=float))
        far = [f"ddpcr: the {row.n_wells} wells of {row.USUBJID}, infusion {row.INFUSION:g}, {row.HOURS:g} h "
               f"({row.PARAMCD}) differ more than chance allows (P = {row.p_wells:.1g}); are they of one sample?"
               for row in self.samples[p * len(p) < UNLIKE].itertuples()]  # fmt: skip
        return [*far, *self._other_unit()]

    def _other_unit(self):
        """Hours of flow cytometry that are those of the droplets only after a change of unit."""
        known, hours = set(self.courses["HOURS"].round(2)), self.flow["HOURS"][self.flow["HOURS"] > 0]
        for factor, unit in UNITS.items():
            if hours.round(2).isin(known).mean() < FEW and (hours * factor).round(2).isin(known).mean() >= ALIKE:
                yield f"homing: HOURS times {factor:g} are those of ddpcr; are they {unit}?"


def blood(study):
    """The Blood of a study, from homing and ddpcr (blanks and samples only where droplets gave it).

    courses, flow: as `after_infusion`. ValueError for unusable droplet files and rows that contradict themselves.
    """
    ddpcr = droplets.table(study)
    courses, computed = after_infusion(ddpcr), any(source.layout for source in readers.sources(study, "ddpcr"))
    wells = droplets.blanks(study), droplets.left_out(study), ddpcr if computed else ddpcr.iloc[:0]
    counted = evaluable(ddpcr, study.subjects), *wells, results_by_status(courses)
    return Blood(*counted, courses, flow_of(study.table("homing")))


def kinetics(courses, *, horizon=None):
    """The kinetics of each subject, parameter and infusion (KEYS) of `courses`, up to `horizon` hours: a row each.

    unit, n (samples after the infusion), n_quantified; baseline (last sample by the infusion), baseline_limit (where
    censored); cmax, tmax (hours), tmax_low and tmax_high (sampled times around it), cmax_limit (the largest limit where
    nothing was quantified); undetectable (hours of the first sample from which nothing is detected), last_detected;
    auc, auc_low, auc_high (unit × hours, to auc_to); half_life, its limits, half_life_points (quantified samples from
    the peak to the first censored one, at least three that fall); carry_over (baseline over the peak before;
    carry_over_limit); note (why something is missing).
    """
    kept = courses if horizon is None else courses[courses["HOURS"] <= horizon]
    rows = [dict(zip(KEYS, names, strict=True)) | _one(own) for names, own in kept.groupby(KEYS, sort=True)]
    if not rows:
        return pd.DataFrame(columns=[*KEYS, *_one(courses.iloc[:0])])
    found = pd.DataFrame(rows)
    earlier = found.groupby(["USUBJID", "PARAMCD"])[["cmax", "INFUSION"]].shift()
    peak = earlier["cmax"].where(earlier["INFUSION"] == found["INFUSION"] - 1)
    return found.assign(carry_over=found["baseline"] / peak, carry_over_limit=found["baseline_limit"] / peak)


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
        why = f"half-life {vocabulary.NOT_ESTIMABLE}: {why or 'no fall'}"
        return absent | {"half_life_points": points, "note": why}
    reach = stats.t.ppf(0.975, points - 2) * fit.stderr
    slow, fast = fit.slope + reach, fit.slope - reach
    halves = [-np.log(2) / fit.slope, -np.log(2) / fast, -np.log(2) / slow if slow < 0 else np.inf]
    return dict(zip(names, (*halves, points), strict=True)) | {"note": ""}
