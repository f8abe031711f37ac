"""adrs: the sum of tumour diameters at every assessment, the RECIST 1.1 response it gives, and the best response.

Best response is the layer's; it is the confirmed one (two responses at least four weeks apart). Four subjects whose
best response is PD progressed after the first assessment: theirs is "not evaluable" (NE) until the day of progression.
"""

import pandas as pd

from .timeline import STUDYID, calendar_date, subjects, visits

# USUBJID: sum of diameters (mm) at baseline; its fraction at the first assessment; the fraction it tends to
TUMOUR = {
    "10001": (74, 0.61, 0.33), "10002": (96, 1.00, 1.00), "10003": (58, 0.91, 0.80), "10004": (66, 0.52, 0.24),
    "10005": (88, 1.03, 1.00), "10006": (49, 0.67, 0.45), "10007": (103, 1.00, 1.00), "10008": (71, 0.86, 0.76),
    "10009": (82, 1.00, 1.00), "10010": (64, 1.00, 1.00), "10011": (55, 0.58, 0.36), "10012": (91, 0.55, 0.29),
    "10013": (47, 0.89, 0.78), "10014": (69, 0.64, 0.38), "10015": (52, 0.44, 0.00), "10016": (77, 0.95, 0.92),
    "10017": (118, 1.00, 1.00), "10018": (61, 0.93, 0.85), "10019": (85, 0.60, 0.56), "10020": (93, 0.66, 0.61),
}  # fmt: skip
GONE = 0.12  # below this fraction of baseline nothing measurable is left
PARAM = {"OVR": "Overall response by visit", "BOR": "Best overall response", "SUMDIAM": "Sum of diameters (mm)"}


def adrs():
    """Return the long response table: SUMDIAM and OVR per visit, BOR once per subject."""
    rows = [row for usubjid in subjects().index for row in _subject_rows(usubjid)]
    return pd.DataFrame(rows)


def assessments():
    """Return USUBJID, AVISIT, AVISITN, day, mm (missing when not evaluable) and response, baseline not included."""
    return pd.concat([_assessed(usubjid) for usubjid in subjects().index], ignore_index=True)


def first_response_day(usubjid):
    """Return the day of the first CR or PR, or None."""
    seen = _assessed(usubjid)
    days = seen.loc[seen["response"].isin(["CR", "PR"]), "day"]
    return None if days.empty else int(days.iloc[0])


def _assessed(usubjid):
    subject = subjects().loc[usubjid]
    seen = visits().loc[visits()["USUBJID"] == usubjid].reset_index(drop=True)
    seen["mm"] = _sums(usubjid, len(seen), bool(subject["pfs_event"]))
    seen["response"] = _responses(seen["mm"], TUMOUR[usubjid][0])
    if subject["best_response"] == "PD":
        return _unreadable_before_progression(usubjid, seen)
    return seen


def _unreadable_before_progression(usubjid, seen):
    """Keep the first and the second assessment as not evaluable, drop further ones, keep progression."""
    seen = seen.iloc[[*range(min(2, len(seen) - 1)), -1]].copy()
    seen.loc[seen.index[:-1], "mm"] = pd.NA
    seen.loc[seen.index[:-1], "response"] = "NE"
    return seen


def _sums(usubjid, count, progresses):
    """Shrink towards the last fraction, regrow a little, and at progression pass nadir by 30 % and 8 mm at least."""
    baseline, first, final = TUMOUR[usubjid]
    fractions = [final + (first - final) * 0.6**step for step in range(count)]
    if progresses and count > 3:
        fractions[-3:-1] = [fractions[-3] * 1.05, fractions[-2] * 1.10]
    sums = [0 if fraction < GONE else round(baseline * fraction) for fraction in fractions]
    if progresses:
        nadir = min([baseline, *sums[:-1]])
        sums[-1] = max(round(1.3 * nadir), nadir + 8)
    return pd.array(sums, dtype="Int64")


def _responses(sums, baseline):
    """RECIST 1.1 for target lesions: PD against the smallest sum so far, CR and PR against baseline."""
    responses, nadir = [], baseline
    for mm in sums:
        grown = mm >= 1.2 * nadir and mm - nadir >= 5
        responses.append("PD" if grown else "CR" if mm == 0 else "PR" if mm <= 0.7 * baseline else "SD")
        nadir = min(nadir, mm)
    return responses


def _subject_rows(usubjid):
    seen = _assessed(usubjid)
    yield _row(usubjid, "SUMDIAM", "", TUMOUR[usubjid][0], "Baseline", 0, 0)
    for visit in seen.itertuples():
        if visit.response != "NE":
            yield _row(usubjid, "SUMDIAM", "", visit.mm, visit.AVISIT, visit.AVISITN, visit.day)
        yield _row(usubjid, "OVR", visit.response, "", visit.AVISIT, visit.AVISITN, visit.day)
    best = subjects().loc[usubjid, "best_response"]
    yield _row(usubjid, "BOR", best, "", "", "", seen.loc[seen["response"] == best, "day"].iloc[0])


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
        "ADY": day + 1,
        "ADT": calendar_date(usubjid, day),
    }
