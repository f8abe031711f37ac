"""Efficacy of a trial as result rows: one population, a comparison of groups, subgroups, adjusted P values."""

from analysis.efficacy.compare import comparison
from analysis.efficacy.multiplicity import holm
from analysis.efficacy.subgroup import subgroups
from analysis.efficacy.whole import follow_up, observed_times, overall

__all__ = ["comparison", "follow_up", "holm", "observed_times", "overall", "subgroups"]
