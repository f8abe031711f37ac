"""A row of results.csv as words of a sentence, the same in every sentence: estimate, interval, P value, counts."""

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report.words import captions
from analysis.report.words.readable import decimals_of, writer_of

SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
SILENT_UNITS = ("", "proportion", "subjects", "percent", "percentage points")
UNBROKEN = "\u00a0"  # the blank at which no line ends
LEVEL = f"95%{UNBROKEN}CI"


class PhraseError(ValueError):
    """A format that does not suit a row."""


def estimate(row, decimals=None):
    """`28.6 months`, `55.0%`, `0.23`, or in words why there is none: `not reached`, `not estimable`."""
    unit = row["unit"] if row["unit"] not in SILENT_UNITS and not numbers.absent(row["estimate"]) else ""
    return f"{value(row, decimals)} {unit}".strip()


def value(row, decimals=None):
    """The estimate without its unit."""
    decimals = decimals_of(row) if decimals is None else decimals
    return writer_of(row)(row["estimate"], decimals, missing=_absent(row))


def estimate_ci(row, decimals=None):
    """`28.6 months (95% CI 13.6–43.5)`; a limit that does not exist is said in words."""
    limits = interval(row, decimals)
    if numbers.absent(row["estimate"]) and row["unit"] not in SILENT_UNITS:
        limits = limits.replace(" to ", f" {row['unit']} to ", 1)
    return f"{estimate(row, decimals)} ({LEVEL} {limits})"


def interval(row, decimals=None):
    """`13.6–43.5`, `4.0 to not reached`, or `not estimable` where there is no interval."""
    low, high = row["conf_low"], row["conf_high"]
    if numbers.absent(low) and numbers.absent(high):
        return vocabulary.NOT_ESTIMABLE
    decimals = decimals_of(row) if decimals is None else decimals
    text = numbers.interval(low, high, decimals, missing=_absent(row, limit=True), write=writer_of(row))
    words = numbers.absent(low) or numbers.absent(high)
    return text.replace("–", " to ", 1) if words else text


def percent(row, decimals=None):
    """A proportion as `55.0%`, with `percent(0)` as `55%`. PhraseError for a row that is no proportion."""
    if vocabulary.estimand(row["estimand"]).kind != "share":
        shares = sorted(name for name, known in vocabulary.ESTIMANDS.items() if known.kind == "share")
        raise PhraseError(f"percent: {row['estimand']} is no proportion; expected one of {', '.join(shares)}")
    return value(row, decimals)


def p_adjusted(row, decimals=None):
    """The P value adjusted in its family, with the family: `P = 0.12, adjusted within ctdna_change: OS (1 test)`."""
    return f"{_p(row, 'p_adjusted')}, adjusted within {captions.family(row['family'])}"


def in_words(row, decimals=None):
    """A count as a word up to twelve, `six`, and in digits above. PhraseError for what is no count."""
    number = row["estimate"]
    if numbers.absent(number) or number % 1 or number < 0:
        raise PhraseError(f"in_words: {number!r} is no count")
    return SMALL[int(number)] if number < len(SMALL) else numbers.number(number, 0)


def fact(value):
    """A fact about the study in words: a date as `31 January 2024`, nothing as `not stated`."""
    if value is None:
        return "not stated"
    return f"{value.day} {value:%B %Y}" if hasattr(value, "strftime") else str(value)


def _p(row, name="p_value"):
    if numbers.absent(row[name]):
        raise PhraseError(f"{name}: the row has no P value; expected a row of a test, as log_rank or hazard_ratio")
    return numbers.p_words(row[name]).replace(" ", UNBROKEN)


def _absent(row, *, limit=False):
    """The words for a number that is not there: a time not reached, anything else not estimable."""
    time = vocabulary.estimand(row["estimand"]).kind == "time"
    reached = time and (limit or row["reason"] == vocabulary.NOT_REACHED)
    return vocabulary.NOT_REACHED if reached else vocabulary.NOT_ESTIMABLE


# Each takes a row of results.csv and the decimals that are asked for, or None.
FORMATS = {
    "estimate": estimate, "estimate_ci": estimate_ci, "value": value, "interval": interval, "percent": percent,
    "p_value": lambda row, _: _p(row),  # `P = 0.012` or `P < 0.001`; p: for a column of them, `0.012` or `<0.001`
    "p": lambda row, _: _p(row).removeprefix(f"P{UNBROKEN}").removeprefix(f"={UNBROKEN}").replace(UNBROKEN, ""),
    "p_adjusted": p_adjusted, "n": lambda row, _: numbers.number(row["n"], 0),
    "n_event": lambda row, _: numbers.number(row["n_event"], 0),
    "events_of_n": lambda row, _: f"{numbers.number(row['n_event'], 0)} of {numbers.number(row['n'], 0)}",
    "in_words": in_words, "method": lambda row, _: row["method"]}  # fmt: skip
