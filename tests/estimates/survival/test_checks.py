"""Bad input is refused with the subject, the value and what was expected."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from analysis.estimates.survival.checks import checked_tte, grouped
from analysis.estimates.survival.quantile import quantile_survival


def frame(times, events, index=None):
    return pd.DataFrame({"time": times, "event": events}, index=index)


GOOD = frame([1.0, 2.0, 3.0], [True, False, True], ["s1", "s2", "s3"])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (frame([1.0, -3.0], [True, True], ["a", "b"]), r"time of 'b' is -3.0; expected a number of 0 or more"),
        (frame([1.0, np.nan], [True, True], ["a", "b"]), r"time of 'b' is nan; expected"),
        (frame([1.0, np.inf], [True, True], ["a", "b"]), r"time of 'b' is inf; expected"),
        (frame(["1", "2"], [True, True]), r"time has type object; expected numbers"),
        (frame([1.0, 2.0], [1, 2], ["a", "b"]), r"event of 'a' is 1; expected True or False"),
        (frame([1.0, 2.0], [True, None], ["a", "b"]), r"event of 'b' is None; expected True or False"),
        (frame([1.0, 2.0], [True, True], ["a", "a"]), r"more than one row for 'a'; expected one row per subject"),
        (frame([], []), r"no subjects; expected at least one"),
        (pd.DataFrame({"T": [1.0]}), r"no column 'time'"),
    ],
)
def test_a_frame_that_is_not_time_to_event_is_refused_by_name(bad, message):
    with pytest.raises(ValueError, match=message):
        checked_tte(bad)


def test_every_problem_of_a_frame_is_listed_at_once():
    bad = frame([-1.0, 2.0], ["dead", True], ["a", "a"])
    with pytest.raises(ValueError, match="(?s)more than one row.*-1.0.*'dead'"):
        survival.kaplan_meier(bad)


@pytest.mark.parametrize(
    ("labels", "reference", "message"),
    [
        (["x", "x", "x"], "x", r"1 level\(s\) \['x'\] among 3 subjects; expected at least 2"),
        (["x", "y", "y"], "z", r"reference is 'z'; expected one of the levels \['x', 'y'\]"),
    ],
)
def test_a_grouping_that_cannot_be_compared_is_refused(labels, reference, message):
    group = pd.Series(labels, index=GOOD.index)
    with pytest.raises(ValueError, match=message):
        survival.hazard_ratio(GOOD, group, reference=reference)


def test_a_group_that_is_no_series_or_repeats_a_subject_is_refused():
    with pytest.raises(ValueError, match="group is a list; expected a Series"):
        survival.log_rank(GOOD, ["x", "y", "y"])
    with pytest.raises(ValueError, match="group has more than one row for 's1'"):
        survival.log_rank(GOOD, pd.Series(["x", "y"], index=["s1", "s1"]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: survival.median_survival(GOOD, conf_type="loglog"),
            "conf_type is 'loglog'; expected one of 'log-log'",
        ),
        (lambda: survival.median_survival(GOOD, rule="last"), "rule is 'last'"),
        (lambda: survival.median_survival(GOOD, conf_level=95), "conf_level is 95"),
        (lambda: survival.kaplan_meier(GOOD, conf_type="normal"), "conf_type is 'normal'"),
        (lambda: survival.survival_rate(GOOD, -1), r"at is \[-1.0\]; expected times of 0 or more"),
        (lambda: survival.follow_up(GOOD, method="plain"), "method is 'plain'"),
        (lambda: survival.follow_up(GOOD, method="time-to-cutoff"), "time_to_cutoff has no values"),
        (lambda: survival.restricted_mean(GOOD, horizon=0), "horizon is 0; expected a time above 0"),
        (lambda: quantile_survival(GOOD, 50), "probability is 50"),
    ],
)
def test_an_unknown_setting_is_refused_with_the_allowed_ones(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ties": "exact"}, "ties is 'exact'; expected one of 'efron', 'breslow'"),
        ({"method": "score"}, "method is 'score'"),
        ({"iterations": 0}, "iterations is 0; expected 1 or more"),
        ({"iterations": 3, "method": "firth"}, "iterations is 3; expected 1 or more, and method 'wald'"),
    ],
)
def test_an_unknown_cox_setting_is_refused(settings, message):
    group = pd.Series(["x", "y", "y"], index=GOOD.index)
    with pytest.raises(ValueError, match=message):
        survival.hazard_ratio(GOOD, group, reference="x", **settings)


def test_levels_keep_the_order_of_a_categorical_and_the_reference_comes_first():
    labels = pd.Categorical(["low", "high", "mid"], categories=["low", "mid", "high", "unused"])
    data = grouped(GOOD, pd.Series(labels, index=GOOD.index), reference="mid")
    assert data.levels == ["mid", "low", "high"]
    assert [data.levels[code] for code in data.codes] == ["low", "high", "mid"]


def test_subjects_without_group_or_outcome_are_left_out_and_not_counted():
    group = pd.Series(["x", None, "y", "y"], index=["s1", "s2", "s3", "s9"])
    row = survival.log_rank(GOOD, group).iloc[0]
    assert (row["n"], row["n_event"]) == (2, 2)


@pytest.mark.parametrize(("n", "more"), [(5, ""), (7, " and 2 more")])
def test_of_many_subjects_five_are_named_and_the_others_counted(n, more):
    names = [f"s{number}" for number in range(n)]
    with pytest.raises(ValueError, match=f"row for 's0', 's1', 's2', 's3', 's4'{more}; expected one row"):
        checked_tte(frame([1.0] * 2 * n, True, names * 2))
    for bad in (frame([-1.0] * n, True, names), frame([1.0] * n, [1] * n, names)):
        with pytest.raises(ValueError, match="of 's0' is") as error:
            checked_tte(bad)
        assert len(str(error.value).splitlines()) == 5
