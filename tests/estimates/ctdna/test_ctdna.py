"""ctDNA quantities: concentration, burden, mutational burden, change, molecular response and clearance."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import ctdna
from analysis.estimates.ctdna.burden import EXTRA_SD, PENALTY
from analysis.estimates.ctdna.samples import keyed, sample_sheet
from analysis.study.variants import VariantsError

VISITS = {"Baseline": (0, 1), "After cycle 2": (2, 43), "After cycle 4": (4, 85), "After cycle 6": (6, 127)}


def sheet(*draws):
    """A sample sheet from (USUBJID, AVISIT, CFDNA); SAMPLEID is subject and visit number."""
    rows = [
        {
            "USUBJID": subject,
            "SAMPLEID": f"{subject}-{VISITS[visit][0]}",
            "AVISIT": visit,
            "AVISITN": VISITS[visit][0],
            "ADY": VISITS[visit][1],
            "CFDNA": cfdna,
        }
        for subject, visit, cfdna in draws
    ]
    return pd.DataFrame(rows)  # fmt: skip


def found(*rows, classification="Missense_Mutation"):
    """Variants from (SAMPLEID, gene, vaf) with an optional fourth, germline."""
    frame = pd.DataFrame([(*row, False)[:4] for row in rows], columns=["SAMPLEID", "gene", "vaf", "germline"])
    frame["start"] = frame["gene"].map({gene: float(place) for place, gene in enumerate(frame["gene"].unique())})
    return frame.assign(chromosome="1", ref="C", alt="T", classification=classification, kind="SNP",
                        protein_change="", depth=1000.0, vaf=frame["vaf"].astype(float))  # fmt: skip


def test_concentration_is_max_vaf_times_cfdna_over_the_weight_of_a_genome():
    # 6.6 ng of pure tumour DNA are 2000 genomes of 3.3 pg; a tenth of that at a VAF of 10 %.
    assert ctdna.concentration(1.0, 6.6) == pytest.approx(2000)
    assert ctdna.concentration(0.1, 6.6) == pytest.approx(200)


def test_concentration_of_nothing_found_is_zero_and_of_something_without_cfdna_is_missing():
    values = ctdna.concentration(pd.Series([0.0, 0.2, np.nan]), pd.Series([np.nan, np.nan, 5.0]))
    assert values.iloc[0] == 0
    assert values.iloc[1:].isna().all()


@pytest.mark.parametrize(("vaf", "cfdna", "message"), [(45.0, 5.0, "max_vaf 45 is not a fraction"),
                                                       (-0.1, 5.0, "max_vaf -0.1"), (0.1, -1, "-1 ng/mL")])  # fmt: skip
def test_a_percent_for_a_vaf_or_a_negative_amount_is_refused(vaf, cfdna, message):
    with pytest.raises(ValueError, match=message):
        ctdna.concentration(vaf, cfdna)


@given(st.floats(0, 1), st.floats(0, 1000), st.floats(0, 3))
def test_concentration_is_proportional_to_cfdna(vaf, cfdna, factor):
    assert ctdna.concentration(vaf, cfdna * factor) == pytest.approx(factor * ctdna.concentration(vaf, cfdna))


def test_a_sample_is_described_by_its_non_germline_variants():
    table = ctdna.by_sample(
        sheet(("A", "Baseline", 6.6), ("A", "After cycle 2", 6.6), ("B", "Baseline", 3.3)),
        found(("A-0", "TP53", 0.1), ("A-0", "KRAS", 0.05), ("A-0", "BRCA2", 0.5, True), ("A-2", "BRCA2", 0.5, True)),
    ).set_index("SAMPLEID")
    assert table["n_variants"].tolist() == [2, 0, 0]
    assert table["detected"].tolist() == [True, False, False]
    assert table["max_vaf"].tolist() == [0.1, 0, 0]
    assert table["concentration"].tolist() == pytest.approx([200, 0, 0])


def test_a_variant_without_a_vaf_is_detected_but_not_measured():
    row = ctdna.by_sample(sheet(("A", "Baseline", 5)), found(("A-0", "TP53", None))).iloc[0]
    assert row["detected"]
    assert row[["max_vaf", "concentration", "mtbi"]].isna().all()


def test_values_below_the_limit_of_detection_are_kept_and_marked():
    table = ctdna.by_sample(
        sheet(("A", "Baseline", 3.3), ("B", "Baseline", 3.3), ("C", "Baseline", 3.3)),
        found(("A-0", "TP53", 0.001), ("B-0", "TP53", 0.003)), limit=0.002,
    )  # fmt: skip
    assert table["max_vaf"].tolist() == [0.001, 0.003, 0]
    assert table["concentration"].tolist() == pytest.approx([1, 3, 0])
    assert table["below_limit"].tolist() == [True, False, False]


def test_visits_are_summed_up_with_clear_draws_as_zero():
    table = ctdna.by_visit(four_subjects()).set_index("AVISIT")
    assert table.index.tolist() == ["Baseline", "After cycle 2"]
    assert table["n"].tolist() == [4, 5]
    assert table["n_detected"].tolist() == [2, 3]
    assert table["concentration"].tolist() == pytest.approx([50, 100])  # of 200 100 0 0 and of 100 150 0 100 0


def test_a_draw_that_could_not_be_evaluated_is_missing_not_clear():
    draws = sheet(("A", "Baseline", 5), ("A", "After cycle 2", 5)).assign(EVALFL=["Y", "N"])
    table = ctdna.by_sample(draws, found(("A-0", "TP53", 0.1)))
    assert table["AVISIT"].tolist() == ["Baseline"]
    assert ctdna.clearance(table).empty


# --- the sample sheet ---------------------------------------------------------------------------------------------


def test_an_unknown_visit_is_an_error_that_names_row_sample_and_visit():
    draws = sheet(("A", "Baseline", 5), ("B", "Baseline", 5)).assign(AVISIT=["Baseline", "Day 15??"])
    with pytest.raises(VariantsError, match=r"row 3: sample B-0: unknown visit 'Day 15\?\?'; expected one of Baseline"):
        sample_sheet(draws, visits=["Baseline", "After cycle 2"])
    with pytest.raises(VariantsError, match="row 3: sample B-0: unknown visit"):
        sample_sheet(draws.assign(AVISITN=[0, np.nan]))


def test_one_visit_with_two_numbers_cannot_be_ordered():
    draws = sheet(("A", "Baseline", 5), ("B", "Baseline", 5)).assign(AVISITN=[0, 1])
    with pytest.raises(VariantsError, match="visit 'Baseline' has 2 numbers"):
        sample_sheet(draws)


def test_repeated_samples_and_subject_visits_and_negative_cfdna_are_listed_together():
    draws = pd.concat([sheet(("A", "Baseline", 5)), sheet(("A", "Baseline", -1))])
    with pytest.raises(VariantsError) as caught:
        sample_sheet(draws)
    for text in ("SAMPLEID is there twice: A-0", "two samples of one subject and visit: A Baseline", "CFDNA -1"):
        assert text in str(caught.value)


def test_a_variant_of_a_sample_that_nobody_drew_is_an_error():
    draws, variants = sheet(("A", "Baseline", 5)), found(("A-0", "TP53", 0.1), ("X-9", "TP53", 0.1))
    with pytest.raises(VariantsError, match="not in the sample sheet: X-9"):
        keyed(variants, draws)
    with pytest.raises(VariantsError, match="not in the sample sheet: X-9"):
        ctdna.by_sample(draws, variants)


def test_variants_are_keyed_by_the_sheet_or_by_the_barcode_itself():
    variants = found(("A-2", "TP53", 0.1))
    row = keyed(variants, sheet(("A", "After cycle 2", 5))).iloc[0]
    assert (row["USUBJID"], row["AVISIT"], row["ADY"]) == ("A", "After cycle 2", 43)
    assert keyed(variants)[["USUBJID", "AVISIT"]].iloc[0].tolist() == ["A-2", "Baseline"]


def test_visits_are_ordered_by_number_not_by_name():
    draws = pd.DataFrame({"SAMPLEID": ["x", "y"], "AVISIT": ["Day 15", "Day 2"], "AVISITN": ["15", "2"]})
    assert sample_sheet(draws.assign(USUBJID="A"))["AVISIT"].tolist() == ["Day 2", "Day 15"]


# --- molecular tumour burden --------------------------------------------------------------------------------------


def test_burden_is_the_mean_vaf_of_the_higher_of_two_clear_clusters():
    variants = found(("S", "A", 0.30), ("S", "B", 0.32), ("S", "C", 0.02), ("S", "D", 0.03))
    assert ctdna.mtbi(variants) == pytest.approx(0.31)
    assert ctdna.clusters(variants["vaf"], variants["depth"]).tolist() == [1, 1, 0, 0]


def test_burden_of_no_variant_is_zero_of_one_its_vaf_and_of_unmeasured_ones_missing():
    variants = found(("S", "A", 0.07))
    assert ctdna.mtbi(variants.iloc[:0]) == 0
    assert ctdna.mtbi(variants) == pytest.approx(0.07)
    assert math.isnan(ctdna.mtbi(variants.assign(vaf=np.nan)))
    assert ctdna.mtbi(variants.assign(germline=True)) == 0


def test_a_cluster_label_from_another_program_is_used():
    variants = found(("S", "A", 0.30), ("S", "B", 0.10), ("S", "C", 0.28)).assign(cluster=["x", "x", "y"])
    assert ctdna.mtbi(variants) == pytest.approx(0.28)


@pytest.mark.parametrize(("factor", "groups"), [(0.99, 1), (1.01, 2)])
def test_two_variants_fall_apart_at_two_and_a_half_standard_errors(factor, groups):
    # Without depth the variance is 0.02 squared: one run costs d^2 / (2 x 0.0004), two cost 6.635, so d = 0.072856.
    distance = factor * 0.072856
    vaf = np.sin([0.5, 0.5 + distance]) ** 2
    assert len(set(ctdna.clusters(vaf, [np.nan, np.nan]))) == groups


vafs = st.lists(st.floats(0.001, 0.9), min_size=1, max_size=6)


@settings(max_examples=60)
@given(vafs)
def test_clusters_are_the_cheapest_of_all_cuts_of_the_sorted_values(values):
    depth = np.full(len(values), 500.0)
    weight = 1 / (0.25 / 500 + EXTRA_SD**2)
    order = np.sort(np.arcsin(np.sqrt(values)))

    def cost(parts):
        return sum(weight * ((part - part.mean()) ** 2).sum() + PENALTY for part in parts)

    cuts = itertools.chain.from_iterable(
        itertools.combinations(range(1, len(values)), k) for k in range(len(values)))  # fmt: skip
    cheapest = min(cost(np.split(order, list(cut))) for cut in cuts)
    label = ctdna.clusters(values, depth)
    scale = np.arcsin(np.sqrt(values))
    assert cost([scale[label == run] for run in set(label)]) == pytest.approx(cheapest)


@settings(max_examples=60)
@given(vafs, st.randoms())
def test_burden_lies_among_the_vafs_and_does_not_depend_on_row_order(values, random):
    variants = found(*[("S", f"G{i}", value) for i, value in enumerate(values)])
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)
    burden = ctdna.mtbi(variants)
    assert np.mean(values) - 1e-12 <= burden <= max(values) + 1e-12
    assert ctdna.mtbi(variants.iloc[shuffled]) == pytest.approx(burden)


# --- mutational burden of the panel -------------------------------------------------------------------------------


def test_tmb_counts_nonsynonymous_variants_from_the_limit_on_per_megabase():
    variants = found(("S", "A", 0.005), ("S", "B", 0.0049), ("S", "C", 0.2), ("S", "D", 0.5, True), ("S", "E", None))
    variants.loc[2, "classification"] = "Silent"
    row = ctdna.tmb(variants, panel_mb=0.5, min_vaf=ctdna.PLASMA_MIN_VAF).loc["S"]
    assert (row["n_mutations"], row["tmb"], row["n_without_vaf"], row["tmb_high"]) == (1, 2.0, 1, False)


def test_tmb_is_high_from_nine_and_zero_for_a_sample_without_variants():
    variants = found(*[("S", f"G{i}", 0.1) for i in range(9)])
    table = ctdna.tmb(variants, panel_mb=1, min_vaf=0.03, samples=["S", "T"])
    assert table["tmb"].tolist() == [9, 0]
    assert table["tmb_high"].tolist() == [True, False]


def test_tmb_counts_one_place_once_though_two_genes_overlap_it():
    variants = found(("S", "A", 0.1), ("S", "B", 0.1)).assign(start=7.0)
    assert ctdna.tmb(variants, panel_mb=1, min_vaf=0)["n_mutations"].item() == 1


@pytest.mark.parametrize("size", [None, 0, -1.5])
def test_tmb_without_a_panel_size_is_an_error(size):
    with pytest.raises(ValueError, match="expected the megabases of coding sequence"):
        ctdna.tmb(found(("S", "A", 0.1)), panel_mb=size, min_vaf=0.005)


# --- change, response, clearance ----------------------------------------------------------------------------------


def four_subjects():
    """A falls 200 to 100, B rises 100 to 150, C has 0 and 0, D 0 and 100; E lacks a baseline and is clear."""
    draws = sheet(*[(subject, visit, 3.3) for subject in "ABCD" for visit in ("Baseline", "After cycle 2")],
                  ("E", "After cycle 2", 3.3))  # fmt: skip
    variants = found(("A-0", "X", 0.2), ("A-2", "X", 0.1), ("B-0", "X", 0.1), ("B-2", "X", 0.15), ("D-2", "X", 0.1))
    return ctdna.by_sample(draws, variants)


def test_delta_is_on_treatment_minus_baseline_over_subjects_with_both():
    table = ctdna.delta(four_subjects())
    assert table.index.tolist() == ["A", "B", "C", "D"]
    assert table["CHG"].tolist() == pytest.approx([-100, 50, 0, 100])
    assert table["PCHG"].iloc[:2].tolist() == pytest.approx([-50, 50])
    assert table["change"].tolist() == ["decreased", "increased", "unchanged", "increased"]
    assert table["ADY"].tolist() == [43] * 4


def test_a_visit_that_nobody_was_drawn_at_is_an_error_that_lists_the_visits():
    with pytest.raises(ValueError, match="no draw at 'Week 6'; visits drawn: Baseline, After cycle 2"):
        ctdna.delta(four_subjects(), visit="Week 6")
    with pytest.raises(ValueError, match="no draw at 'Screening'"):
        ctdna.delta(four_subjects(), baseline="Screening")
    only = ctdna.by_sample(sheet(("A", "Baseline", 5)), found(("A-0", "TP53", 0.1)))
    assert ctdna.delta(only).empty  # no draw on treatment at all: nothing to compare, nothing wrong


def test_a_baseline_of_zero_has_no_fold_change_and_says_so():
    table = ctdna.delta(four_subjects())
    assert table.loc[["C", "D"], "PCHG"].isna().all()
    assert table["note"].tolist() == ["", "", "baseline 0: no fold change", "baseline 0: no fold change"]


def test_unchanged_belongs_to_neither_group_of_the_comparison():
    labels = ctdna.group(ctdna.delta(four_subjects())["change"], ["decreased", "increased"])
    assert labels.isna().tolist() == [False, False, True, False]
    assert labels.cat.categories.tolist() == ["decreased", "increased"]


def test_molecular_response_has_a_class_for_every_pair_of_values():
    change = ctdna.delta(four_subjects())
    assert ctdna.molecular_response(change).tolist() == [
        "molecular response", "molecular progression", "not detected", "newly detected"]  # fmt: skip
    narrow = ctdna.molecular_response(change, response=-90, progression=100)
    assert narrow.tolist()[:2] == ["stable", "stable"]
    gone = change.assign(AVAL=0.0, PCHG=-100.0)
    assert ctdna.molecular_response(gone).tolist() == ["cleared", "cleared", "not detected", "not detected"]


@given(st.floats(0.001, 1), st.floats(0, 1), st.floats(0.1, 100))
def test_the_direction_of_change_does_not_depend_on_the_unit_of_vaf_or_cfdna(before, after, cfdna):
    table = ctdna.by_sample(sheet(("A", "Baseline", cfdna), ("A", "After cycle 2", cfdna)),
                            found(("A-0", "X", before), ("A-2", "X", after)))  # fmt: skip
    expected = "decreased" if after < before else "increased" if after > before else "unchanged"
    assert ctdna.delta(table)["change"].item() == expected


def test_clearance_is_judged_at_the_response_visit_and_does_not_ask_for_variants_at_baseline():
    table = ctdna.clearance(four_subjects())
    assert table["cleared"].to_dict() == {"A": False, "B": False, "C": True, "D": False, "E": True}
    assert table["baseline_detected"].iloc[:4].tolist() == [True, True, False, False]
    assert pd.isna(table.loc["E", "baseline_detected"])


def late_clearance():
    """A clears at cycle 4 and relapses at 6; B never clears; C has only a baseline; D is clear at cycle 2 and after."""
    every = [(subject, visit, 3.3) for subject in "ABD" for visit in VISITS]
    mutated = ["A-0", "A-2", "A-6", "B-0", "B-2", "B-4", "B-6", "C-0", "D-0"]
    variants = found(*[(sample, "X", 0.1) for sample in mutated])
    return ctdna.by_sample(sheet(*every, ("C", "Baseline", 3.3)), variants)


def test_ever_clearance_is_known_from_the_first_clear_draw():
    table = ctdna.ever_clearance(late_clearance())
    assert table.index.tolist() == ["A", "B", "D"]
    assert table["cleared"].tolist() == [True, False, True]
    assert table["known_day"].iloc[[0, 2]].tolist() == [85, 43]
    assert pd.isna(table.loc["B", "known_day"])
    assert table["last_cleared"].tolist() == [False, False, True]
    assert table["last_day"].tolist() == [127] * 3
    assert table["first_visit"].dropna().to_dict() == {"A": "After cycle 4", "D": "After cycle 2"}


def test_whoever_is_clear_at_the_response_visit_is_ever_clear_but_not_the_other_way():
    table = late_clearance()
    at_visit, ever = ctdna.clearance(table)["cleared"], ctdna.ever_clearance(table)["cleared"]
    assert ever[at_visit[at_visit].index].all()
    assert ever["A"]
    assert not at_visit["A"]
