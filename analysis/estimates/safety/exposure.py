"""Exposure: cycles and doses of each drug, time on treatment, why treatment stopped, and therapy after progression."""

from collections import namedtuple

import pandas as pd

from analysis import vocabulary
from analysis.estimates import proportions
from analysis.estimates.efficacy.of_study import overall
from analysis.estimates.safety.events import population
from analysis.study.problems import NotInData

ONGOING, NEVER, UNKNOWN = "ONGOING", "NEVER TREATED", "NOT RECORDED"


class Exposure(namedtuple("Exposure", "cycles time doses lanes disposition by_arm")):
    """What subjects received: result rows of cycles and time on treatment; doses; lanes; why it ended; rows by arm."""


def exposure(study):
    """The Exposure of a safety population: cycles and doses need adex, time TRTSDT of adsl, lanes both; else no rows.

    NotInData for an adex without CYCLE or ASTDY.
    """
    adsl, adex, unit = study.table("adsl"), study.table("adex"), study.report_unit
    adsl = adsl[adsl["USUBJID"].isin(population(adsl))]
    known, given = {"cutoff": study.data_cutoff, "unit": unit}, cycles(adex, adsl["USUBJID"])
    treated = time_on_treatment(adsl, **known) if "TRTSDT" in adsl else ()
    time = overall(treated, endpoint="time on treatment", unit=unit) if len(treated) else pd.DataFrame()
    parts = cycle_results(given), time, doses(adex, unit=unit), lanes(adsl, given, **known), disposition(study)
    return Exposure(*parts, by_arm(study, given, treated))


def by_arm(study, given, treated):
    """Result rows of cycles (`at`: the drug) and of median time on treatment in each arm received; none without arms.

    given, treated: of `cycles` and `time_on_treatment`.
    """
    if not study.arm:
        return pd.DataFrame()
    arm, tables = study.group(study.arm, actual=True), []
    for level, own in arm.groupby(arm, observed=True):
        rows = cycle_results(given[given["USUBJID"].isin(own.index)])
        tables.append(rows.assign(at=rows["group"], group=level))
        if len(treated) and treated.index.isin(own.index).any():
            tte = treated[treated.index.isin(own.index)]
            time = overall(tte, endpoint="time on treatment", unit=study.report_unit)
            tables.append(time[time["estimand"] == "median"].assign(group=level))
    return pd.concat(tables).assign(grouping=study.arm) if tables else pd.DataFrame()


def cycles(adex, subjects):
    """What each subject received of each drug (never: 0 cycles): USUBJID, EXTRT, cycles, dose, first_day, last_day.

    A cycle counts once, unless its dose is 0; dose: sum in the table's unit. NotInData for an adex without CYCLE.
    """
    adex = _with(adex, "EXDOSE", needed=("CYCLE",), table="adex")
    given = adex[adex["USUBJID"].isin(subjects) & ~(pd.to_numeric(adex["EXDOSE"]) == 0)]
    by, days = ["USUBJID", "EXTRT"], {"first_day": ("ASTDY", "min"), "last_day": ("ASTDY", "max")}
    found = _with(given, "ASTDY").groupby(by).agg(cycles=("CYCLE", "nunique"), dose=("EXDOSE", "sum"), **days)
    everyone = pd.MultiIndex.from_product([subjects, sorted(adex["EXTRT"].dropna().unique())], names=by)
    return found.reindex(everyone).fillna({"cycles": 0, "dose": 0}).astype({"cycles": int}).reset_index()


def cycle_results(given):
    """Result rows: median, minimum and maximum number of cycles of each drug, over the subjects of `cycles`."""
    of = given.groupby("EXTRT")["cycles"]
    summary = of.agg(median="median", minimum="min", maximum="max", n="size").reset_index()
    rows = summary.melt(["EXTRT", "n"], ["median", "minimum", "maximum"], var_name="estimand", value_name="estimate")
    rows = rows.sort_values("EXTRT", kind="stable", ignore_index=True).rename(columns={"EXTRT": "group"})
    keys = {"endpoint": "cycles", "population": vocabulary.EVERYONE, "grouping": "drug", "unit": "cycles"}
    return rows.assign(**keys, method=rows["estimand"])


def treatment_days(adsl, *, cutoff=None):
    """Days on treatment of each subject with a TRTSDT: days (to TRTEDT, both counted) and ongoing (bool), by USUBJID.

    Without TRTEDT they count to `cutoff`, without that they are missing. NotInData for an adsl without TRTSDT.
    """
    adsl = _with(adsl, "TRTEDT", needed=("TRTSDT",), table="adsl")
    dates = adsl.set_index("USUBJID")[["TRTSDT", "TRTEDT"]].apply(pd.to_datetime).dropna(subset=["TRTSDT"])
    ongoing = dates["TRTEDT"].isna()
    end = dates["TRTEDT"].fillna(pd.Timestamp(cutoff) if cutoff is not None else pd.NaT)
    return pd.DataFrame({"days": (end - dates["TRTSDT"]).dt.days + 1, "ongoing": ongoing})


def time_on_treatment(adsl, *, cutoff=None, unit="months"):
    """Time from first to last dose as tte in `unit`; the event is stopping, who is on treatment is censored."""
    days = treatment_days(adsl, cutoff=cutoff).dropna(subset=["days"])
    return pd.DataFrame({"time": days["days"] / vocabulary.DAYS_PER_UNIT[unit], "event": ~days["ongoing"]})


def lanes(adsl, given, *, cutoff=None, unit="months"):
    """USUBJID, time on treatment (`unit`; longest first), end (reason or ONGOING), cycles of each drug of `given`."""
    if given.empty or "TRTSDT" not in adsl:
        return pd.DataFrame(columns=["USUBJID", "time", "end"])
    days = treatment_days(adsl, cutoff=cutoff).dropna(subset=["days"])
    counts = given.pivot(index="USUBJID", columns="EXTRT", values="cycles").rename_axis(columns=None)
    reason = _with(adsl, "DCTREAS").set_index("USUBJID")["DCTREAS"].fillna(UNKNOWN)
    rows = days.assign(time=days["days"] / vocabulary.DAYS_PER_UNIT[unit], end=reason).join(counts)
    rows["end"] = rows["end"].mask(rows["ongoing"], ONGOING)
    return rows.sort_values("time", ascending=False, kind="stable").drop(columns=["days", "ongoing"]).reset_index()


def doses(adex, *, unit="months"):
    """Every dose above 0: USUBJID, EXTRT, time (from day 1, in `unit`). NotInData for an adex without ASTDY."""
    adex = _with(adex, "EXDOSE", needed=("ASTDY",), table="adex")
    given = adex[~(pd.to_numeric(adex["EXDOSE"]) == 0) & adex["ASTDY"].notna()]
    return given[["USUBJID", "EXTRT"]].assign(time=vocabulary.study_time(given["ASTDY"], unit))


def disposition(study):
    """Result rows: how many stopped for each reason (DCTREAS, NOT RECORDED), are ONGOING or never treated; most first.

    Over the safety population and, where the study has PFS, those without progression. Without TRTSDT: no rows.
    """
    adsl = study.table("adsl")
    if "TRTSDT" not in adsl:
        return pd.DataFrame()
    of = {vocabulary.EVERYONE: population(adsl)}
    if "PFS" in study.endpoints:
        of["progression_free"] = study.endpoint("PFS").query("~event").index
    return pd.concat(_reasons(adsl, subjects).assign(population=name) for name, subjects in of.items())


def later_therapy(study, *, category=None):
    """Result row: the share of those progressed with further treatment (CMCAT `category`); needs adcm and PFS."""
    if not study.has("adcm") or "PFS" not in study.endpoints:
        return pd.DataFrame()
    adcm, progressed = study.table("adcm"), study.endpoint("PFS").query("event").index
    rows = adcm if category is None else adcm[adcm["CMCAT"] == category]
    keys = {"endpoint": "CM", "population": "progressed", "grouping": "later_therapy", "group": "further treatment"}
    return pd.DataFrame([proportions.row(progressed.isin(rows["USUBJID"]).sum(), len(progressed), **keys)])


def _reasons(adsl, subjects):
    own = _with(adsl[adsl["USUBJID"].isin(subjects)], "DCTREAS", "TRTEDT")
    reason = own["DCTREAS"].fillna(UNKNOWN).mask(own["TRTEDT"].isna(), ONGOING).mask(own["TRTSDT"].isna(), NEVER)
    counts = reason.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    rows = pd.DataFrame({"group": counts.index, "estimate": counts.to_numpy(), "n": len(own)})
    return rows.assign(endpoint="", estimand="count", grouping="disposition", method=vocabulary.COUNT)


def _with(frame, *optional, needed=(), table=""):
    """The frame with each optional column, blank where the study has none; an absent needed one is an error."""
    absent = [name for name in needed if name not in frame]
    if absent:
        raise NotInData(f"{table}: no column {', '.join(absent)}; expected for exposure")
    return frame.assign(**{name: None for name in optional if name not in frame})
