"""Survival as the report shows it: curves, their comparisons, hazards over time, forest plots of subgroups."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates import efficacy, facts, survival
from analysis.estimates.efficacy.subgroup import subgroups, within_levels
from analysis.estimates.survival.checks import combined
from analysis.estimates.survival.curve import number_at_risk
from analysis.estimates.survival.proportional import scaled_schoenfeld
from analysis.figures import numbers
from analysis.figures.subgroup_forest import RATIO, columns, texts
from analysis.figures.survival_comparison import title
from analysis.report.layers import APPENDIX, MAIN
from analysis.report.words import readable
from analysis.study.cohort.causes import censored
from analysis.vocabulary import COX_LANDMARK, DESCRIPTIVE, EVERYONE, PRIMARY, SENSITIVITY

UNCOMPARED_MEANS = (
    "Mean survival within a horizon is not compared for {endpoint}: study.yml declares no time for it, as "
    "`horizons: {{{endpoint}: 12}}` would ({unit})."
)
DELAYED = (
    "{endpoint}, delayed entry: {told}. Curves, numbers at risk, rates, medians, log-rank tests, hazard ratios and "
    "cumulative incidence count each subject from its entry on (left truncation), which holds where the time of entry "
    "tells nothing of what follows. Follow-up is the time under observation. Left out: exact permutation P, mean "
    "survival, cut-off sweeps, survivor groups, Gray's test and Fine and Gray's ratios."
)
# Rows of the role reproduction stand beside the published number alone.
TABLES = {PRIMARY: "tests", SENSITIVITY: "sensitivity"}
TESTS = ["hazard_ratio", "log_rank", "difference", "proportional_hazards"]


def survival_curves(section, endpoints, *, conf_type="log-log", of="", layer=MAIN):
    """Show and save the Kaplan-Meier figure of each endpoint: estimate, limits, ticks, median, risk table.

    `of` names the population in the caption; layer: as in `Section.draw`.
    """
    options, unit = {"conf_type": conf_type}, section.study.report_unit
    for endpoint in endpoints:
        tte, competing = section.study.endpoint(endpoint), censored(section.study, endpoint)
        section.say(late_entry(tte, endpoint), layer=layer)
        curve, median = survival.kaplan_meier(tte, **options), survival.median_survival(tte, **options)
        words = {"name": endpoint.lower(), "endpoint": endpoint, "unit": unit, "of": of, "competing": competing}
        place = APPENDIX if competing else layer  # the incidence of each cause leads
        section.draw(figures.survival_curve, curve, _at_risk(tte, unit), median, layer=place, **words, **options)


def late_entry(tte, endpoint):
    """What is counted otherwise, and what is left out, where subjects come under observation late; else ""."""
    told = survival.curve.entered(tte)
    return told and DELAYED.format(endpoint=title(endpoint), told=told.partition(": ")[2])


def survival_comparison(section, tte, group, rows, *, name, known_at=None, landmark=None, **words):
    """Show the Kaplan-Meier curves of a grouping with ratio and log-rank P; nothing for fewer than two groups.

    rows: of `efficacy.comparisons` for this endpoint and group; known_at, landmark: of a grouping known only later,
    whose curves from the landmark on stand in the main text, those from time 0 in the appendix; words: as
    `figures.survival_comparison` takes them.
    """
    if landmark is not None and rows["naive"].any():
        place = {name: words[name] for name in ("endpoint", "label", "layer", "competing") if name in words}
        if _from_landmark(section, tte, group, rows, known_at=known_at, at=landmark, name=f"{name}_landmark", **place):
            words["layer"] = APPENDIX
    unit, known = section.study.report_unit, tte.join(group.rename("group").dropna(), how="inner")
    if known["group"].nunique() > 1:
        levels = getattr(known["group"], "cat", None)  # as declared, so that a level looks alike in every population
        words["colors"] = figures.theme.group_colors(known["group"].unique() if levels is None else levels.categories)
        own, labels = known.drop(columns="group"), known["group"]
        tables = survival.kaplan_meier(own, labels), _at_risk(own, unit, labels)
        section.draw(figures.survival_comparison, *tables, rows, name=name, unit=unit, **words)


def _from_landmark(section, tte, group, rows, *, known_at, at, name, **words):
    """Show the curves of those at risk at a landmark; False, and nothing, where it gives no ratio."""
    ratios = rows[(rows["method"] == COX_LANDMARK) & rows["estimate"].notna()]
    if ratios.empty:
        return False
    kept = survival.landmark(tte, group, known_at=known_at, at=at, reference=ratios["reference"].iloc[0])
    own, labels, unit = kept.drop(columns="group"), kept["group"], section.study.report_unit
    sizes = {level: (len(one), int(one["event"].sum())) for level, one in own.groupby(labels, observed=True)}
    tables = survival.kaplan_meier(own, labels), _at_risk(own, unit, labels)
    look = {"at": at, "sizes": sizes, "colors": figures.theme.group_colors(list(sizes))}
    section.draw(figures.landmark_curves, *tables, rows, name=name, unit=unit, **look, **words)
    return True


def survival_comparisons(
    section, ttes, rows, labels, *, groups, known_at=None, landmark=None, references=None, **words
):
    """Show the curves of every endpoint and grouping in `rows` (of `efficacy.comparisons`).

    ttes, groups, known_at, landmark: by endpoint and by grouping, as they were compared (references is not needed);
    labels: {grouping: words}; words: as there for `figures.survival_comparison`; with `visit`, by which the groups are
    known, a note says that they are naive.
    """
    if "visit" in words:
        known = f"the groups are known only from the visit “{words.pop('visit')}” (see the table)."
        words |= {"note": f"Naive, from time 0: {known}"}
    declared = {name: found.label for name, found in section.study.groupings.items()}
    for (endpoint, name), own in rows.groupby(["endpoint", "grouping"], sort=False):
        words_of = (labels | declared)[name]
        place = {"endpoint": endpoint, "name": f"{endpoint.lower()}_by_{name.lower()}", "label": words_of}
        place |= {"known_at": (known_at or {}).get(name), "landmark": (landmark or {}).get(name)}
        place |= {"competing": told, "layer": APPENDIX} if (told := censored(section.study, endpoint)) else {}
        survival_comparison(section, ttes[endpoint], groups[name], own, **words | place)


def survival_by_group(
    section, endpoints, groupings, *, group=None, known_at=None, landmarks=(), population=EVERYONE, strata="",
    conf_type="log-log", tests=False, within=(), leading=""
):  # fmt: skip
    """The result rows of declared groupings for endpoints (a name or several), shown as curves and in results.csv.

    group: a Series made by the section, for a grouping that no table holds; known_at: when it becomes known, in report
    units (default: the declared day; ValueError for one that varies); strata: a grouping or several, for stratified
    rows beside; conf_type: of medians and rates; tests: whether tables of ratios and tests are shown too, in the
    appendix; within: groupings compared within a population besides, each `grouping in population`. The main text has
    the curves of everyone for the first endpoint, by the `leading` grouping (default: the declared arms) or by the only
    one that is asked for.
    """
    study, leading = section.study, leading or section.study.arm
    endpoints, groupings = ([names] if isinstance(names, str) else names for names in (endpoints, groupings))
    ttes = {name: study.endpoint(name, population) for name in endpoints}
    groups = {name: study.group(name, group) for name in groupings}
    groups = {name: labels for name, labels in groups.items() if _comparable(section, name, labels, ttes)}
    blocks = [strata] * bool(strata) if isinstance(strata, str) else strata
    rows = efficacy.comparisons(
        ttes, groups,
        references={name: study.groupings[name].reference for name in groups},
        known_at={name: study.known_at(name) if known_at is None else known_at for name in groups},
        landmark={name: study.landmark(name) for name in groups}, horizons=study.horizons,
        strata={name: strata_of(study, [other for other in blocks if other != name]) for name in groups},
        landmarks=landmarks, population=population, conf_type=conf_type, reproduction=study.reproduction,
        unit=study.report_unit)  # fmt: skip
    section.results(rows := _marked(study, rows))
    for (endpoint, name), own in rows.groupby(["endpoint", "grouping"], sort=False):
        asked = (name == leading or len(groupings) == 1) and endpoint == next(iter(ttes))
        leads = population == EVERYONE and asked and endpoint not in study.causes
        words = {"name": f"{endpoint.lower()}_by_{name}", "label": study.groupings[name].label,
                 "layer": MAIN if leads else APPENDIX, "competing": censored(study, endpoint),
                 "landmark": study.landmark(name),
                 "known_at": study.known_at(name) if known_at is None else known_at}  # fmt: skip
        if population != EVERYONE:
            label = study.populations[population]
            words |= {"name": f"{words['name']}_{population}", "label": f"{words['label']} ({label})"}
        survival_comparison(section, ttes[endpoint], groups[name], own, endpoint=endpoint, **words)
    shown = rows[rows["estimand"].isin(TESTS)] if tests else rows[:0]
    for endpoint, own in shown.groupby("endpoint", sort=False):
        for role, name in TABLES.items():
            section.table(own[own["role"] == role], f"{endpoint.lower()}_{name}", layer=APPENDIX, endpoint=endpoint)
        if endpoint not in study.horizons:
            section.say(UNCOMPARED_MEANS.format(endpoint=endpoint, unit=study.report_unit), layer=APPENDIX)
    options = {"landmarks": landmarks, "strata": strata, "conf_type": conf_type}
    inside = [survival_by_group(section, endpoints, name, population=part, **options)
              for name, part in (composed.split(" in ") for composed in within)]  # fmt: skip
    if inside:
        found = pd.concat(inside)
        primary = found[found["estimand"].isin(TESTS) & (found["role"] == vocabulary.PRIMARY)]
        section.table(primary, "groupings_within", layer=APPENDIX)
    return rows


def _marked(study, rows):
    """The rows with a remark on what counts as censored where other events compete with an endpoint."""
    parts = [facts.remarked(own, censored(study, name)) for name, own in rows.groupby("endpoint", sort=False)]
    return pd.concat(parts) if parts else rows


def strata_of(study, names):
    """One stratum for each combination of the levels of some groupings, missing where one is; None without any."""
    if not names:
        return None
    return combined(pd.DataFrame({study.groupings[name].label: study.group(name) for name in names}))


def hazards_over_time(section, rows):
    """Show and save the scaled Schoenfeld residuals of each endpoint, a panel a comparison with a level's reference.

    rows: of `survival_by_group`, of groupings known before treatment; without any estimable ratio a sentence says so.
    """
    for endpoint, own in _known_before(section.study, rows).groupby("endpoint", sort=False):
        compared = own.groupby("grouping", sort=False)
        panels = [panel for name, found in compared for panel in _hazard_panels(section.study, endpoint, name, found)]
        words = {"name": f"{endpoint.lower()}_hazards", "endpoint": endpoint, "unit": section.study.report_unit}
        section.draw(figures.hazard_panels, panels, layer=APPENDIX, **words)
        if not panels:
            section.say(
                f"{title(endpoint)}: no hazard ratio is estimable, so its constancy cannot be looked at.",
                layer=APPENDIX,
            )


def subgroup_forest(section, rows, *, arm=""):
    """Show and save the subgroups of each endpoint as a forest plot and as a table.

    rows: of `survival_by_group`; only groupings known before treatment, each level against the reference or, with
    `arm`, the randomised grouping (default: the declared arms), its ratio within each level with P of interaction, a
    forest for each arm that is not the reference: always the primary ratio.
    """
    study, arm = section.study, arm or section.study.arm
    for endpoint, own in _known_before(study, rows).groupby("endpoint", sort=False):
        if not arm:
            _forest(section, subgroups(own), endpoint)
        groups = {name: study.group(name) for name in own["grouping"].unique() if name != arm}
        for one, suffix in _arms(study, arm, endpoint):
            treated = study.group(arm).astype(object)
            options = {"arm": treated.where(treated.isin(one)), "reference": one[1]}
            tidy = within_levels(study.endpoint(endpoint), groups, **options)
            section.results(_results(tidy, endpoint, arm, one))
            _forest(section, tidy, endpoint, one, suffix)


def _forest(section, tidy, endpoint, arms=(), suffix=""):
    """Show a subgroup table of an endpoint as a plot and as a table."""
    labels, unit = {name: found.label for name, found in section.study.groupings.items()}, section.study.report_unit
    words = {"endpoint": endpoint, "unit": unit, "arms": arms}
    layer = APPENDIX if endpoint in section.study.causes else MAIN
    section.draw(figures.subgroup_forest, tidy, labels, name=f"{endpoint.lower()}{suffix}_forest", layer=layer, **words)
    shown = _printed(tidy, labels, unit, arms)
    section.table(tidy, f"{endpoint.lower()}{suffix}_subgroups", endpoint=title(endpoint), show=shown, layer=APPENDIX)


def _known_before(study, rows):
    """The result rows of the groupings that are known before treatment."""
    early = [name for name, grouping in study.groupings.items() if grouping.known_day == 0]
    return rows[rows["grouping"].isin(early)]


def _hazard_panels(study, endpoint, grouping, rows):
    """The arguments of each panel of a grouping: its residuals, and the ratio and test of its result rows."""
    declared, tests = study.groupings[grouping], rows[rows["estimand"] == "proportional_hazards"]
    if tests["p_value"].isna().all():
        return []
    residuals = scaled_schoenfeld(study.endpoint(endpoint), study.group(grouping), reference=declared.reference)
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["role"] == vocabulary.PRIMARY)]
    ratios = ratios.set_index("group")[["estimate", "conf_low", "conf_high"]]
    p_values = tests.set_index("group")["p_value"]
    return [{"residuals": own, "title": f"{declared.label}: {level} v {declared.reference}",
             "annotation": numbers.p_words(p_values.get(level, p_values.iloc[0])), **ratios.loc[level]}
            for level, own in residuals.groupby("group", sort=False, observed=True)]  # fmt: skip


def _comparable(section, grouping, labels, ttes):
    """Whether a grouping has two groups, the reference among them, for any endpoint; a sentence for each without."""
    declared, able = section.study.groupings[grouping], []
    for endpoint, tte in ttes.items():
        levels = set(labels.reindex(tte.index).dropna())
        able.append(len(levels) > 1 and declared.reference in levels)
        if not able[-1]:
            section.say(f"{declared.label}: {endpoint} is not compared, fewer than two groups have subjects.")
    return any(able)


def _at_risk(tte, unit, group=None):
    return number_at_risk(tte, figures.ticks(tte["time"].max(), unit), group)


def _printed(tidy, labels, unit, arms):
    """The texts of the plot as a table: the grouping once, then level, columns and, where there is one, the reason."""
    drawn = texts(tidy, labels, unit)
    once = drawn["heading"].where(~drawn["heading"].duplicated(), "")
    shown = pd.DataFrame({"Subgroup": once, "Level": drawn["label"]})
    for name, words in (columns(unit, arms) | {"p": "P"}).items():
        shown[words.replace("\n", " ")] = drawn[name]
    reference = drawn["is_reference"]
    shown[RATIO] = shown[RATIO].mask(reference, "reference")
    return readable.without_blanks(shown.assign(Note=drawn["note"].mask(reference, "")))


def _arms(study, arm, endpoint):
    """Each arm with the reference, and what tells its forest from the others' in a file's name: [(arms, suffix)].

    Arms that have subjects with the endpoint; none where the reference has not.
    """
    present = set(study.group(arm).reindex(study.endpoint(endpoint).index).dropna()) if arm else ()
    first, *others = study.groupings[arm].ordered if arm else [""]
    compared = [level for level in others if {first, level} <= set(present)]
    return [((level, first), f"_{level}" if len(compared) > 1 else "") for level in compared]


def _results(tidy, endpoint, arm, arms):
    """The subgroup table of a randomised arm as result rows: population names the level, `grouping` the arm."""
    within, tested = tidy[tidy["grouping"] != ""], tidy[tidy["interaction_reason"].notna()]
    compared = {"group": arms[0], "reference": arms[1]}
    levels = within["grouping"] + ": " + within["group"].astype(str)
    ratios = within.assign(population=levels, role=DESCRIPTIVE, grouping=arm, estimand="hazard_ratio", **compared)
    keys = {"estimand": "interaction", "method": "likelihood ratio", "population": vocabulary.EVERYONE, **compared}
    tests = tested[["grouping"]].assign(p_value=tested["p_interaction"], **keys)
    tests = tests.assign(reason=tested["interaction_reason"], note=tested["interaction_reason"].map(facts.note))
    rows = pd.concat([ratios, tests], ignore_index=True).assign(endpoint=endpoint)
    return rows[[name for name in vocabulary.RESULT_COLUMNS if name in rows]]
