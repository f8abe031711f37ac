"""Cut-off sweep: many markers at many cut-offs against survival, fast, and corrected for having looked so often."""

from analysis.cutoff.chance import chance
from analysis.cutoff.sweep import DECILES, sweep
from analysis.cutoff.trend import trend

__all__ = ["DECILES", "chance", "sweep", "trend"]
