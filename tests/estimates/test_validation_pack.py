"""The pack for an auditor: what is in print and by hand agrees, a value that does not is a failure and is listed."""

import numpy as np
import pandas as pd

from tests import validation_pack

REASONS = pd.DataFrame({"kind": ["Log-rank test"], "reason": ["no rule"], "n": [2]})


def test_estimators_agree_with_values_in_print_and_by_hand():
    found = validation_pack.table([*validation_pack.published(), *validation_pack.by_hand()])
    assert len(found) > 40
    assert found[~found["passed"]].empty


def test_estimators_agree_with_r_in_the_first_cohorts(monkeypatch):
    read = pd.read_csv
    few = lambda file, **options: read(file, **options).query("cohort <= 4")  # noqa: E731
    monkeypatch.setattr(validation_pack.pd, "read_csv", few)
    found = validation_pack.table(validation_pack.against_r())
    assert len(found) > 80
    assert found["passed"].all()


def test_ratios_by_profile_by_firth_and_over_time_agree_with_r_in_the_first_cohorts(monkeypatch):
    read = pd.read_csv
    few = lambda file, **options: read(file, **options).query("cohort <= 3")  # noqa: E731
    monkeypatch.setattr(validation_pack.pd, "read_csv", few)
    found = validation_pack.table(validation_pack.ratios_against_r())
    assert found["passed"].all()
    assert (found.groupby("estimator").size() >= 8).all()
    assert found["estimator"].nunique() == 5


def test_a_value_that_is_off_fails_and_is_listed_and_two_missing_agree():
    checks = [("Log-rank test", "R", "case 1", 1.0, 1.1, 0.01), ("Log-rank test", "R", "case 2", np.nan, np.nan, 0.0),
              ("Log-rank test", "R", "case 3", np.nan, 2.0, 0.0),
              ("Log-rank test", "R", "case 4", np.inf, np.inf, 0.0)]  # fmt: skip
    found = validation_pack.table(checks)
    assert list(found["passed"]) == [False, True, False, True]
    page = validation_pack.page(found, REASONS)
    assert "4 checks, 2 passed" in page
    assert "| Log-rank test | R | 4 | 2 | 1.0e-01 |" in page
    assert "- Log-rank test, case 1: 1.0, R 1.1" in page
    assert "case 2" not in page
