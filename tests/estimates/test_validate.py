"""The short form of `make validate`: no interval, test or guard errs much more often than it may."""

import numpy as np
import pytest

from tests import validate


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    with np.errstate(all="ignore"):
        yield


def test_intervals_and_tests_keep_their_level():
    table = validate.sizes(120, ns=(8, 24))
    allowed = 0.05 + 3 * (0.05 * 0.95 / table["cohorts"]) ** 0.5
    wrong = table[(table["share"] > allowed) & ~((table["name"] == "log-rank") & (table["n"] == 8))]
    assert wrong.empty, wrong.to_string()


@pytest.mark.parametrize("draws", validate.PATTERNS)
def test_the_guard_does_not_take_immortal_time_for_benefit(draws):
    random = np.random.default_rng(3)
    found = [validate.guard(random, 20, validate.PATTERNS[draws]) for _ in range(120)]
    table = validate.shares(found).set_index("name")["share"]
    assert table["guard"] <= 0.04 + 2 * (0.04 * 0.96 / 120) ** 0.5
    if draws != "three early":
        assert table["naive"] > table["guard"]
