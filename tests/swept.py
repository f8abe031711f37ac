"""A small sweep of cut-offs: eight subjects, a marker that follows survival, one that does not, one of zeros."""

import numpy as np
import pandas as pd

from analysis.estimates import cutoff


def swept():
    """The frame of markers, the outcome and the table of the sweep."""
    rng = np.random.default_rng(6)
    index = pd.Index([f"S{n}" for n in range(8)], name="USUBJID")
    tte = pd.DataFrame({"time": [3.0, 5, 8, 11, 16, 20, 30, 41], "event": [True] * 6 + [False] * 2}, index)
    markers = pd.DataFrame({"CD8+": tte["time"] / 100, "PD-1+": rng.random(8), "none+": 0.0}, index)
    return markers, tte, cutoff.sweep(markers, tte)
