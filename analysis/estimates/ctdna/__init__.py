"""Circulating tumour DNA: quantities per sample, change and clearance per subject, genes and variants over time.

Ways in: `sample_sheet` and `keyed` (draws and their variants), `by_sample`, `concentration`, `tmb`, `mtbi` (amounts),
`delta`, `clearance`, `ever_clearance`, `molecular_response` (per subject), `genes`, `time_points`, `matrix`,
`mutation`, `landscape`, `lead_time` (over time), and `counts`, `proportion`, `concordance`, `gene_ranks` (result rows).
"""

from analysis.estimates.ctdna.burden import clusters, mtbi
from analysis.estimates.ctdna.lanes import lanes, states
from analysis.estimates.ctdna.overview import by_class, by_pattern, genes, matrix, mutation, time_points
from analysis.estimates.ctdna.quantities import (
    PLASMA_MIN_VAF,
    TISSUE_MIN_VAF,
    TMB_HIGH,
    by_sample,
    by_visit,
    concentration,
    tmb,
)
from analysis.estimates.ctdna.resistance import landscape, lead_time, resistance_samples
from analysis.estimates.ctdna.response import clearance, delta, ever_clearance, group, molecular_response
from analysis.estimates.ctdna.rows import concordance, counts, crosstab, gene_ranks, lead_rows, paired, proportion
from analysis.estimates.ctdna.samples import keyed, sample_sheet

__all__ = [
    "PLASMA_MIN_VAF", "TISSUE_MIN_VAF", "TMB_HIGH", "by_class", "by_pattern", "by_sample", "by_visit", "clearance",
    "clusters", "concentration", "concordance", "counts", "crosstab", "delta", "ever_clearance", "gene_ranks",
    "genes", "group", "keyed", "landscape", "lanes", "lead_rows", "lead_time", "matrix", "molecular_response", "mtbi",
    "mutation", "paired", "proportion", "resistance_samples", "sample_sheet", "states", "time_points", "tmb",
]  # fmt: skip
