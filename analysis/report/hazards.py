"""The check of proportional hazards as the report shows it: one figure of Schoenfeld residuals an endpoint."""

from analysis import figures, vocabulary
from analysis.estimates.survival.proportional import scaled_schoenfeld
from analysis.figures import numbers
from analysis.report.subgroups import known_before


def hazards_over_time(section, rows):
    """Show and save the scaled Schoenfeld residuals of each endpoint, a panel a comparison with a level's reference.

    rows: of `survival_by_group`, whose ratios and tests are shown; only groupings known before treatment. A comparison
    whose hazard ratio is not estimable has no residuals and no panel; without any panel a sentence says so.
    """
    for endpoint, own in known_before(section.study, rows).groupby("endpoint", sort=False):
        compared = own.groupby("grouping", sort=False)
        panels = [panel for name, found in compared for panel in _panels(section.study, endpoint, name, found)]
        words = {"name": f"{endpoint.lower()}_hazards", "endpoint": endpoint, "unit": section.study.report_unit}
        section.draw(figures.hazard_panels, panels, **words)
        if not panels:
            title = vocabulary.ENDPOINTS.get(endpoint, endpoint)
            section.say(f"{title}: no hazard ratio is estimable, so its constancy cannot be looked at.")


def _panels(study, endpoint, grouping, rows):
    """The arguments of each panel of a grouping: its residuals, and the ratio and test of its result rows."""
    declared, tests = study.groupings[grouping], rows[rows["estimand"] == "proportional_hazards"]
    if tests["p_value"].isna().all():
        return []
    residuals = scaled_schoenfeld(study.endpoint(endpoint), study.group(grouping), reference=declared.reference)
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["method"] == vocabulary.COX_EFRON_WALD)]
    ratios = ratios.set_index("group")[["estimate", "conf_low", "conf_high"]]
    p_values = tests.set_index("group")["p_value"]
    return [
        {
            "residuals": own,
            "title": f"{declared.label}: {level} v {declared.reference}",
            "annotation": numbers.p_words(p_values.get(level, p_values.iloc[0])),
            **ratios.loc[level],
        }
        for level, own in residuals.groupby("group", sort=False, observed=True)
    ]
