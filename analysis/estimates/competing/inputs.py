"""What every estimate of several causes takes: times and the cause of each subject's event."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.estimates.survival.checks import observed
from analysis.estimates.survival.curve import to_come

DELAYED = "delayed entry: its weights are those of subjects who are all there from the start"


class Causes(namedtuple("Causes", "time code names start")):
    """Times and codes of subjects (n,), the names of causes; `start`: entries, or None (`survival.checks.observed`)."""


def causes(frame):
    """The Causes of a frame by subject: `time` (0 or more) and `cause`, an ordered categorical, missing for censored.

    code: 0 for censored, 1, 2, … in the order of `names`; `entry` as in any time-to-event frame. ValueError for other
    columns, and for no subjects.
    """
    if not {"time", "cause"} <= set(frame) or not isinstance(frame["cause"].dtype, pd.CategoricalDtype):
        raise ValueError(f"causes: columns {list(frame)}; expected time and a categorical cause")
    if not len(frame) or not (frame["time"] >= 0).all():
        raise ValueError("causes: expected subjects, each with a time of 0 or more")
    time, _, start = observed(frame.drop(columns="cause").assign(event=frame["cause"].notna()))
    return Causes(time, np.asarray(frame["cause"].cat.codes, int) + 1, list(frame["cause"].cat.categories), start)


def counts(own):
    """Distinct times (k,), who is at risk before each (k,), and events of each cause there (k, causes)."""
    times, where = np.unique(own.time, return_inverse=True)
    leaving = np.bincount(where, minlength=len(times))
    events = [
        np.bincount(where, weights=own.code == code, minlength=len(times)) for code in range(1, len(own.names) + 1)
    ]
    late = 0 if own.start is None else to_come(own.start, times)
    return times, leaving[::-1].cumsum()[::-1] - late, np.column_stack(events), where
