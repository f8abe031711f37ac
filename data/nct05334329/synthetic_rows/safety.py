"""adae: adverse events. Mild ones of the infusions, severe ones of the blood from lymphodepletion, as described.

AREL is relation to the infused cells: no event of grade 3 or more is related to them.
"""

import pandas as pd

from .trial import FIRST_INFUSION, STUDYID, calendar_date, infusion_days, rng, subjects

GENERAL, GUT, BLOOD = ("General disorders and administration site conditions", "Gastrointestinal disorders",
                       "Investigations")  # fmt: skip
# term: organ class, subjects, of them with the worst grade, that grade, else the lower one, related to the cells
TERMS = {
    "Fatigue": (GENERAL, 5, 2, 2, 1, "Y"),
    "Nausea": (GUT, 4, 1, 2, 1, "Y"),
    "Diarrhea": (GUT, 3, 1, 2, 1, "Y"),
    "Lymphocyte count decreased": (BLOOD, 6, 4, 4, 3, "N"),
    "White blood cell decreased": (BLOOD, 5, 2, 4, 3, "N"),
    "Neutrophil count decreased": (BLOOD, 4, 2, 4, 3, "N"),
    "Anemia": ("Blood and lymphatic system disorders", 2, 1, 3, 2, "N"),
    "Platelet count decreased": (BLOOD, 2, 0, 3, 2, "N"),
    "Cough": ("Respiratory, thoracic and mediastinal disorders", 1, 0, 2, 1, "N"),
}


def adae():
    """Return one row per adverse event, in order of subject, onset and term."""
    draw = rng("adae")
    rows = [row for term in TERMS for row in _events(term, draw)]
    return pd.DataFrame(rows).sort_values(["USUBJID", "ASTDY", "AEDECOD"], kind="stable")


def _events(term, draw):
    organ, count, worst, high, low, related = TERMS[term]
    for order, usubjid in enumerate(draw.permutation(subjects().index)[:count]):
        infused = infusion_days(usubjid)
        onset = (
            int(draw.choice(infused) + draw.integers(0, 3)) if related == "Y" else int(draw.integers(3, FIRST_INFUSION))
        )
        end = onset + int(draw.integers(3, 15))
        yield {
            "STUDYID": STUDYID,
            "USUBJID": usubjid,
            "AEBODSYS": organ,
            "AEDECOD": term,
            "AETOXGR": high if order < worst else low,
            "AESER": "N",
            "AREL": related,
            "AEACN": "DOSE NOT CHANGED",
            "TRTEMFL": "Y",
            "ASTDT": calendar_date(usubjid, onset),
            "ASTDY": onset,
            "AENDT": calendar_date(usubjid, end),
            "AENDY": end,
        }
