"""The inference of the design that a study declares: its hypothesis, and an estimate that knows how the trial stopped.

Floors, lowest first: bayes simon; of_study.
"""

from analysis.estimates.design.of_study import GROUPING, inference
from analysis.estimates.design.simon import Simon

__all__ = ["GROUPING", "Simon", "inference"]
