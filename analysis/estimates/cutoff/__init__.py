"""Cut-off sweep: many markers at many cut-offs against survival, fast, and corrected for having looked so often."""

from analysis.estimates.cutoff.chance import chance
from analysis.estimates.cutoff.group_curves import group_curves
from analysis.estimates.cutoff.rows import marker_sentence, results, sentences, trend_results, trend_sentence
from analysis.estimates.cutoff.sweep import DECILES, sweep
from analysis.estimates.cutoff.trend import trend

__all__ = [
    "DECILES", "chance", "group_curves", "marker_sentence", "results", "sentences", "sweep", "trend", "trend_results",
    "trend_sentence",
]  # fmt: skip
