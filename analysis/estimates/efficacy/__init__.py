"""Efficacy of a trial as result rows: who was analysed, endpoints in populations, groups compared."""

from analysis.estimates.efficacy.compare import comparisons
from analysis.estimates.efficacy.of_study import follow_up, observed_times, outcomes
from analysis.estimates.efficacy.one_population import overall
from analysis.estimates.patients import analysed, characteristics, counts_within

__all__ = [
    "analysed", "characteristics", "comparisons", "counts_within", "follow_up", "observed_times", "outcomes", "overall",
]  # fmt: skip
