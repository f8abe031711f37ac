"""One rule for equal times: no estimate knows the unit, the order of rows, or float noise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import continuous, cutoff, survival
from analysis.estimates.cutoff.splits import group_curves
from analysis.estimates.phenotype.survivors import survivors
from analysis.estimates.survival.checks import settled
from analysis.estimates.survival.curve import number_at_risk
from analysis.estimates.survival.rank import log_rank_exact
from analysis.vocabulary import DAYS_PER_UNIT, study_time

# Outcomes tie with each other, with switches (30, 60, 90), the landmark (60), the times asked for and the horizon.
DAYS = [10, 30, 30, 45, 60, 60, 75, 90, 90, 120, 150, 150, 200, 240, 300, 360]
EVENTS = [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0]
SWITCH = [np.nan, 30, 10, np.nan, 60, np.nan, 30, 90, np.nan, 60, np.nan, 90, 60, np.nan, 150, 30]
SUBJECTS = [f"s{number:02}" for number in range(16)]
UNIT = {days: unit for unit, days in DAYS_PER_UNIT.items()}
TIMES = ["time", "at", "horizon", "minimum", "maximum"]


def study(scale=1.0, noise=0.0, order=None):
    """Outcome and switch times in days over `scale`, with noise, the rows in an order."""
    random = np.random.default_rng(7)
    shaken = [np.array(times) / scale * (1 + noise * random.uniform(-1, 1, 16)) for times in (DAYS, SWITCH)]
    rows = {"time": shaken[0], "event": np.array(EVENTS, bool), "switch": shaken[1]}
    return pd.DataFrame(rows, index=SUBJECTS).iloc[range(16) if order is None else order]


def estimates(rows, scale=1.0):
    """Every estimate that compares times, as one Series of numbers; those that are times, in days."""
    tte, switch = rows[["time", "event"]], rows["switch"]
    group = pd.Series(np.where(switch.notna(), "yes", "no"), rows.index)
    value = pd.Series(np.arange(16) % 7, SUBJECTS).reindex(rows.index).astype(float)
    markers = pd.DataFrame({"a": value, "b": value**2 % 5})
    at, limit = np.array([30, 60, 90]) / scale, 60 / scale
    kept = survival.landmark(tte, group, known_at=switch, at=limit, reference="no")
    options = {"group": group, "reference": "no"}
    tables = {
        "median": survival.median_survival(tte), "rate": survival.survival_rate(tte, at),
        "risk": number_at_risk(tte, at), "mean": survival.restricted_mean(tte, horizon=90 / scale),
        "rank": survival.log_rank(tte, group), "exact": log_rank_exact(tte, group),
        "landmark": survival.hazard_ratio(kept[["time", "event"]], kept["group"], reference="no"),
        "constant": survival.proportional_hazards(tte, group), "follow": survival.follow_up(tte),
        "naive": continuous.comparison(tte, value, endpoint="OS", grouping="x", known_at=limit)[["estimate", "n"]],
        "sweep": cutoff.sweep(markers, tte, quantiles=(0.3, 0.6), permutations=200).drop(columns="split"),
        "trend": cutoff.trend(markers, tte, permutations=200),
        "long": survivors(tte, at=60 / 30.4375, unit=UNIT[scale]).value_counts(),
    }  # fmt: skip
    for method in ("wald", "profile", "firth"):
        tables[method] = survival.hazard_ratio(tte, group, reference="no", method=method)
        later = survival.time_dependent_hazard_ratio(tte, switch, method=method, **options)
        tables[f"{method}, from the switch"] = later
    for course in group_curves(tte, (group == "yes").to_numpy(), at):
        tables[f"curve {course.name}"] = pd.DataFrame({"n": course.n_risk, "events": course.n_event})
    numbers = {}
    for name, table in tables.items():
        table = pd.DataFrame(table).reset_index(drop=name != "long").select_dtypes("number").astype(float)
        timed = [column for column in table if column in TIMES or name in ("median", "mean", "follow") and
                 column in ("estimate", "std_error", "conf_low", "conf_high")]  # fmt: skip
        table[timed] *= scale
        numbers |= {(name, column, row): number for column in table for row, number in table[column].items()}
    return pd.Series(numbers)


BY_DAYS = estimates(study())
# R 4.2.2, survival 3.5-3, the same in days, weeks, months and years, with noise and without; start and stop of the
# switch as intervals: coxph(Surv(time, event) ~ g), coxph(Surv(start, stop, event) ~ x), survdiff, survfit (log-log).
R = {"wald": [0.7225088155, 0.2030213741, 2.5712513814], "rank": [0.2316609650], "median": [150, 60, 300],
     "wald, from the switch": [0.8648091448, 0.1892343011, 3.9522161294]}  # fmt: skip


@pytest.mark.parametrize("unit", DAYS_PER_UNIT)
@pytest.mark.parametrize("noise", [0.0, 1e-12])
def test_no_estimate_changes_with_the_unit_or_with_noise(unit, noise):
    scale = DAYS_PER_UNIT[unit]
    pd.testing.assert_series_equal(estimates(study(scale, noise), scale), BY_DAYS, rtol=1e-6)


@pytest.mark.parametrize("unit", DAYS_PER_UNIT)
@pytest.mark.parametrize("noise", [0.0, 1e-12])
def test_ties_of_switch_and_event_equal_r_in_every_unit(unit, noise):
    found = estimates(study(DAYS_PER_UNIT[unit], noise), DAYS_PER_UNIT[unit])
    for name, values in R.items():
        columns = ["estimate", "conf_low", "conf_high"][: len(values)]
        assert [found[name, column, 0] for column in columns] == pytest.approx(values, rel=1e-9), name


@settings(max_examples=5)  # of some seventy estimates each
@given(order=st.permutations(range(16)))
def test_no_estimate_changes_with_the_order_of_rows(order):
    pd.testing.assert_series_equal(estimates(study(order=list(order))), BY_DAYS, rtol=1e-9)


def test_an_event_on_the_day_of_the_switch_belongs_to_the_state_before_it_in_every_unit():
    rows = pd.DataFrame({"time": [60.0, 75, 90, 120], "event": [True, True, True, False]}, index=list("abcd"))
    group = pd.Series(list("nyny"), rows.index)
    tables = [survival.time_dependent_hazard_ratio(rows.assign(time=rows["time"] / days), 60 / days, group=group,
                                                   reference="n") for days in DAYS_PER_UNIT.values()]  # fmt: skip
    # After day 60 b dies among b, c, d and c among c, d: the score 1 = 2r / (2r + 1) + r / (r + 1) has r = 1 / sqrt 2.
    assert [table["estimate"].iloc[0] for table in tables] == pytest.approx([2**-0.5] * 4, rel=1e-9)


def test_pairs_that_straddle_a_rounding_boundary_tie():
    # rounded one by one to ten digits these would part: 1.2345678905 and 3e-12 below it
    time, other = settled([1.2345678905, 2.0, np.nan, np.inf], [1.2345678905 - 3e-12, 0.5, 2.0 + 1e-12, 3.0])
    assert time[0] == other[0]
    assert time[1] == other[2]
    assert np.isnan(time[2])
    assert time[3] == np.inf
    assert other[[1, 3]].tolist() == [0.5, 3.0]


def test_times_a_day_apart_in_ten_years_stay_apart():
    time = settled(np.arange(3650) / 365.25)[0]
    assert len(np.unique(time)) == 3650


def test_the_first_study_day_is_time_zero_in_every_unit():
    assert study_time(pd.Series([1, 43]), "months").tolist() == [0, 42 / 30.4375]
    assert [study_time(1, unit) for unit in DAYS_PER_UNIT] == [0] * 4
