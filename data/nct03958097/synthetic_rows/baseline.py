"""adsl: one row per subject. Age, smoking and histology belong to the survival layer; the rest is chosen here.

The chosen columns separate nobody's survival: the paper says that no baseline subgroup differed in OS.
"""

import pandas as pd

from .exposure import doses
from .timeline import ON_TREATMENT, STOPPED_FOR_AE, STUDYID, WITHDRAWN, calendar_date, subjects

WOMEN = "10004 10006 10011 10017 10018".split()
ECOG_1 = "10001 10002 10005 10007 10008 10009 10011 10013 10014 10016 10017 10018 10020".split()
STAGE = {"10003": "IIIB", "10015": "IIIB", "10018": "IIIB", "10010": "IIIC", "10012": "IIIC", "10020": "IIIC"}
PDL1_MIDDLE = "10005 10008 10009 10012 10016 10017 10020".split()
PDL1_HIGH = "10001 10007 10011 10014 10019".split()
TMB = dict(zip([f"100{n:02d}" for n in range(1, 21)],
               [4.0, 6.0, 10.7, 3.3, 5.3, 1.3, 11.3, 9.3, 12.0, 6.7, 2.0, 7.3, 5.3, 9.3, 8.0, 4.7, 10.0, 2.7, 3.3, 7.3],
               strict=True))  # fmt: skip


def adsl():
    """Return the subject table."""
    layer = subjects()
    return pd.DataFrame([_row(usubjid, layer.loc[usubjid]) for usubjid in layer.index])


def _row(usubjid, subject):
    start = calendar_date(usubjid, 0)
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "AGE": subject["age"],
        "SEX": "F" if usubjid in WOMEN else "M",
        "SMOKING": "current or former" if subject["smoker"] else "never",
        "HISTOLOGY": subject["histology"],
        "ECOG": int(usubjid in ECOG_1),
        "STAGE": STAGE.get(usubjid, "IV"),
        "PDL1": ">=50%" if usubjid in PDL1_HIGH else "1-49%" if usubjid in PDL1_MIDDLE else "<1%",
        "TMB": f"{TMB[usubjid]:.1f}",
        "RFICDT": start,
        "TRTSDT": start,
        "TRTEDT": _last_dose(usubjid),
        "DCTREAS": _reason(usubjid),
        "EOSSTT": "DISCONTINUED" if subject["os_event"] else "ONGOING",
        "SAFFL": "Y",
        "ITTFL": "Y",
    }


def _last_dose(usubjid):
    """The date of the last dose of either drug; blank for the two still on treatment at the cutoff."""
    if usubjid in ON_TREATMENT:
        return ""
    given = doses()
    return calendar_date(usubjid, given.loc[given["USUBJID"] == usubjid, "day"].max())


def _reason(usubjid):
    """Why treatment stopped; blank while it goes on."""
    if usubjid in ON_TREATMENT:
        return ""
    special = {STOPPED_FOR_AE: "ADVERSE EVENT", WITHDRAWN: "WITHDRAWAL BY SUBJECT"}
    return special.get(usubjid, "PROGRESSIVE DISEASE")
