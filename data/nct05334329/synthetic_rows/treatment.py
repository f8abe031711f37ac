"""adex: lymphodepletion and infusions. Cell numbers are not published, so EXDOSE of the cells is blank."""

import pandas as pd

from .trial import FIRST_INFUSION, PER_CYCLE, PRODUCT, SECOND_CYCLE, STUDYID, calendar_date, infusion_days, subjects

# drug, dose (mg/m²), study days in cycle 1 and 2: amounts and days are chosen here
CHEMOTHERAPY = (("Cyclophosphamide", 500, (1, 2, 3), (SECOND_CYCLE,)), ("Fludarabine", 30, (1, 2, 3), ()))
assert max(CHEMOTHERAPY[0][2]) < FIRST_INFUSION


def adex():
    """Return one row per dose, in order of subject, day and drug."""
    rows = [row for usubjid in subjects().index for row in _subject_rows(usubjid)]
    return pd.DataFrame(rows).sort_values(["USUBJID", "ASTDY", "EXTRT"], kind="stable")


def _subject_rows(usubjid):
    given = infusion_days(usubjid)
    for drug, dose, first, second in CHEMOTHERAPY:
        for cycle, days in enumerate((first, second)[: len(given) // PER_CYCLE], 1):
            yield from (_row(usubjid, drug, cycle, dose, "mg/m2", day) for day in days)
    for number, day in enumerate(given):
        yield _row(usubjid, PRODUCT, 1 + number // PER_CYCLE, "", "", day)


def _row(usubjid, drug, cycle, dose, unit, day):
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "EXTRT": drug,
        "CYCLE": cycle,
        "EXDOSE": dose,
        "EXDOSU": unit,
        "ASTDT": calendar_date(usubjid, day),
        "ASTDY": day,
    }
