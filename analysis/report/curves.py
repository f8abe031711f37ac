"""Kaplan-Meier figures as the report shows them: curves and risk table drawn, medians and tests put into words."""

import pandas as pd

from analysis import efficacy, figures, survival, vocabulary
from analysis.report import numbers
from analysis.vocabulary import EVERYONE

# The first of these that could be estimated is printed on a figure.
RATIOS = {
    vocabulary.COX_EFRON_WALD: "Cox",
    vocabulary.COX_EFRON_FIRTH: "Cox with Firth's penalty",
}
# Where a group is known only later, these stand beside the naive ratio.
GUARDS = {vocabulary.COX_TIME_DEPENDENT: "Time-dependent", vocabulary.COX_LANDMARK: "Landmark"}


def survival_curve(section, tte, *, endpoint, name=None, conf_type="log-log", of=""):
    """Show and save the Kaplan-Meier figure of one population: estimate, limits, ticks, median, risk table.

    `of` names the population in the caption; `name` is the file's name (default: the endpoint in small letters).
    """
    unit, title = section.study.report_unit, vocabulary.ENDPOINTS.get(endpoint, endpoint)
    median = survival.median_survival(tte, conf_type=conf_type).iloc[0]
    words = f"Median {_median(median, unit)}"
    fig = figures.survival(
        survival.kaplan_meier(tte, conf_type=conf_type),
        _at_risk(tte, unit),
        unit=unit,
        label=f"{title} (%)",
        median=median["estimate"],
        annotation=words,
    )
    subjects = f"{title}{' of ' + of if of else ''}: n = {len(tte)}, {int(tte['event'].sum())} events"
    caption = (
        f"{subjects}. {words}, interval by the {conf_type} transformation. Solid: Kaplan-Meier estimate; dashed: "
        "pointwise 95% confidence limits; ticks: censored subjects. At risk counts subjects with time ≥ t."
    )
    section.figure(fig, name or endpoint.lower(), caption=caption, alt=f"Kaplan-Meier curve. {subjects}. {words}.")


def survival_comparison(section, tte, group, rows, *, endpoint, label, name, colors=None, note=""):
    """Show and save the Kaplan-Meier curves of a grouping with hazard ratio and log-rank P from its result rows.

    rows: those of `efficacy.comparison` for this endpoint and group; label: the grouping in words; colors: {level:
    color} where levels have a colour of their own; note: a further sentence for the caption.
    """
    unit, title = section.study.report_unit, vocabulary.ENDPOINTS.get(endpoint, endpoint)
    known = tte.join(group.rename("group").dropna(), how="inner")
    test = _comparison(rows)
    fig = figures.survival(
        survival.kaplan_meier(known[["time", "event"]], known["group"]),
        _at_risk(known[["time", "event"]], unit, known["group"]),
        unit=unit,
        label=f"{title} (%)",
        colors=colors,
        annotation=test,
    )
    medians = _medians(rows, unit)
    caption = f"{title} by {label}: {medians}. {_sentence(test)} Ticks: censored subjects. {note}".strip()
    alt = f"Kaplan-Meier curves of {title.lower()} by {label}. {medians}. {_sentence(test)}"
    section.figure(fig, name, caption=caption, alt=alt)


def survival_by_group(
    section, endpoint, grouping, *, group=None, known_at=None, landmarks=(), population=EVERYONE, strata="",
    colors=None, conf_type="log-log"
):  # fmt: skip
    """The result rows of a declared grouping for an endpoint, shown and saved as curves and added to results.csv.

    group: a Series made by the section, for a grouping that no table holds; known_at: when it becomes known, in report
    units (default: the declared day; a time that varies must be given); strata: the name of a grouping, for stratified
    rows beside; conf_type: of medians and rates. Fewer than two groups with subjects give no curves and no rows.
    """
    study = section.study
    declared, tte = study.groupings[grouping], study.endpoint(endpoint, population)
    labels = study.group(grouping, group).reindex(tte.index).dropna()
    labels = labels.cat.remove_unused_categories()
    if labels.nunique() < 2 or declared.reference not in labels.cat.categories:
        section.say(f"{declared.label}: {endpoint} is not compared, fewer than two groups have subjects.")
        return pd.DataFrame()
    known_at = study.known_at(grouping) if known_at is None else known_at
    options = {"landmarks": landmarks, "known_at": known_at, "population": population, "conf_type": conf_type}
    if strata and strata != grouping:
        options["strata"] = study.group(strata)
    keys = {"endpoint": endpoint, "grouping": grouping, "reference": declared.reference}
    rows = efficacy.comparison(tte, labels, **keys, **options, reproduction=study.reproduction)
    if "strata" in options:
        rows = _strata_named(rows, study.groupings[strata].label)
    section.results(rows.assign(unit=rows["estimand"].map(lambda name: study.report_unit if name == "median" else "")))
    name = f"{endpoint.lower()}_by_{grouping}" + ("" if population == EVERYONE else f"_{population}")
    shown = {"endpoint": endpoint, "label": declared.label, "name": name, "colors": colors}
    survival_comparison(section, tte, labels, rows, **shown)
    return rows


def _strata_named(rows, label):
    stratified = rows["method"].str.endswith("stratified")
    words = rows["note"].fillna("").map(lambda note: "; ".join(filter(None, [f"strata: {label}", note])))
    return rows.assign(note=rows["note"].mask(stratified, words))


def _at_risk(tte, unit, group=None):
    return survival.number_at_risk(tte, figures.ticks(tte["time"].max(), unit), group)


def _median(row, unit):
    text = f"{numbers.number(row['estimate'], 1, missing=numbers.NOT_REACHED)} {unit}"
    return f"{text} (95% CI {numbers.interval(row['conf_low'], row['conf_high'], 1)})"


def _medians(rows, unit):
    chosen = rows[(rows["estimand"] == "median") & (rows["method"] != vocabulary.KM_SPSS)]
    return "; ".join(
        f"{row['group']}: n = {row['n']:.0f}, {row['n_event']:.0f} events, median {_median(row, unit)}"
        for row in chosen.to_dict("records")
    )


def _comparison(rows):
    """Hazard ratios and the log-rank P of result rows in lines of words."""
    ratios = [line for pair in _pairs(rows) if (line := _ratio(rows, *pair))]
    tests = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK)]
    exact = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK_EXACT)]
    lines = [f"Log-rank P {_equals(row)}" for row in tests.to_dict("records")]
    lines += [f"Exact permutation P {_equals(row)}" for row in exact.to_dict("records")]
    return "\n".join([*ratios, *lines])


def _pairs(rows):
    # a landmark that fewer than two groups reach has a row without a group
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] != "")]
    return list(ratios[["group", "reference"]].drop_duplicates().itertuples(index=False))


def _ratio(rows, group, reference):
    """The lines of a pair: its hazard ratio and, where the group is known only later, those that allow for it."""
    own = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] == group) & (rows["reference"] == reference)]
    own = own[own["estimate"].notna()]
    guards = [f"{words}{_when(row)} HR {_hazard(row)}" for method, words in GUARDS.items() for row in _of(own, method)]
    usual = [f"HR {_hazard(row)}, {words}" for method, words in RATIOS.items() for row in _of(own, method)]
    naive = bool(guards) or own["note"].fillna("").str.contains("naive:").any()
    first = f"{group} v {reference}: {'naive ' if naive else ''}{usual[0] if usual else 'HR not estimable'}"
    return "\n".join([first, *guards])


def _of(rows, method):
    return rows[rows["method"] == method].to_dict("records")


def _when(row):
    return "" if numbers.absent(row["at"]) or row["at"] == "" else f" at {row['at']:g}"


def _hazard(row):
    return numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"])


def _equals(row):
    text = numbers.p_value(row["p_value"])
    return text if text.startswith(("<", ">")) else f"= {text}"


def _sentence(lines):
    return "; ".join(lines.splitlines()) + "." if lines else ""
