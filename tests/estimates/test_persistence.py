"""Persistence: samples in order and censored where they must be, kinetics worked by hand, summaries over subjects."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import persistence
from analysis.estimates.persistence.kinetics import area
from analysis.study import cohort


def ddpcr(*rows, lloq=10.0, lod=np.nan):
    """Rows (subject, infusion, hours, value); value None is a blank AVAL with BLQFL Y."""
    frame = pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "AVAL"])
    flag = frame["AVAL"].isna().map({True: "Y", False: None})
    return frame.assign(PARAMCD="T", AVALU="c/µg", BLQFL=flag, LLOQ=lloq, LOD=lod, AVAL=frame["AVAL"].astype(float))


def one(*points, **limits):
    """The kinetics of one infusion from (hours, value)."""
    rows = [("1", 1, hours, value) for hours, value in points]
    return persistence.kinetics(persistence.after_infusion(ddpcr(*rows, **limits))).iloc[0]


# -- courses


def test_samples_are_put_in_order_of_time():
    found = persistence.after_infusion(
        ddpcr(("1", 1, 24, 20.0), ("1", 1, -1, None), ("1", 1, 1, 80.0), ("1", 1, 4, 40.0))
    )
    assert found["HOURS"].tolist() == [-1, 1, 4, 24]
    assert persistence.kinetics(found)["tmax"].tolist() == [1]


def test_a_sample_is_quantified_detected_or_not_and_never_zero():
    rows = ddpcr(("1", 1, 1, 10.0), ("1", 1, 2, 9.9), ("1", 1, 3, 2.0), ("1", 1, 4, 0.0), ("1", 1, 5, None), lod=3.0)
    found = persistence.after_infusion(rows)
    assert found["status"].tolist() == ["quantified", "detected", "not detected", "not detected", "not detected"]
    assert found["limit"].fillna(-1).tolist() == [-1, 10, 3, 3, 3]
    assert found["value"].dropna().tolist() == [10]


def test_without_a_limit_of_detection_what_is_below_lloq_is_not_detected():
    found = persistence.after_infusion(ddpcr(("1", 1, 1, 9.9), ("1", 1, 2, None)))
    assert (found["status"] == "not detected").all()
    assert found["limit"].tolist() == [10, 10]


def test_a_blank_value_without_the_flag_is_no_result_and_is_counted():
    rows = ddpcr(("1", 1, 1, 50.0), ("1", 1, 4, None)).assign(BLQFL=None)
    assert len(persistence.after_infusion(rows)) == 1
    counted = persistence.evaluable(rows, ["1", "2"])
    assert counted[["samples", "without_result"]].to_numpy().tolist() == [[1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"AVAL": [-5.0]}, "infusion 1, 4 h: AVAL below 0"),
        ({"AVAL": [0.0], "LLOQ": [np.nan]}, "zero is no measured concentration"),
        ({"BLQFL": ["Y"]}, "BLQFL Y but AVAL at LLOQ or above"),
        ({"BLQFL": ["N"], "AVAL": [3.0]}, "BLQFL N but AVAL below LLOQ"),
        ({"LOD": [11.0]}, "LOD above LLOQ"),
        ({"HOURS": [np.nan]}, "expected a subject, the infusion and the hours"),
        ({"INFUSION": [np.nan]}, "expected a subject, the infusion and the hours"),
    ],
)
def test_rows_that_contradict_themselves_are_named(changes, words):
    with pytest.raises(ValueError, match=words):
        persistence.after_infusion(ddpcr(("P-7", 1, 4, 50.0)).assign(**changes))


def test_a_negative_value_or_a_missing_time_in_the_file_is_an_error_of_the_study(tmp_path):
    (tmp_path / "adsl.csv").write_text("USUBJID\n1\n2\n")
    (tmp_path / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n1,OS,3,0\n2,OS,4,1\n")
    (tmp_path / "ddpcr.csv").write_text("USUBJID,INFUSION,HOURS,AVAL\n1,1,1,-4\n2,,,30\n")
    (tmp_path / "study.yml").write_text(
        "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\n"
        "tables: {adsl: adsl.csv, adtte: adtte.csv, ddpcr: ddpcr.csv}\n"
    )
    with pytest.raises(cohort.StudyError) as error:
        cohort.read(tmp_path)
    assert sorted((problem.row, problem.column) for problem in error.value.problems) == [
        ("line 2", "column AVAL"), ("line 3", "column HOURS"), ("line 3", "column INFUSION"),
    ]  # fmt: skip


def test_a_subject_without_samples_stays_in_the_count_of_subjects():
    counted = persistence.evaluable(ddpcr(("1", 1, 1, 50.0)), ["1", "2"]).set_index("USUBJID")
    assert counted.loc["2", ["infusions", "samples"]].tolist() == [0, 0]


# -- kinetics


def test_peak_and_its_time_stand_with_the_sampled_times_around():
    found = one((-0.5, None), (1, 800.0), (4, None), (24, None), lod=5.0)
    assert found[["cmax", "tmax", "tmax_low", "tmax_high"]].tolist() == [800, 1, 0, 4]
    assert found[["undetectable", "last_detected"]].tolist() == [4, 1]


def test_of_equal_peaks_the_first_counts_and_the_sample_before_the_infusion_never():
    assert one((-1, 90.0), (1, 50.0), (4, 50.0))["tmax"] == 1


def test_undetectable_is_the_time_from_which_nothing_is_seen_any_more():
    assert one((1, 50.0), (2, None), (4, 20.0), (8, None), (24, None))["undetectable"] == 8
    last = one((1, 50.0), (2, None), (4, 20.0))
    assert np.isnan(last["undetectable"])
    assert "detected in the last sample" in last["note"]


def test_a_detected_sample_below_quantification_is_not_undetectable():
    assert one((1, 50.0), (4, 6.0), (24, None), lod=3.0)["undetectable"] == 24


def test_when_all_are_below_the_limit_there_is_no_peak_only_its_bound():
    found = one((-1, None), (1, None), (4, None))
    assert found[["cmax", "tmax", "undetectable", "half_life"]].isna().all()
    assert found["cmax_limit"] == 10
    assert "nothing quantified; never detected" in found["note"]
    assert found[["auc_low", "auc", "auc_high"]].tolist() == [0, 20, 40]  # below 10 for 4 hours


def test_area_is_linear_up_and_logarithmic_down():
    # 0 to 2: (10 + 30) / 2 × 2 = 40; 2 to 6: (30 − 10) × 4 / ln 3 = 72.82
    assert area(np.array([0, 2, 6]), np.array([10, 30, 10])) == pytest.approx(40 + 80 / np.log(3))
    assert one((0, 10.0), (2, 30.0), (6, 10.0), lloq=1)["auc"] == pytest.approx(112.8192, abs=1e-4)


def test_samples_below_the_limit_bound_the_area():
    found = one((-0.5, None), (1, 100.0), (4, None), lloq=20)
    assert found["auc_low"] == pytest.approx(50)  # 1 × 100 / 2, then a fall to nothing
    assert found["auc"] == pytest.approx(55 + 3 * 90 / np.log(10))
    assert found["auc_high"] == pytest.approx(60 + 3 * 80 / np.log(5))


def test_without_a_sample_before_the_infusion_there_is_no_area():
    found = one((1, 100.0), (4, 50.0))
    assert np.isnan(found["auc"])
    assert "no sample before the infusion" in found["note"]


@given(st.lists(st.floats(0.1, 1000), min_size=2, max_size=8))
def test_the_area_lies_between_its_smallest_and_largest_step(values):
    hours = np.arange(len(values), dtype=float)
    steps = list(zip(values[:-1], values[1:], strict=True))
    low, high = sum(map(min, steps)), sum(map(max, steps))
    assert low * (1 - 1e-9) <= area(hours, np.array(values)) <= high * (1 + 1e-9)


def test_half_life_of_an_exponential_fall_is_exact():
    found = one((1, 800.0), (3, 400.0), (5, 200.0), (7, 100.0), (9, 50.0))
    assert found["half_life"] == pytest.approx(2)
    assert found["half_life_points"] == 4
    assert found["half_life_low"] <= found["half_life"] <= found["half_life_high"]


def test_half_life_needs_three_quantified_points_after_the_peak():
    found = one((1, 800.0), (3, 400.0), (5, 200.0), (7, None))
    assert np.isnan(found["half_life"])
    assert "half-life not estimable: 2 of 3 points after the peak" in found["note"]


def test_half_life_stops_at_the_first_censored_sample():
    found = one((1, 800.0), (3, 400.0), (5, None), (7, 100.0), (9, 50.0))
    assert found["half_life_points"] == 1
    assert np.isnan(found["half_life"])


def test_what_is_left_before_the_next_infusion_is_a_share_of_the_peak_before():
    first = [("1", 1, 1, 800.0), ("1", 2, -0.5, 20.0), ("1", 2, 1, 500.0), ("1", 3, -0.5, None)]
    rows = ddpcr(*first, ("1", 3, 1, 400.0), ("1", 5, -0.5, 20.0))
    found = persistence.kinetics(persistence.after_infusion(rows)).set_index("INFUSION")
    assert found.loc[2, "carry_over"] == pytest.approx(0.025)
    assert found.loc[3, "carry_over_limit"] == pytest.approx(0.02)
    assert found.loc[[1, 5], "carry_over"].isna().all()  # the infusion before the fifth was not sampled


def test_samples_beyond_the_horizon_do_not_count():
    rows = persistence.after_infusion(ddpcr(("1", 1, 0, 1.0), ("1", 1, 1, 50.0), ("1", 1, 30, 90.0), lloq=0.5))
    assert persistence.kinetics(rows, horizon=24)["cmax"].tolist() == [50]


def test_no_samples_give_an_empty_table():
    found = persistence.kinetics(persistence.after_infusion(ddpcr()))
    assert found.empty
    assert {"cmax", "auc", "half_life", "note"} <= set(found)
    assert persistence.summary(found).empty


# -- across subjects


def two_subjects():
    return persistence.kinetics(persistence.after_infusion(ddpcr(
        ("1", 1, 1, 100.0), ("1", 1, 4, None), ("1", 2, 1, 200.0), ("1", 2, 4, None), ("1", 3, 1, 400.0),
        ("2", 1, 1, 400.0), ("2", 1, 4, None), ("2", 2, 1, None), ("2", 2, 4, None),
    )))  # fmt: skip


def test_the_summary_counts_subjects_and_tells_who_lacks_a_value():
    rows = persistence.summary(two_subjects())
    peak = rows[rows["grouping"] == "cmax"].set_index(["at", "estimand"])
    assert peak.loc[("1", "median"), ["estimate", "n"]].tolist() == [250, 2]
    assert peak.loc[("1", "geometric_mean"), "estimate"] == pytest.approx(200)
    assert np.isnan(peak.loc[("2", "median"), "estimate"])  # 200 and one below the limit
    assert peak.loc[("2", "median"), ["n", "note"]].tolist() == [2, "not estimable: below the limit of quantification"]
    assert peak.loc[("2", "maximum"), "estimate"] == 200
    assert peak.loc[("3", "median"), ["estimate", "n"]].tolist() == [400, 1]
    assert ("2", "geometric_mean") not in peak.index  # not all have a positive value


def test_over_all_infusions_a_subject_counts_once():
    rows = persistence.whole_trial(two_subjects()).query("grouping == 'undetectable'").set_index("estimand")
    # the third infusion of the first subject was followed to 1 hour only, the second of the other never detected
    assert rows.loc["median", ["estimate", "n", "note"]].tolist() == [4, 2, "4 infusions; 1 without"]
    assert rows.loc["maximum", "note"] == "not reached; 4 infusions; 1 without"
    assert np.isnan(rows.loc["maximum", "estimate"])


def test_nothing_detected_in_the_whole_trial_is_said_to_be_not_estimable():
    rows = persistence.whole_trial(persistence.kinetics(persistence.after_infusion(ddpcr(("1", 1, 1, None)))))
    assert rows["estimate"].isna().all()
    assert rows["note"].str.startswith("not estimable: no value").all()


def test_a_value_without_a_unit_is_in_copies_per_microgram():
    assert persistence.after_infusion(ddpcr(("1", 1, 1, 50.0)).drop(columns="AVALU"))["unit"].tolist() == [
        "copies/µg DNA"
    ]


def test_a_peak_that_doubles_has_the_ratio_two():
    found = persistence.rises(two_subjects())
    assert found["USUBJID"].tolist() == ["1"]
    assert found["ratio"].tolist() == pytest.approx([2])
    rising = persistence.peaks(two_subjects()).set_index("group").loc["rising"]
    assert rising[["estimate", "n_event", "n"]].tolist() == [1, 1, 1]


# -- companions


def homing_rows():
    return pd.DataFrame(
        [("1", "stain", "tumour", 8, 168, "DETECTED", np.nan, np.nan),
         ("1", "flow", "blood", 1, 1, "DETECTED", 0.4, 0.05),
         ("1", "flow", "blood", 1, 4, "NOT DETECTED", np.nan, 0.05)],
        columns=["USUBJID", "ASSAY", "SPECIMEN", "INFUSION", "HOURS", "AVALC", "AVAL", "LOD"],
    )  # fmt: skip


def test_one_biopsy_is_counted_and_gets_no_rate():
    found = persistence.homing(homing_rows())
    assert found[["estimand", "grouping", "group", "at", "estimate", "n"]].to_numpy().tolist() == [
        ["count", "stain", "tumour", "7", 1, 1]
    ]


def test_biopsies_of_several_subjects_get_an_exact_interval():
    words = ["DETECTED"] * 3 + ["NOT DETECTED"] * 3
    rows = homing_rows().iloc[[0] * 6].assign(USUBJID=list("123456"), AVALC=words)
    share = persistence.homing(rows).set_index("estimand").loc["proportion"]
    assert [share["conf_low"], share["conf_high"]] == pytest.approx([0.1181, 0.8819], abs=1e-4)


def test_blood_by_flow_cytometry_is_censored_where_not_detected():
    found = persistence.flow_of(homing_rows())
    assert found["status"].tolist() == ["quantified", "not detected"]
    assert found["limit"].tolist()[1] == 0.05


def test_killing_has_the_interval_of_its_replicates():
    rows = pd.DataFrame({"EFFECTOR": "e", "TARGET": "t", "RATIO": [1, 1, 1, 5], "AVAL": [10.0, 12, 14, 50]})
    found = persistence.killing(rows).set_index("RATIO")
    # mean 12, SD 2, t(2) 4.3027: 12 ± 4.968
    assert found.loc[1, ["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([12, 7.032, 16.968], abs=1e-3)
    assert np.isnan(found.loc[5, "conf_low"])


# -- timeline


def test_the_timeline_counts_from_the_first_day_of_treatment():
    adex = pd.DataFrame(
        {"USUBJID": "1", "EXTRT": ["Flu", "NK", "NK"], "EXDOSE": [30.0, np.nan, np.nan], "ASTDY": [1, 13, 6]}
    )
    homing = homing_rows().assign(INFUSION=2)
    adrs = pd.DataFrame(
        {"USUBJID": "1", "PARAMCD": ["SUMDIAM", "SUMDIAM", "OVR"], "AVALC": [None, None, "SD"], "ADY": [1, 43, 43]}
    )
    found = persistence.timeline(adex=adex, adrs=adrs, homing=homing, drug="NK", unit="days")
    assert found[["time", "kind", "label"]].to_numpy().tolist() == [
        [0, "imaging", "Baseline"], [0, "lymphodepletion", "Flu"], [5, "infusion", "1"], [12, "infusion", "2"],
        [19, "specimen", "detected"], [42, "imaging", "SD"],
    ]  # fmt: skip


def test_without_tables_the_timeline_is_empty():
    assert persistence.timeline(drug="NK").empty
