"""adae: adverse events while on treatment. How many subjects have each term is fixed, so that the ranks are as printed.

Whom an event befalls and when is drawn: longer on treatment, more likely; most in the first year.
"""

import pandas as pd

from .exposure import doses
from .timeline import STOPPED_FOR_AE, STUDYID, calendar_date, rng, subjects

METABOLISM, INVESTIGATIONS = "Metabolism and nutrition disorders", "Investigations"
GENERAL, SKIN, GUT = ("General disorders and administration site conditions",
                      "Skin and subcutaneous tissue disorders", "Gastrointestinal disorders")  # fmt: skip
CHEST = "Respiratory, thoracic and mediastinal disorders"
# term: system organ class, subjects with any grade, subjects with grade 3, related to treatment
TERMS = {
    "Hypoalbuminemia": (METABOLISM, 13, 0, "N"),
    "Anemia": ("Blood and lymphatic system disorders", 12, 0, "N"),
    "Hypothyroidism": ("Endocrine disorders", 10, 0, "Y"),
    "Hyperglycemia": (METABOLISM, 9, 5, "Y"),
    "Hypertriglyceridemia": (METABOLISM, 8, 4, "Y"),
    "Fatigue": (GENERAL, 7, 0, "Y"),
    "Creatine kinase increased": (INVESTIGATIONS, 6, 3, "Y"),
    "Decreased appetite": (METABOLISM, 6, 0, "N"),
    "White blood cell decreased": (INVESTIGATIONS, 5, 2, "Y"),
    "Alanine aminotransferase increased": (INVESTIGATIONS, 5, 0, "Y"),
    "Aspartate aminotransferase increased": (INVESTIGATIONS, 5, 0, "Y"),
    "Neutrophil count decreased": (INVESTIGATIONS, 4, 1, "Y"),
    "Rash": (SKIN, 4, 0, "Y"),
    "Pyrexia": (GENERAL, 4, 0, "Y"),
    "Cough": (CHEST, 3, 0, "N"),
    "Pruritus": (SKIN, 3, 0, "Y"),
    "Nausea": (GUT, 3, 0, "N"),
    "Arthralgia": ("Musculoskeletal and connective tissue disorders", 2, 0, "Y"),
    "Diarrhea": (GUT, 2, 0, "Y"),
    "Platelet count decreased": (INVESTIGATIONS, 2, 0, "N"),
    "Pneumonitis": (CHEST, 2, 0, "Y"),
}
PAUSED_FOR = {"10003": "Alanine aminotransferase increased", "10007": "Rash", "10016": "Fatigue"}
STOPPED_FOR = {STOPPED_FOR_AE: "Pneumonitis"}
LATE_DAYS = 30  # an event this long after the last dose still counts as on treatment


def adae():
    """Return one row per adverse event, in order of subject, onset and term."""
    draw = rng("adae")
    events = [event for term in TERMS for event in _events(term, draw)]
    events += [_pause(usubjid) for usubjid in PAUSED_FOR] + [_stop()]
    rows = pd.DataFrame([_row(*event) for event in events])
    return rows.sort_values(["USUBJID", "ASTDY", "AEDECOD"], kind="stable").reset_index(drop=True)


def _last_dose_day():
    return doses().groupby("USUBJID")["day"].max()


def _events(term, draw):
    """First and, now and then, second events of one term: (subject, term, grade, onset, end, action, serious)."""
    _, any_grade, severe, _ = TERMS[term]
    exposed = (_last_dose_day() + LATE_DAYS).clip(upper=subjects()["last_day"])
    named = [usubjid for usubjid, reason in (PAUSED_FOR | STOPPED_FOR).items() if reason == term]
    others = exposed.drop(named)
    weight = others.clip(upper=540) ** 0.5
    chosen = draw.choice(others.index, size=any_grade - len(named), replace=False, p=weight / weight.sum())
    for order, usubjid in enumerate(chosen):
        onset = 1 + int(min(draw.exponential(220), 0.9 * exposed[usubjid]))
        grade = 3 if order < severe else 1 + int(draw.random() < 0.4)
        length, again = int(draw.integers(8, 60)), draw.random()
        yield _event(usubjid, term, grade, onset, length)
        later = onset + length + 120
        if again < 0.25 and later < exposed[usubjid]:
            yield _event(usubjid, term, min(grade, 2), later, length)


def _event(usubjid, term, grade, onset, length):
    """An event that ends before death and cutoff, or has no end day when it would outlast them."""
    end = onset + length
    end = end if end < subjects().loc[usubjid, "last_day"] else None
    serious = "Y" if grade == 3 and term == "Hyperglycemia" and usubjid > "10010" else "N"
    return usubjid, term, grade, onset, end, "DOSE NOT CHANGED", serious


def _pause(usubjid):
    """The event for which a dose of sintilimab was left out while NK cells were given: it begins three days before."""
    given = doses()[doses()["USUBJID"] == usubjid].pivot_table(index="CYCLE", columns="EXTRT", values="day")
    onset = int(given.loc[given["Sintilimab"].isna(), "NK cells"].min()) - 3
    return usubjid, PAUSED_FOR[usubjid], 2, onset, onset + 16, "DRUG INTERRUPTED", "N"


def _stop():
    """The event that ended treatment of the one progression-free subject who stopped for an adverse event."""
    onset = int(_last_dose_day()[STOPPED_FOR_AE]) + 9
    return STOPPED_FOR_AE, STOPPED_FOR[STOPPED_FOR_AE], 2, onset, onset + 47, "DRUG WITHDRAWN", "Y"


def _row(usubjid, term, grade, onset, end, action, serious):
    body_system, _, _, related = TERMS[term]
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "AEBODSYS": body_system,
        "AEDECOD": term,
        "AETOXGR": grade,
        "AESER": serious,
        "AREL": related,
        "AEACN": action,
        "TRTEMFL": "Y",
        "ASTDT": calendar_date(usubjid, onset),
        "ASTDY": onset + 1,
        "AENDT": "" if end is None else calendar_date(usubjid, end),
        "AENDY": "" if end is None else end + 1,
    }
