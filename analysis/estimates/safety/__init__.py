"""Safety of a study: adverse events and their rates, doses given, reasons for stopping, later therapy.

Stands on efficacy, which estimates the time on treatment.
"""

from analysis.estimates.safety.exposure import exposure, later_therapy
from analysis.estimates.safety.of_study import adverse_events, related_severe

__all__ = ["adverse_events", "exposure", "later_therapy", "related_severe"]
