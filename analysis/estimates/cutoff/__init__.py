"""Cut-off sweep: many markers at many cut-offs against survival, fast, and corrected for having looked so often."""

from analysis.estimates.cutoff.permutation import chance
from analysis.estimates.cutoff.sweep import sweep, trend

__all__ = ["chance", "sweep", "trend"]
