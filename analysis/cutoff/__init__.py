"""Cut-off sweep: many markers at many cut-offs against survival, fast, and corrected for having looked so often."""

from analysis.cutoff.chance import chance
from analysis.cutoff.courses import courses
from analysis.cutoff.rows import marker_sentence, results, sentences, trend_results, trend_sentence
from analysis.cutoff.sweep import DECILES, sweep
from analysis.cutoff.trend import trend

__all__ = [
    "DECILES", "chance", "courses", "marker_sentence", "results", "sentences", "sweep", "trend", "trend_results",
    "trend_sentence",
]  # fmt: skip
