"""Survival estimates for small samples: frames in, tidy frames out; every convention is a named choice."""

from analysis.estimates.survival.cox import hazard_ratio
from analysis.estimates.survival.curve import kaplan_meier, number_at_risk, restricted_mean, survival_rate
from analysis.estimates.survival.known_later import landmark, time_dependent_hazard_ratio
from analysis.estimates.survival.proportional import proportional_hazards
from analysis.estimates.survival.quantile import follow_up, median_survival
from analysis.estimates.survival.rank import log_rank

__all__ = [
    "follow_up", "hazard_ratio", "kaplan_meier", "landmark", "log_rank", "median_survival", "number_at_risk",
    "proportional_hazards", "restricted_mean", "survival_rate", "time_dependent_hazard_ratio"]  # fmt: skip
