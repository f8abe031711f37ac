"""The printed tables of the ctDNA section, and captions that name what the section was asked for."""

import pandas as pd

from analysis.report.words.tables import titled
from analysis.report.words.tables.ctdna import crossed, genes, lead_time, moved, subjects, visits


def test_genes_in_print_are_those_of_the_figure_with_their_share():
    ranked = pd.DataFrame({"rank": [1, 2], "gene": ["TP53", "KRAS"], "n_event": [2, 1], "n": [3, 3]})
    table = genes(ranked.assign(estimate=ranked["n_event"] / 3, shown=[True, False]))
    assert table.to_numpy().tolist() == [[1, "TP53", 2, 3, "66.7%"]]
    assert table["Share"].iloc[0].value == 2 / 3


def test_amounts_are_printed_in_whole_genomes():
    table = visits(pd.DataFrame({"AVISIT": ["Baseline", "Later"], "n": [2, 2], "concentration": [748.4, 70.6]}))
    assert table["hGE/mL"].tolist() == ["748", "71"]
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
    assert "and after cycle 2 (AVAL)" in titled("2_ctdna", "subjects").caption.format(visit="after cycle 2")
    text = titled("2_ctdna", "tmb").caption.format(panel_mb=1.5, min_vaf=0.005)
    assert text == "Mutations per Mb (1.5 Mb, VAF 0.005 or more); high from 9/Mb."
