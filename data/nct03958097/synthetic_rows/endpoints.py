"""adtte: OS and PFS as the survival layer has them, and the duration of response that the visits give.

AVAL of OS and PFS is the layer's number of months (two decimals); ADT is the nearest whole day.
"""

import pandas as pd

from .response import first_response_day
from .timeline import DAYS_PER_MONTH, ON_TREATMENT, STUDYID, WITHDRAWN, calendar_date, subjects

PARAM = {"OS": "Overall survival", "PFS": "Progression-free survival", "DOR": "Duration of response"}


def adtte():
    """Return one row per subject and endpoint; DOR for the responders only."""
    layer = subjects()
    rows = [row for usubjid in layer.index for row in _rows(usubjid, layer.loc[usubjid])]
    return pd.DataFrame(rows)


def _rows(usubjid, subject):
    yield _row(usubjid, "OS", subject["os_months"], subject["os_event"], 0, subject["os_day"])
    yield _row(usubjid, "PFS", subject["pfs_months"], subject["pfs_event"], 0, subject["pfs_day"])
    if subject["responder"]:
        start = first_response_day(usubjid)
        months = (subject["pfs_day"] - start) / DAYS_PER_MONTH
        yield _row(usubjid, "DOR", months, subject["pfs_event"], start, subject["pfs_day"])


def _row(usubjid, paramcd, months, event, start, day):
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "PARAMCD": paramcd,
        "PARAM": PARAM[paramcd],
        "AVAL": f"{months:.2f}",
        "AVALU": "MONTHS",
        "CNSR": 0 if event else 1,
        "EVNTDESC": _description(usubjid, paramcd, event),
        "STARTDT": calendar_date(usubjid, start),
        "ADT": calendar_date(usubjid, day),
    }


def _description(usubjid, paramcd, event):
    if event:
        return "Death" if paramcd == "OS" else "Progressive disease"
    if paramcd == "OS":
        return "Alive at the data cutoff"
    if usubjid == WITHDRAWN:
        return "Last assessment before withdrawal from treatment"
    return "Progression-free on treatment" if usubjid in ON_TREATMENT else "Progression-free"
