"""Cohorts that tests of the sweep share."""

import numpy as np
import pandas as pd

from tests.estimates.cutoff.test_fits import cohort


def eight(seed=0, markers=3):
    """Eight subjects, six events, some markers."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"S{i}" for i in range(8)], name="USUBJID")
    tte = pd.DataFrame({"time": np.arange(1, 9) * 3.0, "event": [True] * 6 + [False] * 2}, index)
    return pd.DataFrame(rng.random((8, markers)), index, columns=[f"m{i}" for i in range(markers)]), tte


def twenty():
    """The cohort n = 20, s = 3 of the engine's tests with three markers, as recorded from R."""
    time, event, x = cohort(20, 3)
    i = np.arange(1, 21)
    index = [f"S{n}" for n in i]
    markers = pd.DataFrame({"x": x, "y": (i * 7) % 11, "z": (i * 9) % 17}, index, dtype=float)
    return markers, pd.DataFrame({"time": time, "event": event}, index)
