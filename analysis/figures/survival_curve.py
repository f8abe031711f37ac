"""The Kaplan-Meier figure of one population: its curve with limits, its median in words, who was at risk."""

from analysis import vocabulary
from analysis.figures import described, numbers
from analysis.figures.survival import survival

# What a curve of an endpoint shows, and since when, where it is not survival since the start.
AXES = {"DOR": {"label": "Still in response (%)", "time": "Time since first response"}}


def title(endpoint):
    """An endpoint in words, `Overall survival`; one that the vocabulary does not know as it is."""
    return vocabulary.ENDPOINTS.get(endpoint, endpoint)


def axes(endpoint):
    """The words on the axes of an endpoint's curves, arguments of `survival`."""
    return AXES.get(endpoint, {"label": f"{title(endpoint)} (%)"})


def median_words(row, unit):
    """A median with its interval, `27.3 months (95% CI 13.6–NR)`."""
    decimals = numbers.time_decimals(unit)
    text = numbers.quantity(row["estimate"], decimals, unit)
    limits = numbers.interval(row["conf_low"], row["conf_high"], decimals)
    return text if limits == numbers.MISSING else f"{text} (95% CI {limits})"


def size_words(row):
    """How many subjects and events a row counts, `n = 20, 14 events`."""
    return f"n = {row['n']:.0f}, {numbers.counted(row['n_event'], 'event')}"


def _words(curve, at_risk, median, *, endpoint, unit, conf_type="log-log", of=""):
    row = median.iloc[0]
    subjects = f"{title(endpoint)}{' of ' + of if of else ''}: {size_words(row)}"
    return {"subjects": subjects, "median": f"Median {median_words(row, unit)}", "conf_type": conf_type}, curve


@described(_words)
def survival_curve(curve, at_risk, median, *, endpoint, unit, **_):
    """A figure of one population's curve with its limits, its median drawn and told, over the table of those at risk.

    curve, at_risk: as `figures.survival` takes them, of one population; median: the row of
    `survival.median_survival`; conf_type and of (the population's name) are for the caption.
    """
    row = median.iloc[0]
    said = f"Median {median_words(row, unit)}"
    return survival(curve, at_risk, unit=unit, median=row["estimate"], annotation=said, **axes(endpoint))
