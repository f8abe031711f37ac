"""Safety: adverse events and their rates, doses given, reasons for stopping, later therapy."""

from analysis.safety.events import CATEGORIES, frequent, incidence, new_since, overview, population, ranks, worst_grades
from analysis.safety.exposure import (
    cycle_results,
    cycles,
    disposition,
    later_therapy,
    time_on_treatment,
    treatment_days,
)
from analysis.safety.rates import incidence_rates, poisson_interval, rates_by_period, risk_days

__all__ = [
    "CATEGORIES",
    "cycle_results",
    "cycles",
    "frequent",
    "incidence",
    "incidence_rates",
    "later_therapy",
    "new_since",
    "overview",
    "poisson_interval",
    "population",
    "ranks",
    "rates_by_period",
    "risk_days",
    "disposition",
    "time_on_treatment",
    "treatment_days",
    "worst_grades",
]
