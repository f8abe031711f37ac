"""The join of ledger and results by their keys."""

import numpy as np
import pytest

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
