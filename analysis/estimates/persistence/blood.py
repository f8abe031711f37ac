"""Blood: samples after each infusion in order of time, each quantified or below a stated limit, never zero; blanks."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.study import droplets

QUANTIFIED, DETECTED, NOT_DETECTED = "quantified", "detected", "not detected"
STATUSES = [QUANTIFIED, DETECTED, NOT_DETECTED]
KEYS = ["USUBJID", "PARAMCD", "INFUSION"]
UNIT = "copies/µg DNA"  # of AVAL without AVALU


def after_infusion(ddpcr):
    """The samples with a result: KEYS, HOURS, status, value, limit, unit; in order of subject, infusion and time.

    quantified: at or above LLOQ, `value` set. detected: from LOD up to LLOQ, `limit` LLOQ. not detected: below LOD (or
    LLOQ without LOD), which is the limit, NaN if not stated. A blank AVAL is below the limit where BLQFL is Y, else no
    result: left out. ValueError names every contradictory row: AVAL negative or 0 as if measured, BLQFL against AVAL
    and LLOQ, LOD above LLOQ, no subject, infusion or hours.
    """
    rows = _complete(ddpcr)
    problems = [f"{row.USUBJID}, infusion {row.INFUSION:g}, {row.HOURS:g} h: {words}" for words, found in _doubts(rows)
                for row in rows[found].itertuples()]  # fmt: skip
    if problems:
        raise ValueError("ddpcr: " + "; ".join(problems))
    rows = rows[rows["AVAL"].notna() | rows["BLQFL"].eq("Y")]
    below = rows["BLQFL"].eq("Y") | (rows["AVAL"] < rows["LLOQ"]) | (rows["AVAL"] < rows["LOD"])
    seen = below & rows["LOD"].notna() & (rows["AVAL"] >= rows["LOD"])
    status = np.select([~below, seen], [QUANTIFIED, DETECTED], NOT_DETECTED)
    limit = rows["LLOQ"].where(seen, rows["LOD"].fillna(rows["LLOQ"]))
    found = rows.assign(status=status, value=rows["AVAL"].where(~below), limit=limit.where(below))
    found = found.rename(columns={"AVALU": "unit"})[[*KEYS, "HOURS", "status", "value", "limit", "unit"]]
    return found.sort_values([*KEYS, "HOURS"], kind="stable", ignore_index=True)


def flow_of(homing):
    """The measured values in blood of each companion assay: like `after_infusion`, PARAMCD the assay."""
    rows = homing[(homing["SPECIMEN"].str.casefold() == "blood") & (homing["AVALC"].notna() | homing["AVAL"].notna())]
    flag = rows["AVALC"].eq("NOT DETECTED").map({True: "Y", False: None})
    return after_infusion(rows.assign(PARAMCD=rows["ASSAY"], BLQFL=flag))


def evaluable(ddpcr, subjects):
    """Who was measured: per subject the infusions and samples with a result, samples without one, hours sampled."""
    rows = _complete(ddpcr)
    result = rows["AVAL"].notna() | rows["BLQFL"].eq("Y")
    of = {"infusions": ("INFUSION", "nunique"), "samples": ("HOURS", "size"), "without_result": ("HOURS", "size")}
    of |= {"first_hours": ("HOURS", "min"), "last_hours": ("HOURS", "max")}
    found = rows[result].groupby("USUBJID").agg(**of).reindex(pd.Index(subjects, name="USUBJID"))
    found["without_result"] = rows[~result].groupby("USUBJID").size()
    counts = ["infusions", "samples", "without_result"]
    return found.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, int)).reset_index()


def results_by_status(courses):
    """How many samples were quantified, detected and not detected at each time: PARAMCD, HOURS, n, and the three."""
    counts = courses.groupby(["PARAMCD", "HOURS", "status"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=STATUSES, fill_value=0)
    return counts.assign(n=counts.sum(axis=1))[["n", *STATUSES]].rename_axis(columns=None).reset_index()


def _complete(ddpcr):
    """The rows with every optional column, and only rows that say of whom and when."""
    blank = {"PARAMCD": "ddPCR", "BLQFL": None, "LLOQ": np.nan, "LOD": np.nan, "AVALU": None}
    rows = ddpcr.assign(**{name: value for name, value in blank.items() if name not in ddpcr})
    rows = rows.assign(PARAMCD=rows["PARAMCD"].fillna("ddPCR"), AVALU=rows["AVALU"].fillna(UNIT))
    lost = rows.index[rows[["USUBJID", "INFUSION", "HOURS"]].isna().any(axis=1)]
    if len(lost):
        listed = "; ".join(f"row {row}: {rows['USUBJID'][row]}" for row in lost)
        raise ValueError(f"ddpcr: {listed}; expected a subject, the infusion and the hours after it in every row")
    return rows.astype(dict.fromkeys(("AVAL", "LLOQ", "LOD", "HOURS"), float))


def _doubts(rows):
    """What contradicts itself: words and a mask of rows each."""
    aval, lloq, flag = rows["AVAL"], rows["LLOQ"], rows["BLQFL"]
    yield "AVAL below 0", aval < 0
    unlimited = lloq.isna() & rows["LOD"].isna() & ~flag.eq("Y")
    yield "AVAL 0 without LLOQ, LOD or BLQFL Y; zero is no measured concentration", (aval == 0) & unlimited
    yield "BLQFL Y but AVAL at LLOQ or above", flag.eq("Y") & (aval >= lloq)
    yield "BLQFL N but AVAL below LLOQ", flag.eq("N") & (aval < lloq)
    yield "LOD above LLOQ", rows["LOD"] > lloq


class Blood(namedtuple("Blood", "evaluable blanks samples status courses flow")):
    """Samples of blood: by subject, blank wells, samples computed from droplets, by result and time, courses, flow."""


def blood(study):
    """The Blood of a study: ddpcr as its file has it or computed from droplets, and blood in homing.

    courses and flow are as `after_infusion`; blanks and samples have rows only where ddpcr comes from droplets.
    ValueError for droplet files that cannot be used, and rows that contradict themselves.
    """
    ddpcr = droplets.table(study)
    courses, computed = after_infusion(ddpcr), any(source.layout for source in study.declaration.tables["ddpcr"])
    samples, flow = ddpcr if computed else ddpcr.iloc[:0], flow_of(study.table("homing"))
    return Blood(evaluable(ddpcr, study.subjects), droplets.blanks(study), samples, results_by_status(courses),
                 courses, flow)  # fmt: skip
