"""A cell table as inForm exports it, made for a test."""

from types import SimpleNamespace

import pandas as pd

from analysis.study import cells

HEAD = [
    "Sample Name", "Slide ID", "Tissue Category", "Cell ID", "Cell X Position", "Cell Y Position",
    "Tissue Category Area (square microns)", "Nucleus Area (square microns)", "Phenotype CD8", "Phenotype PD-1",
]  # fmt: skip
ROWS = [
    ["A_1.im3", "007", "Tumor", "1", "10.5", "20", "1000000", "31.5", "CD8+", "PD-1+"],
    ["A_1.im3", "007", "Tumor", "2", "11", "21", "1000000", "30", "CD8+", "PD-1-"],
    ["A_1.im3", "007", "Stroma", "3", "12", "22", "500000", "29", "CD8-", "PD-1-"],
    ["A_1.im3", "007", "Stroma", "4", "13", "23", "500000", "28", "", ""],
    ["A_1.im3", "007", "Stroma", "5", "14", "24", "500000", "#N/A", "CD8+", "PD-1-"],
]


def export(folder, name, head, rows, *, separator="\t", end="\n", encoding="utf-8"):
    folder.mkdir(parents=True, exist_ok=True)
    lines = [separator.join(row) for row in (head, *rows)]
    (folder / name).write_bytes((end.join(lines) + end).encode(encoding))
    return folder


def simple(folder, rows=ROWS, head=HEAD, name="A_1_cell_seg_data.txt", **more):
    return export(folder, name, head, rows, **more)


def total(found, rule):
    row = cells.fractions.counts(found, {"it": rule}).query("tissue == 'all'").iloc[0]
    return int(row["n_positive"]), int(row["n_unknown"]), int(row["n_cells"])


def study(folder, parameters=None, **source):
    """A study S of subjects 007 and 008 whose cells are in the folder, with what study.yml says of them."""
    source = SimpleNamespace(
        **{"parameters": parameters or {}, "columns": {}, "values": {}, "decimal": None, "ignore": None, "ids": None}
        | source
    )
    declaration = SimpleNamespace(tables={"cells": [source]}, phenotypes={})
    return SimpleNamespace(id="S", declaration=declaration, subjects=pd.Index(["007", "008"]), path=lambda name: folder)
