"""Cells of multiplex immunofluorescence, from inForm, QuPath or HALO exports (layouts.yml) to fractions per subject."""

from analysis.study.cells.fractions import counts_of, fractions_of, maps
from analysis.study.cells.tally import tally

__all__ = ["counts_of", "fractions_of", "maps", "tally"]
