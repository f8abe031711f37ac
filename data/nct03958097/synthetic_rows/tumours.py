"""The mutations of each subject's tumour: which genes, in the trunk or a branch, and those gained near progression."""

from functools import cache

import numpy as np

from .genes import HOTSPOTS, INHERITED, RESISTANCE, SPANS
from .timeline import rng, subjects

NO_SAMPLE, ONE_SAMPLE = "10007", "10013"
# USUBJID: nonsynonymous mutations found in baseline plasma at 0.5 % or more = 1.5 Mb x TMB; none without that sample
BURDEN = {
    "10001": 6, "10002": 9, "10003": 16, "10004": 5, "10005": 8, "10006": 2, "10008": 14, "10009": 18, "10010": 10,
    "10011": 3, "10012": 11, "10014": 14, "10015": 12, "10016": 7, "10017": 15, "10018": 4, "10019": 5, "10020": 11,
}  # fmt: skip
CARRIERS = {
    "TP53": "10001 10002 10003 10005 10008 10009 10010 10012 10014 10016 10017 10019 10020".split(),
    "LRP1": "10001 10003 10005 10006 10008 10009 10012 10017 10020".split(),
    "NOTCH1": "10002 10003 10008 10010 10014 10015 10017".split(),
}
BASES, AMINO_ACIDS = "ACGT", "ACDEFGHIKLMNPQRSTVWY"
CLASSES = [
    "Missense_Mutation",
    "Nonsense_Mutation",
    "Frame_Shift_Del",
    "Frame_Shift_Ins",
    "Splice_Site",
    "In_Frame_Del",
]


@cache
def mutations():
    """Return each subject's mutations: MAF columns and `branch` (trunk, branch, lost, trace, gained)."""
    draw = rng("tumours")
    left = {gene: span[-1] for gene, span in SPANS.items()}
    return {usubjid: _tumour(usubjid, left, draw) for usubjid in BURDEN}


@cache
def inherited():
    """Return, per subject with any sample, the germline variants that plasma carries beside the tumour's."""
    draw = rng("inherited")
    sampled = subjects().index.drop(NO_SAMPLE)
    found = {usubjid: [] for usubjid in sampled}
    for *variant, count in INHERITED:
        for usubjid in draw.choice(sampled, size=count, replace=False):
            found[usubjid].append(_variant(*variant))
    return {usubjid: found[usubjid] or [_variant(*INHERITED[0][:-1])] for usubjid in sampled}


def _tumour(usubjid, left, draw):
    """The printed top genes first, then a draw from the others by the square of what each has left to give."""
    top = [gene for gene, carriers in CARRIERS.items() if usubjid in carriers]
    weight = np.array(list(left.values()), dtype=float) ** 2
    genes = draw.choice(list(left), size=BURDEN[usubjid] - len(top), replace=False, p=weight / weight.sum())
    for gene in genes:
        left[gene] -= 1
    genes = [*top, *map(str, genes)]
    trunk = (len(genes) + 1) // 2
    lost = len(genes) // 6 if subjects().loc[usubjid, "pfs_event"] else 0
    branches = ["trunk"] * trunk + ["branch"] * (len(genes) - trunk - lost) + ["lost"] * lost
    found = [_mutation(gene, branch, usubjid, draw) for gene, branch in zip(genes, branches, strict=True)]
    return found + _extras(usubjid, genes, draw)


def _extras(usubjid, genes, draw):
    """In genes already hit: a silent mutation in some, a trace in some; and the gains of those who progressed."""
    extras = []
    if draw.random() < 0.6:
        extras.append(_mutation(str(draw.choice(genes)), "branch", usubjid, draw, "Silent"))
    if draw.random() < 0.5:
        extras.append(_invented(str(draw.choice(genes)), "Missense_Mutation", draw) | {"branch": "trace"})
    gains = draw.choice(RESISTANCE, size=int(draw.integers(1, 3)), replace=False)
    if subjects().loc[usubjid, "pfs_event"]:
        extras += [_mutation(str(gene), "gained", usubjid, draw) for gene in gains]
    return extras


def _mutation(gene, branch, usubjid, draw, kind=None):
    """A hotspot where the gene has any, else a made-up change inside the gene."""
    spots = HOTSPOTS.get(gene, ()) if kind is None else ()
    kind = kind or str(draw.choice(CLASSES, p=[0.66, 0.12, 0.10, 0.04, 0.05, 0.03]))
    invented = _invented(gene, kind, draw)
    if spots:
        invented = _variant(gene, SPANS[gene][0], *spots[int(usubjid) % len(spots)])
    return invented | {"branch": branch}


def _invented(gene, kind, draw):
    chromosome, first, last, length, _ = SPANS[gene]
    position, residue = int(draw.integers(first, last)), int(draw.integers(2, length))
    one, other = draw.choice(list(BASES), size=2, replace=False)
    was, becomes = draw.choice(list(AMINO_ACIDS), size=2, replace=False)
    change = {
        "Missense_Mutation": f"p.{was}{residue}{becomes}",
        "Nonsense_Mutation": f"p.{was}{residue}*",
        "Frame_Shift_Del": f"p.{was}{residue}fs",
        "Frame_Shift_Ins": f"p.{was}{residue}fs",
        "Splice_Site": f"p.X{residue}_splice",
        "In_Frame_Del": f"p.{was}{residue}del",
        "Silent": f"p.{was}{residue}=",
    }[kind]
    alleles = {"Frame_Shift_Del": (one, "-"), "Frame_Shift_Ins": ("-", other), "In_Frame_Del": (one + other + one, "-")}
    return _variant(gene, chromosome, position, *alleles.get(kind, (one, other)), kind, change)


def _variant(gene, chromosome, position, reference, alternate, kind, change):
    """The MAF columns that describe a variant wherever it is found; an insertion lies between two bases."""
    inserted, deleted = reference == "-", alternate == "-"
    return {
        "Hugo_Symbol": gene,
        "Chromosome": chromosome,
        "Start_Position": position,
        "End_Position": position + (1 if inserted else len(reference) - 1),
        "Reference_Allele": str(reference),
        "Tumor_Seq_Allele2": str(alternate),
        "Variant_Classification": kind,
        "Variant_Type": "INS" if inserted else "DEL" if deleted else "SNP",
        "HGVSp_Short": change,
    }
