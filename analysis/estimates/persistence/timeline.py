"""What was done to each subject and when, on one scale of time from the first day of treatment."""

from typing import NamedTuple

import pandas as pd

from analysis.vocabulary import DAYS_PER_UNIT, study_time

INFUSION, CHEMOTHERAPY, IMAGING, SPECIMEN = "infusion", "lymphodepletion", "imaging", "specimen"
COLUMNS = ["USUBJID", "time", "kind", "label"]
UNIT = "weeks"


class Timeline(NamedTuple):
    """Events of every subject, lanes of their follow-up (both in weeks), and sentences on why there are none."""

    events: pd.DataFrame = pd.DataFrame(columns=COLUMNS)
    lanes: pd.DataFrame = pd.DataFrame(columns=["USUBJID", "time", "dead"])
    remarks: tuple = ()


def timeline(study, *, drug):
    """The Timeline of a study whose infused cells are the `drug` of adex; empty without OS and (remarked) drug.

    lanes: USUBJID, time, event and dead (bool) of OS.
    """
    adex = study.table("adex", "ASTDY")
    if drug not in set(adex["EXTRT"]):
        return Timeline(remarks=(f"No timeline: adex has no drug “{drug}” (parameter `drug`).",))
    found = events(adex, study.table("adrs"), study.table("homing"), drug=drug)
    if "OS" not in study.endpoints:
        return Timeline()
    lanes = study.endpoint("OS").reset_index()
    time = lanes["time"] * DAYS_PER_UNIT[study.report_unit] / DAYS_PER_UNIT[UNIT]
    return Timeline(found, lanes.assign(time=time, dead=lanes["event"]))


def events(adex, adrs, homing, *, drug, unit=UNIT):
    """The events of every subject: USUBJID, time (from day 1, in `unit`), kind, label, in order of time.

    kind: infusion (doses of `drug`; label its number), lymphodepletion (other drugs), imaging (label the response, else
    Baseline), specimen (of `homing`, not blood; label detected or not), HOURS after its infusion. Doses of 0 are none.
    """
    parts = [_doses(adex, drug), _images(adrs), _specimens(homing, adex, drug)]
    rows = pd.concat([part for part in parts if len(part)] or parts).dropna(subset=["day"])
    rows["time"] = study_time(rows["day"].astype(float), unit)
    return rows.sort_values(["USUBJID", "time", "kind"], ignore_index=True)[COLUMNS]


def infusion_days(adex, drug):
    """The study day of each infusion of `drug`: USUBJID, INFUSION (numbered by day), ASTDY."""
    own = adex[(adex["EXTRT"] == drug) & ~(adex.get("EXDOSE", pd.Series(None, adex.index)) == 0)]
    own = own.dropna(subset=["ASTDY"]).sort_values(["USUBJID", "ASTDY"])
    return own.assign(INFUSION=own.groupby("USUBJID").cumcount() + 1)[["USUBJID", "INFUSION", "ASTDY"]]


def _doses(adex, drug):
    given = infusion_days(adex, drug).rename(columns={"ASTDY": "day"})
    given = given.assign(kind=INFUSION, label=given["INFUSION"].map("{:g}".format))
    others = adex[adex["EXTRT"] != drug].rename(columns={"ASTDY": "day", "EXTRT": "label"}).assign(kind=CHEMOTHERAPY)
    return pd.concat([part[["USUBJID", "day", "kind", "label"]] for part in (given, others)])


def _images(adrs):
    seen = adrs[adrs["PARAMCD"].isin(["OVR", "SUMDIAM"])].sort_values("PARAMCD")  # OVR first
    seen = seen.drop_duplicates(["USUBJID", "ADY"]).rename(columns={"ADY": "day"})
    return seen.assign(kind=IMAGING, label=seen["AVALC"].fillna("Baseline"))[["USUBJID", "day", "kind", "label"]]


def _specimens(homing, adex, drug):
    tissue = homing[homing["SPECIMEN"].str.casefold() != "blood"]
    both = tissue.merge(infusion_days(adex, drug), "left", on=["USUBJID", "INFUSION"])
    both = both.assign(day=both["ASTDY"] + both["HOURS"] / 24, kind=SPECIMEN, label=both["AVALC"].str.lower())
    return both.drop_duplicates(["USUBJID", "day", "SPECIMEN"])[["USUBJID", "day", "kind", "label"]]
