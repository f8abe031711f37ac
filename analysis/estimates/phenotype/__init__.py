"""Flow phenotype of NK cells: a percent at each visit, its change after treatment, and long against short survivors."""

from analysis.estimates.phenotype.percents import hazard_ratios, measured
from analysis.estimates.phenotype.survivors import at_baseline

__all__ = ["at_baseline", "hazard_ratios", "measured"]
