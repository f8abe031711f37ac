"""Survival estimates for small samples: frames in, tidy frames out; every convention is a named choice."""

from analysis.estimates.survival.cox import hazard_ratio
from analysis.estimates.survival.curve import kaplan_meier, restricted_mean, survival_rate
from analysis.estimates.survival.curve import number_at_risk as number_at_risk  # for the package, not for notebooks
from analysis.estimates.survival.known_later import landmark, time_dependent_hazard_ratio
from analysis.estimates.survival.proportional import proportional_hazards as proportional_hazards  # likewise
from analysis.estimates.survival.quantile import follow_up as follow_up  # likewise: efficacy tells it
from analysis.estimates.survival.quantile import median_survival
from analysis.estimates.survival.rank import log_rank

__all__ = [
    "hazard_ratio", "kaplan_meier", "landmark", "log_rank", "median_survival", "restricted_mean",
    "survival_rate", "time_dependent_hazard_ratio"]  # fmt: skip
