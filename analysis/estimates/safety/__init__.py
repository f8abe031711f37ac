"""Safety of a study: adverse events and their rates, doses given, reasons for stopping, later therapy.

Stands on efficacy, which estimates the time on treatment.
"""

from analysis.estimates.safety.exposure import disposition, exposure, later_therapy
from analysis.estimates.safety.of_study import at_risk, overview, rates_by_period, related_severe, terms, worst_grades

__all__ = [
    "at_risk", "disposition", "exposure", "later_therapy", "overview", "rates_by_period", "related_severe", "terms",
    "worst_grades",
]  # fmt: skip
