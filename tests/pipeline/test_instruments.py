"""Instrument files are opened before a run: what is wrong with all of them at once, what is left out and why."""

import pytest

from analysis.pipeline import instruments
from analysis.study.problems import NotInData, StudyError
from tests import shipped


@pytest.fixture(scope="module")
def study():
    return shipped.study("nct05334329")


def test_files_that_can_be_read_leave_nothing_out(study):
    assert instruments.opened(study, {"6_nk_persistence": {}, "5_safety": {}, "9_own": {}}) == []


def test_problems_of_all_files_come_together_and_what_the_data_do_not_allow_is_told(study, monkeypatch):
    def refused(words, kind):
        def reader(*_):
            raise kind(words)

        return reader

    readers = {
        "2_ctdna": refused("variants.maf: no VAF", StudyError),
        "4_mif_cutoff": refused("cells: none", StudyError),
    }
    monkeypatch.setattr(instruments, "READERS", readers)
    with pytest.raises(StudyError, match=r"(?s)variants.maf: no VAF.*cells: none"):
        instruments.opened(study, {"2_ctdna": {}, "4_mif_cutoff": {}})
    monkeypatch.setattr(instruments, "READERS", {"2_ctdna": refused("no draw", NotInData)})
    assert instruments.opened(study, {"2_ctdna": {}}) == [("2_ctdna", "", "no draw")]
