"""Do the tables of a study agree? Each check says what must hold, where it looked and what is against it.

What no study can have is refused (see `crosschecks`); what is looked at here may be true, or a mistake that no program
can tell from the truth, and is told.
"""

import numpy as np
import pandas as pd

from analysis.study.cohort import arms, outcomes, responses, unread, visits
from analysis.study.cohort.received import check, place
from analysis.study.tables import SCHEMAS, empty, kind
from analysis.study.text import MISSING
from analysis.vocabulary import study_day

DAYS = (("ADY", "ADT"), ("ASTDY", "ASTDT"), ("AENDY", "AENDT"))
ORDER = (("RFICDT", "TRTSDT"),)  # consent, first treatment: the other way round is a breach, or two columns exchanged
PERCENTS = ("nkflow", "ligands")
# What is measured in a unit, and what tells kinds of it apart.
MEASURED = {"adsl": "TMB", "adtte": "AVAL", "adrs": "AVAL", "adex": "EXDOSE", "samples": "CFDNA", "ddpcr": "AVAL",
            "homing": "AVAL"}  # fmt: skip
KINDS = ("PARAMCD", "ASSAY", "SPECIMEN", "EXTRT", "EXDOSU", "AVALU")
JUMP, ROBUST = 300, 4  # times the median, and standard deviations of the logarithm by its median deviation, at least
USUAL_CFDNA = (0.2, 2000)  # ng/mL of plasma: a median outside is mostly in another unit


def checks(study, raws):
    """Every Check of a Study and its RawTables that its columns allow, in a fixed order."""
    before, after = (_repeated, _absent), (_missing_words, _partial_dates, _days, _order, _units, _cfdna, _percents)
    looks = (*before, outcomes.checks, responses.checks, arms.checks, unread.checks, visits.checks, *after)
    return tuple(found for look in looks for found in look(study, raws))


def _repeated(_, raws):
    for name, raw in raws.items():
        again = raw.cells.index[raw.cells.duplicated()]
        note = f"{name}: {len(again)} rows repeat another, first {place(raw, again)}"
        yield check("no row stands twice", name, len(raw.cells), len(again), note)


def _absent(study, _):
    """Endpoints that subjects lack, and tables that end before the last subjects of adsl."""
    n = len(study.subjects)
    for name in (name for name in study.endpoints if name in ("OS", "PFS")):
        lacking = study.subjects.difference(study.endpoint(name).index, sort=False)
        note = f"adtte has no {name} for {len(lacking)} of {n} subjects: {', '.join(lacking)}"
        yield check(f"each subject has {name}", "adtte", n, len(lacking), note)
    for name in (name for name in study.frames if name not in ("adsl", "adtte")):
        last = _cut_short(study.subjects, study.frames[name]["USUBJID"].drop_duplicates())
        note = f"{name}: has rows of all subjects but the last {last} of adsl, in the same order; is it cut short?"
        yield check("no table ends before the last subjects", name, n, last, note)


def _cut_short(subjects, there):
    """How many subjects at the end have no row, where all before them have one in the same order; else 0."""
    last = len(subjects) - len(there)
    return last if last >= 2 and len(there) >= 5 and list(there) == list(subjects[: len(there)]) else 0


def _missing_words(_, raws):
    """Words for a missing value (NaN, NA, a dot); one alone may have been a number."""
    for name, raw in raws.items():
        said = raw.cells.isin(MISSING - {""})
        words = ", ".join(sorted(raw.cells.where(said).stack().unique()))
        first = place(raw, raw.cells.index[said.any(axis=1)])
        note = f"{name}: {said.sum().sum()} cells say {words}, first {first}; they are missing"
        yield check("no cell is missing in words", name, said.size, said.sum().sum(), note)


def _partial_dates(study, raws):
    for name, raw in raws.items():
        frame = study.frames[name]
        for column in (column for column in frame if kind(SCHEMAS[name], column) == "date"):
            partial = (frame[column].isna() & raw.cells[column].str.match(r"\d{4}")).sum()
            note = f"{', '.join(raw.files)}: {partial} partial dates in {column} are taken as missing"
            yield check("dates are whole", name, frame[column].notna().sum() + partial, partial, note)


def _days(study, raws):
    """Study days that are not those of their dates, where the day of first treatment (TRTSDT) is day 1, and days 0."""
    first = study.frames["adsl"].set_index("USUBJID").reindex(columns=["TRTSDT"])["TRTSDT"].astype("datetime64[ns]")
    for name, frame in study.frames.items():
        for day, date in ((day, date) for day, date in DAYS if day in frame):
            dates = frame.reindex(columns=[date])[date].astype("datetime64[ns]")
            difference = (frame[day] - study_day(dates, frame["USUBJID"].map(first))).abs()
            zero = frame.index[frame[day] == 0]
            apart, where = frame.index[difference > 1], place(raws[name], zero)
            note = f"{name}: {day} and {date} are more than a day apart in {len(apart)} rows, first "
            note += place(raws[name], apart)
            yield check("study days are those of their dates", name, difference.notna().sum(), len(apart), note)
            note = f"{name}: {day} is 0 in {len(zero)} rows, first {where}; the first treatment is day 1"
            yield check("no study day is 0", name, frame[day].notna().sum(), len(zero), note)


def _order(study, raws):
    for name, frame in study.frames.items():
        for first, last in (pair for pair in ORDER if set(pair) <= set(frame)):
            before = frame.index[frame[last] < frame[first]]
            note = f"{name}: {last} is before {first} in {len(before)} rows, first {place(raws[name], before)}"
            yield check(f"{last} is no earlier than {first}", name, frame[[first, last]].notna().all(axis=1).sum(),
                        len(before), note)  # fmt: skip


def _units(study, raws):
    """Values that stand a thousandfold away from the others of their kind."""
    for name, column in ((name, column) for name, column in MEASURED.items() if column in study.frames.get(name, ())):
        frame = study.frames[name]
        kinds = [frame[other] for other in KINDS if other in frame] or [pd.Series("", frame.index)]
        far = [row for _, own in frame[column].groupby(kinds, dropna=False) for row in _far(own, up=name == "adtte")]
        notes = [f"{place(raws[name], [row])}: {column} is {frame[column][row]:g}, far from all others: another unit?"
                 for row in far]  # fmt: skip
        yield check("measured values are in one unit", name, frame[column].notna().sum(), len(far), *notes)


def _far(values, *, up):
    """The rows whose value is JUMP times the median of five or more, or more where they are spread; up: only above."""
    size = np.log10(values[values > 0])
    apart = size - size.median()
    limit = max(np.log10(JUMP), ROBUST * 1.4826 * apart.abs().median()) if len(size) >= 5 else np.inf
    return size.index[(apart if up else apart.abs()) > limit]


def _cfdna(study, _):
    measured = study.frames.get("samples", empty("samples")).get("CFDNA", pd.Series(dtype=float)).dropna()
    low, high = USUAL_CFDNA
    if len(measured):
        odd = 0 if low <= measured.median() <= high else len(measured)
        note = f"samples: the median CFDNA is {measured.median():g}; ng/mL are expected, mostly from 1 to 100"
        yield check("CFDNA is in ng/mL", "samples", len(measured), odd, note)


def _percents(study, _):
    for name in (name for name in PERCENTS if name in study.frames):
        values = study.frames[name].get("AVAL", pd.Series(dtype=float)).dropna()
        odd = len(values) if values.max() <= 1 else 0
        note = f"{name}: the largest AVAL is {values.max():g}; percent from 0 to 100 are expected, not fractions"
        yield check("AVAL is in percent", name, len(values), odd, note)
