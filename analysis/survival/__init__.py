"""Survival estimates for small samples: frames in, tidy frames out; every convention is a named choice."""

from analysis.survival.cox import hazard_ratio, hazard_ratio_per
from analysis.survival.curve import kaplan_meier, number_at_risk, survival_rate
from analysis.survival.followup import follow_up
from analysis.survival.quantile import median_survival, quantile_survival
from analysis.survival.rank import log_rank, log_rank_exact

__all__ = [
    "follow_up",
    "hazard_ratio",
    "hazard_ratio_per",
    "kaplan_meier",
    "log_rank",
    "log_rank_exact",
    "median_survival",
    "number_at_risk",
    "quantile_survival",
    "survival_rate",
]
