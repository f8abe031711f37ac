"""cells: inForm exports of the eight subjects with multiplex immunofluorescence, three fields each, in microns.

How many cells of each phenotype a subject has is fixed (PERCENT of all nucleated cells), so the marker fractions are
exact; where they lie is drawn: tumour nests in stroma, immune cells mostly in the stroma.
"""

import numpy as np
import pandas as pd

from .timeline import rng

MARKERS = ("CD4", "CD8", "PD-1", "PD-L1", "CD56")
SUBJECTS = "10020 10002 10009 10016 10013 10008 10001 10015".split()  # by overall survival
# markers a cell is positive for: percent of all nucleated cells, per subject in the order above
PERCENT = {
    ("PD-L1",): (3.0, 0.3, 5.0, 4.0, 0.4, 14.0, 31.0, 0.3),  # tumour cells
    ("CD56", "PD-L1"): (0.15, 0.20, 0.65, 0.45, 1.05, 2.0, 1.6, 3.3),
    ("CD56", "PD-L1", "PD-1"): (0, 0.05, 0.10, 0.10, 0.25, 0.40, 0.30, 0.90),
    ("CD56",): (0.80, 0.35, 1.60, 0.90, 0.80, 1.10, 2.60, 3.00),
    ("CD56", "PD-1"): (0.10, 0.05, 0.30, 0.20, 0.20, 0.30, 0.40, 0.80),
    ("CD56", "CD8"): (0.05, 0, 0.10, 0.05, 0.10, 0.15, 0.10, 0.30),
    ("CD8",): (3.0, 1.0, 2.2, 4.6, 6.0, 4.0, 8.5, 11.0),
    ("CD8", "PD-1"): (0.8, 0.3, 1.0, 1.4, 1.6, 2.2, 3.4, 5.2),
    ("CD8", "PD-1", "PD-L1"): (0.10, 0.05, 0.20, 0.30, 0.20, 0.50, 0.60, 1.40),
    ("CD8", "PD-L1"): (0.2, 0.1, 0.3, 0.4, 0.3, 0.6, 0.7, 1.6),
    ("CD8", "CD4"): (0.05, 0, 0.10, 0.10, 0.15, 0.10, 0.20, 0.25),
    ("CD4",): (9.0, 2.0, 13.0, 6.0, 12.0, 4.5, 7.5, 14.0),
    ("CD4", "PD-1"): (1.4, 0.4, 2.6, 1.0, 1.5, 0.9, 1.3, 3.0),
    ("CD4", "PD-L1"): (0.2, 0.1, 0.5, 0.2, 0.4, 0.2, 0.3, 0.7),
}
WIDTH, HEIGHT = 670.0, 502.0  # a field, microns
COLUMNS, ROWS, FIELDS = 31, 25, 3  # cells lie near the points of a grid: 775 in a field
IMMUNE_IN_TUMOUR = 0.25  # the chance that a cell of the tumour nests is an immune cell, relative to the stroma's


def cells():
    """Return {file name: table} of every field, as inForm names and fills them."""
    draw = rng("cells")
    return {name: field for order, subject in enumerate(SUBJECTS) for name, field in _fields(subject, order, draw)}


def _fields(usubjid, order, draw):
    """The three fields of a subject; phenotypes are dealt over all of them together."""
    place = pd.concat([_field(draw).assign(field=number) for number in range(FIELDS)], ignore_index=True)
    positive = _dealt(place["Tissue Category"] == "Tumor", order, draw)
    for number, rows in place.groupby("field"):
        name = f"SYN-{usubjid}_[{41200 + 1340 * number},{9800 + 610 * order}]"
        yield f"{name}_cell_seg_data.txt", _export(usubjid, name, rows, positive)


def _field(draw):
    """Cell positions and tissue: nests of tumour where a smooth random surface is high."""
    across, down = np.meshgrid((np.arange(COLUMNS) + 0.5) / COLUMNS, (np.arange(ROWS) + 0.5) / ROWS)
    x = across.ravel() * WIDTH + draw.uniform(-7, 7, across.size)
    y = down.ravel() * HEIGHT + draw.uniform(-7, 7, across.size)
    surface = sum(
        np.cos(2 * np.pi * (draw.uniform(-2.2, 2.2) * x / WIDTH + draw.uniform(-1.8, 1.8) * y / HEIGHT + draw.random()))
        for _ in range(6)
    )
    tumour = surface > np.quantile(surface, 0.42)
    nucleus = draw.normal(np.where(tumour, 62, 41), 7).clip(18)
    return pd.DataFrame(
        {
            "Tissue Category": np.where(tumour, "Tumor", "Stroma"),
            "Cell X Position": x.round(1),
            "Cell Y Position": y.round(1),
            "Nucleus Area (square microns)": nucleus.round(1),
            "Entire Cell Area (square microns)": (nucleus * draw.uniform(1.9, 2.8, x.size)).round(1),
        }
    )


def _dealt(tumour, order, draw):
    """For each marker who is positive: exact numbers of each phenotype, tumour cells first, then immune cells."""
    positive = pd.DataFrame(False, index=tumour.index, columns=MARKERS)
    free = pd.Series(True, index=tumour.index)
    for markers, percents in PERCENT.items():
        weight = tumour.astype(float) if markers == ("PD-L1",) else tumour.map({True: IMMUNE_IN_TUMOUR, False: 1.0})
        weight = weight.where(free, 0.0)
        count = round(percents[order] / 100 * len(tumour))
        chosen = draw.choice(tumour.index, size=count, replace=False, p=weight / weight.sum())
        positive.loc[chosen, list(markers)] = True
        free[chosen] = False
    return positive


def _export(usubjid, name, rows, positive):
    """One field as inForm writes it: one Phenotype column per marker."""
    share = rows.groupby("Tissue Category")["Cell X Position"].transform("size") / len(rows)
    table = pd.DataFrame({"Path": "SYNTHETIC", "Sample Name": f"{name}.im3", "Slide ID": usubjid}, index=rows.index)
    table = table.join(rows.drop(columns="field"))
    table.insert(4, "Cell ID", range(1, len(rows) + 1))
    table.insert(7, "Tissue Category Area (square microns)", (share * WIDTH * HEIGHT).round().astype(int))
    for marker in MARKERS:
        table[f"Phenotype {marker}"] = positive.loc[rows.index, marker].map({True: f"{marker}+", False: f"{marker}-"})
    return table
