"""Efficacy of a trial as result rows: who was analysed, endpoints in populations, groups compared."""

from analysis.estimates.efficacy.compare import comparisons
from analysis.estimates.efficacy.of_study import follow_up, observed_times, outcomes
from analysis.estimates.patients import analysed, characteristics

__all__ = ["analysed", "characteristics", "comparisons", "follow_up", "observed_times", "outcomes"]
