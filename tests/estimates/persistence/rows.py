"""Small tables of blood samples and of tissue, as the tests of persistence work them by hand."""

import numpy as np
import pandas as pd

from analysis.estimates.persistence.blood import after_infusion, kinetics


def ddpcr(*rows, lloq=10.0, lod=np.nan):
    """Rows (subject, infusion, hours, value); value None is a blank AVAL with BLQFL Y."""
    frame = pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "AVAL"])
    flag = frame["AVAL"].isna().map({True: "Y", False: None})
    return frame.assign(PARAMCD="T", AVALU="c/µg", BLQFL=flag, LLOQ=lloq, LOD=lod, AVAL=frame["AVAL"].astype(float))


def one(*points, **limits):
    """The kinetics of one infusion from (hours, value)."""
    rows = [("1", 1, hours, value) for hours, value in points]
    return kinetics(after_infusion(ddpcr(*rows, **limits))).iloc[0]


def two_subjects():
    return kinetics(after_infusion(ddpcr(
        ("1", 1, 1, 100.0), ("1", 1, 4, None), ("1", 2, 1, 200.0), ("1", 2, 4, None), ("1", 3, 1, 400.0),
        ("2", 1, 1, 400.0), ("2", 1, 4, None), ("2", 2, 1, None), ("2", 2, 4, None),
    )))  # fmt: skip


def homing_rows():
    return pd.DataFrame(
        [("1", "stain", "tumour", 8, 168, "DETECTED", np.nan, np.nan),
         ("1", "flow", "blood", 1, 1, "DETECTED", 0.4, 0.05),
         ("1", "flow", "blood", 1, 4, "NOT DETECTED", np.nan, 0.05)],
        columns=["USUBJID", "ASSAY", "SPECIMEN", "INFUSION", "HOURS", "AVALC", "AVAL", "LOD"],
    )  # fmt: skip
