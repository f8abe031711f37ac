"""The join of ledger and results by their keys, and what good practice gives beside a printed number."""

import numpy as np
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.report import ledger as published
from tests.report.ledger.samples import COUNT, HR, MEDIAN, RATE, verdict


@pytest.mark.parametrize(
    "key", ["endpoint", "estimand", "population", "grouping", "group", "reference", "at", "method"]
)
def test_every_key_column_decides_the_match(key):
    entry = HR | {"at": "6", "value": "0.23"}
    found = HR | {"at": 6, "estimate": 0.23}
    assert verdict(entry, found)["verdict"] == "reproduced"
    assert verdict(entry, found | {key: "12"})["verdict"] == "not recomputable"
    assert verdict(entry, found | {key: np.nan})["verdict"] == "not recomputable"
    assert verdict(entry | {key: ""}, found)["verdict"] == "not recomputable"


def test_a_time_matches_by_value_however_it_is_written():
    for at in (24, 24.0, "24", "24.0", np.int64(24)):
        assert (
            verdict(RATE | {"at": "24.00", "value": "55%"}, RATE | {"at": at, "estimate": 0.55})["verdict"]
            == "reproduced"
        )
    by_word = RATE | {"at": "Baseline"}
    assert verdict(by_word | {"value": "55%"}, by_word | {"estimate": 0.55})["verdict"] == "reproduced"


def test_two_different_results_for_the_same_keys_are_an_error_that_names_the_id():
    entry, one = MEDIAN | {"id": "OS-01", "value": "27.3"}, MEDIAN | {"estimate": 27.3}
    with pytest.raises(published.PublishedError, match="OS-01: several different results fit its keys .*'OS'"):
        verdict(entry, one, MEDIAN | {"estimate": 28.6})
    assert verdict(entry, one, one | {"section": "4_mif_cutoff"})["verdict"] == "reproduced"


def test_times_that_differ_do_not_match_and_a_group_read_as_number_does():
    assert verdict(RATE | {"at": "24", "value": "55%"}, RATE | {"at": 24.4, "estimate": 0.55})["why"].startswith(
        "no res"
    )
    entry = COUNT | {"group": "1", "value": "6"}
    assert verdict(entry, COUNT | {"group": 1.0, "estimate": 6})["verdict"] == "reproduced"


FIRTH = HR | {"method": vocabulary.COX_EFRON_FIRTH}


EXACT = {k: HR[k] for k in ("endpoint", "population", "grouping")} | {
    "estimand": "log_rank", "method": vocabulary.LOG_RANK_EXACT,
}  # fmt: skip


def test_good_practice_stands_beside_a_reproduced_number():
    row = verdict(
        HR | {"value": "0.01", "method": vocabulary.COX_BRESLOW_3_ITERATIONS},
        HR | {"estimate": 0.0122, "method": vocabulary.COX_BRESLOW_3_ITERATIONS},
        FIRTH | {"estimate": 0.115, "conf_low": 0.0008, "conf_high": 1.28, "p_value": 0.084},
        EXACT | {"p_value": 0.1},
        EXACT | {"p_value": 0.063, "method": vocabulary.LOG_RANK},
    )
    assert row["verdict"] == "reproduced"
    assert row[["practice_method", "practice", "practice_low", "practice_high", "practice_p_value"]].tolist() == [
        "Cox; Efron; Firth", 0.115, 0.0008, 1.28, 0.084,
    ]  # fmt: skip
    assert row[["practice_test", "practice_test_p_value"]].tolist() == ["log-rank; exact permutation", 0.1]


def test_the_log_rank_test_serves_where_no_exact_one_was_computed():
    row = verdict(
        HR | {"value": "0.2"}, HR | {"estimate": 0.2}, EXACT | {"p_value": 0.06, "method": vocabulary.LOG_RANK}
    )
    assert (row["practice_test"], row["practice_test_p_value"]) == (vocabulary.LOG_RANK, 0.06)


def test_several_results_of_good_practice_leave_it_blank_and_harm_no_verdict():
    exact = [EXACT | {"p_value": p} for p in (0.1, 0.2)]
    firth = [FIRTH | {"estimate": estimate} for estimate in (0.1, 0.2)]
    row = verdict(HR | {"value": "0.2"}, HR | {"estimate": 0.2}, *exact, *firth)
    assert row[["verdict", "practice_method", "practice_test"]].tolist() == ["reproduced", "", ""]


def test_a_group_known_later_has_its_time_dependent_ratio_beside_it_or_else_the_landmark_one():
    landmark = HR | {"method": vocabulary.COX_LANDMARK, "at": 1.42, "estimate": 0.4, "p_value": 0.2}
    moving = HR | {"method": vocabulary.COX_TIME_DEPENDENT, "estimate": 0.5, "conf_low": 0.1, "conf_high": 2.0}
    entry, found = HR | {"value": "0.2"}, HR | {"estimate": 0.2}
    row = verdict(entry, found, landmark)
    assert row[["guard_method", "guard", "guard_p_value"]].tolist() == [vocabulary.COX_LANDMARK, 0.4, 0.2]
    row = verdict(entry, found, landmark, moving)
    assert row[["guard_method", "guard", "guard_low", "guard_high"]].tolist() == [moving["method"], 0.5, 0.1, 2.0]
    assert verdict(entry, found, landmark, landmark | {"at": 6, "estimate": 0.6})["guard_method"] == ""
    assert verdict(entry, found, FIRTH | {"estimate": 0.3})["guard_method"] == ""


def test_a_count_has_no_good_practice_beside_it_even_when_its_method_is_blank():
    row = verdict(COUNT | {"value": "6"}, COUNT | {"estimate": 6})
    assert row["practice_method"] == ""
    assert pd.isna(row["practice"])
