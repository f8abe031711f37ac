"""Tidy tables as a reader wants them: results in words and printed numbers, headings of headings.csv over columns."""

import functools
import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.figures import numbers

WRITERS = {"share": numbers.percent, "ratio": numbers.ratio}  # by the kind of the estimand; others as numbers
RATES = {"OS": "Survival", "PFS": "Progression-free", "DOR": "Still in response"}
STATUS = {"alive": "alive at last contact", "progression-free": "progression-free at last contact"}
NOT_ESTIMABLE = "NE"
HEADINGS = dict(pd.read_csv(Path(__file__).parent / "headings.csv", keep_default_na=False).to_numpy())
NAMES = [(re.compile(code), words)
         for code, words in pd.read_csv(Path(__file__).parent / "names.csv").to_numpy()]  # fmt: skip
# Columns of tables that hold fractions of 1, and numbers in percent or in percentage points.
FRACTIONS = {"max_vaf", "mtbi", "nadir", "rise_mtbi", "vaf_baseline", "vaf_resistance", "fraction",
             "min_vaf"}  # fmt: skip
UNITS = {"percent": "%", "percentage points": numbers.POINTS}
TIMES = {"rate", "hazard_ratio", "restricted_mean", "difference"}  # their `at` is a time in report units
LONG_CODE = r"[A-Z]{7,}|[A-Z]+( [A-Z]+)+"  # PROGRESSIVE DISEASE, ONGOING; not TP53, LUSC, OS


def results(rows, *, labels=None, unit=""):
    """The result rows in words: one line an estimate, times in `unit`, labels of groupings, no empty columns."""
    rows, labels = rows.reindex(columns=vocabulary.RESULT_COLUMNS), labels or {}
    records, follow_up = rows.to_dict("records"), rows["estimand"].str.startswith("follow_up").all()
    timed = unit and rows.loc[rows["at"].notna() & rows["at"].ne(""), "estimand"].isin(TIMES).all()
    return without_blanks(pd.DataFrame({
        "Endpoint": rows["endpoint"].map(lambda name: named(name, labels)),
        "Population": _populations(rows["population"]).map(lambda name: named(name, labels)),
        "Grouping": _groupings(rows["grouping"]).map(lambda name: named(name, labels)),
        "Estimate of": [_estimand(row) for row in records], "Method": rows["method"],
        "Group": [_compared(row, labels) for row in records],
        _when(rows["at"], unit if timed else ""): [_at(row) for row in records],
        "Estimate (95% CI)": [_estimate(row) for row in records],
        "P": rows["p_value"].map(numbers.p_value), "Adjusted P": rows["p_adjusted"].map(numbers.p_value),
        "n": rows["n"].map(_whole), "Censored" if follow_up else "Events": rows["n_event"].map(_whole),
        "Note": rows["note"]}))  # fmt: skip


def printed(frame, **words):
    """The printed form of a tidy table: `results` for result rows (`words` are its options), `table` for any other."""
    return results(frame, **words) if {"estimand", "estimate", "method"} <= set(frame.columns) else table(frame)


def table(frame):
    """A formatted copy of any tidy table: P values, whole numbers and three significant digits elsewhere."""
    return pd.DataFrame({heading(name): _column(frame[name], name) for name in frame.columns})


def labels(study):
    """The words for the populations, groupings and numbers of a study, {name: label}."""
    declared = {**getattr(study, "numbers", {}), **study.groupings}
    return {**study.populations, **{name: found.label or name for name, found in declared.items()}}


def without_blanks(frame):
    """The table without the columns that say nothing in any row, and with "" for nothing elsewhere."""
    telling = frame.loc[:, ~(frame.isna() | frame.isin(["", numbers.MISSING])).all()].astype(object)
    return telling.where(telling.notna(), "")


def _column(column, name):
    if str(name).startswith("p_"):
        return column.map(numbers.p_value)
    if name in FRACTIONS:
        return column.map(numbers.significant_percent)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").fillna(numbers.MISSING)
    if pd.api.types.is_float_dtype(column):
        return column.map(_whole if column.dropna().mod(1).eq(0).all() else _significant)
    return column.astype(object).map(said).where(column.notna(), numbers.MISSING)


def _whole(value):
    return numbers.number(value, 0)


def _significant(value):
    if numbers.absent(value):
        return numbers.MISSING
    return numbers.number(value, 0) if abs(value) >= 1000 else numbers.Printed(f"{value:.3g}".replace("-", "−"), value)


def _populations(names):
    """Names of populations; nothing where all rows are of everyone."""
    everyone = names.eq(vocabulary.EVERYONE)
    return names.where(~everyone, None if everyone.all() else "all subjects")


def _groupings(names):
    """Names of groupings; nothing where the rows are of one."""
    return names if names[names.notna() & names.ne("")].nunique() > 1 else names.mask(names.notna())


def _estimand(row):
    if row["estimand"] == "difference" and row["method"] == vocabulary.KM_AREA_DIFFERENCE:
        return "Restricted mean, difference"
    words = vocabulary.estimand(row["estimand"]).words
    return RATES.get(row["endpoint"], words) if row["estimand"] == "rate" else words


def _compared(row, labels):
    group, reference = (("" if numbers.absent(row[key]) else str(row[key])) for key in ("group", "reference"))
    if row["grouping"] == "population":  # its groups are populations of the study
        group, reference = named(group, labels), named(reference, labels)
    group = STATUS.get(group, group) if row["grouping"] == "status" else said(group)
    return f"{group} v {reference}" if reference else group


def _when(at, unit):
    """The heading over places: times in a unit, the names of visits, or other numbers."""
    named = [isinstance(one, str) and not re.fullmatch(r"[\d.]*", one) for one in at]
    return "Visit" if any(named) else f"At, {unit}" if unit else "At"


def _at(row):
    if isinstance(row["at"], str):
        return row["at"].removesuffix(".0")
    return "" if numbers.absent(row["at"]) else numbers.Printed(f"{row['at']:.4g}".replace("-", "−"), row["at"])


def _estimate(row):
    limits, decimals = (row["conf_low"], row["conf_high"]), decimals_of(row)
    if not numbers.absent(row["estimate"]):
        return numbers.estimate_ci(row["estimate"], *limits, decimals, write=writer_of(row))
    absent = numbers.NOT_REACHED if row["reason"] == vocabulary.NOT_REACHED else NOT_ESTIMABLE
    known = f" ({numbers.interval(*limits, decimals, write=writer_of(row))})"
    return numbers.Printed(absent if all(map(numbers.absent, limits)) else absent + known, None)


def decimals_of(row):
    """How many decimals a row's estimate is printed with: none for days."""
    own = vocabulary.estimand(row["estimand"]).decimals
    return numbers.time_decimals(row["unit"]) if own is None else own


def writer_of(row):
    """How a row's estimate is written: as percent, in percentage points, as a ratio, or as a number."""
    unit = row.get("unit")
    if row["estimand"] == "difference" and unit == "proportion":
        return numbers.points
    if unit in UNITS:
        return functools.partial(_with_unit, unit=UNITS[unit])
    return WRITERS.get(vocabulary.estimand(row["estimand"]).kind, numbers.number)


def _with_unit(value, decimals, *, unit, missing=numbers.MISSING):
    text = numbers.number(value, decimals, missing=missing)
    return text if numbers.absent(value) else numbers.Printed(f"{text}{unit}", value)


def heading(name):
    """The words over a column: those listed here or, for a name of small letters, the name with a capital."""
    name = str(name)
    plain = re.fullmatch(r"[a-z][a-z0-9_]*", name)
    return HEADINGS.get(name, name.replace("_", " ").capitalize() if plain else name)


def named(code, labels=None):
    """The words for the code of an endpoint, population or grouping: those in `labels`, of names.csv, or as `said`."""
    if not isinstance(code, str) or code in (labels or {}):
        return said((labels or {}).get(code, code))
    found = [(match, words) for pattern, words in NAMES if (match := pattern.fullmatch(code))]
    return found[0][1].format(*map(str.upper, found[0][0].groups())) if found else said(code)


def said(value):
    """The words for a value of a table: yes and no for a truth, a code of capitals or with _ as words."""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    if re.fullmatch(LONG_CODE, value):
        return value.capitalize()
    if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+|[A-Z][a-z]+(_[A-Z]?[a-z]+)+", value):  # best_response, Frame_Shift_Del
        return value[0] + value[1:].replace("_", " ").lower()
    return value
