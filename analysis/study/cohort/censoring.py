"""An endpoint censored by further rules that study.yml declares: a new therapy, or missed assessments, before its end.

Source: FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, guidance for industry (2007,
revised 2018), example tables for PFS analysis: a new anticancer treatment, and progression or death after two or more
missed visits, are censored at the last adequate assessment.
"""

import numpy as np
import pandas as pd

from analysis.study.declaration import FILE
from analysis.study.problems import Problem, near
from analysis.vocabulary import DAYS_PER_UNIT, study_time

THERAPY, GAP = "new therapy", "missed assessments"
CHANGED = ["USUBJID", "time", "event", "rule", "since", "time_by_rule"]
GRACE = 0.5  # days: what is so near to the end is of its day, as times in months round


def by_rule(study, endpoint):
    """An endpoint as `Study.endpoint` with its censoring rules applied, and who changes: a frame of CHANGED.

    Adequate assessments are visits of adrs (OVR) before the end whose response is neither NE nor PD; without one a
    subject is censored at 0. A therapy of the day of the end or later changes nothing, nor does a gap before a
    censoring. `since`: when the therapy began, or the last assessment before the gap; all times in report units.
    Where a rule leaves no time after a late entry, the subject is absent. KeyError for an endpoint without rules.
    """
    rules, tte = study.censoring[endpoint], study.endpoint(endpoint)
    shift, seen = days_to_treatment(study, endpoint), _assessments(study)
    began = study_time(_therapies(study, rules.new_therapy).groupby(level=0).min(), "days")
    rows = [_applied(study, rules, tte.loc[subject], seen.get(subject, np.array([])) + shift.get(subject, 0.0),
                     began.get(subject, np.nan) + shift.get(subject, 0.0)) for subject in tte.index]  # fmt: skip
    told = pd.DataFrame(rows, index=tte.index, columns=["time_by_rule", "rule", "since"])
    hit = told["rule"] != ""
    own = tte.assign(time=tte["time"].where(~hit, told["time_by_rule"]), event=tte["event"] & ~hit)
    changed = tte.join(told)[hit].rename_axis("USUBJID").reset_index()[CHANGED]
    return own[(own.get("entry", 0.0) <= 0) | (own.get("entry", 0.0) < own["time"])], changed


def _applied(study, rules, row, seen, began):
    """When the earliest rule censors a subject (days since time 0 made report units), which, and since when."""
    scale = DAYS_PER_UNIT[study.report_unit]
    end, found = row["time"] * scale, []
    if began < end - GRACE:
        found.append((_last(seen, began + GRACE), THERAPY, began))
    before = _last(seen, end - GRACE)
    if rules.gap_days is not None and row["event"] and end - before > rules.gap_days + GRACE:
        found.append((before, GAP, before))
    at, rule, since = min(found, default=(np.nan, "", np.nan))
    return at / scale, rule, since / scale


def _last(seen, before):
    """The last assessment before a time, 0 where there is none."""
    return float(max(seen[seen < before], default=0.0))


def days_to_treatment(study, endpoint):
    """The days from time 0 of an endpoint (STARTDT, as of randomisation) to the first treatment, from which study days
    count: a Series by USUBJID, 0 where a date is missing; empty for a study without STARTDT or TRTSDT.
    """
    rows, adsl = study.table("adtte"), study.table("adsl").set_index("USUBJID")
    rows = rows[rows["PARAMCD"] == endpoint].set_index("USUBJID")
    if not ("STARTDT" in rows and "TRTSDT" in adsl):
        return pd.Series(dtype=float)
    return (adsl["TRTSDT"].reindex(rows.index) - rows["STARTDT"]).dt.days.fillna(0.0)


def _assessments(study):
    """The days since first treatment of each subject's adequate assessments before progression, {USUBJID: array}."""
    rows = study.table("adrs", "ADY")
    rows = rows[rows["PARAMCD"].eq("OVR") & ~rows["AVALC"].isin(["NE", "PD"]) & rows["AVALC"].notna()]
    days = study_time(rows["ADY"].dropna(), "days").clip(lower=0)
    return {subject: own.to_numpy(float) for subject, own in days.groupby(rows["USUBJID"])}


def undated(study, endpoint):
    """The subjects with a new therapy of an endpoint's rules without a day (ASTDY), which censors nobody, in order."""
    days = _therapies(study, study.censoring[endpoint].new_therapy)
    return list(days.index[days.isna()].unique())


def _therapies(study, categories):
    """The day of each new therapy as study days count, a Series by USUBJID; empty where the rules name none."""
    if categories is None:
        return pd.Series(dtype=float)
    rows = study.table("adcm", "CMCAT", "ASTDY")
    return rows[rows["CMCAT"].isin(categories)].set_index("USUBJID")["ASTDY"]


def problems(read):
    """The problems of the censoring rules of a `crosschecks.Read`: endpoints, tables, categories that no row has."""
    known = read.frames.get("adtte", {}).get("PARAMCD")
    for endpoint, said in read.declaration.censoring.items():
        place = f"censoring.{endpoint}"
        if known is not None and endpoint not in set(known):
            expected = f"an endpoint of adtte; {near(endpoint, known.dropna().unique())}"
            yield Problem(FILE, "", place, endpoint, expected)
        for table in ("adrs", *["adcm"] * (said.new_therapy is not None)):
            if table not in read.declaration.tables:
                yield Problem(FILE, "", place, endpoint, f"the table {table}, of which its rule is made")
        visits = read.frames.get("adrs", {}).get("PARAMCD")
        if visits is not None and not visits.eq("OVR").any():
            expected = "visits in adrs (PARAMCD OVR), of which the last adequate one is taken"
            yield Problem(FILE, "", place, endpoint, expected)
        there = read.frames.get("adcm", {}).get("CMCAT")
        for word in (word for word in said.new_therapy or () if there is not None and word not in set(there)):
            yield Problem(
                FILE, "", f"{place}.new_therapy", word, f"a CMCAT of adcm; {near(word, there.dropna().unique())}"
            )
