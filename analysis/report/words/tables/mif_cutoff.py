"""The tables of 4_mif_cutoff: cells, fractions, and the sweep with what chance alone would find."""

import pandas as pd

from analysis.figures import numbers
from analysis.report.words import readable
from analysis.report.words.tables import Titled

CHANCE = {
    "cells": ("Comparisons", 0), "splits": ("Distinct splits", 0), "found": ("P < 0.05 unadjusted", 0),
    "expected": ("Expected by chance", 1), "found_exact": ("By permutation", 0),
    "found_marker": ("Adjusted for the marker's cut-offs", 0), "found_grid": ("Adjusted for the grid", 0),
}  # fmt: skip
SPLIT = ["endpoint", "marker", "split"]


def counts(table):
    """The table of `cells.counts` with fractions of four decimals."""
    return readable.table(table.round({"fraction": 4, "per_mm2": 1}))


def sweep(table):
    """The tables of `cutoff.sweep` of all endpoints; † marks Firth's ratio: the groups are separated."""
    return pd.DataFrame({
        "Endpoint": table["endpoint"],
        "Marker": table["marker"],
        "Quantile": [numbers.Printed(f"{100 * value:g}%", value) for value in table["quantile"]],
        "Cut-off": table["cutoff"].map(_significant),
        "High/low": [f"{high}/{low}" for high, low in zip(table["n_high"], table["n_low"], strict=True)],
        "HR (95% CI)": [ratio(row) for row in table.to_dict("records")],
        "Log-rank P": table["p_log_rank"].map(numbers.p_value),
        "Permutation P": table["p_exact"].map(numbers.p_value),
        "Adjusted P, marker": table["p_marker"].map(numbers.p_value),
        "Adjusted P, grid": table["p_grid"].map(numbers.p_value),
        "Note": _notes(table),
    })  # fmt: skip


def trend(table):
    """The tables of `cutoff.trend` of all endpoints."""
    return pd.DataFrame({
        "Endpoint": table["endpoint"],
        "Marker": table["marker"],
        "1 SD": table["unit"].map(_significant),
        "HR per SD (95% CI)": [ratio(row | {"separated": False}) for row in table.to_dict("records")],
        "P": table["p_value"].map(numbers.p_value),
        "Permutation P": table["p_exact"].map(numbers.p_value),
        "Adjusted P, all markers": table["p_grid"].map(numbers.p_value),
    })  # fmt: skip


def chance(table):
    """The rows of `cutoff.chance` of all endpoints."""
    columns = {
        label: [numbers.number(value, places) for value in table[name]] for name, (label, places) in CHANCE.items()
    }
    shares = {"At least one by chance": "p_any", "As many as found by chance": "p_found"}
    columns |= {label: table[name].map(numbers.percent) for label, name in shares.items()}
    columns["Smallest adjusted P attainable"] = table["smallest_grid"].map(numbers.p_value)
    return pd.DataFrame({"Endpoint": table["endpoint"], **columns})


def ratio(row):
    """The ratio of a row of a sweep with its interval, † where the groups are separated."""
    text = numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], missing="NE", write=numbers.ratio)
    return numbers.Printed(f"{text}†" if row["separated"] else text, row["estimate"])


def _significant(value):
    return numbers.Printed(f"{value:.3g}", value)


def _notes(table):
    """What a row cannot say in numbers: separated groups, the cut-off at which its split stands first, or no split."""
    first = table[table["split"] > 0].groupby(SPLIT)["quantile"].min()
    firsts = [first.get(tuple(row), own) for row, own in zip(table[SPLIT].to_numpy(), table["quantile"], strict=True)]
    again = [
        f"same split as at {100 * at:g}%" if at < own else "" for at, own in zip(firsts, table["quantile"], strict=True)
    ]
    separated = table["separated"].map({True: "separated"}).fillna("")
    return ["; ".join(filter(None, words)) for words in zip(table["reason"], separated, again, strict=True)]


TABLES = {
    "cells": Titled(
        "Cells of each subject: fields, nucleated cells, cells without nucleus, and cells never phenotyped by marker."
    ),
    "files_left_out": Titled("Files of the folder that were not counted, and why."),
    "overall": Titled("Survival of the {n} subjects with tissue."),
    "counts": Titled(
        "Cells with {phenotype} by subject and tissue category; the file has every phenotype.", counts, "phenotype"
    ),
    "fractions": Titled("Percent of nucleated cells with each marker or combination. No cell at all had: {absent}."),
    "sweep": Titled(
        "Survival by {marker} by cut-off; the file has all. † Firth's ratio: the groups are separated.", sweep, "marker"
    ),
    "chance": Titled("Comparisons with P below 0.05: found, and expected by chance alone.", chance),
    "trend": Titled(
        "Survival by each marker as a number, by endpoint and permutation P. Hazard ratios are Firth's, with profile "
        "intervals and likelihood-ratio P.",
        trend,
    ),
}
