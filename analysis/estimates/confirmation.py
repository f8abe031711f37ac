"""What the second witness said, counted; lifelines itself, which is slow to load, is not needed here."""

import numpy as np

COLUMNS = ["kind", "sample", "group", "value", "ours", "lifelines", "agree", "reason"]


def summary(values):
    """The comparison by kind, one row each: kind, n (values), n_agree, largest (relative difference), n_reason."""
    difference = apart(values["ours"], values["lifelines"])
    rows = values.assign(
        apart=np.where(values["agree"], difference, np.nan), why=values["reason"].ne("") & ~values["agree"]
    )
    columns = {"n": ("agree", "size"), "n_agree": ("agree", "sum"), "largest": ("apart", "max")}
    return rows.groupby("kind", sort=False).agg(**columns, n_reason=("why", "sum")).reset_index()


def reasons(values):
    """Why values of each kind are not confirmed: kind, reason, n."""
    return values[~values["agree"]].groupby(["kind", "reason"], sort=False).size().rename("n").reset_index()


def apart(ours, theirs):
    """The difference relative to the larger size; 0 for two equal infinities, NaN where one is not there."""
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.maximum(np.maximum(np.abs(ours), np.abs(theirs)), 1e-300)
        return np.where(np.equal(ours, theirs), 0.0, np.abs(np.subtract(ours, theirs)) / size)
