"""Kaplan-Meier figures as the report shows them: curves and risk table drawn, medians and tests put into words."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates import multiplicity, survival
from analysis.estimates.efficacy.compare import comparison
from analysis.figures import numbers
from analysis.vocabulary import EVERYONE

# What a curve of an endpoint shows, and since when, where it is not survival since the start.
AXES = {"DOR": {"label": "Still in response (%)", "time": "Time since first response"}}
MOST_LINES = 5  # of a figure's note; where there are more, the ratios are left to the caption
NAIVE = "Naive: from time 0, though the groups are known only later; the other ratios allow for that."
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
    curve = survival.kaplan_meier(tte, conf_type=conf_type)
    fig = figures.survival(
        curve,
        _at_risk(tte, unit),
        unit=unit,
        median=median["estimate"],
        annotation=words,
        **_axes(endpoint),
    )
    subjects = f"{title}{' of ' + of if of else ''}: n = {len(tte)}, {numbers.counted(tte['event'].sum(), 'event')}"
    caption = (
        f"{subjects}. {words}, interval by the {conf_type} transformation. Solid: Kaplan-Meier estimate; dashed: "
        "pointwise 95% confidence limits; ticks: censored subjects. At risk counts subjects with time ≥ t."
    )
    alt = f"Kaplan-Meier curve. {subjects}. {words}."
    section.figure(fig, name or endpoint.lower(), caption=caption, alt=alt, data=curve)


def survival_comparison(section, tte, group, rows, *, endpoint, label, name, colors=None, note=""):
    """Show and save the Kaplan-Meier curves of a grouping with hazard ratio and log-rank P from its result rows.

    rows: those of `efficacy.comparison` for this endpoint and group; label: the grouping in words; colors: {level:
    color} where levels have a colour of their own; note: a further sentence for the caption.
    """
    unit, title = section.study.report_unit, vocabulary.ENDPOINTS.get(endpoint, endpoint)
    known = tte.join(group.rename("group").dropna(), how="inner")
    ratios, tests = _comparison(rows, unit)
    test = "\n".join([*ratios, *tests])
    curves = survival.kaplan_meier(known[["time", "event"]], known["group"])
    banded = known["group"].nunique() == 2  # the bands of three groups would hide each other
    fig = figures.survival(
        curves,
        _at_risk(known[["time", "event"]], unit, known["group"]),
        unit=unit,
        colors=colors,
        annotation=test if len(test.splitlines()) <= MOST_LINES else "\n".join(tests),
        limits=banded,
        **_axes(endpoint),
    )
    label, medians = _inside(label), _medians(rows, unit)
    note = note or (NAIVE if rows["method"].isin(GUARDS).any() else "")
    marks = f"Ticks: censored subjects{'; bands: pointwise 95% confidence limits' if banded else ''}."
    caption = f"{title} by {label}: {medians}. {_sentence(test)} {marks} {note}".strip()
    alt = f"Kaplan-Meier curves of {title.lower()} by {label}. {medians}. {_sentence(test)}"
    section.figure(fig, name, caption=caption, alt=alt, data=curves)


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
    options["unit"] = study.report_unit
    if strata and strata != grouping:
        options["strata"] = study.group(strata).rename(study.groupings[strata].label)
    keys = {"endpoint": endpoint, "grouping": grouping, "reference": declared.reference}
    rows = multiplicity.adjusted(comparison(tte, labels, **keys, **options, reproduction=study.reproduction))
    section.results(rows)
    name = f"{endpoint.lower()}_by_{grouping}" + ("" if population == EVERYONE else f"_{population}")
    within = "" if population == EVERYONE else f" ({study.populations[population]})"
    shown = {"endpoint": endpoint, "label": f"{declared.label}{within}", "name": name, "colors": colors}
    survival_comparison(section, tte, labels, rows, **shown)
    return rows


def _axes(endpoint):
    """The words on the axes of an endpoint's curves."""
    return AXES.get(endpoint, {"label": f"{vocabulary.ENDPOINTS.get(endpoint, endpoint)} (%)"})


def _inside(label):
    """A label within a sentence: `Sex` as `sex`, but ECOG, ctDNA and TMB as they are."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def _at_risk(tte, unit, group=None):
    return survival.number_at_risk(tte, figures.ticks(tte["time"].max(), unit), group)


def _median(row, unit):
    decimals = numbers.time_decimals(unit)
    text = numbers.quantity(row["estimate"], decimals, unit)
    limits = numbers.interval(row["conf_low"], row["conf_high"], decimals)
    return text if limits == numbers.MISSING else f"{text} (95% CI {limits})"


def _medians(rows, unit):
    chosen = rows[(rows["estimand"] == "median") & (rows["role"] != vocabulary.REPRODUCTION)]
    return "; ".join(
        f"{row['group']}: n = {row['n']:.0f}, {numbers.counted(row['n_event'], 'event')}, median {_median(row, unit)}"
        for row in chosen.to_dict("records")
    )


def _comparison(rows, unit):
    """Hazard ratios of result rows in words, a text of one line or more for each pair, and P values, a line each."""
    ratios = [line for pair in _pairs(rows) if (line := _ratio(rows, *pair, unit))]
    tests = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK)]
    exact = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK_EXACT)]
    among = ", all groups" if len(ratios) > 1 else ""
    lines = [f"Log-rank {numbers.p_words(row['p_value'])}{among}" for row in tests.to_dict("records")]
    lines += [f"Exact permutation {numbers.p_words(row['p_value'])}" for row in exact.to_dict("records")]
    if rows["method"].isin(GUARDS).any():
        lines = [f"Naive {line[0].lower()}{line[1:]}" for line in lines]
    return ratios, lines


def _pairs(rows):
    # a landmark that fewer than two groups reach has a row without a group
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] != "")]
    return list(ratios[["group", "reference"]].drop_duplicates().itertuples(index=False))


def _ratio(rows, group, reference, unit):
    """The lines of a pair: its hazard ratio and, where the group is known only later, those that allow for it."""
    own = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] == group) & (rows["reference"] == reference)]
    own = own[own["estimate"].notna()]
    pairs = [(words, row) for method, words in GUARDS.items() for row in _of(own, method)]
    guards = [f"{words}{_when(row, unit)} HR {_hazard(row)}" for words, row in pairs]
    usual = [f"HR {_hazard(row)}, {words}" for method, words in RATIOS.items() for row in _of(own, method)]
    naive = bool(guards) or own["naive"].any()
    first = f"{group} v {reference}: {'naive ' if naive else ''}{usual[0] if usual else 'HR not estimable'}"
    return "\n".join([first, *guards])


def _of(rows, method):
    return rows[rows["method"] == method].to_dict("records")


def _when(row, unit):
    return "" if numbers.absent(row["at"]) or row["at"] == "" else f" at {row['at']:.3g} {unit}:"


def _hazard(row):
    return numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], write=numbers.ratio)


def _sentence(lines):
    return "; ".join(lines.splitlines()) + "." if lines else ""
