"""Droplet digital PCR: exports of the instrument read, droplets made into copies with limits, samples into a table."""

from analysis.study.droplets.of_study import blanks, samples, table

__all__ = ["blanks", "samples", "table"]
