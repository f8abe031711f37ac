"""nkflow: PD-1+ and PD-L1+ percent of NK cells. The direction of change after cycle 2 is the survival layer's label."""

import pandas as pd

from .response import assessments
from .timeline import STUDYID, rng, subjects

PARAM = {"PD1": "PD-1+ of NK cells (%)", "PDL1": "PD-L1+ of NK cells (%)"}
LABEL = {"PD1": "nk_pd1", "PDL1": "nk_pdl1"}
TYPICAL = {"PD1": 6.5, "PDL1": 9.0}  # percent at baseline
LATER_VISITS = (4, 8, 12, 16, 24, 32)


def nkflow():
    """Return the long table: both markers at baseline; on treatment where the layer has a direction for the marker."""
    draw = rng("nkflow")
    rows = []
    for paramcd in PARAM:
        baseline = _baselines(paramcd, draw)
        for usubjid, direction in subjects()[LABEL[paramcd]].items():
            rows.append((usubjid, "Baseline", 0, 0, paramcd, baseline[usubjid]))
            if isinstance(direction, str):
                rows += _on_treatment(usubjid, paramcd, baseline[usubjid], direction, draw)
    table = pd.DataFrame([_row(*row) for row in rows])
    return table.sort_values(["USUBJID", "AVISITN", "PARAMCD"], kind="stable").reset_index(drop=True)


def _baselines(paramcd, draw):
    """Log-normal and blind to survival, so long and short survivors are alike but for chance."""
    ids = subjects().index
    return (TYPICAL[paramcd] * pd.Series(draw.lognormal(0, 0.45, size=len(ids)), index=ids)).round(1)


def _on_treatment(usubjid, paramcd, baseline, direction, draw):
    """After cycle 2 at least a fifth up or down from baseline; later visits wander on the same side."""
    seen = assessments().query("USUBJID == @usubjid")
    for visit in seen[seen["AVISITN"].isin((2, *LATER_VISITS))].itertuples():
        factor = draw.uniform(1.25, 2.6) if direction == "up" else draw.uniform(0.35, 0.8)
        yield usubjid, visit.AVISIT, visit.AVISITN, visit.day, paramcd, round(baseline * factor, 1)


def _row(usubjid, avisit, avisitn, day, paramcd, percent):
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "AVISIT": avisit,
        "AVISITN": avisitn,
        "ADY": day + 1,
        "PARAMCD": paramcd,
        "PARAM": PARAM[paramcd],
        "AVAL": f"{percent:.1f}",
        "AVALU": "%",
    }
