"""homing, ligands, killing: the cells by flow cytometry and in tissue, what tumours show them, how they kill."""

import numpy as np
import pandas as pd

from .trial import BIOPSIED, STUDYID, infusion_days, rng, subjects

FLOW, STAIN = "flow cytometry", "immunofluorescence"
BLOOD, BIOPSY = "blood", "lung tumour biopsy"
DETECTABLE = 0.05  # percent of lymphocytes below which flow cytometry tells nothing
# ligand: percent of tumour cells that show it, by and large
LIGANDS = {"MICA/B": 55, "ULBP2/5/6": 30, "CD112": 70, "CD155": 80, "B7-H6": 20}
RATIOS = (0.625, 1.25, 2.5, 5, 10)
# cells, target: lysis at most and the ratio of half of it
ASSAYS = {
    ("Infused product", "A549"): (88, 1.1),
    ("Isolated from lung tumour", "A549"): (74, 2.2),
    ("NK cells of the same blood", "A549"): (35, 4.5),
}


def homing():
    """Return the samples of flow cytometry in blood after the first infusion, and the one biopsy by two assays."""
    draw = rng("homing")
    rows = []
    for usubjid in subjects().index:
        for hours in (-0.5, 1, 4, 24):
            value = np.exp(draw.normal(-0.6, 0.4)) if hours == 1 else 0.0
            rows.append(_row(usubjid, FLOW, BLOOD, 1, hours, f"{value:.2f}" if value else "", DETECTABLE))
    last = len(infusion_days(BIOPSIED))
    rows.append(_row(BIOPSIED, STAIN, BIOPSY, last, 168, "", ""))
    rows.append(_row(BIOPSIED, FLOW, BIOPSY, last, 168, "", ""))
    return pd.DataFrame(rows)


def ligands():
    """Return the percent of tumour cells with each ligand, per subject."""
    draw = rng("ligands")
    rows = [
        {"STUDYID": STUDYID, "USUBJID": usubjid, "SPECIMEN": "tumour before treatment", "PARAMCD": name,
         "AVAL": int(np.clip(draw.normal(level, 15), 1, 98))}
        for usubjid in subjects().index for name, level in LIGANDS.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def killing():
    """Return percent lysis at each ratio, three replicates, of the one subject with a biopsy."""
    draw = rng("killing")
    rows = []
    for (effector, target), (most, half) in ASSAYS.items():
        for ratio in RATIOS:
            for replicate in (1, 2, 3):
                lysis = most * ratio / (ratio + half) + draw.normal(0, 2.5)
                rows.append({"STUDYID": STUDYID, "USUBJID": BIOPSIED, "EFFECTOR": effector, "TARGET": target,
                             "RATIO": ratio, "REPLICATE": replicate, "AVAL": f"{lysis:.1f}"})  # fmt: skip
    return pd.DataFrame(rows)


def _row(usubjid, assay, specimen, infusion, hours, value, limit):
    tissue = specimen == BIOPSY
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "ASSAY": assay,
        "SPECIMEN": specimen,
        "PARAMCD": "TRACK",
        "INFUSION": infusion,
        "HOURS": f"{hours:g}",
        "AVALC": "DETECTED" if value or tissue else "NOT DETECTED",
        "AVAL": value,
        "AVALU": "" if tissue else "% of lymphocytes",
        "LOD": limit,
    }
