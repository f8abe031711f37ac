"""How the tables of ctDNA and of tissue are printed: draws, genes, variants; cells, sweeps, trends and chance."""

import pandas as pd

from analysis.figures import numbers
from analysis.report.words import readable

NOT_SHOWN = ["note", "ADY", "first_visit", "last_day", "baseline_detected"]  # of a subject, in the CSV only
CHANCE = {
    "cells": ("Comparisons", 0), "splits": ("Distinct splits", 0), "found": ("P < 0.05 unadjusted", 0),
    "expected": ("Expected by chance", 1), "found_exact": ("By permutation", 0),
    "found_marker": ("Adjusted for the marker's cut-offs", 0), "found_grid": ("Adjusted for the grid", 0)}  # fmt: skip
SPLIT = ["endpoint", "marker", "split"]


def visits(table):
    """Draws by visit, amounts in whole genome equivalents."""
    return readable.table(_rounded(table, ["concentration"]))


def genes(ranked):
    """The genes that the oncoprint shows, with the share of subjects."""
    top = ranked[ranked["shown"]]
    top = top.assign(share=top["estimate"].map(numbers.percent), subjects=top["n"], mutated=top["n_event"])
    return readable.table(top[["rank", "gene", "mutated", "subjects", "share"]])


def subjects(table):
    """ctDNA of each subject, amounts in whole genome equivalents."""
    return readable.table(_rounded(table.drop(columns=NOT_SHOWN), ["BASE", "AVAL", "CHG"]).round({"PCHG": 0}))


def _rounded(table, columns):
    """The table with amounts in whole numbers, but where they are small: fractions, and a few copies."""
    small = not table[columns[0]].max() > 50
    return table.round(dict.fromkeys(columns, 4 if small else 0))


def crossed(counts):
    """A row for each best response, a column for each word of ctDNA."""
    return counts.pivot(index="row", columns="column", values="n").rename_axis("Best response").reset_index()


def lead_time(lead):
    """The leads in days; their times in report units stand in the CSV."""
    return readable.table(lead.drop(columns=["rise", "progression"]))


def moved(fates):
    """The variants that were gained or lost."""
    return readable.table(fates[fates["fate"] != "kept"])


def counts(table):
    """The table of `cells.counts`, cells per mm² with one decimal."""
    return readable.table(table.round({"per_mm2": 1}))


def sweep(table):
    """The tables of `cutoff.sweep` of all endpoints; † marks separated groups."""
    return pd.DataFrame({
        "Endpoint": table["endpoint"], "Marker": table["marker"],
        "Quantile": [numbers.Printed(f"{100 * value:g}%", value) for value in table["quantile"]],
        "Cut-off": table["cutoff"].map(numbers.significant_percent),
        "High/low": [f"{high}/{low}" for high, low in zip(table["n_high"], table["n_low"], strict=True)],
        "HR (95% CI)": [ratio(row) for row in table.to_dict("records")],
        "Log-rank P": table["p_log_rank"].map(numbers.p_value),
        "Permutation P": table["p_exact"].map(numbers.p_value),
        "Adjusted P, marker": table["p_marker"].map(numbers.p_value),
        "Adjusted P, grid": table["p_grid"].map(numbers.p_value),
        "Note": _notes(table)})  # fmt: skip


def trend(table):
    """The tables of `cutoff.trend` of all endpoints."""
    return pd.DataFrame({
        "Endpoint": table["endpoint"], "Marker": table["marker"],
        "1 SD": table["unit"].map(numbers.significant_percent),
        "HR per SD (95% CI)": [ratio(row, sign="") for row in table.to_dict("records")],
        "P": table["p_value"].map(numbers.p_value), "Permutation P": table["p_exact"].map(numbers.p_value),
        "Adjusted P, all markers": table["p_grid"].map(numbers.p_value)})  # fmt: skip


def chance(table):
    """The rows of `cutoff.chance` of all endpoints."""
    columns = {"Endpoint": table["endpoint"]}
    columns |= {label: [numbers.number(value, places) for value in table[name]]
                for name, (label, places) in CHANCE.items()}  # fmt: skip
    shares = {"At least one by chance": "p_any", "As many as found by chance": "p_found"}
    columns |= {label: table[name].map(numbers.percent) for label, name in shares.items()}
    return pd.DataFrame(columns | {"Smallest adjusted P attainable": table["smallest_grid"].map(numbers.p_value)})


def ratio(row, *, sign="†"):
    """The ratio of a row of a sweep or trend with its interval; `sign` where the groups are separated."""
    text = numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], missing="NE", write=numbers.ratio)
    return numbers.Printed(f"{text}{sign}" if row["separated"] else text, row["estimate"])


def _notes(table):
    """What a row cannot say in numbers: separated groups, the cut-off at which its split stands first, or no split."""
    first = table[table["split"] > 0].groupby(SPLIT)["quantile"].min()
    firsts = [first.get(tuple(row), own) for row, own in zip(table[SPLIT].to_numpy(), table["quantile"], strict=True)]
    again = [f"same split as at {100 * at:g}%" if at < own else ""
             for at, own in zip(firsts, table["quantile"], strict=True)]  # fmt: skip
    separated = table["separated"].map({True: "separated"}).fillna("")
    return ["; ".join(filter(None, words)) for words in zip(table["reason"], separated, again, strict=True)]
