"""Circulating tumour DNA: amounts per draw, change and clearance per subject, genes and variants over time.

`draws` reads a study's blood draws and their variants; every other function takes what it gives, and what asks for no
choice is a property or method of it. Stands on `response`.
"""

from analysis.estimates.ctdna.draws import draws
from analysis.estimates.ctdna.quantities import tmb
from analysis.estimates.ctdna.resistance import landscape, lead_time
from analysis.estimates.ctdna.response import subjects

__all__ = ["draws", "landscape", "lead_time", "subjects", "tmb"]
