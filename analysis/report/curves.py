"""Kaplan-Meier figures and those of constant hazards as the report shows them: which tables they are drawn from."""

import re

from analysis import figures, vocabulary
from analysis.estimates import efficacy, survival
from analysis.estimates.cutoff.splits import group_curves
from analysis.estimates.survival.curve import number_at_risk
from analysis.estimates.survival.proportional import scaled_schoenfeld
from analysis.figures import numbers
from analysis.figures.survival_comparison import title
from analysis.vocabulary import EVERYONE

MOST_SINGLES = 8
TESTS = ["hazard_ratio", "log_rank", "difference", "proportional_hazards"]


def survival_curves(section, endpoints, *, conf_type="log-log", of=""):
    """Show and save the Kaplan-Meier figure of each endpoint: estimate, limits, ticks, median, risk table.

    `of` names the population in the caption.
    """
    unit = section.study.report_unit
    for endpoint in endpoints:
        tte = section.study.endpoint(endpoint)
        curve = survival.kaplan_meier(tte, conf_type=conf_type)
        tables = curve, _at_risk(tte, unit), survival.median_survival(tte, conf_type=conf_type)
        words = {"endpoint": endpoint, "unit": unit, "conf_type": conf_type, "of": of}
        section.draw(figures.survival_curve, *tables, name=endpoint.lower(), **words)


def survival_comparison(section, tte, group, rows, *, name, **words):
    """Show and save the Kaplan-Meier curves of a grouping with hazard ratio and log-rank P from its result rows.

    rows: those of `efficacy.comparisons` for this endpoint and group; words: endpoint, label, and where they are wanted
    colors and note, as `figures.survival_comparison` takes them. Nothing where fewer than two groups have subjects.
    """
    unit, known = section.study.report_unit, tte.join(group.rename("group").dropna(), how="inner")
    if set(known["group"]) == set(figures.theme.CLEARANCE):
        words.setdefault("colors", figures.theme.CLEARANCE)
    if known["group"].nunique() > 1:
        own, labels = known[["time", "event"]], known["group"]
        tables = survival.kaplan_meier(own, labels), _at_risk(own, unit, labels)
        section.draw(figures.survival_comparison, *tables, rows, name=name, unit=unit, **words)


def survival_comparisons(section, ttes, groups, rows, labels, **words):
    """Show the curves of every endpoint and grouping in `rows` (of `efficacy.comparisons`).

    ttes, groups: by endpoint and by grouping, as they were compared; labels: {grouping: words}; words: as there for
    `figures.survival_comparison`; with `visit`, by which the groups are known, a note says that they are naive.
    """
    if "visit" in words:
        known = f"the groups are known only from the visit “{words.pop('visit')}” (see the table)."
        words |= {"note": f"Naive, from time 0: {known}", "colors": figures.theme.CHANGE}
    for (endpoint, name), own in rows.groupby(["endpoint", "grouping"], sort=False):
        place = {"endpoint": endpoint, "name": f"{endpoint.lower()}_by_{name.lower()}", "label": labels[name]}
        survival_comparison(section, ttes[endpoint], groups[name], own, **place, **words)


def survival_by_group(
    section, endpoints, groupings, *, group=None, known_at=None, landmarks=(), population=EVERYONE, strata="",
    conf_type="log-log", tests=False
):  # fmt: skip
    """The result rows of declared groupings for endpoints (a name or several), shown as curves and in results.csv.

    group: a Series made by the section, for a grouping that no table holds; known_at: when it becomes known, in report
    units (default: the declared day; ValueError for a time that varies and is not given); strata: the name of a
    grouping, for stratified rows beside; conf_type: of medians and rates; tests: whether tables of ratios and tests
    are shown too. A grouping that can be compared on none of the endpoints gives no rows.
    """
    study = section.study
    ttes = {name: study.endpoint(name, population) for name in _listed(endpoints)}
    groups = {name: study.group(name, group) for name in _listed(groupings)}
    groups = {name: labels for name, labels in groups.items() if _comparable(section, name, labels, ttes)}
    block = study.group(strata).rename(study.groupings[strata].label) if strata else None
    rows = efficacy.comparisons(
        ttes, groups,
        references={name: study.groupings[name].reference for name in groups},
        known_at={name: study.known_at(name) if known_at is None else known_at for name in groups},
        strata={name: block for name in groups if name != strata},
        landmarks=landmarks, population=population, conf_type=conf_type, reproduction=study.reproduction,
        unit=study.report_unit,
    )  # fmt: skip
    section.results(rows)
    for (endpoint, name), own in rows.groupby(["endpoint", "grouping"], sort=False):
        words = {"name": f"{endpoint.lower()}_by_{name}", "label": study.groupings[name].label}
        if population != EVERYONE:
            within = study.populations[population]
            words = {"name": f"{words['name']}_{population}", "label": f"{words['label']} ({within})"}
        survival_comparison(section, ttes[endpoint], groups[name], own, endpoint=endpoint, **words)
    if tests:
        survival_tests(section, rows)
    return rows


def survival_tests(section, rows):
    """Show a table for each endpoint of how its groups compare: ratios, log-rank tests, differences, constancy."""
    for endpoint, own in rows[rows["estimand"].isin(TESTS)].groupby("endpoint", sort=False):
        section.table(own, f"{endpoint.lower()}_tests", endpoint=endpoint)


def known_before(study, rows):
    """The result rows of the groupings that are known before treatment."""
    return rows[[study.groupings[name].known_day == 0 for name in rows["grouping"]]]


def hazards_over_time(section, rows):
    """Show and save the scaled Schoenfeld residuals of each endpoint, a panel a comparison with a level's reference.

    rows: of `survival_by_group`, whose ratios and tests are shown; only groupings known before treatment. A comparison
    whose hazard ratio is not estimable has no residuals and no panel; without any panel a sentence says so.
    """
    for endpoint, own in known_before(section.study, rows).groupby("endpoint", sort=False):
        compared = own.groupby("grouping", sort=False)
        panels = [panel for name, found in compared for panel in _hazard_panels(section.study, endpoint, name, found)]
        words = {"name": f"{endpoint.lower()}_hazards", "endpoint": endpoint, "unit": section.study.report_unit}
        section.draw(figures.hazard_panels, panels, **words)
        if not panels:
            section.say(f"{title(endpoint)}: no hazard ratio is estimable, so its constancy cannot be looked at.")


def _hazard_panels(study, endpoint, grouping, rows):
    """The arguments of each panel of a grouping: its residuals, and the ratio and test of its result rows."""
    declared, tests = study.groupings[grouping], rows[rows["estimand"] == "proportional_hazards"]
    if tests["p_value"].isna().all():
        return []
    residuals = scaled_schoenfeld(study.endpoint(endpoint), study.group(grouping), reference=declared.reference)
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["method"] == vocabulary.COX_EFRON_WALD)]
    ratios = ratios.set_index("group")[["estimate", "conf_low", "conf_high"]]
    p_values = tests.set_index("group")["p_value"]
    return [{"residuals": own, "title": f"{declared.label}: {level} v {declared.reference}",
             "annotation": numbers.p_words(p_values.get(level, p_values.iloc[0])), **ratios.loc[level]}
            for level, own in residuals.groupby("group", sort=False, observed=True)]  # fmt: skip


def split_figures(section, sweeps, fractions, ttes, markers):
    """Show curves of high against low for the splits of sweeps, by endpoint, with their P values.

    First the single markers (one + in their name, up to eight) at the middle cut-off, then every distinct split of each
    of `markers`. A row without a split is left out; a figure without any row is not shown.
    """
    for endpoint, table in sweeps.items():
        _split_figures(section, table, fractions, ttes[endpoint], endpoint, markers)


def _split_figures(section, table, fractions, tte, endpoint, markers):
    quantiles = sorted(table["quantile"].unique())
    singles = [name for name in fractions if name.count("+") == 1][:MOST_SINGLES]
    middle = table[table["marker"].isin(singles) & (table["quantile"] == quantiles[len(quantiles) // 2])]
    chosen = {"single": middle} | {name: table[table["marker"] == name].drop_duplicates("split") for name in markers}
    unit, label = section.study.report_unit, title(endpoint)
    times = figures.ticks(tte["time"].max(), unit)
    for name, rows in chosen.items():
        file = re.sub(r"[^A-Za-z0-9+._-]+", "-", f"{endpoint.lower()}_{name}")
        split = rows[rows["split"] > 0].to_dict("records")
        panels = [_split_panel(row, fractions[row["marker"]], tte, times) for row in split]
        section.draw(figures.split_panels, panels, name=file, unit=unit, label=label)


def _split_panel(row, marker, tte, times):
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    groups = group_curves(tte.loc[subjects], marker.loc[subjects] > row["cutoff"], times)
    note = (
        f"HR {numbers.ratio(row['estimate'])}{'†' if row['separated'] else ''}; n {row['n_low']}, {row['n_high']}\n"
        f"{numbers.p_words(row['p_log_rank'])}\nadjusted {numbers.p_value(row['p_grid'])}"
    )
    return f"{row['marker']} at {100 * row['quantile']:g}%", note, groups


def _comparable(section, grouping, labels, ttes):
    """Whether a grouping has two groups, the reference among them, for any endpoint; a sentence for each without."""
    declared, able = section.study.groupings[grouping], []
    for endpoint, tte in ttes.items():
        levels = set(labels.reindex(tte.index).dropna())
        able.append(len(levels) > 1 and declared.reference in levels)
        if not able[-1]:
            section.say(f"{declared.label}: {endpoint} is not compared, fewer than two groups have subjects.")
    return any(able)


def _listed(names):
    return [names] if isinstance(names, str) else names


def _at_risk(tte, unit, group=None):
    return number_at_risk(tte, figures.ticks(tte["time"].max(), unit), group)
