"""mgus2 of R's package survival: 1384 subjects, progression to malignancy (115) and death (860), in months."""

from pathlib import Path

import pandas as pd

FILE = Path(__file__).with_name("mgus2.csv")  # R: with(mgus2, ifelse(pstat == 0, futime, ptime)), 2 * death, or 1


def read():
    """The frame of times and causes, and the sex of each subject."""
    rows = pd.read_csv(FILE)
    cause = pd.Categorical(rows["event"].map({1: "malignancy", 2: "death"}), ["malignancy", "death"], ordered=True)
    return pd.DataFrame({"time": rows["time"].astype(float), "cause": cause}), rows["sex"]


def small():
    """Twelve subjects with two causes, and three groups."""
    event, group = [1, 2, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1], list("abbabccacbac")
    cause = pd.Categorical(pd.Series(event).map({1: "x", 2: "y"}), ["x", "y"], ordered=True)
    return pd.DataFrame({"time": [float(at) for at in range(1, 13)], "cause": cause}), pd.Series(group)
