"""A model of several covariates: against R, by hand, by law, and what it refuses."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_rossi

from analysis.estimates import second_witness, survival
from analysis.estimates.survival import inputs
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.multivariable import constancy, hazard_ratios, model
from analysis.study.problems import NotInData
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, frame, lung

VALUES = pd.read_csv(Path(__file__).parent / "r_multivariable.csv", keep_default_na=False)
MODELS = ["lung", "lung.strata", "rossi", "rossi.breslow", "rossi.entry"]
NUMBERS = ("age", "wt.loss", "prio", "fin", "mar")
OURS = {name: f"{name}: per 1" for name in NUMBERS}
OURS |= {"factor(sex)2": "sex: F", "ecog1": "ecog: 1", "ecog2": "ecog: 2", "wexp1": "wexp: 1"}


def of_lung():
    tte, sex, data = lung()
    ecog = data["ph.ecog"].clip(upper=2).map({0: "0", 1: "1", 2: "2"})
    return tte, {"age": data["age"], "sex": sex, "ecog": ecog, "wt.loss": data["wt.loss"]}


def of_rossi():
    data = load_rossi()
    tte = pd.DataFrame({"time": data["week"].astype(float), "event": data["arrest"].astype(bool)})
    return tte, {name: data[name] for name in ("age", "prio", "fin", "mar")} | {"wexp": data["wexp"].astype(str)}


def made_as(name):
    if name.startswith("rossi"):
        tte, covariates = of_rossi()
        late = np.where(np.arange(1, len(tte) + 1) % 3 == 0, np.floor(tte["time"] / 2), 0.0)
        tte = tte.assign(entry=late) if name.endswith("entry") else tte
        return model(tte, covariates, references={"wexp": "0"})
    tte, covariates = of_lung()
    strata = {one: covariates.pop(one) for one in ("sex", "ecog")} if name.endswith("strata") else None
    return model(tte, covariates, references={"sex": "M"}, strata=None if strata is None else pd.DataFrame(strata))


@pytest.mark.parametrize("name", MODELS)
def test_ratios_limits_and_p_values_equal_r(name):
    made, expected = made_as(name), VALUES[VALUES["model"] == name]
    ties = "breslow" if name.endswith("breslow") else "efron"
    table = hazard_ratios(made, ties=ties)
    ours = table.set_index(table["term"] + ": " + table["group"])
    checked = 0
    for row in expected[expected["what"].isin(["estimate", "conf_low", "conf_high", "p_value"])].itertuples():
        assert ours.loc[OURS[row.term], row.what] == pytest.approx(row.value, rel=1e-6), (name, row.term, row.what)
        checked += 1
    assert checked == 4 * len(ours)
    sizes = expected[expected["term"] == ""].set_index("what")["value"]
    assert table["n"].unique() == sizes["n"]
    assert table["n_event"].unique() == sizes["n_event"]


@pytest.mark.parametrize("name", MODELS)
def test_the_constancy_of_each_term_and_of_all_equals_cox_zph(name):
    tests = constancy(made_as(name), ties="breslow" if name.endswith("breslow") else "efron").set_index("term")
    expected = VALUES[(VALUES["model"] == name) & VALUES["what"].isin(["chisq", "p"])]
    assert len(expected) == 2 * len(tests)
    for row in expected.itertuples():
        ours = tests.loc[{"GLOBAL": "", "factor(sex)": "sex"}.get(row.term, row.term)]
        assert ours[{"chisq": "estimate", "p": "p_value"}[row.what]] == pytest.approx(row.value, rel=1e-6), row.term
    assert name != "lung" or tests["df"].to_dict() == {"age": 1, "sex": 1, "ecog": 2, "wt.loss": 1, "": 5}


def test_the_log_rank_test_within_two_factors_equals_r():
    tte, covariates = of_lung()
    factors = pd.DataFrame({"ecog": covariates["ecog"], "old": covariates["age"] > 62})
    expected = VALUES.set_index("model").loc["two strata", "value"]
    assert survival.log_rank(tte, covariates["sex"], strata=factors)["estimate"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize("method", ["wald", "profile", "firth"])
def test_one_covariate_alone_is_the_ratio_of_its_own(method):
    tte, covariates = of_lung()
    columns = ["estimate", "conf_low", "conf_high", "p_value"]
    for given, own in (
        ({"ecog": covariates["ecog"]}, survival.hazard_ratio(tte, covariates["ecog"], reference="0", method=method)),
        ({"age": covariates["age"]}, hazard_ratio_per(tte, covariates["age"], unit=10, method=method)),
    ):
        table = hazard_ratios(model(tte, given, units={"age": 10}), method=method)
        assert table["group"].tolist() == own["group"].tolist()
        assert table[columns].to_numpy() == pytest.approx(own[columns].to_numpy(), rel=1e-6)


def test_the_model_by_hand_of_four_subjects():
    # L = e^b / (2e^b + e^c + 1) * e^c / (e^b + e^c + 1) * e^b / (e^b + 1): its slopes vanish at the estimates
    tte = frame([(1, True), (2, True), (3, True), (4, False)])
    x, z = pd.Series(["b", "a", "b", "a"]), pd.Series(["n", "y", "n", "n"])
    table = hazard_ratios(model(tte, {"x": x, "z": z}), method="firth")
    b, c = np.log(table["estimate"])

    def penalised(b, c):
        value, information = 0.0, np.zeros((2, 2))
        for at_risk, died in (
            ([(1, 0), (0, 1), (1, 0), (0, 0)], 0),
            ([(0, 1), (1, 0), (0, 0)], 0),
            ([(1, 0), (0, 0)], 0),
        ):
            rows = np.array(at_risk, float)
            weight = np.exp(rows @ [b, c]) / np.exp(rows @ [b, c]).sum()
            mean = weight @ rows
            value += np.log(weight[died])
            information += (rows * weight[:, None]).T @ rows - np.outer(mean, mean)
        return value + np.log(np.linalg.det(information)) / 2

    top = penalised(b, c)
    assert all(
        top > penalised(b + step * one, c + step * other) for step in (1e-3, -1e-3) for one, other in ((1, 0), (0, 1))
    )


def test_a_separated_covariate_leaves_no_usual_ratio_and_firths_for_the_others():
    age = pd.Series([5.0, 1, 3, 4, 2], SEPARATED.index)
    made = model(SEPARATED, {"clearance": CLEARANCE, "age": age}, references={"clearance": "not cleared"})
    usual = hazard_ratios(made)
    assert usual["estimate"].isna().all()
    assert usual["reason"].str.startswith("monotone likelihood: clearance").all()
    assert usual["separated"].all()
    firth = hazard_ratios(made, method="firth").set_index("term")
    assert 0 < firth.loc["clearance", "estimate"] < 1
    assert constancy(made)["reason"].tolist() == ["a hazard ratio is not estimable"]


def test_few_events_and_those_left_out_are_told():
    tte, covariates = of_lung()
    table = hazard_ratios(model(tte.iloc[:40], {name: one.iloc[:40] for name, one in covariates.items()}))
    missing = pd.DataFrame(covariates).iloc[:40].isna().any(axis=1).sum()
    assert table["note"].str.contains(f"{missing} left out, for whom a covariate is missing").all()
    assert table["note"].str.startswith("few events: ").all()


def test_lifelines_confirms_every_ratio(tmp_path):
    inputs.keep_in(tmp_path)
    try:
        hazard_ratios(made_as("lung"))
        hazard_ratios(made_as("lung.strata"))
        hazard_ratios(made_as("rossi.entry"))
    finally:
        found = second_witness.compared(inputs.kept(tmp_path))
        inputs.keep_in(None)
    assert len(found) == 4 * 12
    assert second_witness.confirmed(found)["agree"].all()


@pytest.mark.parametrize(
    ("covariates", "wrong"),
    [
        (lambda own: own | {"twice": own["age"] * 2}, "age, twice: among those at risk one follows from the others"),
        (lambda own: own | {"same": own["age"] * 0}, "same is the same in all 213 subjects"),
        (lambda own: own | {"sex": own["sex"].where(own["sex"] == "F")}, "sex is the same in all"),
    ],
)
def test_covariates_that_tell_nothing_are_refused(covariates, wrong):
    tte, own = of_lung()
    with pytest.raises(NotInData, match=wrong):
        model(tte, covariates(own))


def test_a_reference_of_nobody_and_no_events_are_refused():
    tte, own = of_lung()
    with pytest.raises(NotInData, match="sex: no subject with all covariates is X"):
        model(tte, own, references={"sex": "X"})
    with pytest.raises(NotInData, match="no events in the 213 subjects"):
        model(tte.assign(event=False), own)
