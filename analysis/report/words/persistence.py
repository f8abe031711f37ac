"""The tables of the persistence section as they are printed: kinetics of each infusion, and across subjects."""

import pandas as pd

from analysis.figures import numbers

MEASURES = {"cmax": "Peak", "tmax": "Time of peak, h", "undetectable": "Undetectable from, h", "auc": "Area",
            "half_life": "Half-life, h"}  # fmt: skip
LIMITS = ["estimate", "conf_low", "conf_high"]


def event_counts(events):
    """The display frame of `persistence.timeline`: how often each subject had each kind of event, and the last week."""
    counts = pd.crosstab(events["USUBJID"], events["kind"]).rename_axis(columns=None)
    counts["last event, weeks"] = events.groupby("USUBJID")["time"].max().map("{:.1f}".format)
    return counts.reset_index().rename(columns={"USUBJID": "Subject"}).astype(str)


def kinetics_table(kinetics):
    """The display frame of `persistence.kinetics`: a line per infusion, bounds in brackets, `<` where censored."""
    rows = kinetics.to_dict("records")
    shown = {
        "Subject": [row["USUBJID"] for row in rows],
        "Measure": [f"{row['PARAMCD']}, {row['unit']}" for row in rows],
        "Infusion": [f"{row['INFUSION']:g}" for row in rows],
        "Before": [_censored(row["baseline"], row["baseline_limit"]) for row in rows],
        "Peak": [_censored(row["cmax"], row["cmax_limit"]) for row in rows],
        "Time of peak, h": [_between(row["tmax"], row["tmax_low"], row["tmax_high"]) for row in rows],
        "Undetectable from, h": [_plain(row["undetectable"]) for row in rows],
        "Area": [_between(row["auc"], row["auc_low"], row["auc_high"]) for row in rows],
        "To, h": [_plain(row["auc_to"]) for row in rows],
        "Half-life, h": [_between(row["half_life"], row["half_life_low"], row["half_life_high"]) for row in rows],
        "Left of the peak before": [_censored(row["carry_over"], row["carry_over_limit"]) for row in rows],
        "Note": [row["note"] for row in rows],
    }
    return pd.DataFrame(shown)


def summary_table(rows):
    """The display frame of `persistence.summary`: a line per infusion and measure."""
    lines = []
    for (code, measure, infusion, unit), own in rows.groupby(["endpoint", "grouping", "at", "unit"], sort=False):
        of = own.set_index("estimand")
        middle, note = of.loc["median"], of.loc["median", "note"]
        span, mean = of["estimate"].get(["minimum", "maximum"]), of.T.get("geometric_mean")
        lines.append(
            {
                "Measure": f"{code}: {MEASURES[measure]}" + ("" if unit == "hours" else f", {unit}"),
                "Infusion": infusion,
                "n": f"{middle['n']:.0f}",
                "Median (range)": _between(middle["estimate"], *([None, None] if span is None else span)),
                "Geometric mean (95% CI)": "" if mean is None else _between(*mean[LIMITS]),
                "Note": note,
            }
        )
    found = pd.DataFrame(lines)
    return found.sort_values("Measure", key=lambda names: names.map(_place), kind="stable") if lines else found


def _place(name):
    return next((place for place, word in enumerate(MEASURES.values()) if f": {word}" in name), len(MEASURES))


def _plain(value):
    if numbers.absent(value):
        return numbers.MISSING
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _censored(value, limit):
    """A number, or `<` its limit where only that is known."""
    return f"<{_plain(limit)}" if numbers.absent(value) and not numbers.absent(limit) else _plain(value)


def _between(value, low, high):
    """A number with its bounds; those that do not exist are left out."""
    if numbers.absent(value):
        return numbers.MISSING
    if numbers.absent(low) and numbers.absent(high):
        return _plain(value)
    return f"{_plain(value)} ({_plain(low)}–{'∞' if high == float('inf') else _plain(high)})"
