"""Delayed entry (left truncation): estimators as R on forty cohorts (r_entry.R), by hand, by lifelines, and refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import second_witness, survival
from analysis.estimates.comparators.one_sample import exponential, one_sample_log_rank
from analysis.estimates.competing.aalen_johansen import cumulative_incidence
from analysis.estimates.competing.fine_gray import subdistribution_ratio
from analysis.estimates.competing.gray import gray_test
from analysis.estimates.cutoff.splits import in_order
from analysis.estimates.phenotype.survivors import survivors
from analysis.estimates.survival import inputs
from analysis.estimates.survival.curve import entered, number_at_risk
from analysis.estimates.survival.proportional import interaction, proportional_hazards
from analysis.estimates.survival.rank import log_rank_exact
from analysis.study.problems import NotInData
from tests.estimates.survival.test_against_r import COHORTS
from tests.estimates.survival.test_against_r import tte as plain

VALUES = pd.read_csv(Path(__file__).with_name("r_entry.csv")).set_index(["cohort", "name"])["value"]
# At risk at 2 are P01, P04, P06 and P10, who came before; P02 enters at 2 and is at risk only after it.
TWELVE = pd.DataFrame({
    "time": [3.0, 5, 7, 9, 11, 2, 4, 8, 10, 12, 14, 6], "event": np.array([1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1], bool),
    "entry": [0.0, 2, 5, 1, 8, 0, 3, 6, 9, 0, 10, 4]}, index=[f"P{n:02}" for n in range(1, 13)])  # fmt: skip
EMPTIED = pd.DataFrame({"time": [2.0, 5, 6, 8], "event": [True, True, False, True], "entry": [0.0, 3, 3, 4]})


def tte(cohort):
    frame, group, stratum = plain(cohort)
    late = np.floor(frame["time"] * (7 * np.arange(1, len(frame) + 1) % 10) / 12)
    return frame.assign(entry=late), group, stratum


def of(cohort, prefix):
    own = VALUES[cohort]
    return own[own.index.str.startswith(prefix)].items()


def test_curves_medians_and_rates_equal_r_until_all_at_risk_had_the_event():
    checked = 0
    for cohort in COHORTS:
        frame, emptied = tte(cohort)[0], VALUES[cohort]["empty"] == 1
        for kind in ("log", "log-log", "plain"):
            median = survival.median_survival(frame, conf_type=kind).iloc[0]
            for name, value in of(cohort, f"median.{kind}."):
                ours = median[name.split(".")[2]]
                assert ours == pytest.approx(value, nan_ok=True) or (emptied and np.isnan(ours)), (cohort, name)
            for name, value in of(cohort, f"rate.{kind}."):
                _, _, at, column = name.split(".")
                ours = survival.survival_rate(frame, float(at), conf_type=kind).iloc[0][column]
                nothing = value in (0.0, 1.0) or (emptied and np.isnan(ours))  # we print no limits at 1
                assert ours == pytest.approx(value, abs=1e-9, nan_ok=True) or nothing, (cohort, name)
                checked += not nothing
    assert checked > 500


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("stratified", [False, True])
def test_hazard_ratios_equal_r(ties, stratified):
    checked, prefix = 0, f"hr{'.strata' if stratified else ''}.{ties}."
    for cohort in COHORTS:
        frame, group, stratum = tte(cohort)
        options = {"ties": ties, "strata": stratum if stratified else None}
        ours = survival.hazard_ratio(frame, group, reference="a", **options).set_index("group")
        for name, value in of(cohort, prefix):
            _, level, column = name.rsplit(".", 2)
            assert ours.loc[level, column] == pytest.approx(value, rel=1e-6), (cohort, name)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("stratified", [False, True])
def test_log_rank_equals_the_score_test_of_r(stratified):
    checked = 0
    for cohort in COHORTS:
        frame, group, stratum = tte(cohort)
        if (name := "logrank.strata" if stratified else "logrank") in VALUES[cohort]:
            ours = survival.log_rank(frame, group, strata=stratum if stratified else None).iloc[0]
            assert ours["estimate"] == pytest.approx(VALUES[cohort][name], rel=1e-8), cohort
            checked += 1
    assert checked > 20


def test_the_test_of_proportional_hazards_equals_r():
    for cohort in COHORTS:
        frame, group, _ = tte(cohort)
        for _, value in of(cohort, "zph"):
            assert proportional_hazards(frame, group)["estimate"].iloc[0] == pytest.approx(value, rel=1e-5), cohort


def test_cumulative_incidence_and_its_error_equal_r():
    checked = 0
    for cohort in COHORTS:
        frame = tte(cohort)[0]
        words = np.where(np.arange(len(frame)) % 2 == 0, "x", "y")
        cause = pd.Categorical(np.where(frame["event"], words, None), ["x", "y"], ordered=True)
        curve = cumulative_incidence(frame.drop(columns="event").assign(cause=cause))
        own = VALUES[cohort]
        at = curve[np.isclose(curve["time"], own["incidence.at"])].set_index("cause")
        for name in ("x", "y"):
            for column in ("estimate", "std_error"):
                value = at.loc[name, column]
                assert value == pytest.approx(own[f"incidence.{name}.{column}"], abs=1e-8) or np.isnan(value), cohort
                checked += not np.isnan(value)
    assert checked > 100


def test_twelve_subjects_by_hand():
    # R: survfit(Surv(entry, time, event) ~ 1): S(2) = 3/4, S(3) = 3/4 * 3/4, ...
    curve = survival.kaplan_meier(TWELVE).set_index("time")
    assert curve.loc[[0, 2, 3, 4], "n_risk"].tolist() == [3, 4, 4, 4]
    assert curve.loc[[2, 3], "estimate"].tolist() == pytest.approx([3 / 4, 9 / 16])
    median = survival.median_survival(TWELVE).iloc[0]
    assert median[["estimate", "conf_low", "conf_high"]].tolist() == [4, 2, 9]
    assert survival.survival_rate(TWELVE, 6)["estimate"].iloc[0] == pytest.approx(0.31640625)
    risk = number_at_risk(TWELVE, [0, 4, 8])
    assert risk[["n_risk", "n_entry"]].to_numpy().tolist() == [[3, 9], [4, 6], [3, 3]]
    assert (risk[["n_risk", "n_entry", "n_event", "n_censor"]].sum(axis=1) == 12).all()


def test_a_curve_that_empties_before_others_come_is_not_told_from_then_on():
    rates = survival.survival_rate(EMPTIED, [1, 2, 7])
    assert rates["estimate"].isna().tolist() == [False, True, True]
    assert "before others came under observation" in rates["reason"].iloc[2]
    assert "before others came" in survival.median_survival(EMPTIED)["reason"].iloc[0]
    assert survival.kaplan_meier(EMPTIED)["estimate"].isna().tolist() == [False, True, True, True, True]
    assert entered(EMPTIED) == (
        "delayed entry: 3 of 4 subjects count from a later time on; nobody was under observation from 2 to 3, and no "
        "event there is assumed")  # fmt: skip


def test_an_entry_of_0_for_all_changes_nothing():
    frame, group, stratum = plain(1)
    late = frame.assign(entry=0.0)
    for own in (survival.median_survival, survival.kaplan_meier, lambda one: survival.survival_rate(one, [3, 6])):
        pd.testing.assert_frame_equal(own(late), own(frame))
    for own in (survival.log_rank, lambda one, by: survival.hazard_ratio(one, by, reference="a", strata=stratum)):
        pd.testing.assert_frame_equal(own(late, group), own(frame, group))
    first = pd.DataFrame({"time": [0.0, 2, 3], "event": True, "entry": [0.0, 0, 1]})
    assert survival.kaplan_meier(first)["n_risk"].tolist() == [2, 2, 2, 1]  # who dies at once is at risk


def test_what_cannot_take_it_says_so():
    group = pd.Series(list("ababababab") + ["a", "b"], TWELVE.index)
    cause = TWELVE.drop(columns="event").assign(cause=pd.Categorical(["x"] * 6 + ["y"] * 6, ["x", "y"], ordered=True))
    exact = log_rank_exact(TWELVE, group).iloc[0]
    assert not exact["enumerated"]
    for row in (exact, survival.restricted_mean(TWELVE, horizon=6).iloc[0], gray_test(cause, group, cause="x").iloc[0],
                subdistribution_ratio(cause, group, cause="x", reference="a").iloc[0]):  # fmt: skip
        assert np.isnan(row["estimate"])
        assert "delayed entry" in row["reason"]
    for refused in (lambda: in_order(TWELVE, TWELVE.index), lambda: survivors(TWELVE, at=6)):
        with pytest.raises(NotInData, match="ENTRY of adtte"):
            refused()


def test_follow_up_is_the_time_under_observation():
    row = survival.quantile.follow_up(TWELVE).iloc[0]
    own = survival.quantile.follow_up(TWELVE[["event"]].assign(time=TWELVE["time"] - TWELVE["entry"])).iloc[0]
    assert row["estimate"] == own["estimate"]
    assert row["method"].endswith("from entry")


def test_one_sample_log_rank_counts_the_hazard_from_entry_on():
    rows = one_sample_log_rank(TWELVE, exponential(10)).set_index("estimand")
    assert rows.loc["expected", "estimate"] == pytest.approx((TWELVE["time"] - TWELVE["entry"]).sum() * np.log(2) / 10)


def test_groups_known_later_start_at_entry_or_at_the_switch():
    late, group = TWELVE, pd.Series(list("ab" * 6), TWELVE.index)
    kept = survival.landmark(late, group, known_at=2, at=4)
    assert kept["entry"].to_dict() == {"P02": 0, "P03": 1, "P04": 0, "P05": 4, "P08": 2, "P09": 5, "P10": 0, "P11": 6,
                                       "P12": 0}  # fmt: skip
    timed = survival.time_dependent_hazard_ratio(late, 5.0, group=group, reference="a")
    rows = survival.known_later.intervals(
        late["time"].to_numpy(), late["event"].to_numpy(), np.ones(12, int), np.full(12, 5.0), 2,
        late["entry"].to_numpy())  # fmt: skip
    assert (rows.start < rows.time).all()
    assert rows.start[rows.codes == 1].min() == 5
    assert rows.start[rows.codes == 0].tolist() == [0, 2, 1, 0, 3, 0, 4]
    assert timed["estimate"].notna().all()


@pytest.mark.parametrize(("entry", "words"), [
    ([0.0, -1.0], "entry of 1 is -1.0; expected 0, or a time before its end"), ([0.0, 3.0], "entry of 1 is 3.0"),
    ([0.0, np.nan], "entry of 1 is nan"), (["0", "1"], "entry has type"),
    ([0.0, 3 - 1e-12], "entry of 1")])  # fmt: skip
def test_a_wrong_entry_is_refused(entry, words):
    with pytest.raises(ValueError, match=words):
        survival.median_survival(pd.DataFrame({"time": [2.0, 3.0], "event": [True, False], "entry": entry}))


def test_lifelines_does_not_contradict(tmp_path):
    inputs.keep_in(tmp_path)
    survival.survival_rate(EMPTIED, [1, 7])
    survival.median_survival(EMPTIED)
    for cohort in (1, 2, 3, 8, 12):
        frame, group, stratum = tte(cohort)
        survival.median_survival(frame)
        survival.survival_rate(frame, [3, 6])
        survival.log_rank(frame, group)
        for strata in (None, stratum):
            survival.hazard_ratio(frame, group, reference="a", strata=strata)
        interaction(frame, group, stratum)
    values = second_witness.confirmed(second_witness.compared(inputs.kept(tmp_path)))
    inputs.keep_in(None)
    agree = values[values["agree"]].groupby("kind").size()
    assert (agree[["Kaplan-Meier median", "Kaplan-Meier rate", "Hazard ratio"]] > 7).all()
    why = values.loc[values["kind"] == "Log-rank test", "reason"]
    assert set(why) == {"lifelines has no log-rank test with delayed entry"}
