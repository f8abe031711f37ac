"""Data sets and strategies that several tests of survival use."""

import pandas as pd
from hypothesis import strategies as st
from lifelines.datasets import load_lung

# Therneau & Grambsch's manner: six subjects, a tie of an event with a censoring at 6, the last one censored.
SIX = pd.DataFrame({"time": [1.0, 4, 6, 6, 8, 9], "event": [True, True, True, False, True, False]})

# Three not cleared die first, then one cleared dies and one lives: a likelihood without maximum.
SEPARATED = pd.DataFrame(
    {"time": [10, 15.2, 20, 42.1, 50], "event": [True, True, True, True, False]}, index=["n1", "n2", "n3", "c1", "c2"]
)
CLEARANCE = pd.Series(["not cleared"] * 3 + ["cleared"] * 2, index=SEPARATED.index)

subjects = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=30)
grouped_subjects = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.sampled_from(["a", "b", "c"])), min_size=4, max_size=24
)


def frame(rows):
    """A time-to-event frame of tuples that begin with time and event."""
    return pd.DataFrame({"time": [float(row[0]) for row in rows], "event": [row[1] for row in rows]})


def labels(rows):
    """The third entry of each tuple as a group."""
    return pd.Series([row[2] for row in rows])


def lung():
    """The NCCTG lung trial as lifelines ships it: time-to-event frame in days, sex, all columns."""
    data = load_lung()
    tte = pd.DataFrame({"time": data["time"].astype(float), "event": data["status"].astype(bool)})
    return tte, data["sex"].map({1: "M", 2: "F"}), data
