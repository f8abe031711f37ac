"""What a swimmer plot says of each subject: response, survival, outcome, and ctDNA at three time points in words."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna.overview import LATEST, time_points
from analysis.estimates.ctdna.response import RESPONSE_VISIT
from analysis.estimates.ctdna.samples import BASELINE

POINTS = ["baseline", "response", "last"]


def states(by_sample, change, *, response=RESPONSE_VISIT, baseline=BASELINE):
    """ctDNA of each subject at baseline, the response visit and the latest later draw, in words, by USUBJID.

    Words: `not detected` (no non-germline variant), else `detected`; at the response visit the direction since
    baseline (decreased, unchanged, increased; frame of `ctdna.delta`) where both were measured. Missing: no sample.
    """
    points = time_points(by_sample, response=response, baseline=baseline)
    words = points["detected"].map({True: "detected", False: "not detected"})
    table = points.assign(word=words).pivot(index="USUBJID", columns="point", values="word")
    table = table.reindex(columns=[baseline, response, LATEST]).set_axis(POINTS, axis=1)
    direction = change["change"].astype(object).reindex(table.index)
    known = (table["response"] == "detected") & direction.notna()
    return table.assign(response=table["response"].where(~known, direction))


def lanes(overall, progression_free, best_response, states):
    """One row per subject with both endpoints: USUBJID, best_response, os, pfs, outcome and the words of `states`.

    overall, progression_free: tte of OS and PFS; best_response: Series by USUBJID (CR, PR, SD, PD; NE where
    missing). outcome: dead; alive after progression; alive, progression-free.
    """
    both = overall.join(progression_free, how="inner", lsuffix="_os", rsuffix="_pfs")
    outcome = np.select(
        [both["event_os"], both["event_pfs"]], ["dead", "alive after progression"], default="alive, progression-free"
    )
    table = pd.DataFrame({"os": both["time_os"], "pfs": both["time_pfs"], "outcome": outcome}, index=both.index)
    table["best_response"] = best_response.astype(object).reindex(table.index).fillna("NE")
    return table.join(states).rename_axis("USUBJID").reset_index()
