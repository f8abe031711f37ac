"""Groups compared as result rows, with the guard against immortal time."""

import numpy as np
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import multiplicity
from analysis.estimates.efficacy.compare import comparison, comparisons, known_after_start, marked
from tests.estimates.survival.samples import CLEARANCE, SEPARATED

REPRODUCTION = (vocabulary.KM_SPSS, vocabulary.COX_BRESLOW_WALD, vocabulary.COX_BRESLOW_3_ITERATIONS)
KEYS = {"endpoint": "OS", "grouping": "clearance", "reference": "not cleared"}


def compared(**more):
    return comparison(SEPARATED, CLEARANCE, **KEYS, **more)


def by_method(rows, estimand="hazard_ratio"):
    return rows[rows["estimand"] == estimand].set_index("method")


def random_trial(n=40, seed=3):
    rng = np.random.default_rng(seed)
    index = [f"s{i}" for i in range(n)]
    tte = pd.DataFrame({"time": rng.exponential(20, n).round(2) + 0.01, "event": rng.random(n) < 0.7}, index=index)
    return tte, pd.Series(np.where(np.arange(n) % 2, "high", "low"), index=index)


def test_every_column_is_one_of_the_results_and_every_row_says_of_what():
    rows = compared(landmarks=[12], unit="months")
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)
    assert set(rows["estimand"]) <= set(vocabulary.ESTIMANDS)
    assert (rows[["endpoint", "population", "grouping"]] == ["OS", "all", "clearance"]).all(axis=None)
    keys = ["estimand", "group", "reference", "at", "method"]
    assert not rows[keys].astype(str).duplicated().any()


def test_each_level_has_its_median_rate_and_event_free_share():
    rows = compared(landmarks=[12], unit="months").set_index(["estimand", "group"]).sort_index()
    assert rows.loc[("median", "cleared"), "estimate"].tolist() == [42.1]
    assert rows.loc[("rate", "not cleared"), "estimate"].tolist() == pytest.approx([2 / 3])
    free = rows.loc[("event_free", "cleared")].iloc[0]
    assert (free["estimate"], free["n"], free["n_event"]) == (0.5, 2, 1)
    assert free["method"] == vocabulary.COUNT
    assert np.isnan(free["conf_high"])  # the share depends on follow-up: no interval is right
    assert "restricted_mean" not in set(compared()["estimand"])


def test_means_are_compared_within_the_horizon_of_each_endpoint_for_every_grouping():
    tte, group = random_trial()
    options = {"references": {"a": "low", "b": "x"}, "horizons": {"OS": 12.0}}
    rows = comparisons({"OS": tte, "PFS": tte}, {"a": group, "b": group.map({"low": "x", "high": "y"})}, **options)
    means = rows[rows["estimand"].isin(["restricted_mean", "difference"])]
    assert set(means["endpoint"]) == {"OS"}
    assert set(means["at"]) == {12.0}
    assert means.groupby("grouping").size().to_dict() == {"a": 3, "b": 3}


def test_hazard_ratios_stand_three_ways_with_log_rank_and_exact_p_beside():
    rows = compared()
    ratios = by_method(rows)
    assert list(ratios.index) == ["Cox; Efron; Wald", "Cox; Efron; profile", "Cox; Efron; Firth"]
    assert ratios["estimate"].isna().tolist() == [True, True, False]
    tests = by_method(rows, "log_rank")["p_value"]
    assert tests.round(4).to_dict() == {"log-rank": 0.0634, "log-rank; exact permutation": 0.1}


def test_the_published_third_iterate_is_added_only_where_no_maximum_exists():
    ratios = by_method(compared(reproduction=REPRODUCTION))
    stopped = ratios.loc["Cox; Breslow; Wald; 3 iterations"]
    assert (round(stopped["estimate"], 2), round(stopped["conf_high"], 2)) == (0.01, 153.55)
    tte, group = random_trial()
    rows = comparison(tte, group, endpoint="OS", grouping="x", reference="low", reproduction=REPRODUCTION)
    assert "Cox; Breslow; Wald" in set(rows["method"])
    assert "Cox; Breslow; Wald; 3 iterations" not in set(rows["method"])


def test_an_unknown_published_estimator_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown methods \['Cox'\]; expected some of \['Kaplan-Meier"):
        compared(reproduction=["Cox"])


def test_exact_p_is_left_out_where_enumeration_is_too_long():
    tte, group = random_trial()
    rows = comparison(tte, group, endpoint="OS", grouping="x", reference="low")
    assert list(by_method(rows, "log_rank").index) == ["log-rank"]


def test_restricted_means_and_their_difference_stand_at_the_common_horizon():
    tte, group = random_trial()
    rows = comparison(tte, group, endpoint="OS", grouping="x", reference="low", unit="months", horizon=9.5)
    means = rows[rows["estimand"].isin(["restricted_mean", "difference"])]
    low, high, difference = means["estimate"]
    assert means["group"].tolist() == ["low", "high", "high"]
    assert difference == pytest.approx(high - low)
    assert set(means["at"]) == {9.5}
    assert set(means["unit"]) == {"months"}


def test_strata_add_stratified_rows():
    tte, group = random_trial()
    strata = pd.Series(np.arange(len(tte)) % 3, index=tte.index)
    rows = comparison(tte, group, endpoint="OS", grouping="x", reference="low", strata=strata)
    assert {"Cox; Efron; Wald; stratified", "log-rank; stratified"} <= set(rows["method"])


def test_a_stratified_row_names_its_strata_before_anything_else():
    rows = compared(strata=pd.Series("one", SEPARATED.index, name="centre"))
    notes = rows.loc[rows["method"].str.contains("stratified"), "note"]
    separated = "not estimable: monotone likelihood: no event in cleared while not cleared was at risk"
    assert notes.tolist() == [f"strata: centre; {separated}", "strata: centre"]


@pytest.mark.parametrize(
    ("labels", "note"),
    [
        (["cleared"] * 5, "not estimable: only one group has subjects (cleared)"),
        ([None] * 5, "not estimable: only one group has subjects (none)"),
    ],
)
def test_a_single_group_is_described_and_not_compared(labels, note):
    group = pd.Series(labels, index=SEPARATED.index, dtype=object)
    rows = comparison(SEPARATED, group, **KEYS)
    assert by_method(rows).loc["Cox; Efron; profile", ["note", "role"]].tolist() == [note, "primary"]
    assert "log_rank" not in set(rows["estimand"])


def test_a_group_known_at_the_start_is_compared_without_a_remark():
    rows = compared(known_at=0)
    assert not rows["note"].str.contains("naive").any()
    assert not rows["method"].str.contains("landmark|time-dependent").any()


def test_a_group_known_later_is_marked_naive_with_time_dependent_rows_beside_and_the_landmark_declared():
    tte, group = random_trial()
    keys = {"endpoint": "OS", "grouping": "x", "reference": "low", "known_at": 43 / 30.4375, "unit": "months"}
    undeclared = comparison(tte, group, **keys)
    assert vocabulary.COX_LANDMARK not in set(undeclared["method"])
    rows = comparison(tte, group, **keys, landmark=1.42)
    honest = rows["method"].str.contains("landmark|time-dependent")
    assert rows.loc[~honest, "note"].str.contains("naive: group known only from 1.41 months").all()
    assert not rows.loc[honest, "note"].str.contains("naive").any()
    assert set(rows.loc[honest, "method"]) == {
        vocabulary.COX_LANDMARK, vocabulary.COX_TIME_DEPENDENT, "Cox; Efron; Firth; time-dependent",
    }  # fmt: skip
    landmark = by_method(rows).loc[vocabulary.COX_LANDMARK]
    early = int((tte["time"] <= 1.42).sum())
    assert landmark["at"] == 1.42
    assert landmark["n"] == 40 - early
    said = f"landmark at 1.42: {40 - early} of 40 subjects with a group still at risk"
    assert landmark["note"] == f"{said}; left out: {early} no longer at risk, 0 never in a group"


def test_a_landmark_tells_who_never_had_a_group():
    tte, group = random_trial()
    keys = {"endpoint": "OS", "grouping": "x", "reference": "low", "known_at": 1.4, "landmark": 1.4}
    rows = comparison(tte, group.astype(object).mask(tte["time"].rank(method="first") > 38), **keys)
    landmark = by_method(rows).loc[vocabulary.COX_LANDMARK]
    early = int((tte["time"] <= 1.4).sum())
    assert landmark["note"].startswith(f"landmark at 1.4: {38 - early} of 38 subjects with a group still at risk")
    assert landmark["note"].endswith(f"left out: {early} no longer at risk, 2 never in a group")


def test_several_landmarks_can_be_asked_for_and_none_before_the_group_is_known():
    tte, group = random_trial()
    keys = {"endpoint": "OS", "grouping": "x", "reference": "low", "known_at": 2.0}
    rows = comparison(tte, group, **keys, landmark=[2, 6])
    assert rows.loc[rows["method"] == vocabulary.COX_LANDMARK, "at"].tolist() == [2, 6]
    with pytest.raises(ValueError, match="at is 1, before the group is known at 2"):
        comparison(tte, group, **keys, landmark=1)


def test_a_landmark_that_nobody_outlives_is_not_estimable_and_counts_the_excluded():
    rows = compared(known_at=100, landmark=100)
    landmark = by_method(rows).loc[vocabulary.COX_LANDMARK]
    expected = "not estimable: fewer than two groups at the landmark; landmark at 100: 0 of 5 subjects with a group"
    assert landmark["note"] == expected + " still at risk; left out: 5 no longer at risk, 0 never in a group"


@pytest.mark.parametrize(("fewest", "reason"), [(4, ""), (3, "fewer than 4 subjects in a group at the landmark")])
def test_a_landmark_speaks_from_four_subjects_in_each_group_on(fewest, reason):
    tte = random_trial()[0].assign(time=lambda rows: rows["time"] + 2)
    group = pd.Series(np.where(np.arange(40) < fewest, "low", "high"), tte.index)
    rows = comparison(tte, group, endpoint="OS", grouping="x", reference="low", known_at=1.0, landmark=2)
    landmark = by_method(rows).loc[vocabulary.COX_LANDMARK]
    assert (landmark["reason"], np.isnan(landmark["conf_high"])) == (reason, bool(reason))


def test_a_group_known_to_all_on_one_day_is_told_to_equal_its_landmark():
    tte, group = random_trial()
    keys = {"endpoint": "OS", "grouping": "x", "reference": "low", "unit": "months"}
    rows = by_method(comparison(tte, group, **keys, known_at=2.0, landmark=2))
    dependent, landmark = rows.loc[vocabulary.COX_TIME_DEPENDENT_FIRTH], rows.loc[vocabulary.COX_LANDMARK]
    assert dependent["note"] == "all known at 2 months: equal to the landmark ratio of that time"
    equal = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
    assert dependent[equal].tolist() == pytest.approx(landmark[equal].tolist(), rel=1e-6)
    each = by_method(comparison(tte, group, **keys, known_at=pd.Series(np.arange(40.0), tte.index)))
    assert each.loc[vocabulary.COX_TIME_DEPENDENT_FIRTH, "note"] == ""


def test_the_time_dependent_ratio_counts_the_subjects_and_events_that_inform_it():
    # By hand: two die before anybody has switched (3), so no ratio can tell anything of them.
    tte = pd.DataFrame({"time": [1.0, 2, 4, 5, 6, 7, 8], "event": True}, index=list("pqrstuv"))
    group = pd.Series(list("aabbaaa"), tte.index)
    known = pd.Series([9.0, 9, 3, 3, 9, 9, 9], tte.index)
    row = by_method(comparison(tte, group, endpoint="OS", grouping="x", reference="a", known_at=known))
    assert row.loc[vocabulary.COX_TIME_DEPENDENT, ["n", "n_event"]].tolist() == [5, 5]
    assert row.loc[vocabulary.COX_EFRON_WALD, ["n", "n_event"]].tolist() == [7, 7]


@pytest.mark.parametrize("missing", [None, np.nan, pd.Series({"n1": np.nan})])
def test_a_grouping_without_a_known_time_is_an_error(missing):
    with pytest.raises(ValueError, match="known_at of clearance"):
        compared(known_at=missing)


def test_chance_groups_that_need_survival_look_better_naively_and_not_when_guarded():
    # Membership is drawn at month 12 among those alive: no effect at all, yet time 0 makes the members look better.
    rng = np.random.default_rng(11)
    tte = pd.DataFrame({"time": rng.exponential(15, 400), "event": True}, index=[f"s{i}" for i in range(400)])
    member = (tte["time"] > 12) & (rng.random(400) < 0.5)
    group, known = member.map({True: "in", False: "out"}), member.map({True: 12.0, False: np.nan})
    rows = by_method(comparison(tte, group, endpoint="OS", grouping="x", reference="out", known_at=known,
                                landmark=12))  # fmt: skip
    assert rows.loc["Cox; Efron; Wald", "conf_high"] < 0.7
    for method in (vocabulary.COX_TIME_DEPENDENT, vocabulary.COX_LANDMARK):
        assert rows.loc[method, "conf_low"] < 1 < rows.loc[method, "conf_high"], method


def test_groups_known_at_the_start_need_no_guard():
    assert known_after_start(SEPARATED, CLEARANCE, 0, "x") is None
    assert marked(pd.DataFrame({"note": ["a"]}), None, "months")["naive"].tolist() == [False]


EVERYONE_LIVED = "everyone compared had to live until then: that time belongs to no group"


@pytest.mark.parametrize(("first", "bias"), [
    (1.5, EVERYONE_LIVED), (np.nan, "who joined a group later had to live until then (immortal time)"),
    (0, "who joined a group later had to live until then (immortal time)"),
])  # fmt: skip
def test_rows_of_groups_known_later_are_naive_and_say_since_when_and_what_that_does(first, bias):
    known = pd.Series(1.5, index=SEPARATED.index)
    known.iloc[0] = first
    table = marked(pd.DataFrame({"note": ["a"]}), known_after_start(SEPARATED, CLEARANCE, known, "x"), "months")
    assert table["naive"].tolist() == [True]
    assert table["note"].tolist() == [
        f"a; naive: group known only from 1.5 months, compared from time 0, though {bias}"
    ]


def test_the_days_since_when_groups_are_known_are_those_after_the_start():
    known = pd.Series([0, 1.5, 3])
    note = marked(pd.DataFrame({"note": [""]}), known, "months")["note"].item()
    assert note.startswith("naive: group known only from 1.5 to 3 months, compared")


@pytest.mark.parametrize("known_at", [None, np.nan])
def test_an_unstated_time_is_refused(known_at):
    with pytest.raises(ValueError, match="known_at of x"):
        known_after_start(SEPARATED, CLEARANCE, known_at, "x")


@pytest.mark.parametrize(("rows", "method"), [
    (compared(), vocabulary.COX_EFRON_FIRTH),
    (comparison(*random_trial(12), endpoint="OS", grouping="x", reference="low"), vocabulary.COX_EFRON_FIRTH),
    (comparison(*random_trial(), endpoint="OS", grouping="x", reference="low"), vocabulary.COX_EFRON_PROFILE),
])  # fmt: skip
def test_one_ratio_and_one_test_of_a_comparison_are_primary_and_the_test_alone_is_adjusted(rows, method):
    primary = rows[rows["role"] == vocabulary.PRIMARY].set_index("estimand")["method"]
    assert primary["hazard_ratio"] == method
    assert primary["log_rank"] in (vocabulary.LOG_RANK, vocabulary.LOG_RANK_EXACT)
    assert len(primary) == 2
    counted = multiplicity.adjusted(rows)
    assert counted.loc[counted["family"] != "", "estimand"].tolist() == ["log_rank"]


def test_of_a_naive_comparison_the_time_dependent_ratio_alone_is_primary_and_adjusted():
    tte, group = random_trial()
    rows = multiplicity.adjusted(comparison(tte, group, endpoint="OS", grouping="x", reference="low", known_at=2.0))
    primary = rows[rows["role"] == vocabulary.PRIMARY]
    assert primary["method"].tolist() == [vocabulary.COX_TIME_DEPENDENT_FIRTH]
    assert (primary["family"] != "").all()
