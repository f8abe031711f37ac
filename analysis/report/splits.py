"""A cut-off sweep as a reader wants it: printed tables, and panels of Kaplan-Meier curves for chosen rows."""

import re

import pandas as pd

from analysis import vocabulary
from analysis.estimates.cutoff.group_curves import group_curves
from analysis.figures import numbers, split_panels, ticks


def split_figure(section, rows, markers, tte, *, endpoint, name, unit):
    """Show curves of high against low for each row of a sweep's table (each marker and cut-off), with its P values.

    A row without a split is left out; nothing is shown when none has one.
    """
    times, rows = ticks(tte["time"].max(), unit), rows[rows["split"] > 0].to_dict("records")
    panels = [_panel(row, markers[row["marker"]], tte, times) for row in rows]
    label, file = vocabulary.ENDPOINTS.get(endpoint, endpoint), re.sub(r"[^A-Za-z0-9+._-]+", "-", name)
    section.draw(split_panels, panels, name=file, unit=unit, label=label)


def printed_sweep(table):
    """The table of a sweep in words and printed numbers; † marks Firth's ratio: the groups are separated."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "Marker": table["marker"].tolist(),
            "Quantile": [f"{100 * row['quantile']:g}%" for row in rows],
            "Cut-off": [f"{row['cutoff']:.3g}" for row in rows],
            "High/low": [f"{row['n_high']}/{row['n_low']}" for row in rows],
            "HR (95% CI)": [_ratio(row) + _sign(row) for row in rows],
            "Log-rank P": table["p_log_rank"].map(numbers.p_value).tolist(),
            "Permutation P": table["p_exact"].map(numbers.p_value).tolist(),
            "Adjusted P, marker": table["p_marker"].map(numbers.p_value).tolist(),
            "Adjusted P, grid": table["p_grid"].map(numbers.p_value).tolist(),
            "Note": _notes(table),
        }
    )


def printed_trend(table):
    """The table of `cutoff.trend` in words and printed numbers."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "Marker": table["marker"].tolist(),
            "1 SD": [f"{row['unit']:.3g}" for row in rows],
            "HR per SD (95% CI)": [_ratio(row) for row in rows],
            "P": table["p_value"].map(numbers.p_value).tolist(),
            "Permutation P": table["p_exact"].map(numbers.p_value).tolist(),
            "Adjusted P, all markers": table["p_grid"].map(numbers.p_value).tolist(),
        }
    )


def printed_chance(table):
    """The table of `cutoff.chance` by endpoint, in words and printed numbers."""
    words = {
        "cells": ("Comparisons", 0),
        "splits": ("Distinct splits", 0),
        "found": ("P < 0.05 unadjusted", 0),
        "expected": ("Expected by chance", 1),
        "found_exact": ("By permutation", 0),
        "found_marker": ("Adjusted for the marker's cut-offs", 0),
        "found_grid": ("Adjusted for the grid", 0),
    }
    columns = {
        label: [numbers.number(value, places) for value in table[name]] for name, (label, places) in words.items()
    }
    shares = {"At least one by chance": "p_any", "As many as found by chance": "p_found"}
    shares = {label: [numbers.percent(value) for value in table[name]] for label, name in shares.items()}
    floor = {"Smallest adjusted P attainable": table["smallest_grid"].map(numbers.p_value).tolist()}
    return pd.DataFrame({"Endpoint": table["endpoint"].tolist(), **columns, **shares, **floor})


def _ratio(row):
    limits = row["conf_low"], row["conf_high"]
    return numbers.estimate_ci(row["estimate"], *limits, missing="NE", write=numbers.ratio)


def _sign(row):
    """The mark of a ratio of separated groups."""
    return "†" if row["separated"] else ""


def _notes(table):
    """What a row cannot say in numbers: separated groups, the cut-off at which its split stands first, or no split."""
    first = table[table["split"] > 0].groupby(["marker", "split"])["quantile"].min()
    places = zip(table["marker"], table["split"], table["quantile"], strict=True)
    firsts = [(first.get((marker, split), own), own) for marker, split, own in places]
    again = [f"same split as at {100 * at:g}%" if at < own else "" for at, own in firsts]
    separated = table["separated"].map({True: "separated"}).fillna("")
    return ["; ".join(filter(None, words)) for words in zip(table["reason"], separated, again, strict=True)]


def _panel(row, marker, tte, times):
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    groups = group_curves(tte.loc[subjects], marker.loc[subjects] > row["cutoff"], times)
    note = (
        f"HR {numbers.ratio(row['estimate'])}{_sign(row)}; n {row['n_low']}, {row['n_high']}\n"
        f"{numbers.p_words(row['p_log_rank'])}\nadjusted {numbers.p_value(row['p_grid'])}"
    )
    return f"{row['marker']} at {100 * row['quantile']:g}%", note, groups
