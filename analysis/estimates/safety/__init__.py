"""Safety: adverse events and their rates, doses given, reasons for stopping, later therapy."""

from analysis.estimates.safety.events import (
    CATEGORIES,
    frequent,
    incidence,
    new_since,
    overview,
    population,
    ranks,
    related_severe,
    results,
    worst_grades,
)
from analysis.estimates.safety.exposure import (
    cycle_results,
    cycles,
    disposition,
    doses,
    lanes,
    later_therapy,
    time_on_treatment,
    treatment_days,
)
from analysis.estimates.safety.rates import (
    incidence_rates,
    poisson_interval,
    rate_results,
    rates_by_period,
    risk_days,
)

__all__ = [
    "CATEGORIES", "cycle_results", "cycles", "disposition", "doses", "frequent", "incidence", "incidence_rates",
    "lanes", "later_therapy", "new_since", "overview", "poisson_interval", "population", "ranks", "rate_results",
    "rates_by_period", "related_severe", "results", "risk_days", "time_on_treatment", "treatment_days", "worst_grades",
]  # fmt: skip
