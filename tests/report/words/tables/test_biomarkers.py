"""The printed tables of ctDNA and tissue, and their captions: adjusted beside raw P, numbers that stay numbers."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import cutoff
from analysis.estimates.ctdna.quantities import TMB_HIGH
from analysis.report.words.tables import biomarkers, titled
from analysis.report.words.tables.biomarkers import crossed, genes, lead_time, moved, subjects, visits


def test_genes_in_print_are_those_of_the_figure_with_their_share():
    ranked = pd.DataFrame({"rank": [1, 2], "gene": ["TP53", "KRAS"], "n_event": [2, 1], "n": [3, 3]})
    table = genes(ranked.assign(estimate=ranked["n_event"] / 3, shown=[True, False]))
    assert table.to_numpy().tolist() == [[1, "TP53", 2, 3, "66.7%"]]
    assert table["Share"].iloc[0].value == 2 / 3


def test_amounts_are_printed_in_whole_genomes():
    table = visits(pd.DataFrame({"AVISIT": ["Baseline", "Later"], "n": [2, 2], "concentration": [748.4, 70.6]}))
    assert table["ctDNA"].tolist() == ["748", "71"]
    row = dict.fromkeys(["note", "ADY", "first_visit", "last_day", "baseline_detected"], "left out")
    table = subjects(pd.DataFrame([{"USUBJID": "A", "BASE": 379.54, "PCHG": -89.43, "cleared": True} | row]))
    assert table.to_numpy().tolist() == [["A", "380", "−89", "yes"]]


def test_best_response_stands_in_rows_and_ctdna_in_columns():
    counts = pd.DataFrame({"row": ["CR", "CR"], "column": ["up", "down"], "n": [0, 1]})
    assert crossed(counts).to_dict("records") == [{"Best response": "CR", "up": 0, "down": 1}]


def test_leads_are_printed_in_days_and_only_variants_that_came_or_went():
    lead = pd.DataFrame({"USUBJID": ["A"], "lead": [40.0], "rise": [1.3], "progression": [2.6]})
    assert list(lead_time(lead)) == ["Subject", "Lead, days"]
    fates = pd.DataFrame({"gene": ["X", "Y", "Z"], "fate": ["kept", "gained", "lost"]})
    assert moved(fates)["Gene"].tolist() == ["Y", "Z"]


def test_captions_name_the_visit_and_the_panel():
    text = titled("2_ctdna", "subjects").said({"visit": "after cycle 2", "unit": "hGE/mL"})
    assert "in hGE/mL at baseline and after cycle 2 (value)" in text
    text = titled("2_ctdna", "tmb").said({"panel_mb": 1.5, "min_vaf": 0.0005})
    assert text == f"Mutations per megabase (1.5 Mb, VAF of at least 0.05%); high from {TMB_HIGH:.0f}."


SECTION = "4_mif_cutoff"


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(6)
    index = pd.Index([f"S{n}" for n in range(8)], name="USUBJID")
    tte = pd.DataFrame({"time": [3.0, 5, 8, 11, 16, 20, 30, 41], "event": [True] * 6 + [False] * 2}, index)
    markers = pd.DataFrame({"CD8+": tte["time"] / 100, "PD-1+": rng.random(8), "none+": 0.0}, index)
    return markers, tte, cutoff.sweep(markers, tte).assign(endpoint="OS")


def test_a_sweep_shows_the_adjusted_p_beside_the_raw_one_and_marks_separated_groups(data):
    _, _, table = data
    printed = biomarkers.sweep(table)
    assert {"Log-rank P", "Permutation P", "Adjusted P, marker", "Adjusted P, grid"} <= set(printed)
    assert printed["HR (95% CI)"].str.endswith("†").tolist() == table["separated"].tolist()
    assert "inf" not in printed.to_string().lower()
    assert printed["Quantile"].iloc[0] == "10%"
    assert printed["Quantile"].iloc[0].value == 0.1
    kept = [cell.value for cell in printed["HR (95% CI)"]]
    assert kept == pytest.approx(table["estimate"].tolist(), nan_ok=True)


def test_a_split_that_stands_already_says_where_also_when_two_endpoints_share_its_number(data):
    _, _, table = data
    both = pd.concat([table, table.assign(endpoint="PFS")], ignore_index=True)
    notes = biomarkers.sweep(both)["Note"]
    assert notes[:27].tolist() == notes[27:].tolist()
    again = notes[notes.str.contains("same split")]
    assert again.str.extract(r"at (\d+)%")[0].astype(int).lt(100 * both.loc[again.index, "quantile"]).all()
    undivided = table["marker"].eq("none+").to_numpy().nonzero()[0][0]
    assert notes[undivided] == "the same in every subject: no cut-off divides them"


def test_of_a_sweep_only_the_chosen_markers_are_printed_and_the_caption_names_them(data):
    _, _, table = data
    words = titled(SECTION, "sweep")
    assert set(words.shown(table, {"marker": ["CD8+"]})["Marker"]) == {"CD8+"}
    assert words.said({"marker": ["CD8+", "PD-1+"]}).startswith("Survival by CD8+, PD-1+ by cut-off")
    with pytest.raises(KeyError, match="marker"):
        words.shown(table, {})


def test_trend_and_chance_are_printed_by_endpoint(data):
    markers, tte, table = data
    trend = cutoff.trend(markers, tte).assign(endpoint="OS").dropna(subset="unit")
    printed = biomarkers.trend(trend)
    assert printed[["Endpoint", "Marker"]].values.tolist() == [["OS", "CD8+"], ["OS", "PD-1+"]]
    assert not printed["HR per SD (95% CI)"].str.endswith("†").any()
    chance = biomarkers.chance(cutoff.chance(table, markers, tte).assign(endpoint="OS"))
    assert chance["Comparisons"].tolist() == ["18"]
    assert chance["Smallest adjusted P attainable"].iloc[0].value > 0


def test_counts_are_rounded_for_the_page():
    table = pd.DataFrame({"phenotype": ["CD8+"], "fraction": [0.123456], "per_mm2": [12.345]})
    assert biomarkers.counts(table).iloc[0].tolist() == ["CD8+", "12.3%", "12.3"]


def test_the_first_split_of_all_is_also_told_to_stand_already():
    rows = {"endpoint": "OS", "marker": "a", "split": [1, 1, 2], "quantile": [0.1, 0.2, 0.3], "cutoff": 1.0,
            "n_high": 4, "n_low": 4, "estimate": 0.5, "conf_low": 0.1, "conf_high": 2.0, "p_log_rank": 0.3,
            "p_exact": 0.3, "p_marker": 0.4, "p_grid": 0.5, "separated": [False, True, True],
            "reason": ["", "", "r"]}  # fmt: skip
    assert biomarkers.sweep(pd.DataFrame(rows))["Note"].tolist() == [
        "",
        "separated; same split as at 10%",
        "r; separated",
    ]


def test_counts_by_chance_are_whole_but_for_the_expected_one():
    row = {"endpoint": "OS", "cells": 27, "splits": 9, "found": 4, "expected": 1.35, "found_exact": 3,
           "found_marker": 2, "found_grid": 1, "p_any": 0.5, "p_found": 0.0304, "smallest_grid": 0.0286}  # fmt: skip
    printed = biomarkers.chance(pd.DataFrame([row])).iloc[0].tolist()
    assert printed == ["OS", "27", "9", "4", "1.4", "3", "2", "1", "50.0%", "3.0%", "0.029"]
