"""Efficacy of a trial as result rows: one population, a comparison of groups, subgroups, adjusted P values."""

from analysis.estimates.efficacy.compare import comparison
from analysis.estimates.efficacy.one_population import follow_up, observed_times, overall
from analysis.estimates.efficacy.subgroup import subgroups
from analysis.estimates.multiplicity import holm

__all__ = ["comparison", "follow_up", "holm", "observed_times", "overall", "subgroups"]
