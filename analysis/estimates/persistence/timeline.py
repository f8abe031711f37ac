"""What was done to each subject and when, on one scale of time from the first day of treatment."""

import pandas as pd

from analysis.vocabulary import DAYS_PER_UNIT

INFUSION, CHEMOTHERAPY, IMAGING, SPECIMEN = "infusion", "lymphodepletion", "imaging", "specimen"


def timeline(*, adex=None, adrs=None, homing=None, drug, unit="weeks"):
    """The events of every subject: USUBJID, time (from day 1, in `unit`), kind, label, in order of time.

    kind: infusion (doses of `drug`; label its number), lymphodepletion (other drugs; label the drug), imaging (label
    the response, Baseline without one), specimen (of `homing`, not blood; label detected or not). Doses of 0 are none.
    A specimen stands its HOURS after its infusion; where `adex` lacks that infusion it has no time and is left out.
    """
    parts = [_doses(adex, drug), _images(adrs), _specimens(homing, adex, drug)]
    parts = [part for part in parts if part is not None]
    if not parts:
        return pd.DataFrame(columns=["USUBJID", "time", "kind", "label"])
    rows = pd.concat(parts).dropna(subset=["day"])
    rows["time"] = (rows["day"].astype(float) - 1) / DAYS_PER_UNIT[unit]
    return rows.sort_values(["USUBJID", "time", "kind"], ignore_index=True)[["USUBJID", "time", "kind", "label"]]


def infusion_days(adex, drug):
    """The study day of each infusion of `drug`: USUBJID, INFUSION (numbered by day), ASTDY."""
    own = adex[(adex["EXTRT"] == drug) & ~(adex.get("EXDOSE", pd.Series(None, adex.index)) == 0)]
    own = own.dropna(subset=["ASTDY"]).sort_values(["USUBJID", "ASTDY"])
    return own.assign(INFUSION=own.groupby("USUBJID").cumcount() + 1)[["USUBJID", "INFUSION", "ASTDY"]]


def _doses(adex, drug):
    if adex is None:
        return None
    given = infusion_days(adex, drug).rename(columns={"ASTDY": "day"})
    given = given.assign(kind=INFUSION, label=given["INFUSION"].map("{:g}".format))
    others = adex[adex["EXTRT"] != drug].rename(columns={"ASTDY": "day", "EXTRT": "label"}).assign(kind=CHEMOTHERAPY)
    return pd.concat([part[["USUBJID", "day", "kind", "label"]] for part in (given, others)])


def _images(adrs):
    if adrs is None:
        return None
    seen = adrs[adrs["PARAMCD"].isin(["OVR", "SUMDIAM"])].sort_values("PARAMCD")  # OVR first
    seen = seen.drop_duplicates(["USUBJID", "ADY"]).rename(columns={"ADY": "day"})
    return seen.assign(kind=IMAGING, label=seen["AVALC"].fillna("Baseline"))[["USUBJID", "day", "kind", "label"]]


def _specimens(homing, adex, drug):
    if homing is None or adex is None:
        return None
    tissue = homing[homing["SPECIMEN"].str.casefold() != "blood"]
    both = tissue.merge(infusion_days(adex, drug), "left", on=["USUBJID", "INFUSION"])
    both = both.assign(day=both["ASTDY"] + both["HOURS"] / 24, kind=SPECIMEN, label=both["AVALC"].str.lower())
    return both.drop_duplicates(["USUBJID", "day", "SPECIMEN"])[["USUBJID", "day", "kind", "label"]]
