"""Kaplan-Meier figures of the report: groups compared only with a time from which they are known."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import cohort, report
from analysis.report import section as section_module

STUDY = Path(__file__).parents[1] / "data" / "nct03958097"


@pytest.fixture
def section(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda item: None)
    return report.Section(cohort.read(STUDY), "2_ctdna", tmp_path)


def cleared(section):
    subjects = section.study.subjects
    return pd.Series(["cleared", "not cleared"] * (len(subjects) // 2), index=subjects)


def test_a_grouping_whose_time_varies_is_refused_without_the_times(section):
    with pytest.raises(ValueError, match="known_at of ctdna_clearance is None"):
        report.survival_by_group(section, "OS", "ctdna_clearance", group=cleared(section))


def test_the_interval_type_reaches_medians_and_caption(section, monkeypatch):
    captions = []
    monkeypatch.setattr(section, "figure", lambda fig, name, *, caption, alt: captions.append(caption))
    rows = report.survival_by_group(section, "OS", "sex", conf_type="log")
    assert "Kaplan-Meier; log" in set(rows.loc[rows["estimand"] == "median", "method"])
    assert "Kaplan-Meier; log-log" not in set(rows["method"])
    assert "M: n = 15, 11 events, median 15.2 months" in captions[0]


def test_a_landmark_that_one_group_alone_reaches_is_not_put_into_words(section, monkeypatch):
    captions = []
    monkeypatch.setattr(section, "figure", lambda fig, name, *, caption, **words: captions.append(caption))
    rows = report.survival_by_group(section, "OS", "best_response", known_at=50)
    assert (rows.loc[rows["estimand"] == "hazard_ratio", "group"] == "").any()
    assert "PD v SD: naive HR" in captions[0]
    assert "  v SD" not in captions[0]
