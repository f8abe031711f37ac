"""The fractions of a study, from its cells or from a ready table."""

from analysis.study.cells.fractions import combinations, counts, fractions
from analysis.study.cells.tally import tally


def phenotypes(study, markers):
    """The phenotypes of a study, name -> rule: those of study.yml, or every combination of the markers."""
    return dict(study.declaration.phenotypes) or combinations(markers)


def counts_of(study, found):
    """Cells counted by subject, tissue category and phenotype of the study, as `counts`; no rows for an empty Tally."""
    return counts(found, phenotypes(study, found.markers))


def fractions_of(study, found=None):
    """Fractions (0-1) by USUBJID, one column per phenotype: the study's table `fractions`, or from its `cells`.

    `found`: the Tally of the cells, where it was made already; an empty one is none. KeyError for a study that has
    neither table.
    """
    if not found and study.has("fractions"):
        return study.table("fractions").drop(columns="STUDYID", errors="ignore").set_index("USUBJID")
    found = found or tally(study)
    return fractions(found, phenotypes(study, found.markers))
