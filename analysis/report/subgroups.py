"""Subgroups as the report shows them: one table and one forest plot an endpoint."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates.efficacy.subgroup import subgroups, within_levels
from analysis.figures.subgroup_forest import RATIO, columns, texts
from analysis.figures.survival_comparison import title
from analysis.report.curves import known_before
from analysis.report.words import readable


def subgroup_forest(section, rows, *, arm="", method="wald"):
    """Show and save the subgroups of each endpoint as a forest plot and as a table.

    rows: of `survival_by_group`; only groupings known before treatment are shown. Without `arm` the levels of each are
    compared with its reference; with `arm`, the name of the randomised grouping, its hazard ratio is given within every
    level, with the P of interaction. method: wald, profile or firth.
    """
    for endpoint, own in known_before(section.study, rows).groupby("endpoint", sort=False):
        if arm:
            tidy = _within_levels(section, endpoint, own["grouping"].unique(), arm, method)
        else:
            tidy = subgroups(own, method=method)
        _show(section, tidy, endpoint, arm, method)


def _within_levels(section, endpoint, groupings, arm, method):
    study = section.study
    groups = {name: study.group(name) for name in groupings if name != arm}
    options = {"arm": study.group(arm), "reference": study.groupings[arm].reference, "method": method}
    tidy = within_levels(study.endpoint(endpoint), groups, **options)
    section.results(_results(tidy, endpoint, arm, _arms(study, arm)))
    return tidy


def _show(section, tidy, endpoint, arm, method):
    study = section.study
    labels, arms = {name: found.label for name, found in study.groupings.items()}, _arms(study, arm)
    words = {"endpoint": endpoint, "unit": study.report_unit, "arms": arms, "method": method}
    section.draw(figures.subgroup_forest, tidy, labels, name=f"{endpoint.lower()}_forest", **words)
    shown = printed(tidy, labels, study.report_unit, arms)
    section.table(tidy, f"{endpoint.lower()}_subgroups", endpoint=title(endpoint), show=shown)


def printed(tidy, labels, unit, arms=()):
    """The texts of the plot as a table: the grouping once, then level, columns and, where there is one, the reason."""
    drawn = texts(tidy, labels, unit)
    once = drawn["heading"].where(~drawn["heading"].duplicated(), "")
    shown = pd.DataFrame({"Subgroup": once, "Level": drawn["label"]})
    for name, words in columns(unit, arms).items():
        shown[words.replace("\n", " ")] = drawn[name]
    reference = drawn["is_reference"]
    shown[RATIO] = shown[RATIO].mask(reference, "reference")
    return readable.without_blanks(shown.assign(Note=drawn["note"].mask(reference, "")))


def _arms(study, arm):
    """The arms compared and the reference, in words; nothing without an arm."""
    if not arm:
        return ()
    declared = study.groupings[arm]
    return " or ".join(level for level in declared.levels if level != declared.reference), declared.reference


def _results(tidy, endpoint, arm, arms):
    """The subgroup table of a randomised arm as result rows: population names the level, `grouping` the arm."""
    within, tested = tidy[tidy["grouping"] != ""], tidy[tidy["p_interaction"].notna()]
    keys = {"grouping": arm, "group": arms[0], "reference": arms[1], "estimand": "hazard_ratio"}
    ratios = within.assign(population=within["grouping"] + ": " + within["group"].astype(str), **keys)
    keys = {"reference": arm, "estimand": "interaction", "method": "likelihood ratio"}
    tests = tested[["grouping"]].assign(p_value=tested["p_interaction"], population=vocabulary.EVERYONE, **keys)
    rows = pd.concat([ratios, tests], ignore_index=True).assign(endpoint=endpoint)
    return rows[[name for name in vocabulary.RESULT_COLUMNS if name in rows]]
