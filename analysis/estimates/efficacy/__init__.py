"""Efficacy of a trial as result rows: one population, groups compared with their adjusted P values, subgroups."""

from analysis.estimates.efficacy.compare import comparisons
from analysis.estimates.efficacy.one_population import follow_up, observed_times, overall
from analysis.estimates.efficacy.subgroup import subgroups, within_levels

__all__ = ["comparisons", "follow_up", "observed_times", "overall", "subgroups", "within_levels"]
