"""Hazard ratios by Wald, profile and Firth: by hand, against R, firthmodels and print, and by law."""

from math import exp, log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import survival
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.likelihood import PartialLikelihood, Penalised
from analysis.estimates.survival.maximum import maximum
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, frame, grouped_subjects, labels, lung

COLUMNS = ["estimate", "conf_low", "conf_high", "p_value"]


def ratio(tte, group, **settings):
    return survival.hazard_ratio(tte, group, **settings).iloc[0]


def test_the_hazard_ratio_under_breslow_is_the_root_worked_by_hand():
    # see test_likelihood: r = (3 + sqrt(33)) / 2; information there r/(r+1)^2 + 2 * 3r/(r+3)^2
    tte = pd.DataFrame({"time": [1.0, 1, 6, 6, 8, 9], "event": [True, False, True, True, False, True]})
    group = pd.Series(["x"] * 3 + ["y"] * 3)
    row, r = ratio(tte, group, reference="y", ties="breslow"), (3 + 33**0.5) / 2
    error = (r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2) ** -0.5
    assert row["estimate"] == pytest.approx(r, rel=1e-10)
    assert row["conf_high"] == pytest.approx(exp(log(r) + 1.959963984540054 * error), rel=1e-9)


def test_sex_in_the_lung_trial_equals_r():
    # R: coxph(Surv(time, status) ~ sex, lung), confint, summary; Breslow by ties = "breslow"
    tte, sex, _ = lung()
    efron = [0.58800281856358849, 0.42371783035391469, 0.81598481317138660, 0.00149122920488076]
    breslow = [0.58837159023054197, 0.42398169591631324, 0.81650017329697877, 0.00151084721570011]
    assert ratio(tte, sex, reference="M")[COLUMNS].tolist() == pytest.approx(efron, rel=1e-7)
    assert ratio(tte, sex, reference="M", ties="breslow")[COLUMNS].tolist() == pytest.approx(breslow, rel=1e-7)


def test_sex_in_the_lung_trial_stratified_by_performance_status_equals_r():
    # R: coxph(Surv(time, status) ~ sex + strata(ph.ecog), lung)
    tte, sex, data = lung()
    row = ratio(tte, sex, reference="M", strata=data["ph.ecog"])
    expected = [0.574437224101097, 0.411187767319312, 0.802499856924704, 0.00115494141600942]
    assert row[COLUMNS].tolist() == pytest.approx(expected, rel=1e-7)
    assert (row["n"], row["n_event"], row["method"]) == (227, 164, "Cox; Efron; Wald; stratified")


def test_four_levels_of_performance_status_equal_r():
    # R: coxph(Surv(time, status) ~ factor(ph.ecog), lung)
    tte, _, data = lung()
    table = survival.hazard_ratio(tte, data["ph.ecog"], reference=0)
    expected = [
        [1.44605634598112, 0.979687681769668, 2.13443426375947, 6.33590681996919e-02],
        [2.50024077736798, 1.610073903734887, 3.88255714865805, 4.48383665143431e-05],
        [9.09732355930840, 1.218211845967709, 67.93670264879476, 3.13676414974164e-02],
    ]
    assert table[COLUMNS].to_numpy() == pytest.approx(np.array(expected), rel=1e-7)


def test_age_per_ten_years_equals_r():
    # R: coxph(Surv(time, status) ~ I(age/10), lung)
    tte, _, data = lung()
    row = hazard_ratio_per(tte, data["age"], unit=10).iloc[0]
    expected = [1.2058705955941438, 1.0069245178819961, 1.4441240306445562, 0.0418531313418108]
    assert row[COLUMNS].tolist() == pytest.approx(expected, rel=1e-8)
    assert row["group"] == "per 10"


def test_profile_intervals_equal_r_with_an_offset():
    # R: uniroot of 2 (loglik - loglik(coxph(... + offset(b x)))) - qchisq(.95, 1); P by likelihood ratio
    tte, sex, data = lung()
    row = ratio(tte, sex, reference="M", method="profile")
    expected = [0.588002818563588, 0.420725002112842, 0.811445726888140, 0.00111051037790096]
    assert row[COLUMNS].tolist() == pytest.approx(expected, rel=1e-7)
    third = survival.hazard_ratio(tte, data["ph.ecog"], reference=0, method="profile").iloc[2]
    expected = [9.09732355930840, 0.506557139053223, 43.700879776555560, 0.107205424648659]
    assert third[COLUMNS].tolist() == pytest.approx(expected, rel=1e-7)


# By firthmodels 0.8.1: FirthCoxPH(backend="numpy", gtol=1e-6, xtol=1e-8, max_iter=500, max_halfstep=40).fit(x, y), its
# exp(coef_), exp(conf_int(method="pl", tol=1e-9, max_iter=500)) and lrt_pvalues_ (empty where its own fit gave up).
FIRTH = pd.read_csv(Path(__file__).with_name("firth_values.csv"), dtype={"group": str}).groupby("sample")


@pytest.mark.parametrize("seed", range(6))
def test_firth_equals_firthmodels_for_two_and_three_groups(seed):
    rng = np.random.default_rng(seed)
    n, k = 18, 2 + seed % 2
    tte = pd.DataFrame({"time": rng.exponential(10, n), "event": rng.random(n) < 0.7})
    codes = np.arange(n) % k
    group = pd.Series(codes.astype(str))
    table = survival.hazard_ratio(tte, group, reference="0", method="firth", ties="breslow")
    known = FIRTH.get_group(str(seed))
    assert table["group"].tolist() == known["group"].tolist()
    assert table["estimate"].to_numpy() == pytest.approx(known["estimate"].to_numpy(), rel=1e-6)
    limits = ["conf_low", "conf_high"]
    assert table[limits].to_numpy() == pytest.approx(known[limits].to_numpy(), rel=1e-5)
    found = known["p_value"].notna().to_numpy()
    assert table["p_value"].to_numpy()[found] == pytest.approx(known["p_value"].to_numpy()[found], rel=1e-5)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_likelihood_without_maximum_is_not_estimable_and_says_why(ties):
    row = ratio(SEPARATED, CLEARANCE, reference="not cleared", ties=ties)
    assert row[COLUMNS].isna().all()
    assert row["note"] == "not estimable: monotone likelihood: no event in cleared while not cleared was at risk"


def test_the_profile_of_a_likelihood_without_maximum_has_one_limit_and_a_likelihood_ratio_p():
    # sup of the likelihood 1/6 (all not cleared die first); 2 (log(1/6) - l(b)) = 3.84 at exp(b) = 0.7718, P 0.0319
    row = ratio(SEPARATED, CLEARANCE, reference="not cleared", method="profile")
    assert np.isnan(row["estimate"])
    assert (row["conf_low"], round(row["conf_high"], 3), round(row["p_value"], 4)) == (0, 0.772, 0.0319)
    turned = ratio(SEPARATED, CLEARANCE, reference="cleared", method="profile")
    assert (turned["conf_high"], turned["conf_low"]) == (np.inf, pytest.approx(1 / row["conf_high"]))


def test_firth_of_a_likelihood_without_maximum_is_finite():
    row = ratio(SEPARATED, CLEARANCE, reference="not cleared", method="firth")
    rounded = [float(f"{value:.3g}") for value in row[COLUMNS]]
    assert rounded == [0.115, 0.000841, 1.28, 0.0835]
    known = FIRTH.get_group("separated").iloc[0]
    assert row["estimate"] == pytest.approx(known["estimate"], rel=1e-6)
    assert row["p_value"] == pytest.approx(known["p_value"], rel=1e-6)


def test_three_newton_steps_reproduce_the_published_unconverged_row():
    # R: coxph(..., control = coxph.control(iter.max = 3)): coef -4.40808876870661, se 4.81749129636394
    row = ratio(SEPARATED, CLEARANCE, reference="not cleared", iterations=3)
    assert log(row["estimate"]) == pytest.approx(-4.40808876870661, rel=1e-10)
    error = log(row["conf_high"] / row["conf_low"]) / 2 / 1.959963984540054
    assert error == pytest.approx(4.81749129636394, rel=1e-9)
    assert (round(row["conf_high"], 2), round(row["p_value"], 4)) == (153.55, 0.3602)
    assert "for reproduction only" in row["note"]
    assert row["method"] == "Cox; Efron; Wald; 3 iterations"


def test_a_group_without_events_keeps_the_other_levels_estimable():
    rows = [(1, True, "a"), (2, True, "b"), (3, True, "a"), (4, True, "b"), (9, False, "c"), (9, False, "c")]
    table = survival.hazard_ratio(frame(rows), labels(rows), reference="a").set_index("group")
    assert table.loc["c", "note"] == "not estimable: no events in c"
    alone = ratio(frame(rows[:4]), labels(rows[:4]), reference="a")
    assert table.loc["b", "estimate"] == pytest.approx(alone["estimate"])


def test_the_other_levels_are_the_limit_of_the_full_likelihood():
    # Level c outlives everybody: as its log ratio falls to -20 the other ratio tends to the one without c.
    from analysis.estimates.survival.likelihood import PartialLikelihood
    from analysis.estimates.survival.maximum import maximum

    rows = [(1, True, "a"), (2, True, "b"), (3, True, "a"), (4, True, "b"), (5, True, "b"), (7, True, "c")]
    tte, codes = frame(rows), np.array([0, 1, 0, 1, 1, 2])
    x = (codes[:, None] == [1, 2]).astype(float)
    full = PartialLikelihood(x, tte["time"].to_numpy(), tte["event"].to_numpy())
    at_limit = maximum(full, start=np.array([0.0, -20.0]), free=[0])
    row = survival.hazard_ratio(tte, labels(rows), reference="a").iloc[0]
    assert log(row["estimate"]) == pytest.approx(at_limit.beta[0], abs=1e-7)


def test_profile_limits_beside_a_level_without_events_equal_r():
    # R, the third level without events: coxph(Surv(t, e) ~ b + c), its loglik converges although coef of c does not;
    # P by loglik without c; upper limit by uniroot over offset(x * c); b from the model of a and b alone
    times, events = [2, 3, 4, 5, 7, 8, 9, 11, 12, 13], [True] * 3 + [False] + [True] * 3 + [False] * 3
    rows = list(zip(times, events, "abacbabcca", strict=True))
    table = survival.hazard_ratio(frame(rows), labels(rows), reference="a", method="profile").set_index("group")
    assert np.isnan(table.loc["c", "estimate"])
    assert table.loc["c", ["conf_low", "conf_high", "p_value"]].tolist() == pytest.approx(
        [0, 0.821959064844, 0.0354618109019], rel=1e-8
    )
    assert table.loc["b", ["estimate", "p_value"]].tolist() == pytest.approx([1.25876003639, 0.780075908595], rel=1e-8)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([(1, False, "a"), (2, False, "b")], "not estimable: no events"),
        ([(1, True, "a"), (2, False, "b")], "not estimable: no events in b"),
        ([(1, True, "a"), (5, True, "b")], "not estimable: monotone likelihood: no event in b while a was at risk"),
        ([(5, False, "a"), (1, True, "b")], "not estimable: no events in a"),
    ],
)
def test_edges_of_two_subjects_are_not_estimable_with_the_reason(rows, note):
    for method in ("wald", "profile"):
        row = ratio(frame(rows), labels(rows), reference="a", method=method)
        assert np.isnan(row["estimate"])
        assert row["note"] == note


def test_all_dead_at_the_same_time_show_no_difference_at_all():
    rows = [(3, True, "a"), (3, True, "a"), (3, True, "b"), (3, True, "b")]
    assert ratio(frame(rows), labels(rows), reference="a")["estimate"] == pytest.approx(1)


def test_a_number_that_ranks_with_the_outcome_is_not_estimable_except_by_firth():
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [True, True, True, False]})
    value = pd.Series([9.0, 7, 4, 1])
    row = hazard_ratio_per(tte, value).iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"] == "not estimable: monotone likelihood: every event had the largest value at risk"
    firth = hazard_ratio_per(tte, value, method="firth").iloc[0]
    assert firth[COLUMNS].notna().all()


def test_a_number_without_spread_is_refused():
    tte = pd.DataFrame({"time": [1.0, 2], "event": True})
    with pytest.raises(ValueError, match="the same for all 2 subjects"):
        hazard_ratio_per(tte, pd.Series([3.0, 3.0]))


two_groups = grouped_subjects.map(lambda rows: [(t, e, "a" if g == "c" else g) for t, e, g in rows]).filter(
    lambda rows: len({g for _, _, g in rows}) == 2
)
methods = st.sampled_from(["wald", "profile", "firth"])


@given(two_groups, methods, st.sampled_from(["efron", "breslow"]))
def test_exchanging_group_and_reference_turns_the_ratio_and_its_interval_over(rows, method, ties):
    one = ratio(frame(rows), labels(rows), reference="a", method=method, ties=ties)
    other = ratio(frame(rows), labels(rows), reference="b", method=method, ties=ties)
    assert one["estimate"] == pytest.approx(1 / other["estimate"], rel=1e-6, nan_ok=True)
    assert one["p_value"] == pytest.approx(other["p_value"], rel=1e-5, abs=1e-9, nan_ok=True)
    if 0 < one["conf_low"] < np.inf and one["conf_high"] > 0:
        assert one["conf_low"] == pytest.approx(1 / other["conf_high"], rel=1e-5)


@given(two_groups, methods, st.randoms())
def test_row_order_and_unit_of_time_change_nothing(rows, method, random):
    shuffled = random.sample(rows, len(rows))
    first = ratio(frame(rows), labels(rows), reference="a", method=method)
    changed = frame(shuffled).assign(time=lambda tte: tte["time"] / 7)
    second = ratio(changed, labels(shuffled), reference="a", method=method)
    expected = first[COLUMNS].to_numpy(float)
    assert second[COLUMNS].to_numpy(float) == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True)


@given(two_groups)
def test_a_stratum_for_everybody_is_no_stratum(rows):
    plain = ratio(frame(rows), labels(rows), reference="a")
    one = ratio(frame(rows), labels(rows), reference="a", strata=pd.Series("all", index=range(len(rows))))
    assert one["estimate"] == pytest.approx(plain["estimate"], nan_ok=True)


def late_and_lone(others=19):
    """One of many dies before a lone subject leaves without an event; all the others die later."""
    time = [1.0, 1.5, *(2.0 + k for k in range(others))]
    tte = pd.DataFrame({"time": time, "event": [True, False, *[True] * others]}, [f"s{k}" for k in range(others + 2)])
    return tte, pd.Series(["many", "lone", *["many"] * others], tte.index)


@pytest.mark.parametrize("others", [3, 19])
@pytest.mark.parametrize("reference", ["many", "lone"])
def test_a_penalised_ratio_that_one_event_carries_is_not_said_and_the_one_sided_interval_stands(others, reference):
    tte, group = late_and_lone(others)
    penalised = survival.hazard_ratio(tte, group, reference=reference, method="firth").iloc[0]
    profile = survival.hazard_ratio(tte, group, reference=reference, method="profile").iloc[0]
    assert penalised["reason"] == "only 1 event to tell the groups apart"
    assert np.isnan(penalised["estimate"])
    stands = ["conf_low", "conf_high", "p_value"]
    assert penalised[stands].tolist() == profile[stands].tolist()
    assert (penalised["conf_low"] == 0) == (reference == "many")


def test_a_penalised_ratio_against_the_events_is_not_said():
    # Three of twelve die before a lone subject leaves without an event: it tends to 0, the penalty makes it 1.56.
    tte = pd.DataFrame({"time": np.arange(1.0, 14), "event": np.arange(13) != 3})
    lone = np.arange(13) == 3
    alone = Penalised(PartialLikelihood(lone[:, None], tte["time"].to_numpy(), tte["event"].to_numpy()))
    assert exp(maximum(alone).beta[0]) == pytest.approx(1.56, abs=0.005)
    group = pd.Series(np.where(lone, "lone", "many"))
    row = survival.hazard_ratio(tte, group, reference="many", method="firth").iloc[0]
    assert row["reason"] == "the penalised estimate points against the events"
    assert (row["conf_low"], np.isnan(row["estimate"])) == (0, True)


def test_a_value_known_of_two_events_only_has_no_penalised_estimate():
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [True, True, False, False]})
    row = hazard_ratio_per(tte, pd.Series([4.0, 1, 3, 2]), method="firth").iloc[0]
    assert np.isnan(row["estimate"])
    assert row["reason"] == "only 2 events to tell the groups apart"
    assert row["conf_low"] < row["conf_high"]


@pytest.mark.parametrize("unit", [0, -1])
def test_a_ratio_per_no_unit_is_refused(unit):
    with pytest.raises(ValueError, match=f"unit is {unit}; expected a number above 0"):
        hazard_ratio_per(SEPARATED, pd.Series(np.arange(5.0), SEPARATED.index), unit=unit)


def test_a_number_needs_two_subjects_who_differ_and_one_newton_step_is_a_step():
    two = frame([(1, True), (2, True)])
    row = hazard_ratio_per(two, pd.Series([2.0, 1.0])).iloc[0]
    assert (row["n"], row["reason"]) == (2, "monotone likelihood: every event had the largest value at risk")
    with pytest.raises(ValueError, match="value is the same for all 2 subjects"):
        hazard_ratio_per(two, pd.Series([1.0, 1.0]))
    step = ratio(SEPARATED, CLEARANCE, reference="not cleared", iterations=1)
    # from 0 the score over the information: expected 2/5 + 1/2 + 2/3 + 1, observed 1; variance 6/25 + 1/4 + 2/9
    assert log(step["estimate"]) == pytest.approx((1 - 77 / 30) / (6 / 25 + 1 / 4 + 2 / 9))
