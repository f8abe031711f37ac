import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import vocabulary
from analysis.report import ledger as published
from analysis.report.ledger.printed import tolerance_of

HR = {
    "endpoint": "OS", "estimand": "hazard_ratio", "population": "all", "grouping": "arm", "group": "B",
    "reference": "A", "method": vocabulary.COX_BRESLOW_WALD,
}  # fmt: skip
MEDIAN = {"endpoint": "OS", "estimand": "median", "population": "all", "method": vocabulary.KM_SPSS}
RATE = {"endpoint": "OS", "estimand": "rate", "population": "all", "at": 24.0, "method": vocabulary.KM_LOG_LOG}
COUNT = {"endpoint": "OS", "estimand": "count", "population": "all", "grouping": "status", "group": "alive"}
FIRTH = HR | {"method": vocabulary.COX_EFRON_FIRTH}
EXACT = {k: HR[k] for k in ("endpoint", "population", "grouping")} | {
    "estimand": "log_rank", "method": vocabulary.LOG_RANK_EXACT,
}  # fmt: skip


def ledger(*entries):
    """A ledger of the given rows, blank where a row does not say."""
    columns = [
        "id",
        "place",
        "statement",
        *published.KEYS,
        *published.PARTS,
        "relation",
        "tolerance",
        "conflict",
        "reason",
    ]
    rows = [{"id": f"L-{i}", "place": "Results", "statement": "A number.", **entry} for i, entry in enumerate(entries)]
    return pd.DataFrame(rows).reindex(columns=columns).fillna("").astype(str)


def results(*rows):
    return pd.DataFrame(list(rows)).reindex(columns=vocabulary.RESULT_COLUMNS)


def verdict(entry, *rows):
    """The verdict row of a ledger with one entry."""
    return published.verdicts(ledger(entry), results(*rows)).iloc[0]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.80", 0.8, 0.01),
        ("0.0", 0.0, 0.1),
        ("27", 27.0, 1.0),
        (".05", 0.05, 0.01),
        ("0·59", 0.59, 0.01),
        ("−1.5", -1.5, 0.1),
        ("55%", 0.55, 0.01),
        ("54.5%", 0.545, 0.001),
        ("7/9", 7 / 9, 0.0),
    ],
)
def test_a_printed_text_says_its_number_and_the_unit_of_its_last_digit(text, number, unit):
    read = published.Printed.read(text)
    assert (read.number, read.unit) == (pytest.approx(number, abs=1e-15), pytest.approx(unit, abs=1e-15))


@pytest.mark.parametrize("text", ["NR", "NA", "not reached", "Not achieved"])
def test_words_for_not_reached_are_no_number(text):
    assert published.Printed.read(text).not_reached


@pytest.mark.parametrize("text", ["", "1.2.3", "about 5", "5 months", "7/0", "0,59", "nan", "inf"])
def test_a_text_that_is_no_printed_number_is_refused_by_name(text):
    with pytest.raises(ValueError, match="is no printed number"):
        published.Printed.read(text)


@pytest.mark.parametrize(
    ("text", "recomputed", "level"),
    [
        ("0.23", 0.2284, "reproduced"),
        ("0.23", 0.225, "reproduced"),  # half up
        ("0.22", 0.225, "reproduced"),  # half even
        ("0.23", 0.22499, "near"),
        ("0.0", 9.7e-7, "reproduced"),
        ("0.0", 0.06, "near"),  # one printed unit
        ("0.0", 0.16, "differs"),
        ("0.80", 0.8049999, "reproduced"),
        ("0.80", 0.806, "near"),
        ("0.8", 0.806, "reproduced"),
        ("55%", 0.55, "reproduced"),
        ("54.5%", 6 / 11, "reproduced"),
        ("54.5%", 5 / 11, "differs"),
        ("7/9", 7 / 9, "reproduced"),
        ("7/9", 0.7778, "near"),
        ("14.8", 15.2, "near"),
        ("14.8", 16.3, "differs"),  # more than 10 %
        ("<0.001", 0.0004, "reproduced"),
        ("<0.001", 0.001, "differs"),
        (">0.05", 0.06, "reproduced"),
        ("≤3", 3.0, "reproduced"),
        ("0.92", 0.915, "reproduced"),
        ("0.615", 0.61499999999999999, "reproduced"),
        ("2.0", np.nan, "differs"),
        ("2.0", np.inf, "differs"),
    ],
)
def test_a_number_agrees_at_its_printed_decimals(text, recomputed, level):
    assert published.agreement(published.Printed.read(text), recomputed) == level


def test_not_reached_agrees_with_a_blank_estimate_that_says_so_and_with_nothing_else():
    printed = published.Printed.read("NR")
    assert published.agreement(printed, np.nan, reason="not reached") == "reproduced"
    assert published.agreement(printed, np.nan, reason="no subjects") == "differs"
    assert published.agreement(printed, 40.0) == "differs"


@given(st.floats(-1e4, 1e4), st.integers(0, 4))
def test_every_number_reproduces_its_own_rounding(number, decimals):
    assert published.agreement(published.Printed.read(f"{number:.{decimals}f}"), number) == "reproduced"


@given(st.floats(0.01, 1e3), st.floats(0.01, 1e3), st.integers(0, 3))
def test_reproduced_is_never_further_off_than_near_and_near_never_further_than_differs(a, b, decimals):
    printed = published.Printed.read(f"{a:.{decimals}f}")
    closer, further = sorted([a, b], key=lambda x: abs(x - printed.number))
    order = published.VERDICTS.index
    levels = [published.agreement(printed, x) for x in (closer, further)]
    assert order(levels[0]) <= order(levels[1])


def test_a_tolerance_is_a_share_of_the_printed_number_or_a_distance():
    printed = published.Printed.read("20.0")
    assert tolerance_of("5%")(printed) == pytest.approx(1.0)
    assert tolerance_of("0.4")(printed) == 0.4
    assert tolerance_of("")(printed) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="is no tolerance"):
        tolerance_of("a bit")


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


def test_decimals_given_override_those_of_the_text():
    published_rows = ledger(MEDIAN | {"value": "15"}).assign(value_decimals="1")
    row = published.verdicts(published_rows, results(MEDIAN | {"estimate": 15.3})).iloc[0]
    assert row["verdict"] == "near"


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


def test_every_problem_of_a_ledger_is_listed_with_its_id_and_column():
    bad = ledger(
        MEDIAN | {"id": "A", "value": "about 27"},
        MEDIAN | {"id": "A", "p_value": "n.s.", "relation": "~"},
        MEDIAN | {"id": "", "tolerance": "some", "conflict": "Z"},
    )
    with pytest.raises(published.PublishedError) as problem:
        published.verdicts(bad, results())
    text = str(problem.value)
    for part in (
        "A, column value: 'about 27'",
        "A: the id stands on more than one row",
        "A, column p_value: 'n.s.'",
        "A, column relation: '~'",
        "a ledger row has no id",
        "column tolerance: 'some'",
        "column conflict: 'Z'",
    ):
        assert part in text  # fmt: skip


def test_a_ledger_read_as_numbers_is_refused_because_its_decimals_are_lost():
    with pytest.raises(published.PublishedError, match="conf_high: read the ledger as text"):
        published.verdicts(ledger(HR).assign(conf_high=[0.8]), results())


def test_a_ledger_without_its_columns_says_which():
    with pytest.raises(published.PublishedError, match="lacks the columns place, value"):
        published.verdicts(ledger(HR).drop(columns=["place", "value"]), results())


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


def test_times_that_differ_do_not_match_and_a_group_read_as_number_does():
    assert verdict(RATE | {"at": "24", "value": "55%"}, RATE | {"at": 24.4, "estimate": 0.55})["why"].startswith(
        "no res"
    )
    entry = COUNT | {"group": "1", "value": "6"}
    assert verdict(entry, COUNT | {"group": 1.0, "estimate": 6})["verdict"] == "reproduced"


def test_a_count_has_no_good_practice_beside_it_even_when_its_method_is_blank():
    row = verdict(COUNT | {"value": "6"}, COUNT | {"estimate": 6})
    assert row["practice_method"] == ""
    assert pd.isna(row["practice"])


CASE = [
    (HR | {"value": "0.23", "p_value": "0.021"}, HR | {"estimate": 0.2284, "p_value": 0.0208}),
    (MEDIAN | {"value": "27.3"}, MEDIAN | {"estimate": 27.3}),
    (RATE | {"value": "55%"}, RATE | {"estimate": 0.55}),
    (COUNT | {"value": "6"}, COUNT | {"estimate": 6}),
]
ENTRIES, FOUND = ledger(*(entry for entry, _ in CASE)), results(*(row for _, row in CASE))


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(range(4)), st.floats(1.2, 5))
def test_order_of_rows_and_columns_does_not_matter_and_a_changed_result_turns_only_its_own_verdict(random, row, factor):
    columns = random.sample(list(FOUND), k=FOUND.shape[1])
    shuffled = FOUND.loc[random.sample(range(4), k=4), columns]
    pd.testing.assert_frame_equal(published.verdicts(ENTRIES, shuffled), published.verdicts(ENTRIES, FOUND))
    changed = FOUND.assign(estimate=FOUND["estimate"].where(FOUND.index != row, FOUND["estimate"] * factor))
    turned = published.verdicts(ENTRIES, changed)["verdict"].ne("reproduced")
    assert turned[turned].index.tolist() == [row]


def test_verdicts_of_verdicts_are_the_same_verdicts():
    once = published.verdicts(ENTRIES, FOUND)
    pd.testing.assert_frame_equal(published.verdicts(once, FOUND), once)
    again = pd.read_csv(io.StringIO(once.to_csv(index=False)), dtype=str, keep_default_na=False)
    assert published.verdicts(again, FOUND)["verdict"].tolist() == once["verdict"].tolist()


def test_results_read_back_from_a_file_give_the_same_verdicts():
    again = pd.read_csv(io.StringIO(FOUND.to_csv(index=False)), dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(published.verdicts(ENTRIES, again), published.verdicts(ENTRIES, FOUND))


def test_an_empty_ledger_and_empty_results_have_the_columns_of_every_other():
    assert list(published.verdicts(ENTRIES.head(0), FOUND)) == list(published.verdicts(ENTRIES, FOUND))
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
    recorded = published.baseline(published.verdicts(ENTRIES, FOUND))
    assert recorded["verdict"].tolist() == ["reproduced"] * 4
    assert published.worse(published.verdicts(ENTRIES, FOUND), recorded).empty
    now = published.verdicts(ENTRIES.drop(index=0), FOUND.drop(index=1))
    fallen = published.worse(now, recorded)
    assert fallen[["id", "recorded", "verdict", "why"]].to_numpy().tolist() == [
        ["L-0", "reproduced", "not recomputable", "no longer in the ledger"],
        ["L-1", "reproduced", "not recomputable", "no result row with these keys"],
    ]


def test_a_verdict_that_got_better_or_is_new_is_not_worse():
    now = published.verdicts(ENTRIES, FOUND)
    recorded = published.baseline(now).head(2).assign(verdict=["not recomputable", "near"])
    assert published.worse(now, recorded).empty


def test_the_order_of_verdicts_runs_from_reproduced_to_not_recomputable():
    assert published.VERDICTS == ["reproduced", "near", "conflict", "differs", "not recomputable"]
    now = published.verdicts(ENTRIES, FOUND).assign(verdict="conflict")
    for recorded, fell in {"near": True, "conflict": False, "differs": False}.items():
        assert published.worse(now, published.baseline(now).assign(verdict=recorded)).empty is not fell


def test_a_recorded_verdict_that_does_not_exist_is_refused():
    now = published.verdicts(ENTRIES, FOUND)
    with pytest.raises(ValueError, match="recorded verdict 'fine' is none of"):
        published.worse(now, published.baseline(now).assign(verdict="fine"))
