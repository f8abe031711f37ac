"""Gray's test as R's cmprsk, and its size."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.competing.gray import gray_test
from tests.estimates.competing import mgus


@pytest.mark.parametrize(
    ("cause", "statistic", "p_value"),
    [("malignancy", 1.19450782508, 0.274422156788), ("death", 11.65125901213, 0.000641590976408)],
)
def test_as_r_on_public_data(cause, statistic, p_value):
    # R 4.2, cmprsk 2.2: with(mgus2, cuminc(etime, event, sex))$Tests
    row = gray_test(*mgus.read(), cause=cause).iloc[0]
    assert (row["estimate"], row["p_value"], row["df"]) == pytest.approx((statistic, p_value, 1), rel=1e-9)


@pytest.mark.parametrize(("cause", "statistic"), [("x", 2.3668202173), ("y", 3.2651795507)])
def test_three_small_groups_as_r(cause, statistic):
    row = gray_test(*mgus.small(), cause=cause).iloc[0]
    assert (row["estimate"], row["df"], row["n"]) == pytest.approx((statistic, 2, 12), rel=1e-9)


@pytest.mark.parametrize(("data", "blocks", "values"), [
    (mgus.read, lambda n: np.arange(n) % 3, {"malignancy": 0.8513033884663, "death": 11.7079543762492}),
    (mgus.small, lambda n: np.array(list("uv" * (n // 2))), {"x": 3.945092408413, "y": 5.923625550880})])  # fmt: skip
def test_a_stratified_test_as_r(data, blocks, values):
    # R 4.2, cmprsk 2.2: cuminc(time, event, group, strata = (row - 1) %% 3, or u, v, u, v ...)$Tests
    frame, group = data()
    strata = pd.Series(blocks(len(frame)), frame.index)
    for cause, value in values.items():
        row = gray_test(frame, group, cause=cause, strata=strata).iloc[0]
        assert row["estimate"] == pytest.approx(value, rel=1e-9)
        assert row["method"] == "Gray; stratified"


def test_it_rejects_one_in_twenty_where_nothing_differs():
    random, rejected = np.random.default_rng(8), []
    for _ in range(300):
        first, second, last = random.exponential([10, 15, 12], (40, 3)).T
        time = np.minimum.reduce([first, second, last])
        names = np.select([time == first, time == second], ["x", "y"], default="")
        cause = pd.Categorical(pd.Series(names).replace("", None), ["x", "y"], ordered=True)
        frame = pd.DataFrame({"time": time, "cause": cause})
        rejected.append(gray_test(frame, pd.Series(np.arange(40) % 2), cause="x")["p_value"].iloc[0] < 0.05)
    assert 0.01 < np.mean(rejected) < 0.10


def test_without_groups_or_events_it_says_why():
    frame, group = mgus.small()
    assert gray_test(frame, group.where(group == "a"), cause="x").iloc[0]["reason"] == "fewer than two groups"
    other = frame[frame["cause"] != "x"].reset_index(drop=True)
    assert (
        gray_test(other, pd.Series(list("abab") + list("ab"))[: len(other)], cause="x").iloc[0]["reason"] == "no events"
    )
