"""Genes and variants over time, lead time of the molecular rise, and the result rows of the section."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import vocabulary
from analysis.estimates import ctdna
from tests.estimates.ctdna.test_ctdna import found, four_subjects, late_clearance, sheet


def test_genes_are_ranked_by_subjects_not_by_variants_or_samples():
    variants = found(("A-0", "TP53", 0.1), ("B-0", "TP53", 0.1), ("A-0", "KRAS", 0.1), ("A-2", "KRAS", 0.1),
                     ("B-0", "BRCA2", 0.5, True), ("B-0", "EGFR", 0.1)).assign(USUBJID=list("ABAABB"))  # fmt: skip
    table = ctdna.genes(variants, subjects=["A", "B", "C"])
    assert table["gene"].tolist() == ["TP53", "EGFR", "KRAS"]
    assert table["rank"].tolist() == [1, 2, 2]
    assert table["n_event"].tolist() == [2, 1, 1]
    assert table["estimate"].iloc[0] == pytest.approx(2 / 3)
    assert len(ctdna.genes(variants, top=1)) == 1


def test_a_mutation_is_looked_for_in_those_drawn_at_the_visit():
    first, later = ([(subject, visit, 5) for subject in who] for visit, who in
                    [("Baseline", "ABC"), ("After cycle 2", "CD")])  # fmt: skip
    draws = sheet(*first, *later)
    variants = found(("A-0", "TP53", 0.1), ("B-0", "TP53", 0.1, True), ("C-0", "KRAS", 0.1), ("C-2", "TP53", 0.1),
                     ("D-2", "TP53", 0.1))  # fmt: skip
    labels = ctdna.mutation(ctdna.keyed(variants, draws), ctdna.by_sample(draws, variants), "TP53")
    assert labels.to_dict() == {"A": "TP53 mutated", "B": "TP53 wild type", "C": "TP53 wild type"}


def test_time_points_are_baseline_response_and_the_latest_later_draw():
    table = ctdna.time_points(late_clearance()).set_index(["USUBJID", "point"])
    assert table.loc[("A", "Latest"), "SAMPLEID"] == "A-6"
    assert pd.isna(table.loc[("C", "After cycle 2"), "SAMPLEID"])
    assert ctdna.time_points(four_subjects()).query("point == 'Latest'")["SAMPLEID"].isna().all()


def test_a_gene_with_several_variants_in_a_sample_is_a_multiple_hit():
    variants = found(("S", "TP53", 0.1), ("S", "TP53", 0.2), ("S", "KRAS", 0.1), ("S", "EGFR", 0.1, True))
    table = ctdna.matrix(variants, ["S"], names=["TP53", "KRAS", "EGFR"]).set_index("gene")
    assert table["classification"].to_dict() == {"KRAS": "Missense_Mutation", "TP53": "Multi_Hit"}
    assert table["n"].to_dict() == {"KRAS": 1, "TP53": 2}


def test_subjects_are_ordered_by_the_pattern_of_their_mutated_genes():
    points = pd.DataFrame({"USUBJID": list("ABCDD"), "SAMPLEID": ["a", "b", "c", "d", "e"]})
    variants = found(("b", "KRAS", 0.1), ("c", "TP53", 0.1), ("e", "TP53", 0.1), ("d", "KRAS", 0.1))
    tiles = ctdna.matrix(variants, list("abcde"), names=["TP53", "KRAS"])
    assert ctdna.by_pattern(points, tiles, ["TP53", "KRAS"])["SAMPLEID"].tolist() == ["d", "e", "c", "b", "a"]


def test_variants_are_counted_by_class_without_germline_ones():
    variants = found(("S", "TP53", 0.1), ("S", "TP53", 0.2), ("S", "EGFR", 0.1, True), ("T", "EGFR", 0.1))
    assert ctdna.by_class(variants, ["S"]).to_dict("records") == [
        {"SAMPLEID": "S", "classification": "Missense_Mutation", "n": 2}]  # fmt: skip


def test_variants_at_resistance_are_kept_gained_or_lost():
    draws = ctdna.by_sample(sheet(("A", "Baseline", 5), ("A", "After cycle 2", 5), ("A", "After cycle 4", 5)), found())
    pairs = ctdna.resistance_samples(draws, pd.Series({"A": 90.0, "B": 10.0}), window=28)
    assert pairs.loc["A", ["baseline", "resistance", "ADY"]].tolist() == ["A-0", "A-4", 85]
    variants = found(("A-0", "X", 0.1), ("A-0", "Y", 0.2), ("A-4", "Y", 0.3), ("A-4", "Z", 0.05), ("A-2", "Q", 0.5))
    fates = ctdna.landscape(variants, pairs).set_index("gene")
    assert fates["fate"].to_dict() == {"X": "lost", "Y": "kept", "Z": "gained"}
    assert fates.loc[["X", "Y", "Z"], "vaf_baseline"].tolist() == [0.1, 0.2, 0]
    assert fates.loc[["X", "Y", "Z"], "vaf_resistance"].tolist() == [0, 0.3, 0.05]


def test_the_draw_nearest_to_progression_shows_resistance():
    visits = ("Baseline", "After cycle 2", "After cycle 4")
    draws = ctdna.by_sample(sheet(*[("A", visit, 5) for visit in visits]), found())
    chosen = [ctdna.resistance_samples(draws, pd.Series({"A": float(day)})) for day in (60, 64, 68, 8)]
    assert [pairs["resistance"].tolist() for pairs in chosen] == [["A-2"], ["A-4"], ["A-4"], []]


def test_without_a_draw_near_progression_there_is_no_landscape():
    draws = ctdna.by_sample(sheet(("A", "Baseline", 5), ("A", "After cycle 2", 5)), found())
    pairs = ctdna.resistance_samples(draws, pd.Series({"A": 300.0}))
    assert pairs.empty
    assert ctdna.landscape(found(), pairs).empty


def burdens(*values, days=(1, 43, 85, 127)):
    return pd.DataFrame({"USUBJID": "A", "AVISIT": ["Baseline", "c2", "c4", "c6"][: len(values)],
                         "ADY": days[: len(values)], "mtbi": values})  # fmt: skip


def test_lead_time_runs_from_the_first_rise_above_the_nadir_to_progression():
    row = ctdna.lead_time(burdens(0.10, 0.02, 0.03, 0.20), pd.Series({"A": 120})).iloc[0]
    assert row[["nadir", "rise_day", "rise_mtbi", "lead"]].tolist() == [0.02, 85, 0.03, 35]


@pytest.mark.parametrize(("values", "note"), [((0.10, 0.02, 0.023), "no rise seen by progression"),
                                              ((0.10,), "fewer than two draws by progression")])  # fmt: skip
def test_lead_time_is_missing_with_its_reason_when_no_rise_was_seen(values, note):
    row = ctdna.lead_time(burdens(*values), pd.Series({"A": 120})).iloc[0]
    assert pd.isna(row["lead"])
    assert row["note"] == note


def test_a_rise_that_went_back_is_told_apart_from_the_one_that_ended_in_progression():
    row = ctdna.lead_time(burdens(0.10, 0.20, 0.00, 0.05), pd.Series({"A": 130})).iloc[0]
    assert row[["nadir_day", "rise_day", "lead", "undone_day"]].tolist() == [85, 127, 3, 43]
    assert ctdna.lead_time(burdens(0.10, 0.00, 0.00, 0.05), pd.Series({"A": 130}))["nadir_day"].item() == 85


def test_a_rise_after_progression_does_not_count_and_who_did_not_progress_has_no_row():
    late = ctdna.lead_time(burdens(0.10, 0.02, 0.03, 0.20), pd.Series({"A": 80})).iloc[0]
    assert late["note"] == "no rise seen by progression"
    assert ctdna.lead_time(burdens(0.1, 0.2), pd.Series({"A": np.nan})).empty


def test_a_rise_is_measured_from_the_lowest_value_not_from_the_last():
    assert ctdna.lead_time(burdens(0.10, 0.02, 0.0235, 0.0262), pd.Series({"A": 130}))["rise_day"].item() == 127


def test_a_rise_needs_a_fifth_of_the_nadir_and_half_a_percent():
    assert ctdna.lead_time(burdens(0.50, 0.40, 0.45), pd.Series({"A": 130}))["rise_day"].isna().item()
    assert ctdna.lead_time(burdens(0.10, 0.00, 0.004), pd.Series({"A": 130}))["rise_day"].isna().item()
    assert ctdna.lead_time(burdens(0.10, 0.00, 0.005), pd.Series({"A": 130}))["rise_day"].item() == 85


def test_reappearance_after_clearance_is_a_rise():
    assert ctdna.lead_time(burdens(0.1, 0.0, 0.006), pd.Series({"A": 85}))["lead"].item() == 0


def test_lead_rows_give_the_share_with_an_early_rise_and_how_early():
    lead = pd.DataFrame(
        {
            "lead": [40.0, 20, 0, np.nan, np.nan],
            "note": ["", "", "", "no rise seen by progression", "fewer than two draws by progression"],
        }
    )
    rows = ctdna.lead_rows(lead).set_index("estimand")  # fmt: skip
    assert rows.loc["proportion", ["n_event", "n"]].tolist() == [2, 4]
    assert rows.loc[["median", "minimum", "maximum"], "estimate"].tolist() == [30, 20, 40]
    assert set(rows.reset_index().columns) <= set(vocabulary.RESULT_COLUMNS)


def test_counts_tell_any_sample_from_paired_samples():
    rows = ctdna.counts(four_subjects()).set_index("group")
    assert rows["estimate"].to_dict() == {"any sample": 5, "paired": 4}
    assert ctdna.counts(late_clearance())["estimate"].tolist() == [4, 3]


def test_states_are_words_and_the_direction_where_both_values_are_known():
    words = ctdna.states(four_subjects(), ctdna.delta(four_subjects()))
    assert words["baseline"].fillna("").tolist() == ["detected", "detected", "not detected", "not detected", ""]
    assert words["response"].tolist() == ["decreased", "increased", "not detected", "increased", "not detected"]
    assert words["last"].isna().all()
    unmeasured = four_subjects().assign(concentration=np.nan)
    assert ctdna.states(unmeasured, ctdna.delta(unmeasured))["response"].iloc[0] == "detected"
    assert ctdna.states(late_clearance(), ctdna.delta(late_clearance()))["last"].iloc[0] == "detected"


def test_lanes_tell_death_from_progression_and_keep_subjects_without_a_sample():
    index = pd.Index(["A", "B", "Z"], name="USUBJID")
    overall = pd.DataFrame({"time": [10.0, 20, 30], "event": [True, False, False]}, index=index)
    free = pd.DataFrame({"time": [5.0, 8, 30], "event": [True, True, False]}, index=index)
    words = ctdna.states(four_subjects(), ctdna.delta(four_subjects()))
    overall.loc["O"] = [3.0, True]  # without progression-free survival there is no lane
    table = ctdna.lanes(overall, free, pd.Series({"A": "PR", "B": "SD"}), words).set_index("USUBJID")
    assert table["outcome"].tolist() == ["dead", "alive after progression", "alive, progression-free"]
    assert table["best_response"].tolist() == ["PR", "SD", "NE"]
    assert table["pfs"].tolist() == [5, 8, 30]
    assert table.loc["Z", ["baseline", "response", "last"]].isna().all()


def test_a_proportion_is_over_the_members_with_a_label_and_carries_its_exact_interval():
    # binom.test(7, 9)$conf.int in R 4.2: 0.3999064 0.9718550
    labels = pd.Series(["decreased"] * 7 + ["increased"] * 2 + [None], index=list("ABCDEFGHIJ"))
    row = ctdna.proportion(labels, "decreased", grouping="ctdna_change", population="responders", members=labels.index)
    row = row.iloc[0]
    assert (row["estimate"], row["n"], row["n_event"]) == (7 / 9, 9, 7)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.3999064, 0.9718550), abs=1e-6)
    assert set(row.index) <= set(vocabulary.RESULT_COLUMNS)


def test_concordance_carries_fishers_exact_p():
    # fisher.test(matrix(c(7, 2, 1, 3), 2))$p.value in R 4.2: 0.2168 (7 of 9 against 1 of 4 decreased)
    labels = pd.Series(["decreased"] * 7 + ["increased"] * 2 + ["decreased"] + ["increased"] * 3, index=range(13))
    members = {"responders": range(9), "progressive_disease": range(9, 13)}
    row = ctdna.concordance(labels, "decreased", population="responders", reference="progressive_disease",
                            members=members).iloc[0]  # fmt: skip
    assert row["estimate"] == pytest.approx(7 / 9 - 1 / 4)
    assert row["p_value"] == pytest.approx(stats.fisher_exact([[7, 2], [1, 3]]).pvalue)
    assert row["p_value"] == pytest.approx(0.2168, abs=5e-5)


def test_concordance_with_an_empty_population_is_not_estimable():
    labels = pd.Series(["decreased"], index=["A"])
    row = ctdna.concordance(labels, "decreased", population="x", reference="y", members={"x": ["A"], "y": []}).iloc[0]
    assert row["note"] == "not estimable: no subjects"
    assert "p_value" not in row
