"""Cells of multiplex immunofluorescence, from inForm or QuPath exports (layouts.yml) to fractions per subject."""

from analysis.study.cells.fractions import counts, fractions_of, phenotypes, quality
from analysis.study.cells.positions import fields, kinds
from analysis.study.cells.tally import tally

__all__ = ["counts", "fields", "fractions_of", "kinds", "phenotypes", "quality", "tally"]
