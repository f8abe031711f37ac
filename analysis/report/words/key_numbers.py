"""The key numbers of a report: subjects, medians, follow-up and response rates, each with what stands behind it."""

import pandas as pd

from analysis import vocabulary
from analysis.figures import numbers

NUMERIC = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
# The methods of a key number: a run may choose another interval for its medians.
METHODS = {"median": vocabulary.KAPLAN_MEIER, "follow_up": vocabulary.REVERSE_KAPLAN_MEIER,
           "proportion": [vocabulary.CLOPPER_PEARSON]}  # fmt: skip
LABELS = {"median": "Median {}", "follow_up": "Median follow-up", "proportion": "{}"}
RESPONSES = {"ORR": "Objective response", "DCR": "Disease control"}
EVENTS = {"OS": "death"}  # others: event


def key_numbers(study, results):
    """The numbers of the landing page, [(label, text, note)]: subjects, then medians, follow-up and response rates."""
    rows = results.assign(**{name: pd.to_numeric(results[name], errors="coerce") for name in NUMERIC})
    everyone = rows[(rows["population"] == vocabulary.EVERYONE) & (rows["group"].isin(["", "ORR", "DCR"]))]
    followed = everyone["estimand"].eq("follow_up")  # the same subjects are followed for every endpoint
    keyed = everyone.assign(endpoint=everyone["endpoint"].mask(followed, ""))
    first = keyed.drop_duplicates(["endpoint", "estimand", "group", "method"]).to_dict("records")
    cards = [("Subjects", str(len(study.subjects)), f"data cutoff {study.data_cutoff or 'not stated'}")]
    return cards + [_card(row) for row in first if row["method"] in METHODS.get(row["estimand"], [])]


def _card(row):
    group = RESPONSES.get(row["group"], row["group"])
    label = LABELS[row["estimand"]].format(group or row["endpoint"])
    if row["estimand"] == "proportion":
        text = numbers.percent(row["estimate"])
        limits = numbers.interval(row["conf_low"], row["conf_high"], 1, write=numbers.percent)
    else:
        decimals = numbers.time_decimals(row["unit"])
        text = numbers.quantity(row["estimate"], decimals, row["unit"], missing=vocabulary.NOT_REACHED)
        limits = numbers.interval(row["conf_low"], row["conf_high"], decimals)
    return label, text, f"95% CI {limits}; {_behind(row)}"


def _behind(row):
    """The counts behind a key number, with what they count."""
    n = f"{row['n']:.0f}"
    if row["estimand"] == "proportion":
        return f"{row['n_event']:.0f} of {n} subjects"
    if row["estimand"] == "follow_up":
        return f"{row['n_event']:.0f} of {n} without event"
    return f"{numbers.counted(row['n_event'], EVENTS.get(row['endpoint'], 'event'))} in {n}"
