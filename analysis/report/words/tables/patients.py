"""How the tables of patients are printed: characteristics, adverse events, treatment, infused cells and timeline."""

import pandas as pd

from analysis import vocabulary
from analysis.estimates.safety.events import CATEGORIES
from analysis.figures import numbers
from analysis.report.words import readable

MEASURES = {"cmax": "Peak", "tmax": "Time of peak, h", "undetectable": "Undetectable from, h", "auc": "Area",
            "half_life": "Half-life, h"}  # fmt: skip
LIMITS = ["estimate", "conf_low", "conf_high"]
RATES = {"ORR": "Objective response (CR or PR)", "DCR": "Disease control", "CBR": "Clinical benefit"}


def characteristics(rows):
    """The subjects at baseline as a paper prints them: each characteristic named once, counts as `n (%)`."""
    shares = ["<1%" if 0 < value < 0.5 else f"{value:.0f}%" for value in rows["percent"]]
    counts = [numbers.Printed(f"{n} ({share})", n) for n, share in zip(rows["n"], shares, strict=True)]
    names = rows["characteristic"].where(~rows["characteristic"].duplicated(), "")
    return pd.DataFrame({"Characteristic": names, "Level": rows["level"], "n (%)": counts})


def overview_table(rows):
    """The rows of `safety.overview`: a line per category of adverse events."""
    shown = pd.DataFrame({
        "Subjects with at least one event": [CATEGORIES[name] for name in rows["group"]],
        "n": rows["n"].map(_whole),
        "Subjects (%)": [_count(row) for row in rows.to_dict("records")],
        "95% CI (%)": [numbers.interval(low, high, 1, write=numbers.percent)
                       for low, high in zip(rows["conf_low"], rows["conf_high"], strict=True)],
        "Note": rows["note"]})  # fmt: skip
    return shown if shown["Note"].any() else shown.drop(columns="Note")


def cycle_table(rows):
    """Cycles by drug: a line per drug with median and range."""
    lines = []
    for drug, own in rows.groupby("group"):
        of = own.set_index("estimand")["estimate"]
        median = numbers.Printed(f"{of['median']:g}", of["median"])
        span = f"{of['minimum']:.0f}–{of['maximum']:.0f}"
        lines.append({"Drug": drug, "n": _whole(own["n"].iloc[0]), "Median cycles": median, "Range": span})
    return pd.DataFrame(lines)


def by_arm(rows):
    """Result rows of arms side by side: a line a category, a column an arm and one a difference from the reference."""
    rows = rows.reindex(columns=vocabulary.RESULT_COLUMNS).fillna({"at": "", "reference": ""})
    sizes, lines = rows[rows["reference"] == ""].groupby("group")["n"].max(), {}
    for (endpoint, at, group, reference), own in rows.groupby(["endpoint", "at", "group", "reference"], sort=False):
        against = f"{group} v {reference}: difference, percentage points (95% CI)"
        column = against if reference else f"{group} (n\u00a0=\u00a0{sizes[group]:.0f})"
        lines.setdefault((endpoint, at), {"": _category(endpoint, at, own["unit"].iloc[0])})[column] = _of_arm(own)
    return pd.DataFrame(lines.values()).fillna("")


def event_table(by_organ):
    """The table `by_organ` of `safety.terms`: a line per organ class and per term under it.

    Cells are `13 (65%)`, 0 for none and – for what was not recorded; the rate is of subjects with a first event. With
    `n_new` a column tells those who first had the term since.
    """
    lines, last = [], None
    for (organ, term), own in by_organ.groupby(["AEBODSYS", "AEDECOD"], sort=False):
        lines += [{"Adverse event": _word(organ)}] if organ != last else []
        counts, first, last = own.set_index("category").to_dict("index"), own.iloc[0], organ
        line = {"Adverse event": f"\u2003{_word(term)}"} | {
            name: _count(counts[key]) for key, name in CATEGORIES.items()
        }
        rate = numbers.estimate_ci(first["rate"], first["rate_low"], first["rate_high"], 1, missing="")
        since = {f"First since {first['since']}": _whole(first["n_new"])} if "n_new" in first else {}
        lines.append(line | {"Per 100 patient-months (95% CI)": rate} | since)
    return pd.DataFrame(lines).fillna("")


def therapy_table(therapies):
    """Later treatments, without the study's own name and the category that chose them."""
    return readable.table(therapies.drop(columns=["STUDYID", "CMCAT"], errors="ignore"))


def limits_by_time(samples):
    """Samples from droplets: medians of limits and of P for wells alike, by hours."""
    shown = ["conf_high", "LOD", "LLOQ", "p_wells"]
    return readable.table(samples.groupby("HOURS")[shown].median().reset_index())


def event_counts(events):
    """The events of `persistence.timeline`: how often each subject had each kind, and the last week."""
    counts = pd.crosstab(events["USUBJID"], events["kind"]).rename_axis(columns=None).map(_whole)
    counts["last event, weeks"] = events.groupby("USUBJID")["time"].max().map(lambda week: numbers.number(week, 1))
    return counts.reset_index().rename(columns={"USUBJID": "Subject"})


def kinetics_table(kinetics):
    """The table of `persistence.kinetics`: a line per infusion, bounds in brackets, `<` where censored."""
    rows = kinetics.to_dict("records")
    between = {name: [_between(row[name], row[f"{name}_low"], row[f"{name}_high"]) for row in rows]
               for name in ("tmax", "auc", "half_life")}  # fmt: skip
    censored = {name: [_censored(row[name], row[f"{name}_limit"]) for row in rows]
                for name in ("baseline", "cmax")}  # fmt: skip
    return pd.DataFrame({
        "Subject": [row["USUBJID"] for row in rows],
        "Measure": [f"{row['PARAMCD']}, {row['unit']}" for row in rows],
        "Infusion": [_whole(row["INFUSION"]) for row in rows],
        "Before": censored["baseline"], "Peak": censored["cmax"], "Time of peak, h": between["tmax"],
        "Undetectable from, h": [_plain(row["undetectable"]) for row in rows],
        "Area": between["auc"], "To, h": [_plain(row["auc_to"]) for row in rows],
        "Half-life, h": between["half_life"], "Left of the peak before": [_share(row) for row in rows],
        "Note": [row["note"] for row in rows]})  # fmt: skip


def summary_table(rows):
    """The rows of `persistence.summary`: a line per infusion and measure, the measures in their order."""
    rows = rows.sort_values("grouping", key=lambda names: names.map(list(MEASURES).index), kind="stable")
    keys = ["endpoint", "grouping", "at", "unit"]
    return pd.DataFrame([_line(*of, own.set_index("estimand")) for of, own in rows.groupby(keys, sort=False)])


def _category(endpoint, at, unit):
    """The words for a line of arms side by side: a category or term, a drug's cycles, time on treatment."""
    if endpoint in ("AE", "BOR"):
        return (CATEGORIES | RATES).get(at) or (_word(at) if endpoint == "AE" else at)
    return f"Cycles of {at}" if at else f"{endpoint.capitalize()}, {unit}"


def _of_arm(own):
    """The cell of an arm: a count with its share (of a rate with limits), a difference, a median with its range."""
    first, of = own.iloc[0], own.set_index("estimand")["estimate"]
    if "minimum" in of:
        return _between(of["median"], of["minimum"], of["maximum"])
    if first["estimand"] == "median":
        return numbers.estimate_ci(*first[LIMITS], numbers.time_decimals(first["unit"]), missing=numbers.NOT_REACHED)
    if first["estimand"] == "difference":
        return numbers.estimate_ci(*(100 * first[LIMITS].astype(float)), 1)
    limits = numbers.interval(*first[LIMITS[1:]], 1, write=numbers.percent)
    return (
        numbers.Printed(f"{_count(first)}, 95% CI {limits}", first["n_event"])
        if first["at"] in RATES
        else _count(first)
    )


def _line(code, measure, infusion, unit, of):
    middle, mean = of.loc["median"], of.T.get("geometric_mean")
    span = of["estimate"].reindex(["minimum", "maximum"])
    return {
        "Measure": f"{code}: {MEASURES[measure]}" + ("" if unit == "hours" else f", {unit}"),
        "Infusion": _whole(float(infusion)), "n": _whole(middle["n"]),
        "Median (range)": _between(middle["estimate"], *span),
        "Geometric mean (95% CI)": "" if mean is None else _between(*mean[LIMITS]), "Note": middle["note"]}  # fmt: skip


def _word(term):
    return term.capitalize() if term.isupper() else term


def _count(row):
    count = row["n_event"]
    if numbers.absent(count) or not count:
        return _whole(count)
    return numbers.Printed(f"{count:.0f} ({100 * count / row['n']:.0f}%)", count)


def _whole(count):
    return numbers.number(count, 0)


def _plain(value):
    if numbers.absent(value) or abs(value) >= 100:
        return _whole(value)
    return numbers.Printed(f"{value:.3g}", value)


def _censored(value, limit):
    """A number, or `<` its limit where only that is known."""
    below = numbers.absent(value) and not numbers.absent(limit)
    return numbers.Printed(f"<{_plain(limit)}", limit) if below else _plain(value)


def _share(row):
    """What is left of the peak before as percent, with `<` where only a limit is known."""
    value, limit = (numbers.significant_percent(row[name]) for name in ("carry_over", "carry_over_limit"))
    below = value == numbers.MISSING != limit
    return numbers.Printed(f"<{limit}", limit.value) if below else value


def _between(value, low, high):
    """A number with its bounds; those that do not exist are left out."""
    if numbers.absent(value) or (numbers.absent(low) and numbers.absent(high)):
        return _plain(value)
    return numbers.Printed(f"{_plain(value)} ({_plain(low)}–{_plain(high)})", value)
