"""Sentences on a sweep."""

import numpy as np
import pandas as pd

from analysis.report.words.sweep import UNADJUSTED, beside_sweep, sweep_sentences, trend_sentence

CELLS = pd.DataFrame({"marker": ["a", "a", "b"], "split": [1, 2, 3], "p_log_rank": [0.01, 0.2, 0.3], "p_exact": 0.2,
                      "p_marker": 0.3, "p_grid": [0.4, 0.995, 0.5]})  # fmt: skip
CHANCE = pd.DataFrame([{"level": 0.05, "cells": 3, "splits": 3, "found": 1, "found_exact": 0, "expected": 0.15, "p_any":
                        0.14, "p_found": 0.9999, "found_grid": 0, "smallest_grid": 0.0001}])  # fmt: skip


def said(*args, **more):
    return "\n\n".join(sweep_sentences(*args, **more))


def test_nothing_remains_or_what_does_is_named():
    words = said(CELLS, CHANCE, endpoint="OS")
    assert "at least one in 14.0% of cohorts, and as many as found in more than 99.9%." in words
    assert words.endswith("no comparison remains** (smallest adjusted P = 0.400).")
    kept = said(CELLS.assign(p_grid=[0.01, 0.9, 0.9]), CHANCE.assign(found_grid=1), endpoint="OS")
    assert kept.endswith("1 remain**: a (smallest adjusted P = 0.010).")


def test_a_floor_above_the_level_is_said():
    words = said(CELLS, CHANCE.assign(smallest_grid=0.2), endpoint="OS")
    assert words.endswith("these outcomes, however shared out among these subjects, give none below 0.200).")


def test_each_marker_has_a_paragraph_and_one_that_was_not_tested_none():
    parts = said(CELLS, CHANCE, endpoint="OS", markers=["a", "c"]).split("\n\n")
    assert len(parts) == 2
    assert "smallest: P = 0.010 unadjusted, P = 0.300 over its cut-offs, P = 0.400 over the grid" in parts[1]


def test_markers_as_numbers():
    trend = pd.DataFrame({"marker": ["a", "b"], "p_grid": [0.01, 0.5], "unit": 1.0})
    kept = "**OS.** Of 2 markers as numbers 1 keep a P below 0.05: a (P = 0.010)."
    assert trend_sentence(trend, endpoint="OS") == kept
    assert "none keeps" in trend_sentence(trend.assign(p_grid=0.5), endpoint="OS")


def test_shares_and_floors_on_their_limits():
    words = said(CELLS, CHANCE.assign(p_any=0.999, p_found=0.0001, smallest_grid=0.05), endpoint="OS")
    assert "at least one in 99.9% of cohorts, and as many as found in less than 0.1%." in words
    assert "give none below 0.050" in words
    assert "give none below" not in said(CELLS, CHANCE.assign(smallest_grid=0.049), endpoint="OS")


def test_a_marker_is_counted_at_the_cut_offs_below_the_level():
    words = said(CELLS.assign(p_log_rank=[0.01, 0.05, 0.3]), CHANCE, endpoint="OS", markers=["a"])
    assert "**a, OS.** P below 0.05 at 1 of 2 cut-offs (2 distinct splits) unadjusted, at 0 by permutation" in words


def test_markers_that_do_not_differ_are_not_said_to_keep_a_p_and_kept_ones_stand_by_their_p():
    trend = pd.DataFrame({"marker": list("abc"), "p_grid": [0.04, 0.01, 0.05], "unit": 1.0})
    assert trend_sentence(trend, endpoint="OS").endswith("2 keep a P below 0.05: b (P = 0.010), a (P = 0.040).")
    nothing = trend.assign(p_grid=np.nan, unit=np.nan)
    assert trend_sentence(nothing, endpoint="OS") == "**OS.** No marker differs between subjects."


def test_a_number_that_remains_beside_a_sweep_of_which_nothing_does_is_the_one_to_believe():
    trend = pd.DataFrame({"marker": ["a", "b", "c"], "p_grid": [0.01, 0.5, None], "n": 8, "n_event": 6})
    words = beside_sweep(trend, CELLS)
    assert words.startswith("No cut-off remains, though 1 marker as a number does: ")
    assert "its P pays for 3 looks instead of 2. Believe the number" in words
    assert "in 8 subjects with 6 events; not that any cut-off" in words
    assert "2 markers as a number do:" in beside_sweep(trend.assign(p_grid=[0.01, 0.04, 0.05]), CELLS)


def test_a_cut_off_that_remains_alone_waits_for_others_and_where_both_agree_nothing_is_said():
    trend, cut = pd.DataFrame({"marker": ["a"], "p_grid": [0.05]}), CELLS.assign(p_grid=[0.01, 0.2, 0.04])
    assert beside_sweep(trend, cut).startswith("A cut-off of a, b remains though no marker does as a number")
    assert beside_sweep(trend, CELLS) == beside_sweep(trend.assign(p_grid=0.01), cut) == ""


def test_without_permutations_nothing_is_said_to_remain_or_not():
    nothing = CHANCE.assign(expected=np.nan, found_exact=0)
    assert said(CELLS, nothing, endpoint="OS") == (
        "**OS.** Unadjusted, 1 of 3 comparisons (3 distinct splits) have a log-rank P below 0.05. " + UNADJUSTED
    )
    trend = pd.DataFrame({"marker": ["a"], "p_grid": [np.nan], "unit": [1.0]})
    assert trend_sentence(trend, endpoint="OS") == f"**OS.** {UNADJUSTED}"
    assert "No marker differs" in trend_sentence(trend.assign(unit=np.nan), endpoint="OS")
