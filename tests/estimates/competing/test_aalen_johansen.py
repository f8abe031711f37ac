"""Cumulative incidence: as R's survfit and lifelines, by hand, and its laws."""

import warnings

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter

from analysis.estimates import survival
from analysis.estimates.competing.aalen_johansen import cumulative_incidence, incidence_at
from tests.estimates.competing import mgus


def test_as_r_on_public_data():
    # R 4.2, survival 3.5: survfit(Surv(etime, event) ~ 1, mgus2, conf.type = "log-log") at 60, 120, 240 months
    found = incidence_at(mgus.read()[0], [60, 120, 240]).set_index(["cause", "at"])
    assert found.loc["malignancy", "estimate"].tolist() == pytest.approx(
        [0.0341037129743, 0.0637221680131, 0.0998137159355], abs=1e-9)  # fmt: skip
    assert found.loc["death", "estimate"].tolist() == pytest.approx(
        [0.320367010268, 0.531817704080, 0.724027976143], abs=1e-9)  # fmt: skip
    assert found.loc["malignancy", "conf_low"].tolist() == pytest.approx(
        [0.0254419907443, 0.0512816760849, 0.0816899507074], abs=1e-9)  # fmt: skip
    assert found.loc["malignancy", "conf_high"].tolist() == pytest.approx(
        [0.0446577215453, 0.0779330245960, 0.1200191317174], abs=1e-9)  # fmt: skip
    curve = cumulative_incidence(mgus.read()[0])
    errors = curve[curve["time"].isin([60, 120, 240])].groupby("cause", sort=False)["std_error"]
    assert errors.get_group("malignancy").tolist() == pytest.approx(
        [0.00488925790767, 0.00679684842396, 0.00978484679339]
    )
    assert errors.get_group("death").tolist() == pytest.approx([0.0125673715476, 0.0140596451620, 0.0156063450678])


def test_by_hand():
    # four subjects: x at 1, y at 2, censored at 3, x at 4
    cause = pd.Categorical(["x", "y", None, "x"], ["x", "y"], ordered=True)
    curve = cumulative_incidence(pd.DataFrame({"time": [1.0, 2, 3, 4], "cause": cause})).set_index(["cause", "time"])
    assert curve.loc["x", "estimate"].tolist() == pytest.approx([0, 0.25, 0.25, 0.25, 0.75])
    assert curve.loc["y", "estimate"].tolist() == pytest.approx([0, 0, 0.25, 0.25, 0.25])
    assert curve.loc["x", "n_risk"].tolist() == [4, 4, 3, 2, 1]
    assert curve.loc["x", "n_censor"].sum() == 1


def test_as_lifelines():
    frame, _ = mgus.small()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = AalenJohansenFitter().fit(frame["time"], frame["cause"].cat.codes + 1, event_of_interest=1)
    theirs = fitted.cumulative_density_.iloc[:, 0]
    ours = cumulative_incidence(frame).query("cause == 'x'").set_index("time")["estimate"]
    assert ours.to_numpy() == pytest.approx(theirs.reindex(ours.index).to_numpy())


def test_all_causes_and_the_curve_without_any_add_up_to_one():
    frame, _ = mgus.read()
    total = cumulative_incidence(frame).groupby("time")["estimate"].sum()
    tte = frame[["time"]].assign(event=frame["cause"].notna())
    curve = survival.kaplan_meier(tte).set_index("time")["estimate"]
    assert total.to_numpy() == pytest.approx(1 - curve.reindex(total.index).to_numpy())


def test_one_cause_alone_is_one_minus_kaplan_meier_with_its_greenwood_error():
    frame, _ = mgus.small()
    alone = frame.assign(cause=pd.Categorical(frame["cause"].where(frame["cause"] == "x"), ["x"], ordered=True))
    curve = cumulative_incidence(alone)
    usual = survival.kaplan_meier(alone[["time"]].assign(event=alone["cause"].notna()))
    assert curve["estimate"].to_numpy() == pytest.approx(1 - usual["estimate"].to_numpy())
    inside = usual["estimate"].between(0.01, 0.99).to_numpy()
    # the jackknife is Greenwood's with n for n - d
    assert curve["std_error"][inside].to_numpy() == pytest.approx(usual["std_error"][inside].to_numpy(), rel=0.15)


def test_beyond_the_follow_up_nothing_is_said():
    cause = pd.Categorical(["x", None], ["x", "y"], ordered=True)
    found = incidence_at(pd.DataFrame({"time": [1.0, 2.0], "cause": cause}), [1, 3])
    assert found["estimate"].notna().tolist() == [True, False, True, False]
    assert found["reason"].iloc[1] == "after the last observed time 2"
    assert np.isnan(found["conf_low"].iloc[2])  # of no event there are no limits


def test_what_is_no_frame_of_causes_is_refused():
    with pytest.raises(ValueError, match="expected time and a categorical cause"):
        cumulative_incidence(pd.DataFrame({"time": [1.0], "cause": ["x"]}))
    with pytest.raises(ValueError, match="time of 0 or more"):
        cumulative_incidence(pd.DataFrame({"time": [-1.0], "cause": pd.Categorical(["x"])}))
