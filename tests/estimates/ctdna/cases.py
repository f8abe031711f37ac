"""Small cohorts for the tests of ctDNA: draws and variants written by hand, and the study around them."""

from types import SimpleNamespace

import pandas as pd

from analysis.estimates.ctdna.draws import Draws
from analysis.estimates.ctdna.quantities import by_sample
from analysis.estimates.ctdna.samples import keyed
from analysis.study.declaration.model import Response

VISITS = {"Baseline": (0, 1), "After cycle 2": (2, 43), "After cycle 4": (4, 85), "After cycle 6": (6, 127)}


def sheet(*draws):
    """A sample sheet from (USUBJID, AVISIT, CFDNA); SAMPLEID is subject and visit number."""
    rows = [(subject, f"{subject}-{VISITS[visit][0]}", visit, *VISITS[visit], cfdna) for subject, visit, cfdna in draws]
    return pd.DataFrame(rows, columns=["USUBJID", "SAMPLEID", "AVISIT", "AVISITN", "ADY", "CFDNA"])


def found(*rows, classification="Missense_Mutation"):
    """Variants from (SAMPLEID, gene, vaf) with an optional fourth, germline."""
    frame = pd.DataFrame([(*row, False)[:4] for row in rows], columns=["SAMPLEID", "gene", "vaf", "germline"])
    frame["start"] = frame["gene"].map({gene: float(place) for place, gene in enumerate(frame["gene"].unique())})
    frame = frame.astype({"vaf": float, "germline": bool})
    return frame.assign(chromosome="1", ref="C", alt="T", classification=classification, kind="SNP", protein_change="",
                        depth=1000.0)  # fmt: skip


def trial(*, progressed=None, best=None, endpoints=None, populations=None):
    """The parts of a study that ctDNA asks for, in days; progressed: {USUBJID: study day}, best: {USUBJID: word}."""
    rows = [(subject, "OVR", day, "PD") for subject, day in (progressed or {}).items()]
    rows += [(subject, "BOR", None, word) for subject, word in (best or {}).items()]
    adrs = pd.DataFrame(rows, columns=["USUBJID", "PARAMCD", "ADY", "AVALC"])
    named = populations or {}
    return SimpleNamespace(report_unit="days", arm=None, table=lambda name: adrs, subjects=pd.Index(list(best or {})),
                           response=Response(), endpoints=list(endpoints or {}), endpoint=(endpoints or {}).get,
                           populations=named, population=lambda name: pd.Index(named[name]))  # fmt: skip


def draws_of(samples, variants, study=None, **visits):
    """The draws of a sample sheet with the variants found in them."""
    return Draws(variants, keyed(variants, samples), by_sample(samples, variants), study=study, **visits)


def four_subjects(**study):
    """A falls 200 to 100, B rises 100 to 150, C has 0 and 0, D 0 and 100; E lacks a baseline and is clear."""
    draws = sheet(*[(subject, visit, 3.3) for subject in "ABCD" for visit in ("Baseline", "After cycle 2")],
                  ("E", "After cycle 2", 3.3))  # fmt: skip
    variants = found(("A-0", "X", 0.2), ("A-2", "X", 0.1), ("B-0", "X", 0.1), ("B-2", "X", 0.15), ("D-2", "X", 0.1))
    return draws_of(draws, variants, trial(**study))


def late_clearance():
    """A clears at cycle 4 and relapses at 6; B never clears; C has only a baseline; D is clear at cycle 2 and after."""
    every = [(subject, visit, 3.3) for subject in "ABD" for visit in VISITS]
    mutated = ["A-0", "A-2", "A-6", "B-0", "B-2", "B-4", "B-6", "C-0", "D-0"]
    variants = found(*[(sample, "X", 0.1) for sample in mutated])
    return draws_of(sheet(*every, ("C", "Baseline", 3.3)), variants, trial())
