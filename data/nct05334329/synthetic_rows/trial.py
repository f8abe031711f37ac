"""The trial that every layer shares: who, from when, how many infusions, how the tumour did, how long.

Study day 1 is the first day of lymphodepletion, which is also the day of consent here and time zero of OS and PFS.
The first infusion is on day 6; infusions are a week apart. Three subjects go on to a second cycle: cyclophosphamide
alone, then four more infusions.
"""

from functools import cache

import numpy as np
import pandas as pd

STUDYID = "NCT05334329-SYNTHETIC"
CUTOFF = pd.Timestamp("2024-06-30")
DAYS_PER_MONTH = 30.4375
PRODUCT = "sIL15_TRACK NK cells"
FIRST_INFUSION, WEEK, PER_CYCLE = 6, 7, 4
SECOND_CYCLE = 48  # study day of its cyclophosphamide; its first infusion is three days later

# age, sex, histology, ECOG, dose level, consent, infusions, best response, days to progression and to death (None: not)
SUBJECTS = {
    "SYN-01": (67, "M", "LUAD", 1, 1, "2022-08-15", 4, "PD", 43, 151),
    "SYN-02": (59, "F", "LUAD", 0, 1, "2022-11-07", 4, "SD", 128, None),
    "SYN-03": (72, "M", "LUSC", 1, 1, "2023-02-13", 4, "PD", 40, 214),
    "SYN-04": (64, "F", "LUAD", 0, 2, "2023-05-22", 8, "SD", 163, 302),
    "SYN-05": (55, "F", "LUAD", 1, 2, "2023-09-11", 8, "SD", 187, None),
    "SYN-06": (70, "M", "LUSC", 1, 2, "2023-12-04", 4, "PD", 44, None),
}
COLUMNS = ["AGE", "SEX", "HISTOLOGY", "ECOG", "DOSELVL", "consent", "infusions", "best_response", "pd_day", "death_day"]
BIOPSIED = "SYN-05"  # tumour biopsy seven days after the last infusion


def rng(layer):
    """Return the random generator of one layer; its seed is the layer's name, so layers do not move each other."""
    return np.random.default_rng([5334329, *layer.encode()])


@cache
def subjects():
    """Return the trial's subjects by USUBJID, consent as a date, `last_day` the study day of death or cutoff."""
    rows = pd.DataFrame.from_dict(SUBJECTS, orient="index", columns=COLUMNS).rename_axis("USUBJID")
    rows["consent"] = pd.to_datetime(rows["consent"])
    followed = (CUTOFF - rows["consent"]).dt.days + 1
    return rows.assign(last_day=rows["death_day"].fillna(followed).astype(int))


def infusion_days(usubjid):
    """Return the study day of each infusion of a subject, in order."""
    starts = [FIRST_INFUSION, SECOND_CYCLE + 3][: subjects().loc[usubjid, "infusions"] // PER_CYCLE]
    return [start + WEEK * number for start in starts for number in range(PER_CYCLE)]


def calendar_date(usubjid, day):
    """Return the ISO date of a study day (1 is the day of consent)."""
    return (subjects().loc[usubjid, "consent"] + pd.Timedelta(days=int(day) - 1)).strftime("%Y-%m-%d")
