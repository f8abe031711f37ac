"""The facts of a result row as columns, and its note written from them; nothing is ever decided by reading a note."""

import numpy as np
import pandas as pd

from analysis import vocabulary

TRUTHS, WORDS = ["naive", "separated"], ["note", "family", "reason", "role", "planned"]


def missing(reason, *remarks):
    """The columns `reason` (why there is no estimate, "" where there is one) and `note` of a row with these remarks."""
    return {"reason": reason, "note": note(reason, *remarks)}


def note(reason="", *remarks):
    """The note of a row: why there is no estimate, then each remark, apart by "; "."""
    stands = reason in ("", vocabulary.NOT_REACHED)
    return "; ".join(filter(None, [reason if stands else f"{vocabulary.NOT_ESTIMABLE}: {reason}", *remarks]))


def remarked(rows, remark, *, first=False):
    """The rows with a further remark at the end of every note, or at its beginning; a blank one changes nothing."""
    before = rows["note"].fillna("") if "note" in rows else pd.Series("", index=rows.index)
    parts = [(remark, old) if first else (old, remark) for old in before]
    return rows.assign(note=["; ".join(filter(None, pair)) for pair in parts])


def complete(rows):
    """The rows with every column of the vocabulary; where a row does not say, False, "", and the role of its method."""
    rows = rows.reindex(columns=vocabulary.RESULT_COLUMNS).astype(object)
    usual = [getattr(method, "role", vocabulary.DESCRIPTIVE) for method in rows["method"]]
    rows["role"] = rows["role"].mask(rows["role"].isna() | rows["role"].eq(""), pd.Series(usual, index=rows.index))
    rows[WORDS] = rows[WORDS].where(rows[WORDS].notna(), "")
    # of no rows too: beside a column of another type truths would be written as 1.0
    return rows.assign(**{name: np.array([value == 1 for value in rows[name]], bool) for name in TRUTHS})
