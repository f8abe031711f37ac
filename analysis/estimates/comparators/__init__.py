"""One trial beside others, of which only what was printed is known; nothing here is an effect of a treatment.

Floors, lowest first: one_sample reconstruction; of_study.
"""

from analysis.estimates.comparators.of_study import beside, curves_of, printed

__all__ = ["beside", "curves_of", "printed"]
