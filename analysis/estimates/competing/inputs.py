"""What every estimate of several causes takes: times and the cause of each subject's event."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.estimates.survival.checks import settled

Causes = namedtuple("Causes", "time code names")


def causes(frame):
    """The Causes of a frame by subject: `time` (0 or more) and `cause`, an ordered categorical, missing for censored.

    code: 0 for censored, 1, 2, … in the order of `names`. ValueError for other columns, and for no subjects.
    """
    if not {"time", "cause"} <= set(frame) or not isinstance(frame["cause"].dtype, pd.CategoricalDtype):
        raise ValueError(f"causes: columns {list(frame)}; expected time and a categorical cause")
    if not len(frame) or not (frame["time"] >= 0).all():
        raise ValueError("causes: expected subjects, each with a time of 0 or more")
    (time,) = settled(frame["time"])
    return Causes(time, np.asarray(frame["cause"].cat.codes, int) + 1, list(frame["cause"].cat.categories))


def counts(own):
    """Distinct times (k,), who is at risk before each (k,), and events of each cause there (k, causes)."""
    times, where = np.unique(own.time, return_inverse=True)
    leaving = np.bincount(where, minlength=len(times))
    events = [
        np.bincount(where, weights=own.code == code, minlength=len(times)) for code in range(1, len(own.names) + 1)
    ]
    return times, leaving[::-1].cumsum()[::-1], np.column_stack(events), where
