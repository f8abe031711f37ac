"""A number as the paper prints it: estimates, intervals, P values, what was not reached and what is missing."""

import math

from pandas import isna as absent

MISSING = "–"
NOT_REACHED = "NR"
POINTS = " percentage points"


class Printed(str):
    """A text that keeps the number it stands for, as `value`: a cell of a table is sorted and aligned by it.

    Made longer it is plain text again. NaN: a number that is not there; infinity: a time that was not reached.
    """

    __slots__ = ("value",)

    def __new__(cls, text, value):
        """The text with its number."""
        made = super().__new__(cls, text)
        made.value = float(value) if not absent(value) else math.inf if text.startswith(NOT_REACHED) else math.nan
        return made


def number(value, decimals=2, *, missing=MISSING):
    """The text of a number at a fixed count of decimals; infinity is ∞ and nothing is `missing`."""
    if absent(value):
        return Printed(missing, value)
    if math.isinf(value):
        return Printed("∞" if value > 0 else "−∞", value)
    text = f"{value:,.{decimals}f}"
    return Printed(text.replace("-", "−") if float(text.replace(",", "")) else f"{0:.{decimals}f}", value)


def time_decimals(unit):
    """How many decimals a time in a unit is printed with: none for days, else one."""
    return 0 if unit == "days" else 1


def quantity(value, decimals, unit, *, missing=NOT_REACHED):
    """The text of a number with its unit, `27.3 months`; nothing is `missing`, without unit."""
    return Printed(missing if absent(value) else f"{number(value, decimals)} {unit}".strip(), value)


def counted(n, noun):
    """The text of a count with its noun, `1 event`, `7 events`."""
    return f"{n:,.0f} {noun}{'' if n == 1 else 's'}"


def ratio(value, decimals=2, *, missing=MISSING):
    """The text of a ratio, which is never 0: `<0.01` for what would round to it, no decimals from 100 on."""
    if absent(value) or math.isinf(value):
        return number(value, decimals, missing=missing)
    if value < 0.5 * 10**-decimals:
        return Printed(f"<{10**-decimals:.{decimals}f}", value)
    return number(value, 0 if value >= 100 else decimals)


def percent(value, decimals=1, *, missing=MISSING):
    """The text of a fraction of 1 as percent, `0.55` as `55.0%`."""
    return Printed(missing if absent(value) else f"{number(100 * value, decimals)}%", value)


def points(value, decimals=1, *, missing=MISSING):
    """The text of a difference of fractions of 1, `0.528` as `52.8 percentage points`."""
    return Printed(f"{number(100 * value, decimals)}{POINTS}" if not absent(value) else missing, value)


def significant_percent(value):
    """The text of a fraction of 1 as percent with three significant digits, `0.00332` as `0.332%`."""
    return Printed(MISSING if absent(value) else f"{100 * value:.3g}%".replace("-", "−"), value)


def p_value(value):
    """The text of a P value at three decimals, `<0.001` below that, `>0.99` above 0.99; ValueError for another."""
    if absent(value):
        return Printed(MISSING, value)
    if not 0 <= value <= 1 + 1e-9:
        raise ValueError(f"p_value: {value!r} is not a probability; expected a number from 0 to 1")
    if value < 0.001:
        return Printed("<0.001", value)
    return Printed(">0.99" if value > 0.99 else f"{value:.3f}", value)


def p_words(value):
    """The text of a P value in a sentence, `P = 0.021` or `P < 0.001`."""
    text = p_value(value)
    return f"P {text[0]} {text[1:]}" if text[0] in "<>" else f"P = {text}"


def interval(low, high, decimals=2, *, missing=NOT_REACHED, write=number):
    """The text of an interval, `13.6–NR` (`−3.7 to 2.9` below 0): an absent limit is printed as not reached."""
    if absent(low) and absent(high):
        return Printed(MISSING, None)
    limits = [write(limit, decimals, missing=missing) for limit in (low, high)]
    text = (" to " if any(limit.startswith("−") for limit in limits) else "–").join(limits)
    # 55.0% (31.3–73.5): the unit stands once, at the estimate
    return Printed(text.replace("%", "").replace(POINTS, ""), low)


def estimate_ci(estimate, low, high, decimals=2, *, missing=NOT_REACHED, write=number):
    """The text of an estimate with its interval, `27.3 (13.6–NR)`; without limits the estimate alone."""
    text = write(estimate, decimals, missing=missing)
    limits = interval(low, high, decimals, missing=missing, write=write)
    return Printed(text if limits == MISSING else f"{text} ({limits})", estimate)


def ratio_ci(row, *, missing=NOT_REACHED):
    """The text of a row's ratio with its interval, `0.55 (0.15–1.97)`."""
    return estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], missing=missing, write=ratio)


def span(values, decimals=1):
    """The text of the least and the greatest of some values, `−12.0 to 30.5`; absent values do not count."""
    kept = [value for value in values if not absent(value)]
    if not kept:
        return Printed(MISSING, None)
    return Printed(f"{number(min(kept), decimals)} to {number(max(kept), decimals)}", min(kept))
