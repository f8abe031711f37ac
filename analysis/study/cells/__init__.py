"""Cells of multiplex immunofluorescence, from inForm or QuPath exports to fractions of positive cells per subject.

In study.yml, `cells` names the folder; everything else has a default:

    tables:
      cells:
        file: cells                                # searched with its folders for inForm and QuPath cell tables
        columns: {USUBJID: Slide ID}               # the column that tells the subject; also a column of inForm or
                                                   # QuPath: the name that it has in these files
        values: {USUBJID: {"0929309": "10001"}}    # what it says: USUBJID; also the words of any other column
        decimal: ","                               # default: told from each file
        parameters:
          subject: "SYN-([0-9]+)_"                 # or a pattern for USUBJID inside that column
          markers: [CD4, CD8, CD56, PD-1, PD-L1]   # in this order; or {CD8: [Cytotoxic T]}, marker: phenotype names
          thresholds: {PD-L1: {column: Membrane PD-L1 Mean, above: 2.5}}   # positive by intensity
          microns_per_pixel: 0.5                   # of exports in pixels
    phenotypes:
      CD56+PD-L1+: CD56+ & PD-L1+                  # default: every combination of markers
"""

from analysis.study.cells.of_study import counts_of, fractions_of
from analysis.study.cells.positions import maps
from analysis.study.cells.tally import tally

__all__ = ["counts_of", "fractions_of", "maps", "tally"]
