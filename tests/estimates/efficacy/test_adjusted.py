"""Several covariates in one model as result rows and as the table of a forest."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.efficacy import adjusted
from analysis.estimates.survival.multivariable import constancy, hazard_ratios, model
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


def of_lung():
    tte, sex, data = lung()
    sex = pd.Series(pd.Categorical(sex, ["M", "F"]), tte.index)
    covariates = {"sex": sex, "age": data["age"], "ecog": data["ph.ecog"].clip(upper=2).map({0: "0", 1: "1", 2: "2"})}
    return model(tte, covariates, units={"age": 10}), covariates


def test_the_rows_are_wald_and_profile_ratios_and_a_test_for_each_covariate_and_all():
    made, _ = of_lung()
    rows = adjusted.adjusted(made, endpoint="OS")
    assert rows["method"].value_counts().to_dict() == {
        "Cox; Efron; Wald; multivariable": 4, "Cox; Efron; profile; multivariable": 4,
        "scaled Schoenfeld; Kaplan-Meier time; multivariable": 4}  # fmt: skip
    assert set(rows["role"]) == {"sensitivity"}
    assert rows["family"].eq("").all()
    assert rows["p_adjusted"].isna().all()
    ratios = rows[rows["method"] == "Cox; Efron; Wald; multivariable"]
    assert ratios[["grouping", "group", "reference"]].to_numpy().tolist() == [
        ["sex", "F", "M"], ["age", "per 10", ""], ["ecog", "1", "0"], ["ecog", "2", "0"]]  # fmt: skip
    assert ratios["estimate"].tolist() == hazard_ratios(made)["estimate"].tolist()
    assert not rows.duplicated(["estimand", "grouping", "group", "method"]).any()


def test_the_forest_has_a_reference_first_and_counts_of_the_models_subjects():
    made, covariates = of_lung()
    table = adjusted.forest(made, covariates)
    assert table["grouping"].tolist() == ["sex", "sex", "age", "ecog", "ecog", "ecog"]
    assert table["group"].tolist() == ["M", "F", "per 10", "0", "1", "2"]
    assert table["is_reference"].tolist() == [True, False, False, True, False, False]
    known = pd.DataFrame(covariates).dropna().index
    assert (
        table.loc[table["grouping"] == "sex", "n"].tolist()
        == covariates["sex"][known].value_counts()[["M", "F"]].tolist()
    )
    assert table.groupby("grouping")["n"].sum().eq(len(known)).all()
    assert table.groupby("grouping")["n_event"].sum().eq(made.data.n_event).all()
    expected = constancy(made).set_index("term")["p_value"]
    assert table["p_constancy"].dropna().tolist() == expected[["sex", "age", "ecog"]].tolist()
    profile = hazard_ratios(made, method="profile")["estimate"]
    assert table["estimate"].dropna().tolist() == profile.tolist()


def test_with_few_events_the_ratios_shown_are_firths():
    age = pd.Series([5.0, 1, 3, 4, 2], SEPARATED.index)
    covariates = {"clearance": CLEARANCE, "age": age}
    made = model(SEPARATED, covariates, references={"clearance": "not cleared"})
    assert set(adjusted.shown(made)["method"]) == {"Cox; Efron; Firth; multivariable"}
    table = adjusted.forest(made, covariates)
    assert np.isnan(table["p_constancy"].astype(float)).all()
    assert table.loc[1, "estimate"] == pytest.approx(adjusted.shown(made)["estimate"].iloc[0])
