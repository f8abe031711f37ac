"""Genes and variants by subject and time point, in the order to draw."""

import numpy as np
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates.ctdna.overview import (
    by_class,
    by_pattern,
    genes,
    lanes,
    matrix,
    mutation,
    overview,
    states,
    time_points,
)
from tests.estimates.ctdna.cases import draws_of, found, four_subjects, late_clearance, sheet


def test_genes_are_ranked_by_subjects_not_by_variants_or_samples():
    draws = sheet(("A", "Baseline", 5), ("B", "Baseline", 5), ("A", "After cycle 2", 5), ("C", "Baseline", 5))
    variants = found(("A-0", "TP53", 0.1), ("B-0", "TP53", 0.1), ("A-0", "KRAS", 0.1), ("A-2", "KRAS", 0.1),
                     ("B-0", "BRCA2", 0.5, True), ("B-0", "EGFR", 0.1))  # fmt: skip
    table = genes(draws_of(draws, variants))
    assert table["gene"].tolist() == ["TP53", "EGFR", "KRAS"]
    assert table["rank"].tolist() == [1, 2, 2]
    assert table["n_event"].tolist() == [2, 1, 1]
    assert table["estimate"].iloc[0] == pytest.approx(2 / 3)
    assert list(table) == ["rank", "gene", "n_event", "n", "estimate"]
    assert table.index.tolist() == [0, 1, 2]


def test_genes_of_one_subject_and_of_none_have_a_share_of_one_and_no_row():
    alone = draws_of(sheet(("A", "Baseline", 5)), found(("A-0", "TP53", 0.1)))
    assert genes(alone)[["n", "estimate"]].to_numpy().tolist() == [[1, 1]]
    assert genes(draws_of(sheet(), found())).empty


def test_a_mutation_is_looked_for_in_those_drawn_at_baseline():
    first, later = ([(subject, visit, 5) for subject in who] for visit, who in
                    [("Baseline", "ABC"), ("After cycle 2", "CD")])  # fmt: skip
    variants = found(("A-0", "TP53", 0.1), ("B-0", "TP53", 0.1, True), ("C-0", "KRAS", 0.1), ("C-2", "TP53", 0.1),
                     ("D-2", "TP53", 0.1))  # fmt: skip
    labels = mutation(draws_of(sheet(*first, *later), variants), "TP53")
    assert labels.to_dict() == {"A": "TP53 mutated", "B": "TP53 wild type", "C": "TP53 wild type"}


def test_time_points_are_baseline_response_and_the_latest_later_draw():
    table = time_points(late_clearance()).set_index(["USUBJID", "point"])
    assert table.loc[("A", "Latest"), "SAMPLEID"] == "A-6"
    assert pd.isna(table.loc[("C", "After cycle 2"), "SAMPLEID"])
    assert time_points(four_subjects()).query("point == 'Latest'")["SAMPLEID"].isna().all()


def test_a_gene_with_several_variants_in_a_sample_is_a_multiple_hit():
    variants = found(("S", "TP53", 0.1), ("S", "TP53", 0.2), ("S", "KRAS", 0.1), ("S", "EGFR", 0.1, True))
    table = matrix(variants, ["S"], names=["TP53", "KRAS", "EGFR"]).set_index("gene")
    assert table["classification"].to_dict() == {"KRAS": "Missense_Mutation", "TP53": "Multi_Hit"}
    assert table["n"].to_dict() == {"KRAS": 1, "TP53": 2}


def test_subjects_are_ordered_by_the_pattern_of_their_mutated_genes():
    points = pd.DataFrame({"USUBJID": list("ABCDD"), "SAMPLEID": ["a", "b", "c", "d", "e"]})
    variants = found(("b", "KRAS", 0.1), ("c", "TP53", 0.1), ("e", "TP53", 0.1), ("d", "KRAS", 0.1))
    tiles = matrix(variants, list("abcde"), names=["TP53", "KRAS"])
    assert by_pattern(points, tiles, ["TP53", "KRAS"])["SAMPLEID"].tolist() == ["d", "e", "c", "b", "a"]


def test_variants_are_counted_by_class_without_germline_ones():
    variants = found(("S", "TP53", 0.1), ("S", "TP53", 0.2), ("S", "EGFR", 0.1, True), ("T", "EGFR", 0.1))
    assert by_class(variants, ["S"]).to_dict("records") == [
        {"SAMPLEID": "S", "classification": "Missense_Mutation", "n": 2}]  # fmt: skip


def three_subjects():
    """A and C carry TP53 (C later), B carries KRAS."""
    draws = sheet(*[(subject, visit, 5) for subject in "BAC" for visit in ("Baseline", "After cycle 2")])
    return draws_of(draws, found(("A-0", "TP53", 0.1), ("C-2", "TP53", 0.1), ("B-0", "KRAS", 0.1)))


@pytest.mark.parametrize(
    ("by_genes", "order", "subjects"), [(True, "by mutated genes", "ACB"), (False, "by name", "ABC")]
)
def test_an_overview_has_the_top_genes_in_front_and_all_of_them_in_its_table(by_genes, order, subjects):
    points, tiles, top, bars, words, every = overview(three_subjects(), top=1, by_genes=by_genes)
    assert (words, "".join(points["USUBJID"].unique())) == (order, subjects)
    assert set(tiles["gene"]) == set(top["gene"]) == {"TP53"}
    assert bars["n"].tolist() == [1, 1, 1]
    assert every["shown"].to_dict() == {0: True, 1: False}


def test_an_overviews_ranks_are_result_rows_of_the_genes_shown():
    rows = overview(three_subjects(), top=1).ranks
    assert rows[["group", "estimate", "n_event", "n"]].to_numpy().tolist() == [["TP53", 1, 2, 3]]
    assert set(rows) <= set(vocabulary.RESULT_COLUMNS)


def test_states_are_words_and_the_direction_where_both_values_are_known():
    words = states(four_subjects())
    assert words["baseline"].fillna("").tolist() == ["detected", "detected", "not detected", "not detected", ""]
    assert words["response"].tolist() == ["decreased", "increased", "not detected", "increased", "not detected"]
    assert words["last"].isna().all()
    unmeasured = four_subjects()
    unmeasured.by_sample["concentration"] = np.nan
    assert states(unmeasured)["response"].iloc[0] == "detected"
    assert states(late_clearance())["last"].iloc[0] == "detected"


def both_endpoints():
    index = pd.Index(["A", "B", "Z"], name="USUBJID")
    overall = pd.DataFrame({"time": [10.0, 20, 30], "event": [True, False, False]}, index=index)
    free = pd.DataFrame({"time": [5.0, 8, 30], "event": [True, True, False]}, index=index)
    overall.loc["O"] = [3.0, True]  # without progression-free survival there is no lane
    return {"OS": overall, "PFS": free}


def test_lanes_tell_death_from_progression_and_keep_subjects_without_a_sample():
    table = lanes(four_subjects(endpoints=both_endpoints(), best={"A": "PR", "B": "SD"})).set_index("USUBJID")
    assert table["outcome"].tolist() == ["dead", "alive after progression", "alive, progression-free"]
    assert table["best_response"].tolist() == ["PR", "SD", "NE"]
    assert table["pfs"].tolist() == [5, 8, 30]
    assert table["last_cleared"].tolist()[:2] == [False, False]
    assert table.loc["Z", ["baseline", "response", "last", "last_cleared"]].isna().all()


def test_there_are_no_lanes_without_both_endpoints_or_without_any_change():
    assert lanes(four_subjects(endpoints={"OS": both_endpoints()["OS"]})).empty
    alone = four_subjects(endpoints=both_endpoints(), best={"A": "PR"})
    alone.by_sample["concentration"] = np.nan
    assert lanes(alone).empty
