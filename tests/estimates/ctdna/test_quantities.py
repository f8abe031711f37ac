"""Molecular tumour burden: the clusters of a sample's VAFs, and the mean of the highest."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.ctdna.quantities import (
    EXTRA_SD,
    PENALTY,
    PLASMA_MIN_VAF,
    by_sample,
    by_visit,
    clusters,
    concentration,
    mtbi,
    tmb,
)
from analysis.estimates.ctdna.response import clearance
from tests.estimates.ctdna.cases import draws_of, found, four_subjects, sheet


def test_burden_is_the_mean_vaf_of_the_higher_of_two_clear_clusters():
    variants = found(("S", "A", 0.30), ("S", "B", 0.32), ("S", "C", 0.02), ("S", "D", 0.03))
    assert mtbi(variants) == pytest.approx(0.31)
    assert clusters(variants["vaf"], variants["depth"]).tolist() == [1, 1, 0, 0]


def test_burden_of_no_variant_is_zero_of_one_its_vaf_and_of_unmeasured_ones_missing():
    variants = found(("S", "A", 0.07))
    assert mtbi(variants.iloc[:0]) == 0
    assert mtbi(variants) == pytest.approx(0.07)
    assert math.isnan(mtbi(variants.assign(vaf=np.nan)))
    assert mtbi(variants.assign(germline=True)) == 0


def test_a_cluster_label_from_another_program_is_used():
    variants = found(("S", "A", 0.30), ("S", "B", 0.10), ("S", "C", 0.28)).assign(cluster=["x", "x", "y"])
    assert mtbi(variants) == pytest.approx(0.28)
    assert mtbi(variants.assign(cluster=["x", "x", None])) == pytest.approx(0.29)  # not of all: fitted


@pytest.mark.parametrize(("factor", "groups"), [(0.99, 1), (1.01, 2)])
def test_two_variants_fall_apart_at_two_and_a_half_standard_errors(factor, groups):
    # Without depth the variance is 0.02 squared: one run costs d^2 / (2 x 0.0004), two cost 6.635, so d = 0.072856.
    distance = factor * 0.072856
    vaf = np.sin([0.5, 0.5 + distance]) ** 2
    assert len(set(clusters(vaf, [np.nan, np.nan]))) == groups


vafs = st.lists(st.floats(0.001, 0.9), min_size=1, max_size=6)


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
    label = clusters(values, depth)
    scale = np.arcsin(np.sqrt(values))
    assert cost([scale[label == run] for run in set(label)]) == pytest.approx(cheapest)


@given(vafs, st.randoms())
def test_burden_lies_among_the_vafs_and_does_not_depend_on_row_order(values, random):
    variants = found(*[("S", f"G{i}", value) for i, value in enumerate(values)])
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)
    burden = mtbi(variants)
    assert np.mean(values) - 1e-12 <= burden <= max(values) + 1e-12
    assert mtbi(variants.iloc[shuffled]) == pytest.approx(burden)


def test_concentration_is_max_vaf_times_cfdna_over_the_weight_of_a_genome():
    # 6.6 ng of pure tumour DNA are 2000 genomes of 3.3 pg; a tenth of that at a VAF of 10 %.
    assert concentration(1.0, 6.6) == pytest.approx(2000)
    assert concentration(0.1, 6.6) == pytest.approx(200)


def test_concentration_of_nothing_found_is_zero_and_of_something_without_cfdna_is_missing():
    values = concentration(pd.Series([0.0, 0.2, np.nan]), pd.Series([np.nan, np.nan, 5.0]))
    assert values.iloc[0] == 0
    assert values.iloc[1:].isna().all()


def test_of_several_the_value_that_is_wrong_is_named():
    with pytest.raises(ValueError, match="max_vaf -0.1 is not"):
        concentration([1.0, -0.1], 5.0)
    with pytest.raises(ValueError, match="max_vaf 1.5 is not"):
        concentration([0.5, 1.5], 5.0)
    with pytest.raises(ValueError, match="cfdna -2 ng/mL"):
        concentration(0.1, [5.0, -2.0])
    assert concentration(1.0, 0.0) == 0


@pytest.mark.parametrize(("vaf", "cfdna", "message"), [(45.0, 5.0, "max_vaf 45 is not a fraction"),
                                                       (-0.1, 5.0, "max_vaf -0.1"), (0.1, -1, "-1 ng/mL")])  # fmt: skip
def test_a_percent_for_a_vaf_or_a_negative_amount_is_refused(vaf, cfdna, message):
    with pytest.raises(ValueError, match=message):
        concentration(vaf, cfdna)


@given(st.floats(0, 1), st.floats(0, 1000), st.floats(0, 3))
def test_concentration_is_proportional_to_cfdna(vaf, cfdna, factor):
    assert concentration(vaf, cfdna * factor) == pytest.approx(factor * concentration(vaf, cfdna))


def test_a_sample_is_described_by_its_non_germline_variants():
    table = by_sample(
        sheet(("A", "Baseline", 6.6), ("A", "After cycle 2", 6.6), ("B", "Baseline", 3.3)),
        found(("A-0", "TP53", 0.1), ("A-0", "KRAS", 0.05), ("A-0", "BRCA2", 0.5, True), ("A-2", "BRCA2", 0.5, True)),
    ).set_index("SAMPLEID")
    assert table["n_variants"].tolist() == [2, 0, 0]
    assert table["detected"].tolist() == [True, False, False]
    assert table["max_vaf"].tolist() == [0.1, 0, 0]
    assert table["mtbi"].tolist() == pytest.approx([0.1, 0, 0])
    assert table["concentration"].tolist() == pytest.approx([200, 0, 0])


def test_a_variant_without_a_vaf_is_detected_but_not_measured():
    row = by_sample(sheet(("A", "Baseline", 5)), found(("A-0", "TP53", None))).iloc[0]
    assert row["detected"]
    assert row[["max_vaf", "concentration", "mtbi"]].isna().all()


def test_values_below_the_limit_of_detection_are_kept_and_marked():
    table = by_sample(
        sheet(("A", "Baseline", 3.3), ("B", "Baseline", 3.3), ("C", "Baseline", 3.3)),
        found(("A-0", "TP53", 0.001), ("B-0", "TP53", 0.003)), limit=0.002,
    )  # fmt: skip
    assert table["max_vaf"].tolist() == [0.001, 0.003, 0]
    assert table["concentration"].tolist() == pytest.approx([1, 3, 0])
    assert table["below_limit"].tolist() == [True, False, False]


def test_visits_are_summed_up_with_clear_draws_as_zero():
    table = by_visit(four_subjects().by_sample).set_index("AVISIT")
    assert table.index.tolist() == ["Baseline", "After cycle 2"]
    assert table["n"].tolist() == [4, 5]
    assert table["n_detected"].tolist() == [2, 3]
    assert table["concentration"].tolist() == pytest.approx([50, 100])  # of 200 100 0 0 and of 100 150 0 100 0


def test_a_draw_that_could_not_be_evaluated_is_missing_not_clear():
    draws = sheet(("A", "Baseline", 5), ("A", "After cycle 2", 5)).assign(EVALFL=["Y", "N"])
    table = by_sample(draws, found(("A-0", "TP53", 0.1)))
    assert table["AVISIT"].tolist() == ["Baseline"]
    assert clearance(table).empty


def test_tmb_counts_nonsynonymous_variants_from_the_limit_on_per_megabase():
    variants = found(
        ("S-0", "A", PLASMA_MIN_VAF),
        ("S-0", "B", 0.0049),
        ("S-0", "C", 0.2),
        ("S-0", "D", 0.5, True),
        ("S-0", "E", None),
    )
    variants.loc[2, "classification"] = "Silent"
    row = tmb(draws_of(sheet(("S", "Baseline", 5)), variants), panel_mb=0.5).iloc[0]
    assert (row["n_mutations"], row["tmb"], row["n_without_vaf"], row["tmb_high"]) == (1, 2.0, 1, False)


def test_tmb_is_that_of_baseline_high_from_nine_and_zero_for_a_draw_without_variants():
    draws = sheet(("S", "Baseline", 5), ("T", "Baseline", 5), ("S", "After cycle 2", 5))
    variants = found(*[("S-0", f"G{i}", 0.1) for i in range(9)], ("S-2", "X", 0.1))
    table = tmb(draws_of(draws, variants), panel_mb=1, min_vaf=0.03)
    assert table["USUBJID"].tolist() == ["S", "T"]
    assert table["tmb"].tolist() == [9, 0]
    assert table["tmb_high"].tolist() == [True, False]


def test_tmb_counts_one_place_once_though_two_genes_overlap_it():
    variants = found(("S-0", "A", 0.1), ("S-0", "B", 0.1)).assign(start=7.0)
    assert tmb(draws_of(sheet(("S", "Baseline", 5)), variants), panel_mb=1, min_vaf=0)["n_mutations"].item() == 1


def test_tmb_needs_the_size_of_the_panel():
    assert tmb(four_subjects(), panel_mb=None).empty
    for size in (0, -1.5):
        with pytest.raises(ValueError, match="expected the megabases of coding sequence"):
            tmb(four_subjects(), panel_mb=size)
    for share in (-0.1, 1.1):
        with pytest.raises(ValueError, match=f"min_vaf={share}: expected a fraction"):
            tmb(four_subjects(), panel_mb=1, min_vaf=share)
    for share in (0, 1):
        assert tmb(four_subjects(), panel_mb=1, min_vaf=share)["n_mutations"].sum() == (0 if share else 2)
