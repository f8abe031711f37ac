"""Which numbers tell of so few subjects that they must not leave the hospital, and the tables without them.

A count from 1 to k - 1 is small. A row is withheld, its estimate with it, where a count of it is small: its subjects,
its events, its subjects without event, the count behind a share, or what it lacks of the whole. The groups of a
grouping add up to the whole, so that one could be had from the others by subtraction: they are shown together or not at
all, and so are nested categories that differ by a small count. Shortest and longest values are one subject's each.
What is not known to be safe is withheld: a table with a column that is not listed here is not shown.
"""

import re

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis import vocabulary
from analysis.report.words import readable

WITHHELD = "withheld"
COUNTS = ("n", "n_event", "n_new")
# All columns of numbers that a table may have: counts, and estimates that go when their counts go.
KNOWN = {*COUNTS, "estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "at", "naive", "separated", "percent",
         "median", "median_low", "median_high", "is_reference", "p_interaction", "p_constancy", "rate", "rate_low",
         "rate_high"}  # fmt: skip
SHARES = ("proportion", "rate", "event_free")
SINGLE = ("minimum", "maximum", "follow_up_minimum")
NESTED = ("any_grade", "grade_3", "serious", "related", "discontinued", "term", "gene")  # of one and the same group
CELLS = ["characteristic", "AEDECOD", "row"]  # the first column of tables that are no results


def small(values, k):
    """Which counts are from 1 to k - 1; a share times its subjects is rounded first, nothing is no count."""
    return pd.to_numeric(values, errors="coerce").round().between(1, k - 1)


def withheld(frame, k, *, n, known=()):
    """Which rows of a tidy table or of results are withheld, where `n` subjects are in the study.

    known: (population, grouping) that are withheld wherever they stand.
    """
    rows = _complete(frame)
    units, bad = _units(rows), _small_rows(rows, k, n) | _apart(rows, k, n)
    unit_bad = bad.groupby(units).transform("any") | units.isin(known) | _differing(rows, units, k, n)
    return unit_bad | rows["estimand"].isin(SINGLE) | (rows["grouping"] == "population")


def groupings(rows, hidden):
    """The (population, grouping) of results of which a row is withheld, for `known`."""
    return set(_units(_complete(rows))[hidden & ~rows["estimand"].isin(SINGLE) & (rows["grouping"] != "")])


def is_safe(frame, subjects):
    """Whether a table has listed columns of numbers only and no column of subjects."""
    frame = frame.dropna(axis=1, how="all")
    numbers = [name for name in frame if is_numeric_dtype(frame[name]) or is_bool_dtype(frame[name])]
    words = [name for name in frame if name not in numbers]
    single = [name for name in words if set(frame[name].dropna().astype(str)) & set(subjects)]
    return set(numbers) <= KNOWN and "USUBJID" not in frame and not single and len(numbers) > 0


def masked(frame, hidden, k):
    """The table as a file: withheld rows have `<k` where a count is small, `withheld` for others and no estimate."""
    shown = frame.astype(object).where(frame.notna(), "")
    for name in KNOWN & set(frame) - {"naive", "separated", "is_reference", "at"}:
        word = np.where(small(frame[name], k), f"<{k}", WITHHELD) if name in COUNTS else ""
        shown[name] = shown[name].mask(hidden, pd.Series(word, frame.index))
    for name in {"note", "reason"} & set(frame):
        shown[name] = shown[name].mask(hidden, WITHHELD).map(lambda words: words if is_quiet(words, k) else "")
    return shown


def printed(frame, hidden, k, **words):
    """The table as it is printed, with the same words in the same places; `words` as `readable.printed` takes them."""
    empty = masked(frame, hidden, k)
    numeric = {name: pd.to_numeric(frame[name], errors="coerce").mask(hidden) for name in KNOWN & set(frame)}
    shown = readable.printed(frame.assign(**numeric, **{one: empty[one] for one in {"note", "reason"} & set(frame)}),
                             **words)  # fmt: skip
    for name, heading in {"n": "n", "n_event": readable.heading("n_event")}.items():
        heading = next((one for one in (heading, "Events", "Censored") if one in shown), heading)
        if name in frame and hidden.any():
            shown[heading] = shown.get(heading, pd.Series("", shown.index)).mask(hidden, empty[name])
    if "Estimate (95% CI)" in shown:
        shown["Estimate (95% CI)"] = shown["Estimate (95% CI)"].mask(hidden, WITHHELD)
    return shown


def is_quiet(words, k, subjects=()):
    """Whether a text has no subject's name and no number from 1 to k - 1, written as digits or word, that may count."""
    plain = re.sub(r"(?i)\b(grade|table|figure|month|week|day|year|cycle|level|landmark|section)s? [\d.,]+", " ", words)
    plain = re.sub(r"\d[\d,]*\.\d+|\d+(\.\d+)?%\s+(CI|confidence|limits)", " ", plain)
    counted = [int(found) for found in re.findall(r"(?<![\w.])\d+(?![\w]|\.\d)", plain.replace(",", ""))]
    named = re.findall(r"(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|single|both|none but)\b", plain)
    shares = re.findall(r"(\d+) ?(?:of|/) ?(\d+)", plain)
    apart = [int(whole) - int(part) for part, whole in shares]
    percents = re.search(r"\d%", plain)
    told = set(re.findall(r"[\w.-]+", words)) & set(map(str, subjects))
    return not (any(0 < one < k for one in (*counted, *apart)) or named or percents or told)


def _complete(frame):
    """The table with the columns by which rows are judged."""
    columns = {"estimand": "", "population": vocabulary.EVERYONE, "grouping": "", "group": "", "endpoint": "",
               "reference": "", "at": "", "method": "", "n": np.nan, "n_event": np.nan, "estimate": np.nan}  # fmt: skip
    rows = frame.assign(**{name: value for name, value in columns.items() if name not in frame})
    numbers = {name: pd.to_numeric(rows[name], errors="coerce").astype(float) for name in ("n", "n_event", "estimate")}
    return rows.assign(**numbers).fillna({name: value for name, value in columns.items() if value == ""})


def _units(rows):
    """What a row is shown or withheld with: its cell, the group of nested categories, its grouping, its endpoint."""
    first = next((name for name in CELLS if name in rows), None)
    if first:
        return rows[first].map(lambda cell: ("", first if first == "row" else str(cell)))
    alone = np.where(rows["grouping"].isin(NESTED), "of " + rows["group"].astype(str), rows["grouping"])
    alone = np.where(np.isin(rows["grouping"], ["", "status"]), "at " + rows["endpoint"].astype(str), alone)
    return pd.Series(list(zip(rows["population"], alone, strict=True)), rows.index)


def _small_rows(rows, k, n):
    counts = [rows["n"], rows["n_event"], rows["n"] - rows["n_event"], n - rows["n"]]
    share = (rows["estimate"] * rows["n"]).where(rows["estimand"].isin(SHARES))
    counted = rows["estimate"].where(rows["estimand"] == "count")
    counts += [share, rows["n"] - share, counted, rows["n"] - counted]
    at = pd.to_numeric(rows["at"], errors="coerce").where(rows["reference"] == "low")  # the quantile of a cut-off
    counts += [at * rows["n"], (1 - at) * rows["n"]]
    return pd.concat([small(one, k) for one in counts], axis=1).any(axis=1)


def _apart(rows, k, n):
    """Rows whose events lack a small count of those of everyone."""
    kind = rows["endpoint"].astype(str) + rows["estimand"].str.startswith("follow_up").map(str)
    everyone = (rows["n"] == n) & (rows["grouping"] == "") & (rows["n_event"].notna())
    whole = rows[everyone].groupby(kind[everyone])["n_event"].max()
    return small((kind.map(whole) - rows["n_event"]).where(rows["population"] != vocabulary.EVERYONE), k)


def _differing(rows, units, k, n):
    """Units in which two counts differ by a small one: nested categories, times along a curve, groups and the whole."""
    nested = rows["grouping"].isin((*NESTED, "category")) | ("category" in rows)
    counted = rows["n_event"].where(nested)
    events = (rows["n"] * (1 - rows["estimate"])).where(rows["estimand"] == "rate")
    curves = [rows[name].astype(str) for name in ("population", "grouping", "group", "endpoint", "method")]
    lacking = _lacking(rows[~nested], k, n).reindex(rows.index, fill_value=False)
    return (_steps(counted, units, k) | _steps(events, curves, k) | lacking).groupby(units).transform("any")


def _steps(counts, of, k):
    """Rows of what holds two counts that differ by a small one."""
    return counts.groupby(of).transform(lambda own: small(own.drop_duplicates().sort_values().diff(), k).any()).eq(True)


def _lacking(rows, k, n):
    """Rows of groups that together lack a small count of their population."""
    of = ["population", "grouping", "endpoint", "estimand"]
    whole = dict(rows.groupby("population")["n"].max()) | {vocabulary.EVERYONE: n}
    groups = rows[(rows["group"] != "") & (rows["reference"] == "") & (rows["grouping"] != "")]
    groups = groups.drop_duplicates([*of, "group"])
    counts = groups["n"].where(groups["estimand"] != "count", groups["estimate"])
    sums = counts.groupby([groups[one] for one in of]).transform("sum")
    return small(groups["population"].map(whole) - sums, k)
