"""Droplet digital PCR: exports of the instrument read, droplets made into copies with limits, samples into a table."""

from analysis.study.droplets.export import LOW_DROPLETS, Unreadable, read
from analysis.study.droplets.limits import detection_positives, quantification_positives
from analysis.study.droplets.of_study import LAYOUT, blanks, samples, table
from analysis.study.droplets.poisson import DROPLET_NL, PG_PER_GENOME, concentration, per_droplet, ratio

__all__ = [
    "DROPLET_NL", "LAYOUT", "LOW_DROPLETS", "PG_PER_GENOME", "Unreadable", "blanks", "concentration",
    "detection_positives", "per_droplet", "quantification_positives", "ratio", "read", "samples", "table",
]  # fmt: skip
