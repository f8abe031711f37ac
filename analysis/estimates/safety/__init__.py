"""Safety: adverse events and their rates, doses, time on treatment (by efficacy), why it ended, later therapy."""

from analysis.estimates.safety.exposure import exposure, later_therapy
from analysis.estimates.safety.of_study import adverse_events, related_severe

__all__ = ["adverse_events", "exposure", "later_therapy", "related_severe"]
