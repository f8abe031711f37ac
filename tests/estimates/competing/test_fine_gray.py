"""Subdistribution hazards as R's cmprsk::crr; without another cause, Cox's."""

import numpy as np
import pytest

from analysis.estimates import survival
from analysis.estimates.competing.fine_gray import fit, subdistribution_ratio
from tests.estimates.competing import mgus


@pytest.mark.parametrize(
    ("cause", "coefficient", "error"),
    [("malignancy", -0.229237113326, 0.185778351436), ("death", 0.232769273632, 0.0679990324552)],
)
def test_as_r_on_public_data(cause, coefficient, error):
    # R 4.2, cmprsk 2.2: with(mgus2, crr(etime, event, sex == "M", failcode = 1 or 2)), which stops at 1e-6
    row = subdistribution_ratio(*mgus.read(), cause=cause, reference="F").iloc[0]
    assert np.log(row["estimate"]) == pytest.approx(coefficient, abs=1e-6)
    reach = np.log(row["conf_high"] / row["conf_low"]) / (2 * 1.959963984540054)
    assert reach == pytest.approx(error, abs=1e-6)
    assert (row["n"], row["n_event"]) == (1384, {"malignancy": 115, "death": 860}[cause])


def test_two_covariates_as_r():
    # R: crr(time, event, cbind(group == "b", group == "c"), gtol = 1e-12)
    frame, group = mgus.small()
    x = np.column_stack([group == "b", group == "c"]).astype(float)
    kind = np.array([1, 2, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1])
    beta, variance = fit(x, frame["time"].to_numpy(), kind)
    assert beta == pytest.approx([-1.7123072579, -1.2256559544], abs=1e-9)
    assert variance == pytest.approx(
        np.array([[1.13790506943, 0.47646004856], [0.47646004856, 0.8123129232]]), abs=1e-9
    )


def test_without_another_cause_it_is_cox_with_breslow_ties():
    frame, sex = mgus.read()
    alone = frame.assign(cause=frame["cause"].where(frame["cause"] == "malignancy"))
    ours = subdistribution_ratio(alone, sex, cause="malignancy", reference="F").iloc[0]
    tte = frame[["time"]].assign(event=frame["cause"].eq("malignancy").to_numpy(bool))
    cox = survival.hazard_ratio(tte, sex, reference="F", ties="breslow").iloc[0]
    assert ours["estimate"] == pytest.approx(cox["estimate"], rel=1e-7)


def test_a_level_without_events_has_no_ratio_and_the_others_have():
    frame, group = mgus.small()
    none = frame.assign(cause=frame["cause"].where((group != "c") | (frame["cause"] != "x")))
    rows = subdistribution_ratio(none, group, cause="x", reference="a").set_index("group")
    assert rows.loc["c", "reason"] == "no events in c"
    assert np.isnan(rows.loc["c", "estimate"])
    assert np.isfinite(rows.loc["b", "estimate"])
    with pytest.raises(ValueError, match="expected one of"):
        subdistribution_ratio(none, group, cause="x", reference="d")
