"""An endpoint by further censoring rules beside itself: who changes, both results, and the curve by the rules."""

import pandas as pd

from analysis import figures
from analysis.estimates import survival
from analysis.estimates.efficacy.compare import comparison
from analysis.estimates.efficacy.of_study import overall
from analysis.estimates.survival.curve import number_at_risk
from analysis.report.layers import APPENDIX
from analysis.study.cohort.censoring import by_rule, undated
from analysis.vocabulary import PRIMARY, SENSITIVITY

SAID = (
    "{endpoint} again, as a sensitivity analysis, censored at the last adequate assessment {rules} (FDA's example "
    "tables for PFS analysis): {n} of {total} subjects change. It supports the result of adtte and does not replace it."
)
UNDATED = " A new therapy without a start day (ASTDY) censors nobody: {}."
NAMED = "{endpoint}: censoring rules"  # the endpoint of its rows
BOTH = ["median", "rate", "hazard_ratio", "log_rank"]


def censoring_rules(section, *, landmarks=(), conf_type="log-log"):
    """Show each endpoint that study.yml gives `censoring` both ways; nothing for a study without."""
    study = section.study
    for endpoint, rules in study.censoring.items():
        tte, changed = by_rule(study, endpoint)
        words = {
            "endpoint": endpoint,
            "rules": _rules(rules),
            "n": len(changed),
            "total": len(study.endpoint(endpoint)),
        }
        without = ", ".join(undated(study, endpoint))
        section.say(SAID.format(**words) + (UNDATED.format(without) if without else ""), layer=APPENDIX)
        name, options = f"{endpoint.lower()}_censoring", {"landmarks": landmarks, "conf_type": conf_type}
        section.table(changed, f"{name}_changes", layer=APPENDIX, endpoint=endpoint, unit=study.report_unit)
        primary = _rows(study, endpoint, study.endpoint(endpoint), options)
        ruled = _rows(study, NAMED.format(endpoint=endpoint), tte, options).assign(role=SENSITIVITY)
        section.results(ruled)
        section.table(_beside(primary, ruled), name, layer=APPENDIX, endpoint=endpoint)
        _curve(section, tte, endpoint, name, conf_type)


def _rules(rules):
    said = ["where a new therapy had begun before"] if rules.new_therapy is not None else []
    gap = f"where progression or death came more than {rules.gap_days:g} days after it" if rules.gap_days else ""
    return " and ".join([*said, *filter(None, [gap])])


def _rows(study, endpoint, tte, options):
    """Medians and rates of everyone, and each grouping known at the start compared, nothing adjusted."""
    options = options | {"endpoint": endpoint, "unit": study.report_unit}
    early = [name for name, one in study.groupings.items() if not one.section and one.known_day == 0]
    tables = [comparison(tte, study.group(name), grouping=name, reference=study.groupings[name].reference, **options)
              for name in early]  # fmt: skip
    rows = pd.concat([overall(tte, **options), *tables], ignore_index=True)
    ratios = rows["estimand"].isin(["hazard_ratio", "log_rank"])
    return rows[rows["estimand"].isin(BOTH) & (~ratios | rows["role"].eq(PRIMARY))].assign(p_adjusted=float("nan"))


def _beside(primary, ruled):
    """Both results, each row of one above that of the other."""
    both = pd.concat([part.assign(place=range(len(part))) for part in (primary, ruled)])
    return both.sort_values("place", kind="stable").drop(columns="place") if len(primary) == len(ruled) else both


def _curve(section, tte, endpoint, name, conf_type):
    unit, options = section.study.report_unit, {"conf_type": conf_type}
    curve, median = survival.kaplan_meier(tte, **options), survival.median_survival(tte, **options)
    counts = number_at_risk(tte, figures.ticks(tte["time"].max(), unit))
    words = {"endpoint": NAMED.format(endpoint=endpoint), "unit": unit, "name": name, "layer": APPENDIX}
    section.draw(figures.survival_curve, curve, counts, median, **words, **options)
