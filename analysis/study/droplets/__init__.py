"""Droplet digital PCR: exports of the instrument read, droplets made into copies with limits, samples into a table."""

from analysis.study.droplets.of_study import blanks, left_out, samples, table

__all__ = ["blanks", "left_out", "samples", "table"]
