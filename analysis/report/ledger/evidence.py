"""Inconsistencies of a paper: declared in words, with evidence filled in from the ledger at every run."""

import operator
import re

import pandas as pd
from scipy import stats

from analysis.report.ledger.entries import Printed, PublishedError

FIELDS, SEVERITIES = ["id", "title", "statement", "evidence", "severity", "ledger"], ["minor", "moderate", "major"]
NOT_COMPUTED = "not computed"

_PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_FIELD = re.compile(r"\s*([\w-]+)\.(\w+)\s*")
_FISHER = re.compile(r"fisher\((not )?([\w-]+), (not )?([\w-]+)\)")
_CHECK = re.compile(r"(\S+) (<=|>=|==|!=|<|>) (\S+)")
_COMPARE = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def inconsistencies(declared, verdicts):
    """The declared inconsistencies, evidence computed: id, title, statement, evidence, severity, ledger (ids), holds.

    `declared` is a list of mappings (of inconsistencies.yml). In `evidence`, `{OS-01.conf_low}` is a column of that
    row of `verdicts` (a printed part as printed, a recomputed one with three digits or `{OS-01.recomputed:.1f}`), and
    `{fisher(A, not B)}` the two-sided Fisher P of two printed proportions (n_event of n; `not`: the complement). What
    is blank reads "not computed". `check` ("A.value < B.recomputed") makes `holds` yes or no; else it is blank.
    PublishedError lists every field that is missing, every unknown ledger id, column and placeholder.
    """
    known = verdicts.set_index("id", drop=False)
    rows, problems = [], []
    for entry in declared:
        try:
            rows.append(_filled(entry, known))
        except PublishedError as error:
            problems.append(f"inconsistency {entry.get('id', '(no id)')}: {error}")
    twice = pd.Series([entry.get("id") for entry in declared], dtype=object)
    problems += [f"inconsistency {name}: the id stands twice" for name in twice[twice.duplicated()].unique()]
    if problems:
        raise PublishedError("\n".join(problems))
    return pd.DataFrame(rows, columns=[*FIELDS, "holds"])


def _filled(entry, known):
    missing = [field for field in FIELDS if field not in entry]
    if missing:
        raise PublishedError(f"lacks {', '.join(missing)}")
    if entry["severity"] not in SEVERITIES:
        raise PublishedError(f"severity '{entry['severity']}' is none of {', '.join(SEVERITIES)}")
    for name in entry["ledger"]:
        _row(name, known)
    evidence = _PLACEHOLDER.sub(lambda found: _shown(found[1], found[2], known), entry["evidence"])
    holds = _holds(entry["check"], known) if entry.get("check") else ""
    words = entry | {"evidence": evidence, "ledger": " ".join(entry["ledger"])}
    return {field: " ".join(str(words[field]).split()) for field in FIELDS} | {"holds": holds}


def _shown(what, form, known):
    if fisher := _FISHER.fullmatch(what.strip()):
        counts = [_counts(_row(fisher[name], known), fisher[name - 1]) for name in (2, 4)]
        return _formatted(stats.fisher_exact(counts).pvalue, form or ".2g")
    value = _value(what, known)
    if isinstance(value, str) and not form:
        return value or NOT_COMPUTED
    number = _number(value, what)
    return NOT_COMPUTED if pd.isna(number) else _formatted(number, form or ".3g")


def _formatted(number, form):
    try:
        return format(number, form)
    except ValueError:
        raise PublishedError(f"'{form}' is no format of a number") from None


def _value(what, known):
    found = _FIELD.fullmatch(what)
    if not found:
        raise PublishedError(f"'{what}' is no placeholder; expected ID.column or fisher(ID, not ID)")
    row = _row(found[1], known)
    if found[2] not in row:
        raise PublishedError(f"'{what}': the verdicts have no column {found[2]}")
    return row[found[2]]


def _row(name, known):
    if name not in known.index:
        raise PublishedError(f"'{name}' is no id of the ledger")
    return known.loc[name]


def _number(value, what):
    """A number from a printed text or a recomputed value; NaN when blank."""
    if not isinstance(value, str):
        return float(value)
    try:
        return Printed.read(value).number if value else float("nan")
    except ValueError as error:
        raise PublishedError(f"{what}: {error}") from None


def _counts(row, complement):
    n, n_event = (_number(row[part], f"{row['id']}.{part}") for part in ("n", "n_event"))
    if pd.isna(n) or pd.isna(n_event):
        raise PublishedError(f"fisher: {row['id']} prints no n_event of n")
    return [n - n_event, n_event] if complement else [n_event, n - n_event]


def _operand(text, known):
    try:
        return float(text)
    except ValueError:
        return _number(_value(text, known), text)


def _holds(check, known):
    """Whether the declared comparison is true of the ledger: yes, no, or blank when a side is not computed."""
    found = _CHECK.fullmatch(check.strip())
    if not found:
        raise PublishedError(f"check '{check}' is no comparison such as 'A.value < B.recomputed'")
    left, right = (_operand(side, known) for side in (found[1], found[3]))
    if pd.isna(left) or pd.isna(right):
        return ""
    return "yes" if _COMPARE[found[2]](left, right) else "no"
