"""Tidy tables as a reader wants them: results in words and printed numbers, other tables by their column names."""

import pandas as pd

from analysis import efficacy, vocabulary
from analysis.report import numbers

DECIMALS = {
    "hazard_ratio": 2,
    "nonlinearity": 2,
    "log_rank": 2,
    "interaction": 2,
    "count": 0,
    "rank": 0,
    "correlation": 2,
}
AS_PERCENT = {"rate", "proportion", "event_free"}
WORDS = {
    "hazard_ratio": "Hazard ratio",
    "nonlinearity": "Non-linearity χ²",
    "log_rank": "Log-rank χ²",
    "event_free": "Event-free",
    "rate": "Survival",
    "follow_up": "Follow-up",
    "follow_up_minimum": "Minimum follow-up",
    "restricted_mean": "Restricted mean",
}
NOT_ESTIMABLE = "NE"
HEADINGS = {
    "estimate": "Estimate",
    "conf_low": "95% CI low",
    "conf_high": "95% CI high",
    "p_value": "P",
    "p_adjusted": "Holm P",
    "n": "n",
    "n_event": "Events",
    "n_risk": "At risk",
    "n_censor": "Censored",
}


def results(rows):
    """The result rows in words: one line an estimate, `Estimate (95% CI)` and P printed, empty columns left out."""
    rows = rows.reindex(columns=vocabulary.RESULT_COLUMNS)
    if rows["p_adjusted"].isna().all() and rows["p_value"].notna().sum() > 1:
        rows = efficacy.holm(rows)
    shown = pd.DataFrame(
        {
            "Endpoint": rows["endpoint"],
            "Population": rows["population"].where(rows["population"] != vocabulary.EVERYONE),
            "Grouping": rows["grouping"] if rows["grouping"].replace("", None).nunique() > 1 else None,
            "Estimate of": rows["estimand"].map(lambda name: WORDS.get(name, str(name).replace("_", " ").capitalize())),
            "Group": [_compared(row) for row in rows.to_dict("records")],
            "At": [_at(row) for row in rows.to_dict("records")],
            "Estimate (95% CI)": [_estimate(row) for row in rows.to_dict("records")],
            "P": rows["p_value"].map(numbers.p_value),
            "Holm P": rows["p_adjusted"].map(numbers.p_value),
            "n": rows["n"].map(_whole),
            "Events": rows["n_event"].map(_whole),
            "Method": rows["method"],
            "Note": rows["note"],
        }
    )
    return without_blanks(shown)


def printed(frame):
    """The printed form of a tidy table: `results` for result rows, `table` for any other."""
    return results(frame) if {"estimand", "estimate", "method"} <= set(frame.columns) else table(frame)


def table(frame):
    """A formatted copy of any tidy table: P values, whole numbers and three significant digits elsewhere."""
    return pd.DataFrame({HEADINGS.get(name, name): _column(frame[name], name) for name in frame.columns})


def without_blanks(frame):
    """The table without the columns that say nothing in any row, and with "" for nothing elsewhere."""
    blank = frame.isna() | frame.isin(["", numbers.MISSING])
    telling = frame.loc[:, ~blank.all()].astype(object)
    return telling.where(telling.notna(), "")


def _column(column, name):
    if str(name).startswith("p_"):
        return column.map(numbers.p_value)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").fillna(numbers.MISSING)
    if pd.api.types.is_float_dtype(column):
        whole = column.dropna().mod(1).eq(0).all()
        return column.map(_whole if whole else _significant)
    return column.astype(object).where(column.notna(), numbers.MISSING)


def _whole(value):
    return numbers.number(value, 0)


def _significant(value):
    if numbers.absent(value):
        return numbers.MISSING
    return numbers.number(value, 0) if abs(value) >= 1000 else f"{value:.3g}"


def _compared(row):
    group, reference = (("" if numbers.absent(row[key]) else str(row[key])) for key in ("group", "reference"))
    return f"{group} v {reference}" if reference else group


def _at(row):
    return "" if numbers.absent(row["at"]) else str(row["at"]).removesuffix(".0")


def _estimate(row):
    if numbers.absent(row["estimate"]):
        without = row["estimand"] == "hazard_ratio" or str(row["note"]).startswith(vocabulary.NOT_ESTIMABLE)
        absent = NOT_ESTIMABLE if without else numbers.NOT_REACHED
        blank = numbers.absent(row["conf_low"]) and numbers.absent(row["conf_high"])
        return absent if blank else f"{absent} ({numbers.interval(row['conf_low'], row['conf_high'], _decimals(row))})"
    write = numbers.percent if row["estimand"] in AS_PERCENT else numbers.number
    return numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], _decimals(row), write=write)


def _decimals(row):
    return DECIMALS.get(row["estimand"], 1)
