"""Change of ctDNA on treatment, molecular response, and clearance with the day it became known."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna.samples import BASELINE, check_visits

RESPONSE_VISIT = "After cycle 2"
CHANGES = ("decreased", "unchanged", "increased")
RESPONSES = ("cleared", "molecular response", "stable", "molecular progression", "newly detected", "not detected")


def delta(by_sample, *, visit=RESPONSE_VISIT, baseline=BASELINE):
    """Change of ctDNA concentration from baseline to a visit, one row per subject with both, indexed by USUBJID.

    Columns BASE, AVAL, CHG (hGE/mL), PCHG (percent of BASE; missing where BASE is 0, as the note says), ADY of the
    draw, change (decreased, unchanged, increased) and note. ValueError for a visit at which nobody was drawn.
    """
    check_visits(by_sample, baseline, visit)
    values = by_sample.pivot(index="USUBJID", columns="AVISIT", values="concentration")
    days = by_sample[by_sample["AVISIT"] == visit].set_index("USUBJID")["ADY"]
    table = pd.DataFrame({"BASE": values.get(baseline), "AVAL": values.get(visit)}, dtype=float).dropna()
    table["CHG"] = table["AVAL"] - table["BASE"]
    table["PCHG"] = (100 * table["CHG"] / table["BASE"]).where(table["BASE"] > 0)
    table["ADY"] = days.reindex(table.index)
    sign = np.sign(table["CHG"]).map({-1.0: "decreased", 0.0: "unchanged", 1.0: "increased"})
    table["change"] = pd.Categorical(sign, categories=CHANGES, ordered=True)
    table["note"] = np.where(table["BASE"] == 0, "baseline 0: no fold change", "")
    return table


def clearance(by_sample, *, visit=RESPONSE_VISIT, baseline=BASELINE):
    """Clearance as the paper's Methods define it: no non-germline variant at the response time point.

    A row per subject with a draw at `visit`, by USUBJID: ADY, n_variants, cleared, baseline_detected (missing without a
    baseline draw), by which the reader sees who had none to clear.
    """
    at_visit = by_sample[by_sample["AVISIT"] == visit].set_index("USUBJID")
    table = at_visit[["ADY", "n_variants"]].assign(cleared=~at_visit["detected"])
    return table.assign(baseline_detected=_baseline(by_sample, baseline).reindex(table.index))


def ever_clearance(by_sample, *, baseline=BASELINE):
    """Clearance at any on-treatment draw, the grouping of the paper's Results, with the day it became known.

    A row per subject with a draw after baseline, by USUBJID: cleared, known_day (ADY of the first clear draw; missing
    if never), first_visit, last_cleared and last_day (of the last draw), n_draws, baseline_detected. Being cleared
    takes surviving until a draw: compare by `known_day`, not from day 0.
    """
    later = by_sample[by_sample["AVISIT"] != baseline].sort_values(["USUBJID", "AVISITN"], kind="stable")
    clear = later[~later["detected"]].drop_duplicates("USUBJID").set_index("USUBJID")
    last = later.drop_duplicates("USUBJID", keep="last").set_index("USUBJID")
    table = pd.DataFrame(index=last.index)
    table["cleared"] = table.index.isin(clear.index)
    table["known_day"] = clear["ADY"].reindex(table.index).astype(float)
    table["first_visit"] = clear["AVISIT"].reindex(table.index)
    table["last_cleared"], table["last_day"] = ~last["detected"], last["ADY"]
    table["n_draws"] = later.groupby("USUBJID").size()
    return table.assign(baseline_detected=_baseline(by_sample, baseline).reindex(table.index))


def molecular_response(change, *, response=-50.0, progression=50.0):
    """Class of molecular response per subject, ordered as RESPONSES, from the frame of `delta`.

    cleared: nothing found on treatment; molecular response: PCHG <= response; molecular progression: PCHG >=
    progression; stable: between; newly detected: baseline 0; not detected: 0 at both. The paper names no limits; the
    defaults are halving and a rise by half.
    """
    base, value, percent = change["BASE"], change["AVAL"], change["PCHG"]
    label = np.select(
        [(base == 0) & (value == 0), base == 0, value == 0, percent <= response, percent >= progression],
        ["not detected", "newly detected", "cleared", "molecular response", "molecular progression"],
        default="stable",
    )
    return pd.Series(pd.Categorical(label, categories=RESPONSES, ordered=True), index=change.index)


def subjects(draws, *, response=-50.0, progression=50.0):
    """What ctDNA says of each subject with a draw on treatment, a row each.

    USUBJID, columns of `delta`, molecular_response (limits as there), cleared_at_visit, columns of `ever_clearance`;
    missing without a draw to tell.
    """
    at_visit = clearance(draws.by_sample, visit=draws.visit, baseline=draws.baseline)["cleared"]
    molecular = molecular_response(draws.change, response=response, progression=progression)
    parts = [molecular.rename("molecular_response"), at_visit.rename("cleared_at_visit"), draws.ever]
    return draws.change.join(parts, how="outer").sort_index().rename_axis("USUBJID").reset_index()


def group(labels, levels):
    """Labels as an ordered categorical of the declared levels; labels outside them (as `unchanged`) become missing."""
    return pd.Series(pd.Categorical(labels, categories=list(levels), ordered=True), index=labels.index)


def _baseline(by_sample, baseline):
    return by_sample[by_sample["AVISIT"] == baseline].set_index("USUBJID")["detected"].astype(object)
