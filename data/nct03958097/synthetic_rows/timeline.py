"""The calendar that every layer shares: who lives how long, and on which day the tumour is looked at.

Days are counted from consent, which is also the first day of treatment and time zero of OS and PFS.
A file's ADY is that count plus one: study day 1 is the day of consent.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

STUDYID = "NCT03958097-SYNTHETIC"
CUTOFF = pd.Timestamp("2024-01-31")
DAYS_PER_MONTH = 30.4375
CYCLE_DAYS = 21
WITHDRAWN, STOPPED_FOR_AE, ON_TREATMENT = "10011", "10008", ("10004", "10015")
CONFIRMATION_SCANS = {"10019": 72, "10020": 72}  # a second look at four weeks, before an early progression


def rng(layer):
    """Return the random generator of one layer; its seed is the layer's name, so layers do not move each other."""
    return np.random.default_rng([3958097, *layer.encode()])


@cache
def subjects():
    """Return the survival layer by USUBJID with `os_day`, `pfs_day`, `last_day` and `consent` added (whole days)."""
    layer = pd.read_csv(Path(__file__).with_name("survival_layer.csv"), dtype={"id": str}).set_index("id")
    layer.index.name = "USUBJID"
    days = (layer[["os_months", "pfs_months", "followup_months"]] * DAYS_PER_MONTH).round().astype(int)
    layer["os_day"], layer["pfs_day"], layer["followup_day"] = days.to_numpy().T
    layer["last_day"] = layer[["os_day", "followup_day"]].min(axis=1)
    layer["consent"] = CUTOFF - pd.to_timedelta(layer["followup_day"], unit="D")
    layer["responder"] = layer["best_response"].isin(["CR", "PR"])
    return layer


def calendar_date(usubjid, day):
    """Return the ISO date of a day counted from the subject's consent."""
    return (subjects().loc[usubjid, "consent"] + pd.Timedelta(days=int(day))).strftime("%Y-%m-%d")


@cache
def visits():
    """Return the tumour assessments: USUBJID, AVISIT, AVISITN (cycles completed), day; the last is PD or censoring."""
    draw = rng("visits")
    rows = []
    for usubjid, subject in subjects().iterrows():
        for cycles, day in _visit_days(usubjid, subject["pfs_day"], draw):
            rows.append((usubjid, f"After cycle {cycles}", cycles, day))
    return pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "AVISITN", "day"])


def _visit_days(usubjid, last, draw):
    """Every two cycles; the first on day 39 to 42, and the last on the day PFS ends."""
    jitter = draw.integers(-3, 4, size=100)
    final = max(2, 2 * round(last / CYCLE_DAYS / 2))
    days = {cycles: CYCLE_DAYS * cycles + int(jitter[cycles]) for cycles in range(2, final, 2)}
    days[2] = 42 - int(jitter[2] + 3) // 2
    if usubjid in CONFIRMATION_SCANS:
        days[3] = CONFIRMATION_SCANS[usubjid]
    days[final] = int(last)
    return sorted(days.items())
