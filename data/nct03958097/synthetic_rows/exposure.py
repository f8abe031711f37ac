"""adex and adcm: the doses given cycle by cycle, and the treatment that some had after progression.

CYCLE is the planned three-week cycle. A cycle without a row for a drug is a dose not given: the pandemic kept NK
cells from arriving, and immune-related events paused sintilimab in three subjects while NK cells went on.
"""

from functools import cache

import pandas as pd

from .timeline import CYCLE_DAYS, ON_TREATMENT, STUDYID, calendar_date, rng, subjects

DOSE = {"NK cells": ("3e9", "cells"), "Sintilimab": ("200", "mg")}
# USUBJID: doses of NK cells, doses of sintilimab, last planned cycle in which anything was given
RECEIVED = {
    "10001": (20, 33, 37), "10002": (3, 3, 3), "10003": (12, 11, 17), "10004": (36, 64, 82), "10005": (5, 5, 5),
    "10006": (19, 27, 31), "10007": (7, 6, 7), "10008": (24, 41, 44), "10009": (2, 2, 2), "10010": (4, 4, 4),
    "10011": (21, 28, 30), "10012": (22, 38, 42), "10013": (18, 35, 42), "10014": (25, 35, 37), "10015": (30, 58, 69),
    "10016": (6, 5, 7), "10017": (4, 4, 4), "10018": (12, 12, 16), "10019": (4, 4, 4), "10020": (4, 4, 4),
}  # fmt: skip

# Days after progression on which later treatment began, its line and its name
LATER = {
    "10001": (24, 3, "Docetaxel"), "10003": (31, 3, "Docetaxel"), "10006": (28, 3, "Anlotinib"),
    "10010": (19, 3, "Gemcitabine"), "10012": (35, 3, "Anlotinib"), "10014": (42, 3, "Pemetrexed"),
    "10017": (22, 3, "Docetaxel"), "10018": (26, 3, "Gemcitabine"),
}  # fmt: skip
FOURTH_LINE = {"10003": (290, 4, "Anlotinib"), "10006": (255, 4, "Docetaxel"), "10014": (318, 4, "Docetaxel")}


@cache
def doses():
    """Return USUBJID, EXTRT, CYCLE and day of every dose."""
    draw = rng("adex")
    rows = [row for usubjid in subjects().index for row in _doses(usubjid, draw)]
    return pd.DataFrame(rows, columns=["USUBJID", "EXTRT", "CYCLE", "day"])


def adex():
    """Return one row per dose."""
    given = doses()
    return pd.DataFrame(
        {
            "STUDYID": STUDYID,
            "USUBJID": given["USUBJID"],
            "EXTRT": given["EXTRT"],
            "CYCLE": given["CYCLE"],
            "EXDOSE": given["EXTRT"].map(lambda drug: DOSE[drug][0]),
            "EXDOSU": given["EXTRT"].map(lambda drug: DOSE[drug][1]),
            "ASTDT": [calendar_date(*row) for row in given[["USUBJID", "day"]].itertuples(index=False)],
            "ASTDY": given["day"] + 1,
        }
    )


def adcm():
    """Return the anti-tumour treatment given after progression: eight of the sixteen who progressed had some."""
    rows = [(u, *LATER[u]) for u in LATER] + [(u, *FOURTH_LINE[u]) for u in FOURTH_LINE]
    return pd.DataFrame([_later(*row) for row in sorted(rows)])


def _later(usubjid, days, line, name):
    day = int(subjects().loc[usubjid, "pfs_day"]) + days
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "CMCAT": "SUBSEQUENT ANTI-TUMOUR TREATMENT",
        "CMDECOD": name,
        "LINE": line,
        "ASTDT": calendar_date(usubjid, day),
        "ASTDY": day + 1,
    }


def _doses(usubjid, draw):
    """The drug given less often is given only in cycles of the other, so a pause is a pause of one drug."""
    nk, sintilimab, last = RECEIVED[usubjid]
    days = _cycle_days(usubjid, last, draw)
    more = _cycles(max(nk, sintilimab), range(1, last + 1), draw)
    fewer = _cycles(min(nk, sintilimab), more, draw)
    given = {"NK cells": more, "Sintilimab": fewer} if nk > sintilimab else {"NK cells": fewer, "Sintilimab": more}
    for cycle in more:
        for drug in DOSE:
            if cycle in given[drug]:
                yield usubjid, drug, cycle, days[cycle]


def _cycle_days(usubjid, last, draw):
    """Day of each planned cycle: every three weeks, later by up to two days, never on or after progression."""
    limit = subjects().loc[usubjid, "pfs_day"] - (0 if usubjid in ON_TREATMENT else 1)
    late = draw.integers(0, 3, size=last + 1)
    late[1] = 0
    return {cycle: min(CYCLE_DAYS * (cycle - 1) + int(late[cycle]), int(limit)) for cycle in range(1, last + 1)}


def _cycles(count, cycles, draw):
    """`count` of the given cycles in order: always the first two and the last, the others drawn."""
    first, second, *between, last = [*cycles, max(cycles)] if len(cycles) == 2 else cycles
    drawn = draw.choice(between, size=count - 3, replace=False) if count > 3 else []
    return sorted({first, second, last, *map(int, drawn)})
