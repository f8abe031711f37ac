"""Percents of NK cells at each visit, their change after treatment began, and both as numbers against survival.

`nkflow` holds one row per subject, visit and marker: USUBJID, AVISIT, ADY, PARAMCD, AVAL (percent of NK cells), and
PARAM, the words for the marker, where a study has them."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.estimates import continuous
from analysis.study import flow
from analysis.study.problems import NotInData, Problem, StudyError, near, stop
from analysis.vocabulary import study_time

BASELINE = "Baseline"
INCREASED, DECREASED = "increased", "decreased"


class Measured(namedtuple("Measured", "table names evaluable changes over_time unit landmarks", defaults=[{}])):
    """The markers of a study: their rows, the words for each, who can be compared, changes to a visit, courses."""

    @property
    def notes(self):
        """What was left out of the table, and changes that no survival is compared by, in sentences."""
        lost = self.changes.loc[self.changes["ADY"].isna(), "USUBJID"].unique()
        told = f"changes of {len(lost)} subjects have no study day and are in no comparison: {', '.join(lost)}"
        return [*self.table.attrs.get("notes", []), *([told] if len(lost) else [])]

    @property
    def labels(self):
        """The words for each grouping of `by_change`."""
        return {f"{key(marker)}_change": f"{words}, change" for marker, words in self.names.items()}

    @property
    def by_change(self):
        """What `efficacy.comparisons` takes to compare increased with decreased, as `by_change`."""
        return by_change(self.changes, unit=self.unit) | {"landmark": self.landmarks}


def measured(study, markers=(), *, visit):
    """The Measured of a study, for some markers or all, with changes from baseline to a visit; errors of its parts."""
    nkflow, unit = table(study, markers), study.report_unit
    moved = changes(nkflow, visit=visit)
    compared = evaluable(nkflow, study.subjects, visit=visit)
    known, over_time = names(nkflow), values_over_time(nkflow, moved, unit=unit)
    declared = [name for name in (f"{key(marker)}_change" for marker in known) if name in study.groupings]
    return Measured(nkflow, known, compared, moved, over_time, unit, {name: study.landmark(name) for name in declared})


def table(study, markers=()):
    """A study's `nkflow` for some markers, or all; StudyError: one is unknown, or an export is unreadable."""
    nkflow = flow.table(study)
    chosen = list(names(nkflow, markers))
    rows = nkflow[nkflow["PARAMCD"].isin(chosen)]
    return rows.sort_values("PARAMCD", key=lambda column: column.map(chosen.index), kind="stable")


def names(nkflow, only=()):
    """{PARAMCD: PARAM} of the markers in `only` or all; StudyError for one that the table does not hold."""
    words = nkflow["PARAM"] if "PARAM" in nkflow else nkflow["PARAMCD"]
    known = dict(zip(nkflow["PARAMCD"], words.fillna(nkflow["PARAMCD"]), strict=True))
    absent = [name for name in only if name not in known]
    problems = [Problem("nkflow", "", "markers", name, f"a marker; {near(name, known)}") for name in absent]
    stop(*problems, error=StudyError)
    return {name: known[name] for name in only or known}


def trajectories(nkflow):
    """PARAMCD, USUBJID, AVISIT, ADY, AVAL, BASE (percent), CHG (percentage points), by marker and subject in day order.

    BASE, CHG: missing without baseline. `NotInData` names each value outside 0–100 and each second value of a visit.
    """
    rows = nkflow[["PARAMCD", "USUBJID", "AVISIT", "ADY", "AVAL"]].dropna(subset=["AVAL"])
    _check(rows)
    base = rows.loc[rows["AVISIT"] == BASELINE, ["PARAMCD", "USUBJID", "AVAL"]].rename(columns={"AVAL": "BASE"})
    rows = rows.merge(base, how="left", on=["PARAMCD", "USUBJID"])
    rows = rows.assign(CHG=rows["AVAL"] - rows["BASE"], place=pd.factorize(rows["PARAMCD"])[0])
    return rows.sort_values(["place", "USUBJID", "ADY"]).drop(columns="place").reset_index(drop=True)


def baseline(nkflow):
    """The baseline percent of each marker and subject: PARAMCD, USUBJID, value. Errors as in `trajectories`."""
    rows = trajectories(nkflow).query("AVISIT == @BASELINE")[["PARAMCD", "USUBJID", "AVAL"]]
    return rows.rename(columns={"AVAL": "value"}).reset_index(drop=True)


def changes(nkflow, *, visit):
    """Each value at a visit with a baseline: `trajectories` and group: decreased, increased or missing (equal)."""
    rows = trajectories(nkflow)
    rows = rows.loc[
        (rows["AVISIT"] == visit) & rows["BASE"].notna(), ["PARAMCD", "USUBJID", "BASE", "AVAL", "CHG", "ADY"]
    ]
    words = np.select([rows["CHG"] > 0, rows["CHG"] < 0], [INCREASED, DECREASED], default="")
    group = pd.Categorical(words, categories=[DECREASED, INCREASED], ordered=True)
    return rows.assign(group=group).reset_index(drop=True)


def key(marker):
    """What the names of groupings and numbers made of a marker begin with: PDL1 as nk_pdl1."""
    return f"nk_{marker.lower()}"


def known_at(changes, *, unit="months"):
    """The time from which each change is known, Series as the rows: the visit's day (ADY 1 is time 0)."""
    return study_time(changes["ADY"], unit).clip(lower=0)


def by_change(changes, *, unit="months"):
    """What `efficacy.comparisons` takes: groups, references, known_at (in `unit`) by grouping (as nk_pdl1_change).

    Of changes that have a day; NotInData where none has.
    """
    dated = changes.dropna(subset=["ADY"])
    if len(changes) and dated.empty:
        raise NotInData(
            "nkflow: no visit has a study day (ADY, or ADT and TRTSDT): from when a change is known is unsaid"
        )
    timed = dated.assign(known=known_at(dated, unit=unit)).set_index("USUBJID")
    markers = {f"{key(marker)}_change": own for marker, own in timed.groupby("PARAMCD", sort=False)}
    groups, known = ({name: own[column] for name, own in markers.items()} for column in ("group", "known"))
    return {"groups": groups, "references": dict.fromkeys(markers, DECREASED), "known_at": known}


def values_over_time(nkflow, changes, *, unit="months"):
    """PARAMCD, USUBJID, time (from day 1, in `unit`), value, group of `changes`, known_at (none without a change)."""
    rows = trajectories(nkflow).dropna(subset=["ADY"])
    known = changes[["PARAMCD", "USUBJID", "group"]].assign(known_at=known_at(changes, unit=unit))
    rows = rows.assign(time=study_time(rows["ADY"], unit), value=rows["AVAL"])
    return rows[["PARAMCD", "USUBJID", "time", "value"]].merge(known, how="left", on=["PARAMCD", "USUBJID"])


def evaluable(nkflow, subjects, *, visit):
    """For each marker how many of `subjects` can be compared at a visit, and who cannot (USUBJID, apart by a comma)."""
    measured, changed, rows = trajectories(nkflow), changes(nkflow, visit=visit), []
    for marker in names(nkflow):
        visits = measured.loc[measured["PARAMCD"] == marker, "AVISIT"].value_counts()
        own = changed[changed["PARAMCD"] == marker]
        rows.append({
            "PARAMCD": marker, "n": len(subjects), "baseline": visits.get(BASELINE, 0), "visit": visits.get(visit, 0),
            **{word: int((own["group"] == word).sum()) for word in (INCREASED, DECREASED)},
            "unchanged": int((own["CHG"] == 0).sum()),
            "not_compared": ", ".join(map(str, pd.Index(subjects).difference(own["USUBJID"])))})  # fmt: skip
    return pd.DataFrame(rows)


def _check(rows):
    """Refuse values that are no percent and second values of one visit, all of them named."""
    wrong = [f"{row.PARAMCD}, {row.USUBJID} {row.AVISIT}: {row.AVAL} is not a percent (0–100)"
             for row in rows[~rows["AVAL"].between(0, 100)].itertuples()]  # fmt: skip
    twice = rows[rows.duplicated(["PARAMCD", "USUBJID", "AVISIT"])]
    wrong += [f"{row.PARAMCD}, {row.USUBJID} {row.AVISIT}: a second value, {row.AVAL}" for row in twice.itertuples()]
    if wrong:
        raise NotInData(f"nkflow: {'; '.join(wrong)}")


def hazard_ratios(measured, ttes, *, per=10.0):
    """Result rows of ttes ({endpoint: tte}): hazard ratio per `per` points of each baseline value and each change."""
    timed = measured.changes.dropna(subset=["ADY"])
    timed = timed.assign(known=known_at(timed, unit=measured.unit))
    both = baseline(measured.table), timed
    before, timed = (rows.set_index("USUBJID").groupby("PARAMCD", sort=False) for rows in both)
    values = {f"{key(marker)}_baseline": own["value"] for marker, own in before}
    values |= {f"{key(marker)}_points": own["CHG"] for marker, own in timed}
    known = {f"{key(marker)}_points": own["known"] for marker, own in timed}
    return continuous.comparisons(ttes, values, known_at=known, unit=per)
