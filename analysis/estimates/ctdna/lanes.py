"""What a swimmer plot says of each subject: response, survival, outcome, and ctDNA at three time points in words."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna.overview import LATEST, time_points

POINTS = ["baseline", "response", "last"]


def states(draws):
    """ctDNA of each subject at baseline, the response visit and the latest later draw, in words, by USUBJID.

    Words: `not detected` (no non-germline variant), else `detected`; at the response visit the direction since
    baseline (decreased, unchanged, increased) where both were measured. Missing: no sample.
    """
    points = time_points(draws)
    words = points["detected"].map({True: "detected", False: "not detected"})
    table = points.assign(word=words).pivot(index="USUBJID", columns="point", values="word")
    table = table.reindex(columns=[draws.baseline, draws.visit, LATEST]).set_axis(POINTS, axis=1)
    direction = draws.change["change"].astype(object).reindex(table.index)
    known = (table["response"] == "detected") & direction.notna()
    return table.assign(response=table["response"].where(~known, direction))


def lanes(draws):
    """One row per subject with both endpoints: USUBJID, os, pfs (report units), outcome, best_response, ctDNA in words.

    outcome: dead; alive after progression; alive, progression-free. best_response: CR, PR, SD, PD, NE where missing.
    ctDNA: the words of `states`, and last_cleared, whether the last draw on treatment was clear. No rows where no
    subject has a change of ctDNA or the study lacks OS or PFS.
    """
    if draws.change.empty or not {"OS", "PFS"} <= set(draws.study.endpoints):
        return pd.DataFrame()
    overall, free = (draws.study.endpoint(name) for name in ("OS", "PFS"))
    both = overall.join(free, how="inner", lsuffix="_os", rsuffix="_pfs")
    words = ["dead", "alive after progression"]
    outcome = np.select([both["event_os"], both["event_pfs"]], words, default="alive, progression-free")
    table = pd.DataFrame({"os": both["time_os"], "pfs": both["time_pfs"], "outcome": outcome}, index=both.index)
    table["best_response"] = draws.best_response.astype(object).reindex(table.index).fillna("NE")
    return table.join([states(draws), draws.ever["last_cleared"]]).rename_axis("USUBJID").reset_index()
