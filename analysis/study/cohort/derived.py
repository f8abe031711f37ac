"""What tables lack and other columns tell: responses in RECIST's words, study days of dates, numbers of visits."""

import pandas as pd

from analysis.study.tables import SCHEMAS, words
from analysis.vocabulary import BASELINE, study_day

RESPONSE_PARAMETERS = ("OVR", "BOR", "CBOR")
RECIST = "responses are read as RECIST's"
DAYS = {"ADY": "ADT", "ASTDY": "ASTDT"}
OPTIONAL = {"adrs": ("ADY", "AVAL", "AVALC"), "nkflow": ("ADY",), "homing": ("AVAL", "LLOQ", "LOD")}  # may lack


def derive(frames, raws, declaration):
    """Fill the frames with what follows from them, and say what, a sentence for each."""
    notes = []
    for name, frame in frames.items():
        if name == "adrs" and {"PARAMCD", "AVALC"} <= set(frame):
            rows = frame["PARAMCD"].isin(RESPONSE_PARAMETERS)
            notes += _coded(frame, "AVALC", rows, "responses", f"{', '.join(raws[name].files)}: {RECIST}")
        if name == "adae" and "AREL" in frame:
            notes += _coded(frame, "AREL", True, "related", f"{', '.join(raws[name].files)}: AREL is read")
        for day, date in DAYS.items():
            if day in SCHEMAS[name].columns:
                notes += _days(name, frame, frames.get("adsl"), day, date)
        notes += _visit_numbers(name, frame, declaration.visits)
        for column in OPTIONAL.get(name, ()):
            if column not in frame:
                frame[column] = float("nan")
    return notes


def _coded(frame, column, rows, kind, beginning):
    """Known words of a column as ours; unknown ones stay, to be told."""
    rows = rows & frame[column].notna()
    said = frame.loc[rows, column]
    read = words.translated(said, kind).fillna(said)
    frame.loc[rows, column] = read
    if changed := words.changes(said, read):
        yield f"{beginning}: {changed}"


def _days(name, frame, adsl, day, date):
    """Study days of dates: the day of first treatment (TRTSDT) is day 1, there is no day 0."""
    if date not in frame or adsl is None or not {"USUBJID", "TRTSDT"} <= set(adsl) or "USUBJID" not in frame:
        return
    first = adsl.dropna(subset=["USUBJID"]).drop_duplicates("USUBJID").set_index("USUBJID")["TRTSDT"]
    days = study_day(frame[date], frame["USUBJID"].map(first))
    blank = frame[day].isna() if day in frame else pd.Series(True, frame.index)
    if filled := int((blank & days.notna()).sum()):
        frame[day] = days.where(blank, frame[day].astype(float) if day in frame else days).astype(float)
        yield f"{name}: {day} of {filled} rows is counted from {date} and the day of first treatment (TRTSDT)"


def _visit_numbers(name, frame, visits):
    """Numbers of visits, in the order of study.yml; those of draws else by their days, or as they come in the file."""
    lacks = "AVISIT" in frame and "AVISITN" not in frame and "AVISITN" in SCHEMAS[name].columns
    if lacks and (visits or name == "samples"):
        in_order, where = (visits, "in study.yml") if visits else _in_time(frame)
        frame["AVISITN"] = frame["AVISIT"].map({visit: float(place) for place, visit in enumerate(in_order)})
        yield f"{name}: AVISITN is the place of the visit {where}, from 0"


def _in_time(frame):
    """The visits in order, and how it is known."""
    days = frame.groupby("AVISIT")["ADY"].median() if "ADY" in frame else pd.Series([float("nan")])
    if days.notna().all():
        return list(days.sort_values(kind="stable").index), "by the middle of its days"
    return sorted(
        frame["AVISIT"].dropna().unique(), key=lambda visit: visit != BASELINE
    ), f"in the file, {BASELINE} first"
