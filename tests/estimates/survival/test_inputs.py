"""What estimates were made from is kept while a run asks for it, once each, to the last digit."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from analysis.estimates.survival import inputs
from tests.estimates.survival.samples import frame


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "inputs"
    inputs.keep_in(None)


def test_nothing_is_kept_unless_a_folder_is_named(folder):
    survival.median_survival(frame([(1, True), (2, True)]))
    assert not folder.exists()
    assert list(inputs.kept(folder)) == []


def test_a_sample_comes_back_to_the_last_digit_with_its_rows(folder):
    inputs.keep_in(folder)
    tte = frame([(1 / 3, True), (2 / 3, False), (1.1, True)])
    table = survival.median_survival(tte, rule="first")
    ((line, sample),) = inputs.kept(folder)
    assert sample["time"].tolist() == pytest.approx(tte["time"].tolist(), abs=1e-10)
    assert line["rule"] == "first"
    assert line["rows"][0]["estimate"] == table["estimate"].iloc[0]


def test_the_same_estimate_is_kept_once_and_another_beside_it(folder):
    inputs.keep_in(folder)
    tte = frame([(1, True), (2, True), (4, False)])
    for conf_type in ("log", "log-log", "log"):
        survival.median_survival(tte, conf_type=conf_type)
    found = list(inputs.kept(folder))
    assert [line["conf_type"] for line, _ in found] == ["log", "log-log"]
    assert len(list(folder.glob("*.csv"))) == 1


def test_a_group_keeps_its_name_also_where_that_looks_like_a_number(folder):
    inputs.keep_in(folder)
    tte = frame([(1, True), (2, True), (3, True), (4, True)])
    group = pd.Series(["1", "02", "1", "02"])
    survival.hazard_ratio(tte, group, reference="1")
    ((line, sample),) = inputs.kept(folder)
    assert sample["group"].tolist() == group.tolist()
    assert np.isfinite(line["rows"][0]["estimate"])
