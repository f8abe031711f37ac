"""adsl, adtte and adrs: who, how long, and how the tumour did (RECIST 1.1, target lesions)."""

import pandas as pd

from .trial import CUTOFF, DAYS_PER_MONTH, STUDYID, calendar_date, infusion_days, subjects

# USUBJID: baseline (mm), then (study day, mm) of each later scan; a last one at progression where there is any
SCANS = {
    "SYN-01": (62, [(43, 79)]),
    "SYN-02": (48, [(42, 43), (85, 46), (128, 54)]),
    "SYN-03": (91, [(40, 118)]),
    "SYN-04": (73, [(44, 74), (80, 70), (122, 78), (163, 91)]),
    "SYN-05": (55, [(43, 53), (81, 45), (126, 47), (187, 58)]),
    "SYN-06": (84, [(44, 107)]),
}
PARAM = {"OS": "Overall survival", "PFS": "Progression-free survival", "OVR": "Overall response by visit",
         "BOR": "Best overall response", "SUMDIAM": "Sum of diameters (mm)"}  # fmt: skip


def adsl():
    """Return one row per subject."""
    return pd.DataFrame([_subject(usubjid, row) for usubjid, row in subjects().iterrows()])


def adtte():
    """Return OS and PFS of every subject, in months with two decimals."""
    rows = []
    for usubjid, row in subjects().iterrows():
        dead = pd.notna(row["death_day"])
        rows.append(_time(usubjid, "OS", row["last_day"], dead, "Death" if dead else "Alive at the data cutoff"))
        rows.append(_time(usubjid, "PFS", row["pd_day"], True, "Progressive disease"))
    return pd.DataFrame(rows)


def adrs():
    """Return SUMDIAM and OVR of each scan and BOR once per subject."""
    return pd.DataFrame([row for usubjid in subjects().index for row in _responses(usubjid)])


def _subject(usubjid, row):
    keys = {"STUDYID": STUDYID, "USUBJID": usubjid}
    return keys | row[["AGE", "SEX", "HISTOLOGY", "ECOG", "DOSELVL"]].to_dict() | {
        "STAGE": "IV",
        "RFICDT": calendar_date(usubjid, 1),
        "TRTSDT": calendar_date(usubjid, 1),
        "TRTEDT": calendar_date(usubjid, infusion_days(usubjid)[-1]),
        "DCTREAS": "PROGRESSIVE DISEASE" if row["best_response"] == "PD" else "COMPLETED",
        "EOSSTT": "DISCONTINUED" if pd.notna(row["death_day"]) else "ONGOING",
        "SAFFL": "Y",
        "ITTFL": "Y",
    }  # fmt: skip


def _time(usubjid, paramcd, day, event, words):
    assert pd.Timestamp(calendar_date(usubjid, day)) <= CUTOFF
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "PARAMCD": paramcd,
        "PARAM": PARAM[paramcd],
        "AVAL": f"{(day - 1) / DAYS_PER_MONTH:.2f}",
        "AVALU": "MONTHS",
        "CNSR": 0 if event else 1,
        "EVNTDESC": words,
        "STARTDT": calendar_date(usubjid, 1),
        "ADT": calendar_date(usubjid, day),
    }


def _responses(usubjid):
    baseline, scans = SCANS[usubjid]
    yield _row(usubjid, "SUMDIAM", "", baseline, "Baseline", 0, 1)
    nadir = baseline
    for number, (day, size) in enumerate(scans, 1):
        grown = size >= 1.2 * nadir and size - nadir >= 5
        response = "PD" if grown else "PR" if size <= 0.7 * baseline else "SD"
        nadir = min(nadir, size)
        yield _row(usubjid, "SUMDIAM", "", size, f"Scan {number}", number, day)
        yield _row(usubjid, "OVR", response, "", f"Scan {number}", number, day)
    yield _row(usubjid, "BOR", subjects().loc[usubjid, "best_response"], "", "", "", scans[0][0])


def _row(usubjid, paramcd, avalc, aval, avisit, avisitn, day):
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "PARAMCD": paramcd,
        "PARAM": PARAM[paramcd],
        "AVALC": avalc,
        "AVAL": aval,
        "AVISIT": avisit,
        "AVISITN": avisitn,
        "ADY": day,
        "ADT": calendar_date(usubjid, day),
    }
