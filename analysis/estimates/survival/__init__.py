"""Survival estimates for small samples: frames in, tidy frames out; every convention is a named choice."""

from analysis.estimates.survival.area import longest_horizon, restricted_mean
from analysis.estimates.survival.cox import hazard_ratio, hazard_ratio_per
from analysis.estimates.survival.curve import kaplan_meier, number_at_risk, survival_rate
from analysis.estimates.survival.followup import follow_up
from analysis.estimates.survival.interaction import interaction
from analysis.estimates.survival.known_later import landmark, time_dependent_hazard_ratio
from analysis.estimates.survival.proportional import proportional_hazards, scaled_schoenfeld
from analysis.estimates.survival.quantile import median_survival, quantile_survival
from analysis.estimates.survival.rank import log_rank, log_rank_exact

__all__ = [
    "follow_up",
    "hazard_ratio",
    "hazard_ratio_per",
    "interaction",
    "kaplan_meier",
    "landmark",
    "log_rank",
    "log_rank_exact",
    "longest_horizon",
    "median_survival",
    "number_at_risk",
    "proportional_hazards",
    "quantile_survival",
    "restricted_mean",
    "scaled_schoenfeld",
    "survival_rate",
    "time_dependent_hazard_ratio",
]
