"""plates/: droplet counts of blood samples as QuantaSoft exports them, one plate per subject.

Two wells a sample, two targets a well: sIL15 (the transgene) and RPP30 (one copy per haploid genome). The course behind
them: nothing before an infusion, the peak at one hour, nothing from four hours on. Peaks grow from week to week. A few
droplets light up by chance, in blank wells as in samples.
"""

import numpy as np
import pandas as pd

from .trial import BIOPSIED, infusion_days, rng, subjects

HOURS = (-0.5, 1, 4, 24)
LAST_HOURS = 168  # once more, a week after the last infusion
DROPLET_NL = 0.85
GENOMES_PER_UG = 1e6 / 3.3
CHANCE = 1e-5  # share of droplets that light up without template
WEEKLY_GROWTH, FIRST_PEAK, SPREAD = 1.28, 900, 0.35  # copies per µg DNA at one hour
COLUMNS = ["Well", "Sample description 1", "Target", "Conc(copies/µL)", "Status", "SampleType", "TargetType",
           "DyeName(s)", "Accepted Droplets", "Positives", "Negatives"]  # fmt: skip
TARGETS = {"sIL15": ("Unknown", "FAM"), "RPP30": ("Reference", "HEX")}


def plates():
    """Return the plate of each subject by file name."""
    return {f"SYNTHETIC_{usubjid}.csv": _plate(usubjid) for usubjid in subjects().index}


def _plate(usubjid):
    draw = rng(f"plate {usubjid}")
    first = FIRST_PEAK * subjects().loc[usubjid, "DOSELVL"] * np.exp(draw.normal(0, SPREAD))
    samples = []
    last = len(infusion_days(usubjid))
    for infusion in range(1, last + 1):
        peak = first * WEEKLY_GROWTH ** ((infusion - 1) % 4) * np.exp(draw.normal(0, 0.06))
        for hours in (*HOURS, LAST_HOURS) if infusion == last and usubjid == BIOPSIED else HOURS:
            name = f"SYNTHETIC {usubjid} infusion {infusion} {hours:g} h"
            samples.append((name, "Unknown", peak if hours == 1 else 0.0, draw.uniform(700, 1300)))
    samples += [("SYNTHETIC no template", "NTC", 0.0, 0.0)] * 4
    rows = []
    for name, kind, per_ug, genomes in samples:
        for _ in range(1 if kind == "NTC" else 2):
            rows += _well(
                f"{'ABCDEFGH'[len(rows) // 2 % 8]}{len(rows) // 16 + 1:02d}", name, kind, per_ug, genomes, draw
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _well(well, name, kind, per_ug, genomes, draw):
    """The two rows of a well; `genomes` are haploid genomes per µL of reaction."""
    accepted = int(draw.integers(15_500, 19_500))
    copies = {"sIL15": per_ug * genomes / GENOMES_PER_UG, "RPP30": genomes}
    for target, (role, dye) in TARGETS.items():
        share = 1 - np.exp(-copies[target] * DROPLET_NL / 1000) * (1 - CHANCE)
        positives = int(draw.binomial(accepted, share))
        found = -np.log1p(-positives / accepted) / DROPLET_NL * 1000
        shown, status = (f"{found:.6g}", "OK") if positives else ("No Call", "CHECK")
        yield well, name, target, shown, status, kind, role, dye, accepted, positives, accepted - positives
