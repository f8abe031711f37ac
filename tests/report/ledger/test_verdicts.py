"""Verdicts on printed numbers, and against recorded ones."""

import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report import ledger as published
from tests.report.ledger.samples import CASE, COUNT, ENTRIES, FOUND, HR, JUDGED, MEDIAN, RATE, ledger, results, verdict


def test_a_hazard_ratio_with_interval_and_p_is_reproduced_when_every_part_is():
    printed = HR | {"value": "0.23", "conf_low": "0.07", "conf_high": "0.80", "p_value": "0.021", "n": "18"}
    found = HR | {"estimate": 0.2284, "conf_low": 0.0653, "conf_high": 0.7989, "p_value": 0.0208, "n": 18}
    assert verdict(printed, found)["verdict"] == "reproduced"
    for part, off in {"estimate": 0.5, "conf_low": 0.2, "conf_high": 2.0, "p_value": 0.3, "n": 19}.items():
        row = verdict(printed, found | {part: off})
        assert row["verdict"] == "differs", part
        assert "for printed" in row["difference"]


def test_near_shows_the_difference():
    row = verdict(MEDIAN | {"value": "14.8"}, MEDIAN | {"estimate": 15.2})
    assert (row["verdict"], row["difference"]) == ("near", "value 15.2 for printed 14.8")


def test_a_percent_is_compared_with_a_share_and_shown_as_a_percent():
    assert verdict(RATE | {"value": "55%"}, RATE | {"estimate": 0.55})["verdict"] == "reproduced"
    assert verdict(RATE | {"value": "55%"}, RATE | {"estimate": 0.6})["difference"] == "value 60% for printed 55%"


def test_a_printed_percent_meets_a_result_in_percent_as_well_as_a_share():
    in_percent = RATE | {"estimate": 45.2, "unit": "percent"}
    assert verdict(RATE | {"value": "45%"}, in_percent)["verdict"] == "reproduced"
    assert verdict(RATE | {"value": "47%"}, in_percent)["difference"] == "value 45.2% for printed 47%"
    assert verdict(RATE | {"value": "45.2"}, in_percent)["verdict"] == "reproduced"


def test_a_count_that_is_off_by_one_differs():
    assert verdict(COUNT | {"value": "18"}, COUNT | {"estimate": 19})["verdict"] == "differs"
    assert verdict(COUNT | {"value": "18", "tolerance": "1"}, COUNT | {"estimate": 19})["verdict"] == "near"


def test_a_relation_of_the_row_serves_texts_without_a_sign_but_never_the_counts():
    entry = COUNT | {"estimand": "rank", "value": "3", "relation": "<=", "n": "20"}
    assert verdict(entry, COUNT | {"estimand": "rank", "estimate": 2, "n": 20})["verdict"] == "reproduced"
    assert (
        verdict(entry, COUNT | {"estimand": "rank", "estimate": 4, "n": 20})["difference"] == "value 4 for printed <=3"
    )
    assert verdict(entry, COUNT | {"estimand": "rank", "estimate": 2, "n": 19})["verdict"] == "differs"


def test_a_declared_conflict_counts_only_where_the_number_differs():
    other = COUNT | {"id": "L-X", "value": "1"}
    for estimate, expected in {27.3: "reproduced", 28.6: "near", 40.0: "conflict"}.items():
        entry = MEDIAN | {"id": "L-0", "value": "27.3", "conflict": "L-X"}
        row = published.verdicts(ledger(entry, other), results(MEDIAN | {"estimate": estimate})).iloc[0]
        assert row["verdict"] == expected
    assert row["why"] == "cannot hold together with L-X"
    assert row["difference"] == "value 40 for printed 27.3"


def test_without_a_result_row_a_number_is_not_recomputable_with_its_declared_reason_or_that_one():
    assert verdict(MEDIAN | {"value": "27.3"}, RATE)["why"] == "no result row with these keys"
    declared = verdict(MEDIAN | {"value": "27.3", "reason": "It is in the supplement."}, RATE)
    assert (declared["verdict"], declared["why"]) == ("not recomputable", "It is in the supplement.")
    found = verdict(MEDIAN | {"value": "27.3", "reason": "It is in the supplement."}, MEDIAN | {"estimate": 27.3})
    assert found["verdict"] == "reproduced"


@settings(max_examples=6)
@given(st.randoms(use_true_random=False), st.sampled_from(range(4)), st.floats(1.2, 5))
def test_order_of_rows_and_columns_does_not_matter_and_a_changed_result_turns_only_its_own_verdict(random, row, factor):
    columns = random.sample(list(FOUND), k=FOUND.shape[1])
    shuffled = FOUND.loc[random.sample(range(4), k=4), columns]
    pd.testing.assert_frame_equal(published.verdicts(ENTRIES, shuffled), JUDGED)
    changed = FOUND.assign(estimate=FOUND["estimate"].where(FOUND.index != row, FOUND["estimate"] * factor))
    turned = published.verdicts(ENTRIES, changed)["verdict"].ne("reproduced")
    assert turned[turned].index.tolist() == [row]


def test_verdicts_of_verdicts_are_the_same_verdicts():
    once = JUDGED
    pd.testing.assert_frame_equal(published.verdicts(once, FOUND), once)
    again = pd.read_csv(io.StringIO(once.to_csv(index=False)), dtype=str, keep_default_na=False)
    assert published.verdicts(again, FOUND)["verdict"].tolist() == once["verdict"].tolist()


def test_results_read_back_from_a_file_give_the_same_verdicts():
    again = pd.read_csv(io.StringIO(FOUND.to_csv(index=False)), dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(published.verdicts(ENTRIES, again), JUDGED)


def test_an_empty_ledger_and_empty_results_have_the_columns_of_every_other():
    assert list(published.verdicts(ENTRIES.head(0), FOUND)) == list(JUDGED)
    assert set(published.verdicts(ENTRIES, FOUND.head(0))["verdict"]) == {"not recomputable"}


def test_the_summary_counts_printed_numbers_apart_from_statements():
    claim = {"statement": "A claim without a number.", "reason": "No number is printed."}
    found = published.summary(published.verdicts(ledger(*(e for e, _ in CASE), claim), FOUND.drop(index=1)))
    assert found.counts == {"reproduced": 3, "near": 0, "conflict": 0, "differs": 0, "not recomputable": 1}
    assert found.statements == 1
    assert found.sentence == (
        "Of 4 published numbers: 3 reproduced, 1 not recomputable. "
        "1 further statement (a definition, a figure or a claim without a number) is listed with its reason."
    )


def test_worse_lists_what_fell_and_what_left_and_nothing_else():
    recorded = published.baseline(JUDGED)
    assert recorded["verdict"].tolist() == ["reproduced"] * 4
    assert published.worse(JUDGED, recorded).empty
    now = published.verdicts(ENTRIES.drop(index=0), FOUND.drop(index=1))
    fallen = published.worse(now, recorded)
    assert fallen[["id", "recorded", "verdict", "why"]].to_numpy().tolist() == [
        ["L-0", "reproduced", "not recomputable", "no longer in the ledger"],
        ["L-1", "reproduced", "not recomputable", "no result row with these keys"],
    ]


def test_a_verdict_that_got_better_or_is_new_is_not_worse():
    now = JUDGED
    recorded = published.baseline(now).head(2).assign(verdict=["not recomputable", "near"])
    assert published.worse(now, recorded).empty


def test_the_order_of_verdicts_runs_from_reproduced_to_not_recomputable():
    assert published.VERDICTS == ["reproduced", "near", "conflict", "differs", "not recomputable"]
    now = JUDGED.assign(verdict="conflict")
    for recorded, fell in {"near": True, "conflict": False, "differs": False}.items():
        assert published.worse(now, published.baseline(now).assign(verdict=recorded)).empty is not fell


def test_a_recorded_verdict_that_does_not_exist_is_refused():
    now = JUDGED
    with pytest.raises(ValueError, match="recorded verdict 'fine' is none of"):
        published.worse(now, published.baseline(now).assign(verdict="fine"))
