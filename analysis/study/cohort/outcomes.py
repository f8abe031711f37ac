"""Do endpoints, responses, deaths and days agree with each other? What is against it is told, never changed."""

import re

import numpy as np
import pandas as pd

from analysis.study.cohort import causes
from analysis.study.cohort.received import check, place
from analysis.study.tables import empty

SLACK_DAYS = 2  # first day counted or not, and rounding
SLACK_SHARE = 0.02  # months of 30 days, of 30.4375, of the calendar
# The study day of a row, and what one is: none can follow the subject's death.
DATED = {"adrs": ("ADY", "a response"), "samples": ("ADY", "a draw"), "nkflow": ("ADY", "a sample"),
         "adae": ("ASTDY", "an adverse event"), "adex": ("ASTDY", "a dose")}  # fmt: skip
ENDS = {"nothing follows a death": (True, "dead since"),
        "nothing follows the last contact": (False, "last seen alive on")}  # fmt: skip
INSIDE = (("PFS", "OS"), ("DOR", "PFS"), ("DOR", "OS"))
DEATH = r"\b(?:death|died|dead|deceased)\b"
ENDED = rf"{DEATH}|\bprogress\w*|\brelaps\w*|\brecurren\w*|\bPD\b"
WENT_ON = (
    r"censor\w*|\b(?:no|not|without)\b[\w ]{0,20}(?:event|progress\w*|relapse\w*|death|dead|died)|\w+[- ]free\b"
    r"|\balive\b|lost to follow|last (?:contact|seen|known|assess|visit|follow)|cut-?off|\bongoing\b|withdr\w*"
)
UNSURE = r"\b(?:before|after|missed|subsequent|prior)\b"


def checks(study, raws):
    """The Checks of outcomes that the columns of a Study allow; raws: its RawTables."""
    for look in (_times_and_dates, _after, _inside, _descriptions, _deaths):
        yield from look(study, raws)


def said(words):
    """What descriptions of an event say: `event`, `censored`, or nothing where it can be either; a text for each."""
    words = words.fillna("").astype(str)
    goes_on = words.str.contains(WENT_ON, flags=re.I)
    ended = words.str.replace(WENT_ON, "", regex=True, flags=re.I).str.contains(ENDED, flags=re.I)
    sure = (goes_on != ended) & ~(ended & words.str.contains(UNSURE, flags=re.I))
    return pd.Series(np.where(sure, np.where(ended, "event", "censored"), ""), words.index)


def _times_and_dates(study, raws):
    """Times that differ from their own dates: mostly a wrong unit."""
    rows = study.table("adtte")
    if {"STARTDT", "ADT"} <= set(rows):
        stated, counted = study.in_units(rows, "days"), (rows["ADT"] - rows["STARTDT"]).dt.days
        apart = rows.index[(stated - counted).abs() > SLACK_DAYS + SLACK_SHARE * counted.abs()]
        notes = [f"{place(raws['adtte'], [row])}: AVAL is {stated[row]:.0f} days, ADT - STARTDT {counted[row]:.0f} days"
                 for row in apart]  # fmt: skip
        yield check("times agree with their dates", "adtte", counted.notna().sum(), len(apart), *notes)


def _after(study, raws):
    """Rows after death or last contact, by AVAL of OS: days in another unit, or a survival not brought up to date."""
    rows = study.table("adtte")
    for what, (dead, since) in ENDS.items():
        own = rows[(rows["PARAMCD"] == "OS") & ((rows["CNSR"] == 0) == dead)]
        end = pd.Series(study.in_units(own, "days").to_numpy(), own["USUBJID"])
        for name in (name for name, (day, _) in DATED.items() if len(end) and day in study.frames.get(name, ())):
            frame, (day, kind) = study.frames[name], DATED[name]
            on = frame["USUBJID"].map(end)
            late = frame[frame[day] - 1 > on + SLACK_DAYS + SLACK_SHARE * on]
            notes = [_late(raws[name], own[day], f"{subject} has {kind}", f"{since} day {end[subject]:.0f}")
                     for subject, own in late.groupby("USUBJID", sort=False)]  # fmt: skip
            yield check(what, name, (on.notna() & frame[day].notna()).sum(), len(late), *notes)


def _late(raw, days, has, since):
    """The first of a subject's rows that come too late."""
    more = f", {len(days)} rows" if len(days) > 1 else ""
    return f"{place(raw, days.index)}: {has} on day {days.iloc[0]:.0f}{more}, {since}"


def _inside(study, _):
    for shorter, longer in (pair for pair in INSIDE if set(pair) <= set(study.endpoints)):
        short, long = (study.endpoint(name)["time"] for name in (shorter, longer))
        both = short.index.intersection(long.index)
        later = both[short[both] > long[both] * (1 + SLACK_SHARE)]
        note = f"adtte: {shorter} is longer than {longer} in {len(later)} subjects: {', '.join(later)}"
        yield check(f"{shorter} is no longer than {longer}", "adtte", len(both), len(later), note)


def _descriptions(study, raws):
    rows = study.table("adtte")
    rows = rows[~causes.competing(study, rows)]
    if "EVNTDESC" in rows:
        told, read = said(rows["EVNTDESC"]), np.where(rows["CNSR"] == 0, "event", "censored")
        against = rows.loc[(told != "") & (told != read), ["CNSR", "EVNTDESC"]]
        notes = [f'{place(raws["adtte"], [row])}: CNSR is {censored}, EVNTDESC says "{words}"'
                 for row, censored, words in against.itertuples(name=None)]  # fmt: skip
        yield check("EVNTDESC says what CNSR says", "adtte", (told != "").sum(), len(against), *notes)


def _deaths(study, _):
    """Deaths that another endpoint or table tells of, and OS does not."""
    if "OS" in study.endpoints:
        event = study.endpoint("OS")["event"]
        told = {subject: where for subject, where in _dead(study) if not event.get(subject, True)}
        notes = [f"adtte: OS of {subject} is censored, though {where}" for subject, where in told.items()]
        yield check("OS knows every death told elsewhere", "adtte", len(event), len(told), *notes)


def _dead(study):
    """Each subject that a table tells to be dead, and which does, in words."""
    rows, adsl, adae = (study.frames.get(name, empty(name)) for name in ("adtte", "adsl", "adae"))
    ended = rows[(rows["PARAMCD"] != "OS") & (rows["CNSR"] == 0)]
    words = ended.get("EVNTDESC", pd.Series("", ended.index))
    by_death = ended[(said(words) == "event") & words.str.contains(DEATH, flags=re.I, na=False)]
    yield from ((row.USUBJID, f"{row.PARAMCD} ended by death") for row in by_death.itertuples())
    told = {"adsl has a date of death (DTHDT)": adsl[adsl["DTHDT"].notna()] if "DTHDT" in adsl else adsl[:0],
            "adsl says dead (DTHFL)": adsl[adsl["DTHFL"] == "Y"] if "DTHFL" in adsl else adsl[:0],
            "adae has an event of grade 5": adae[adae["AETOXGR"] == 5] if "AETOXGR" in adae else adae[:0]}  # fmt: skip
    yield from ((subject, where) for where, found in told.items() for subject in found["USUBJID"])
