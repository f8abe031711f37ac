"""Survival estimates for small samples: frames in, tidy frames out; every convention is a named choice."""

from analysis.survival.area import longest_horizon, restricted_mean
from analysis.survival.cox import hazard_ratio, hazard_ratio_per
from analysis.survival.curve import kaplan_meier, number_at_risk, survival_rate
from analysis.survival.followup import follow_up
from analysis.survival.interaction import interaction
from analysis.survival.later import landmark, time_dependent_hazard_ratio
from analysis.survival.proportional import proportional_hazards, scaled_schoenfeld
from analysis.survival.quantile import median_survival, quantile_survival
from analysis.survival.rank import log_rank, log_rank_exact

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
