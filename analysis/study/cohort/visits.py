"""Have visits one name and one day in every table, and is a group known no earlier than the sample that makes it?"""

import re
from difflib import SequenceMatcher

import pandas as pd

from analysis.study.cohort.received import check, place
from analysis.study.tables import percents

MADE_OF = {"2_ctdna": "samples", "3_nk_phenotype": "nkflow"}  # the table whose later visits make a section's groupings
CHANGES = re.compile(r"change|clear|respon|dynamic", re.IGNORECASE)  # names of groupings that need a later sample
CHANGE_OF = re.compile(r"nk_(.+)_change")
ALIKE, RARE = 0.8, 5  # likeness of two names; how many times rarer a misspelt one is, at least
APART, FACTOR = 14, 2  # days and times by which the middle day of a visit differs between tables
TURN, SURE = 5, 0.8  # subjects with two visits, at least, and the share of them in whom one comes before the other
PERCENTS = ("nkflow",)


def checks(study, raws):
    """The Checks of visits that the columns of a Study allow; raws: its RawTables."""
    for look in (_names, _days, _turns, _fractions, _known, _markers):
        yield from look(study, raws)


def _with(study, *columns):
    return {name: frame for name, frame in study.frames.items() if set(columns) <= set(frame)}


def _names(study, raws):
    """Rare names of visits that are nearly a usual one, with the same numbers."""
    frames = _with(study, "AVISIT")
    counts = pd.concat([frame["AVISIT"] for frame in frames.values()] or [pd.Series(dtype=object)]).value_counts()
    meant = {word: usual for word in counts.index if (usual := _meant(word, counts))}
    for name, frame in frames.items():
        rows = frame.index[frame["AVISIT"].isin(meant)]
        notes = [f'{place(raws[name], [row])}: AVISIT is "{word}"; is it "{meant[word]}" ({counts[meant[word]]} rows)?'
                 for row, word in frame["AVISIT"][rows].items()]  # fmt: skip
        yield check("visits have one name", name, frame["AVISIT"].notna().sum(), len(rows), *notes)


def _meant(word, counts):
    """The usual name of a visit that this rare one is nearly, or nothing."""
    digits = re.findall(r"\d+", word)
    for usual, n in counts.items():
        frequent = usual != word and n >= RARE * counts[word] and re.findall(r"\d+", usual) == digits
        if frequent and SequenceMatcher(None, usual.casefold(), word.casefold()).ratio() >= ALIKE:
            return usual
    return None


def _days(study, _):
    """Visits whose middle study day in a table is far from that of all tables."""
    frames = _with(study, "AVISIT", "ADY")
    middle = pd.DataFrame({name: frame.groupby("AVISIT")["ADY"].median() for name, frame in frames.items()})
    usual = middle.median(axis=1)
    for name in frames:
        other = middle.drop(columns=name).median(axis=1)
        far = (middle[name] - other).abs() > APART
        far &= (middle[name] > FACTOR * other) | (other > FACTOR * middle[name])
        notes = [f"{name}: {visit} is on day {middle[name][visit]:g} (median), on day {other[visit]:g} in other tables"
                 for visit in usual.index[far]]  # fmt: skip
        yield check("visits are on the same days", name, other.notna().sum(), far.sum(), *notes)


def _turns(study, _):
    """Subjects whose visits follow each other otherwise than in nearly all."""
    for name, frame in _with(study, "AVISIT", "ADY").items():
        days = frame.groupby(["USUBJID", "AVISIT"])["ADY"].min().unstack()
        in_turn, n, notes = list(days.median().sort_values().index), 0, []
        for first, second in zip(in_turn, in_turn[1:], strict=False):
            after = (days[second] - days[first]).dropna()
            sure = len(after) >= TURN and (after > 0).mean() >= SURE
            n += len(after)
            notes += [f"{name}: {subject} has {second} before {first}, on days {days[second][subject]:g} and "
                      f"{days[first][subject]:g}" for subject in after.index[after < 0] if sure]  # fmt: skip
        yield check("visits follow each other", name, n, len(notes), *notes)


def _fractions(study, _):
    """Markers that are fractions at one visit and percent at others, or fractions where other markers are percent."""
    for name in (name for name in PERCENTS if name in _with(study, "PARAMCD", "AVISIT", "AVAL")):
        groups, notes = percents.looked(study.frames[name])
        yield check("percent at every visit", name, groups, len(notes), *(f"{name}: {note}" for note in notes))


def _known(study, _):
    """Groupings said to be known before the first sample after baseline, of which they are made."""
    for name, grouping in study.groupings.items():
        frame = study.frames.get(MADE_OF.get(grouping.section), pd.DataFrame())
        if CHANGES.search(name) and {"AVISIT", "ADY"} <= set(frame) and grouping.known_day != "varies":
            first = frame.groupby("AVISIT")["ADY"].median().idxmin()
            day = frame.loc[frame["AVISIT"] != first, "ADY"].min() - 1
            note = (f"groupings.{name}: known_day is {grouping.known_day:g}; the first sample after {first}, of which "
                    f"it is made, is from day {day:g}")  # fmt: skip
            yield check("groups are known no earlier than their samples", name, 1, grouping.known_day < day, note)


def _markers(study, _):
    """Groupings by the change of a marker that no row of flow cytometry has."""
    rows = study.frames.get("nkflow", pd.DataFrame())
    there = set(rows["PARAMCD"].str.casefold()) if "PARAMCD" in rows else None
    for name, grouping in study.groupings.items():
        marker = CHANGE_OF.fullmatch(name)
        if there is not None and marker and grouping.section == "3_nk_phenotype":
            note = f"groupings.{name}: nkflow has no rows of the marker {marker[1].upper()}"
            yield check("each marker that is grouped by is there", name, 1, marker[1] not in there, note)
