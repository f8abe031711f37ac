"""What a reader should know of a study that is no error: gaps, undeclared files, numbers that look odd."""

from itertools import chain

from analysis.study.tables import SCHEMAS, kind

SLACK_DAYS = 2  # first day counted or not, and rounding
SLACK_SHARE = 0.02  # months of 30 days, of 30.4375, of the calendar


def notes(study, raws):
    """Sentences, one for each observation."""
    of_study = _without_endpoint(study), _dates_apart(study, raws), _partial_dates(study, raws)
    return chain(*of_study, _fractions_for_percent(study), _empty_levels(study))


def _without_endpoint(study):
    for name in study.endpoints:
        lacking = study.subjects.difference(study.endpoint(name).index, sort=False)
        if len(lacking) and name in ("OS", "PFS"):
            yield f"adtte has no {name} for {len(lacking)} of {len(study.subjects)} subjects: {', '.join(lacking)}"


def _dates_apart(study, raws):
    """Times that differ from their own dates: mostly a wrong unit."""
    rows = study.table("adtte")
    if {"STARTDT", "ADT"} <= set(rows):
        stated = study.in_units(rows, "days")
        counted = (rows["ADT"] - rows["STARTDT"]).dt.days
        apart = (stated - counted).abs() > SLACK_DAYS + SLACK_SHARE * counted.abs()
        for row in rows.index[apart]:
            place = ", ".join(raws["adtte"].places[row])
            yield f"{place}: AVAL is {stated[row]:.0f} days, ADT - STARTDT {counted[row]:.0f} days"


def _partial_dates(study, raws):
    for name, raw in raws.items():
        frame = study.table(name)
        for column in frame:
            if kind(SCHEMAS[name], column) == "date":
                partial = int((frame[column].isna() & raw.cells[column].str.match(r"\d{4}")).sum())
                if partial:
                    yield f"{', '.join(raw.files)}: {partial} partial dates in {column} are taken as missing"


def _fractions_for_percent(study):
    if "nkflow" in study.declaration.tables and "nkflow" in study.frames:
        largest = study.table("nkflow")["AVAL"].max()
        if largest <= 1:
            yield f"nkflow: the largest AVAL is {largest:g}; percent from 0 to 100 are expected, not fractions"


def _empty_levels(study):
    """Levels of a grouping that no subject has yet: in a small trial no mistake."""
    for name, grouping in study.groupings.items():
        if grouping.table in study.frames and grouping.section is None:
            empty = [level for level in grouping.levels if level not in set(study.group(name).dropna())]
            if empty:
                yield f"groupings.{name}: no subject is {' or '.join(empty)}"
