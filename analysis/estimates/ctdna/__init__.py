"""Circulating tumour DNA: amounts per draw, change and clearance per subject, genes and variants over time.

`draws` reads a study's blood draws and their variants; every other function takes what it gives. Stands on `response`.
"""

from analysis.estimates.ctdna.draws import draws
from analysis.estimates.ctdna.lanes import lanes
from analysis.estimates.ctdna.overview import mutation, overview
from analysis.estimates.ctdna.quantities import tmb
from analysis.estimates.ctdna.resistance import landscape, lead_time
from analysis.estimates.ctdna.response import subjects
from analysis.estimates.ctdna.rows import agreement, crosstab, last_draw, lead_rows

__all__ = [
    "agreement", "crosstab", "draws", "landscape", "lanes", "last_draw", "lead_rows", "lead_time", "mutation",
    "overview", "subjects", "tmb",
]  # fmt: skip
