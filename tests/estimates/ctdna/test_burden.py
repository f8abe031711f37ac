"""Molecular tumour burden: the clusters of a sample's VAFs, and the mean of the highest."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates.ctdna.burden import EXTRA_SD, PENALTY, clusters, mtbi
from tests.estimates.ctdna.cases import found


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


@pytest.mark.parametrize(("factor", "groups"), [(0.99, 1), (1.01, 2)])
def test_two_variants_fall_apart_at_two_and_a_half_standard_errors(factor, groups):
    # Without depth the variance is 0.02 squared: one run costs d^2 / (2 x 0.0004), two cost 6.635, so d = 0.072856.
    distance = factor * 0.072856
    vaf = np.sin([0.5, 0.5 + distance]) ** 2
    assert len(set(clusters(vaf, [np.nan, np.nan]))) == groups


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
    label = clusters(values, depth)
    scale = np.arcsin(np.sqrt(values))
    assert cost([scale[label == run] for run in set(label)]) == pytest.approx(cheapest)


@settings(max_examples=60)
@given(vafs, st.randoms())
def test_burden_lies_among_the_vafs_and_does_not_depend_on_row_order(values, random):
    variants = found(*[("S", f"G{i}", value) for i, value in enumerate(values)])
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)
    burden = mtbi(variants)
    assert np.mean(values) - 1e-12 <= burden <= max(values) + 1e-12
    assert mtbi(variants.iloc[shuffled]) == pytest.approx(burden)
