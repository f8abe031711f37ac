"""The tables of 6_nk_persistence: samples and kinetics of each infusion and across subjects, companions, timeline."""

import pandas as pd

from analysis.figures import numbers
from analysis.report.words import readable
from analysis.report.words.tables import Titled

MEASURES = {"cmax": "Peak", "tmax": "Time of peak, h", "undetectable": "Undetectable from, h", "auc": "Area",
            "half_life": "Half-life, h"}  # fmt: skip
LIMITS = ["estimate", "conf_low", "conf_high"]


def limits_by_time(samples):
    """The display frame of samples from droplets: medians of limits and of P for wells alike, by hours."""
    shown = ["conf_high", "LOD", "LLOQ", "p_wells"]
    return readable.table(samples.groupby("HOURS")[shown].median().reset_index())


def event_counts(events):
    """The display frame of `persistence.timeline`: how often each subject had each kind of event, and the last week."""
    counts = pd.crosstab(events["USUBJID"], events["kind"]).rename_axis(columns=None).map(_whole)
    counts["last event, weeks"] = events.groupby("USUBJID")["time"].max().map(lambda week: numbers.number(week, 1))
    return counts.reset_index().rename(columns={"USUBJID": "Subject"})


def kinetics_table(kinetics):
    """The display frame of `persistence.kinetics`: a line per infusion, bounds in brackets, `<` where censored."""
    rows = kinetics.to_dict("records")
    shown = {
        "Subject": [row["USUBJID"] for row in rows],
        "Measure": [f"{row['PARAMCD']}, {row['unit']}" for row in rows],
        "Infusion": [_whole(row["INFUSION"]) for row in rows],
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
    """The display frame of `persistence.summary`: a line per infusion and measure, the measures in their order."""
    rows = rows.sort_values("grouping", key=lambda names: names.map(list(MEASURES).index), kind="stable")
    keys = ["endpoint", "grouping", "at", "unit"]
    return pd.DataFrame([_line(*of, own.set_index("estimand")) for of, own in rows.groupby(keys, sort=False)])


def _line(code, measure, infusion, unit, of):
    """A line of the summary, from its rows by estimand."""
    middle, mean = of.loc["median"], of.T.get("geometric_mean")
    span = of["estimate"].reindex(["minimum", "maximum"])
    return {
        "Measure": f"{code}: {MEASURES[measure]}" + ("" if unit == "hours" else f", {unit}"),
        "Infusion": _whole(float(infusion)),
        "n": _whole(middle["n"]),
        "Median (range)": _between(middle["estimate"], *span),
        "Geometric mean (95% CI)": "" if mean is None else _between(*mean[LIMITS]),
        "Note": middle["note"],
    }


def _whole(count):
    return numbers.number(count, 0)


def _plain(value):
    if numbers.absent(value) or abs(value) >= 100:
        return numbers.number(value, 0)
    return numbers.Printed(f"{value:.3g}", value)


def _censored(value, limit):
    """A number, or `<` its limit where only that is known."""
    below = numbers.absent(value) and not numbers.absent(limit)
    return numbers.Printed(f"<{_plain(limit)}", limit) if below else _plain(value)


def _between(value, low, high):
    """A number with its bounds; those that do not exist are left out."""
    if numbers.absent(value) or (numbers.absent(low) and numbers.absent(high)):
        return _plain(value)
    return numbers.Printed(f"{_plain(value)} ({_plain(low)}–{_plain(high)})", value)


TABLES = {
    "evaluable": Titled("Infusions sampled, samples with and without a result, and the span of hours, by subject."),
    "blanks": Titled("Wells without template: what lights up by chance sets the limit of blank."),
    "samples": Titled(
        "Samples from droplets: replicate wells merged; limits are exact Poisson ones, also below detection. "
        "Shown: medians by time, copies/µg DNA.",
        limits_by_time,
    ),
    "status": Titled(
        "Samples quantified, detected below the limit of quantification, and not detected, by hours after infusion."
    ),
    "kinetics": Titled("Kinetics of each infusion.", kinetics_table),
    "whole_trial": Titled("Peak and disappearance over all infusions."),
    "by_infusion": Titled(
        "Kinetics across subjects at each infusion: median (range); geometric mean where every subject has a value.",
        summary_table,
    ),
    "homing": Titled(
        "Specimens of tissue in which infused cells were found, at days after the infusion before. "
        "A single specimen shows that it can happen, not how often."
    ),
    "response": Titled("Best response, with exact intervals."),
    "related_severe": Titled("Subjects with a related event of grade 3 or higher."),
    "timeline": Titled(
        "Events of the timeline; the file has each with its week from the first day of treatment.", event_counts
    ),
    "killing": Titled("Percent lysis by ratio: mean and 95% interval of replicates."),
}
