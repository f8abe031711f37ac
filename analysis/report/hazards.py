"""The check of proportional hazards as the report shows it: one figure of Schoenfeld residuals an endpoint."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates import survival
from analysis.estimates.survival.proportional import scaled_schoenfeld
from analysis.figures import numbers

EXPLAINED = (
    "Scaled Schoenfeld residuals, one an event, on the scale of the hazard ratio; dashed: the constant ratio with its "
    "95% band; P: score test. With few events the test has little power: a large P does not show constancy."
)


def hazards_over_time(section, endpoint, groupings):
    """Show and save the scaled Schoenfeld residuals of an endpoint, a panel a comparison with a level's reference.

    groupings: names of declared groupings known before treatment. A comparison whose hazard ratio is not estimable has
    no residuals and no panel; without any panel a sentence says so.
    """
    study, tte = section.study, section.study.endpoint(endpoint)
    panels = [panel for name in groupings for panel in _panels(tte, study.group(name), study.groupings[name])]
    title = vocabulary.ENDPOINTS.get(endpoint, endpoint)
    if not panels:
        section.say(f"{title}: no hazard ratio is estimable, so its constancy cannot be looked at.")
        return
    compared = "; ".join(f"{panel['title']}, {panel['annotation']}" for panel in panels)
    section.figure(
        figures.hazard_panels(panels, unit=study.report_unit),
        f"{endpoint.lower()}_hazards",
        caption=f"{title}: does a hazard ratio change with time? {EXPLAINED}",
        alt=f"Schoenfeld residuals of {title.lower()}: {compared}.",
        data=pd.concat([panel["residuals"].assign(comparison=panel["title"]) for panel in panels]),
    )


def _panels(tte, group, declared):
    """The arguments of each panel of a grouping: its residuals, ratio and test."""
    group = group.reindex(tte.index).dropna().cat.remove_unused_categories()
    if group.nunique() < 2 or declared.reference not in set(group):
        return []
    residuals = scaled_schoenfeld(tte, group, reference=declared.reference)
    if residuals.empty:
        return []
    ratios = survival.hazard_ratio(tte, group, reference=declared.reference).set_index("group")
    tests = survival.proportional_hazards(tte, group, reference=declared.reference).set_index("group")["p_value"]
    return [
        {
            "residuals": own,
            "title": f"{declared.label}: {level} v {declared.reference}",
            "annotation": numbers.p_words(tests.get(level, tests.iloc[0])),
            **ratios.loc[level, ["estimate", "conf_low", "conf_high"]],
        }
        for level, own in residuals.groupby("group", sort=False, observed=True)
    ]
