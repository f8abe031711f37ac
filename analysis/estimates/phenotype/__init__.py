"""Flow phenotype of NK cells: a percent at each visit, its change after treatment, and long against short survivors."""

from analysis.estimates.phenotype.percents import measured
from analysis.estimates.phenotype.ratios import hazard_ratios
from analysis.estimates.phenotype.survivors import at_baseline

__all__ = ["at_baseline", "hazard_ratios", "measured"]
