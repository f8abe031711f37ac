"""Summaries over subjects: a subject counts once, what lies beyond a limit has no number; tissue and killing."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import persistence
from analysis.estimates.persistence.blood import after_infusion, kinetics
from analysis.estimates.persistence.summaries import PER_SUBJECT, peaks, rises, spans, summary
from tests.estimates.persistence.rows import ddpcr, homing_rows, two_subjects


def whole_trial(kinetics):
    return pd.concat([persistence.summaries.spans(kinetics), persistence.summaries.peaks(kinetics)])


def test_the_summary_counts_subjects_and_tells_who_lacks_a_value():
    rows = persistence.summaries.summary(two_subjects())
    peak = rows[rows["grouping"] == "cmax"].set_index(["at", "estimand"])
    assert peak.loc[("1", "median"), ["estimate", "n"]].tolist() == [250, 2]
    assert peak.loc[("1", "geometric_mean"), "estimate"] == pytest.approx(200)
    assert np.isnan(peak.loc[("2", "median"), "estimate"])  # 200 and one below the limit
    assert peak.loc[("2", "median"), ["n", "note"]].tolist() == [2, "not estimable: below the limit of quantification"]
    assert peak.loc[("2", "maximum"), "estimate"] == 200
    assert peak.loc[("3", "median"), ["estimate", "n"]].tolist() == [400, 1]
    assert ("2", "geometric_mean") not in peak.index  # not all have a positive value


def test_values_below_one_have_a_geometric_mean_too():
    small = kinetics(after_infusion(ddpcr(("1", 1, 1, 0.1), ("2", 1, 1, 0.4), lloq=0.01)))
    mean = summary(small).query("grouping == 'cmax' and estimand == 'geometric_mean'")
    assert mean["estimate"].tolist() == pytest.approx([0.2])


def test_an_area_tells_how_far_it_reaches_and_what_samples_below_the_limit_leave_open():
    first, second = [(0, None), (1, 100.0), (4, None)], [(0, 20.0), (1, 80.0), (8, 20.0)]
    rows = [("1", 1, *point) for point in first] + [("2", 1, *point) for point in second]
    censored = kinetics(after_infusion(ddpcr(*rows)))
    whole = kinetics(after_infusion(ddpcr(("1", 1, 0, 20.0), ("1", 1, 1, 100.0), ("1", 1, 4, 50.0))))
    notes = [summary(found).query("grouping == 'auc'")["note"].iloc[0] for found in (censored, whole)]
    # below the limit 0: 50 and 352.97; at it (10): 55 + 3 × 90 / ln 10 = 172.26 and 352.97
    bounds = "median with samples below a limit at 0: 201.5, at it: 262.6"
    assert notes == [f"to 4–8 h: not alike; {bounds}", "to 4 h"]
    assert summary(whole).query("grouping == 'tmax'")["note"].unique().tolist() == ["a sampled time"]


def test_over_all_infusions_a_subject_counts_once():
    rows = spans(two_subjects()).query("grouping == 'undetectable'").set_index("estimand")
    # the third infusion of the first subject was followed to 1 hour only, the second of the other never detected
    assert rows.loc["median", ["estimate", "n", "note"]].tolist() == [4, 2, "4 infusions; 1 without"]
    assert rows.loc["maximum", "note"] == "not reached; 4 infusions; 1 without"
    assert np.isnan(rows.loc["maximum", "estimate"])
    assert rows["method"].to_dict() == {"median": PER_SUBJECT, "minimum": "minimum", "maximum": "maximum"}


def test_nothing_detected_in_the_whole_trial_is_said_to_be_not_estimable():
    rows = spans(kinetics(after_infusion(ddpcr(("1", 1, 1, None)))))
    assert rows["estimate"].isna().all()
    assert rows["note"].str.startswith("not estimable: no value").all()


def test_a_peak_that_doubles_has_the_ratio_two():
    found = rises(two_subjects())
    assert found["USUBJID"].tolist() == ["1"]
    assert found["ratio"].tolist() == pytest.approx([2])
    rising = peaks(two_subjects()).set_index("group").loc["rising"]
    assert rising[["estimate", "n_event", "n", "note"]].tolist() == [1, 1, 1, "1 peaks below the limit left out"]


def test_one_biopsy_is_counted_and_gets_no_rate():
    found = persistence.homing(homing_rows())
    assert found[["estimand", "grouping", "group", "at", "estimate", "n"]].to_numpy().tolist() == [
        ["count", "stain", "tumour", "7", 1, 1]
    ]


def test_the_day_of_a_biopsy_has_two_decimals():
    assert persistence.homing(homing_rows().assign(HOURS=25.1))["at"].tolist() == ["1.05"]


def test_biopsies_of_several_subjects_get_an_exact_interval():
    words = ["DETECTED"] * 3 + ["NOT DETECTED"] * 3
    rows = homing_rows().iloc[[0] * 6].assign(USUBJID=list("123456"), AVALC=words)
    share = persistence.homing(rows).set_index("estimand").loc["proportion"]
    assert [share["conf_low"], share["conf_high"]] == pytest.approx([0.1181, 0.8819], abs=1e-4)


def test_killing_has_the_interval_of_its_replicates():
    rows = pd.DataFrame({"EFFECTOR": "e", "TARGET": "t", "RATIO": [1, 1, 1, 5], "AVAL": [10.0, 12, 14, 50]})
    found = persistence.killing(rows).set_index("RATIO")
    # mean 12, SD 2, t(2) 4.3027: 12 ± 4.968
    assert found.loc[1, ["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([12, 7.032, 16.968], abs=1e-3)
    assert np.isnan(found.loc[5, "conf_low"])


def test_the_whole_trial_tells_when_cells_peak_and_how_peaks_change():
    rows = whole_trial(two_subjects())
    assert rows["grouping"].unique().tolist() == ["tmax", "undetectable", "cmax"]


def test_nothing_measured_gives_no_rows():
    nothing = kinetics(after_infusion(ddpcr()))
    assert persistence.summaries.summary(nothing).empty
    assert whole_trial(nothing).empty
    assert persistence.homing(homing_rows().iloc[:0]).empty
    assert persistence.killing(pd.DataFrame(columns=["EFFECTOR", "TARGET", "RATIO", "AVAL"])).empty
