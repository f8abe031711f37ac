"""lifelines as the second witness: what it confirms, why it cannot, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from lifelines.exceptions import ConvergenceError

from analysis.estimates import confirmation, cutoff, second_witness, survival
from analysis.estimates.second_witness import DisagreementError
from analysis.estimates.survival import inputs, multivariable
from analysis.estimates.survival.cox import hazard_ratio_per
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, frame, lung

HALF_DONE = frame([(1, True), (2, True), (3, False), (4, True)])  # the curve stands at one half from 2 on


@pytest.fixture
def run(tmp_path):
    """A function that gives the comparison of all that was estimated since."""
    inputs.keep_in(tmp_path)
    yield lambda: second_witness.compared(inputs.kept(tmp_path))
    inputs.keep_in(None)


def everything(tte, group, value):
    survival.median_survival(tte)
    survival.survival_rate(tte, [100, 300])
    survival.log_rank(tte, group)
    survival.hazard_ratio(tte, group, reference=group.iloc[0])
    survival.time_dependent_hazard_ratio(tte, 50.0, group=group, reference=group.iloc[0])
    hazard_ratio_per(tte, value, unit=10)


def test_every_kind_of_estimate_of_a_real_trial_is_confirmed(run):
    tte, sex, _ = lung()
    value = pd.Series(np.arange(len(tte)) % 17, index=tte.index)
    everything(tte, sex, value)
    multivariable.hazard_ratios(multivariable.model(tte, {"sex": sex, "value": value}))
    values = second_witness.confirmed(run())
    assert values["agree"].all()
    assert set(values["kind"]) == set(second_witness.NAMES.values()) - {"Cut-off sweep"}


def test_a_sweep_is_confirmed_split_by_split(run):
    rng = np.random.default_rng(3)
    tte = frame([(time, True) for time in rng.permutation(24) + 1])
    markers = pd.DataFrame({"a": rng.random(24), "b": rng.random(24)}, index=tte.index)
    table = cutoff.sweep(markers, tte, permutations=10)
    values = second_witness.confirmed(run())
    assert len(values[values["value"] == "chisq"]) == table["split"].nunique()
    assert {"estimate", "conf_low", "p_wald"} <= set(values["value"])


def test_a_stratified_ratio_is_confirmed_and_a_stratified_test_has_a_reason(run):
    tte, sex, _ = lung()
    strata = pd.Series(np.arange(len(tte)) % 3, index=tte.index)
    survival.hazard_ratio(tte, sex, reference=sex.iloc[0], strata=strata)
    survival.log_rank(tte, sex, strata=strata)
    values = second_witness.confirmed(run()).set_index("kind")
    assert values.loc["Hazard ratio", "agree"].all()
    assert not values.loc["Log-rank test", "agree"].any()


def test_known_reasons_are_told_and_counted(run):
    survival.median_survival(HALF_DONE)
    survival.hazard_ratio(SEPARATED, CLEARANCE, reference="not cleared")
    values = second_witness.confirmed(run())
    told = confirmation.reasons(values)
    assert told["reason"].str.contains("stands at the level").any()
    assert told["reason"].str.contains("no maximum").any()
    counts = confirmation.summary(values).set_index("kind")
    assert (counts["n"] == counts["n_agree"] + counts["n_reason"]).all()


def test_a_model_in_which_lifelines_fails_has_that_as_its_reason(run, monkeypatch):
    tte, sex, _ = lung()
    survival.hazard_ratio(tte, sex, reference=sex.iloc[0])
    cutoff.sweep(pd.DataFrame({"a": np.arange(len(tte), dtype=float)}, index=tte.index), tte, permutations=10)

    def fail(*_, **__):
        raise ConvergenceError("nan")

    monkeypatch.setattr(second_witness.CoxPHFitter, "fit", fail)
    told = confirmation.reasons(second_witness.confirmed(run()))
    assert set(told["kind"]) == {"Hazard ratio", "Cut-off sweep"}
    assert set(told["reason"]) == {second_witness.FAILED}


@pytest.mark.parametrize("change", [1 + 1e-3, 0.5, np.nan])
def test_a_value_that_differs_without_a_reason_is_refused_by_name(run, change):
    tte, sex, _ = lung()
    survival.hazard_ratio(tte, sex, reference=sex.iloc[0])
    values = run()
    wrong = values.assign(ours=values["ours"] * change, agree=False)
    with pytest.raises(DisagreementError, match="4 estimates are not confirmed.*\n.*Hazard ratio, "):
        second_witness.confirmed(wrong)


def test_an_altered_estimate_does_not_agree(tmp_path, run):
    tte, sex, _ = lung()
    survival.log_rank(tte, sex)
    file = tmp_path / inputs.FILE
    line = file.read_text()
    estimate = line.split('"estimate": ')[1].split(",")[0]
    file.write_text(line.replace(estimate, str(float(estimate) * (1 + 1e-5))))
    values = run().set_index("value")
    assert not values.loc["estimate", "agree"]
    assert values.loc["p_value", "agree"]


@pytest.mark.parametrize(("estimate", "apart"), [("hazard_ratio", 3e-4), ("median_survival", 3e-6)])
@pytest.mark.parametrize(("share", "agrees"), [(0.01, True), (1, False)])
def test_a_value_agrees_within_its_bound_only(tmp_path, estimate, apart, share, agrees):
    tte, sex, _ = lung()
    inputs.keep_in(tmp_path)
    own = {"hazard_ratio": (tte, sex), "median_survival": (tte,)}[estimate]
    getattr(survival, estimate)(*own, **({"reference": sex.iloc[0]} if len(own) > 1 else {}))
    inputs.keep_in(None)
    kept = list(inputs.kept(tmp_path))
    for line, _sample in kept:
        line["rows"] = [row | {"estimate": row["estimate"] * (1 + apart * share)} for row in line["rows"]]
    values = second_witness.compared(kept)
    assert values.loc[values["value"] == "estimate", "agree"].tolist() == [agrees]


def test_a_rate_of_0_or_1_has_no_interval_and_both_say_why(run):
    survival.survival_rate(frame([(1, True), (2, True), (4, True)]), [0.5, 3, 4])
    told = run().set_index("value")["reason"].loc["conf_low"].tolist()
    assert told == ["no interval at 0 and 1", "", "no interval at 0 and 1"]


def test_a_group_that_is_gone_before_the_first_event_is_in_neither_test(run):
    tte = frame([(1, False), (1, False), (5, True), (6, True), (7, True), (8, False)])
    survival.log_rank(tte, pd.Series(list("aabbcc"), index=tte.index))
    values = second_witness.confirmed(run())
    assert values["agree"].tolist() == [True, True]


def test_a_log_rank_test_without_any_event_has_a_reason(run):
    tte = frame([(1, False), (2, False), (3, False), (4, False)])
    survival.log_rank(tte, pd.Series(list("aabb"), index=tte.index))
    values = second_witness.confirmed(run())
    assert set(values["reason"]) == {"without events lifelines says 0, P 1"}
