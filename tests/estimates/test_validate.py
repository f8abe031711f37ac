"""The short form of `make validate`: its kept table is whole, keeps the levels, and is what a small run finds.

COHORTS=200 makes the small runs so large.
"""

import os

import numpy as np
import pandas as pd
import pytest

from tests import validate

KEPT = pd.read_csv(validate.SAVED)
COHORTS = int(os.environ.get("COHORTS", "24"))
# What errs more often than it may, and is known to: sensitivity rows, and what no guard is.
KNOWN = ["log-rank, asymptotic", "naive"]
GUARDS = [name for name in validate.GUARDS if name != "naive"]


def kept(what, n):
    """The shares kept for one kind of cohort, by name."""
    return KEPT[(KEPT["what"] == what) & (KEPT["n"] == n)].set_index("name")["share"]


def test_the_kept_table_has_every_size_kind_and_pattern_in_full_length():
    sweeps, guards = (f"sweep, markers {kind}" for kind in validate.KINDS), (f"guards, draws {name}" for name in
                                                                           validate.PATTERNS)  # fmt: skip
    expected = {(what, n) for what in ("estimates", *sweeps) for n in validate.SIZES}
    expected |= {(what, n) for what in guards for n in validate.GUARDED}
    expected |= {(what, n) for what in (validate.BESIDE_WHAT, *validate.MORE) for n in validate.BESIDE}
    assert set(KEPT[["what", "n"]].itertuples(index=False, name=None)) == expected
    assert (KEPT.loc[KEPT["what"].str.startswith("guards"), "cohorts"] >= 900).all()


def test_no_guard_takes_immortal_time_for_benefit_in_more_than_four_of_a_hundred_cohorts():
    guards = KEPT[KEPT["what"].str.startswith("guards")].pivot(index=["what", "n"], columns="name", values="share")
    assert guards[GUARDS].to_numpy().max() <= 0.04
    assert guards["naive"].max() > 0.15  # which the same cohorts show where nothing guards


def test_no_default_interval_or_test_errs_much_more_often_than_it_may():
    own = KEPT[~KEPT["what"].str.startswith("guards") & ~KEPT["name"].isin(KNOWN)]
    wrong = own[own["share"] > 0.05 + 4 * (0.05 * 0.95 / own["cohorts"]) ** 0.5]
    assert wrong.empty, wrong.to_string()


@pytest.mark.parametrize("n", [8, 24])
def test_a_small_run_of_every_interval_and_test_finds_what_is_kept(n):
    agree(validate.simulated(COHORTS, lambda random: validate.errors(random, n), [n, 7]), kept("estimates", n))


def test_a_small_run_beside_others_and_of_causes_finds_what_is_kept():
    found = validate.simulated(COHORTS, lambda random: validate.beside_errors(random, 20), [20, 7])
    agree(found, kept(validate.BESIDE_WHAT, 20))


@pytest.mark.parametrize("what", validate.MORE)
def test_a_small_run_of_late_subjects_and_of_stages_finds_what_is_kept(what):
    found = validate.simulated(COHORTS, lambda random: validate.MORE[what](random, 20), [20, 7])
    agree(found, kept(what, 20))


@pytest.mark.parametrize("kind", validate.KINDS)
def test_a_small_run_of_the_sweep_finds_what_is_kept(kind):
    found = validate.simulated(COHORTS, lambda random: validate.grid_errors(random, 20, kind), [20, 8])
    agree(found, kept(f"sweep, markers {kind}", 20))


@pytest.mark.parametrize("draws", validate.PATTERNS)
def test_a_small_run_of_the_guards_finds_what_is_kept(draws):
    found = validate.simulated(COHORTS, lambda random: validate.guard(random, 20, validate.PATTERNS[draws]), [20, 9])
    agree(found, kept(f"guards, draws {draws}", 20))


def agree(found, shares):
    """Whether the shares of a small run lie within four Monte Carlo errors of those kept, for every name."""
    assert set(found["name"]) <= set(shares.index)
    expected = found["name"].map(shares)
    reach = 4 * (np.maximum(expected * (1 - expected), 0.02) / found["cohorts"]) ** 0.5
    apart = found[(found["share"] - expected).abs() > reach]
    assert apart.empty, apart.assign(kept=expected).to_string()
