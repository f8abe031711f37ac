"""The check opens what the sections read of instruments, and lists what the data do not allow."""

from types import SimpleNamespace

import pytest

from analysis.pipeline import instruments
from analysis.study.problems import NotInData, StudyError


def raising(error):
    def read(*_):
        raise error

    return read


STUDY = SimpleNamespace(has=lambda name: name == "adae", lack=lambda name: f"{name}.csv has no column AEDECOD")
PLANNED = {"2_ctdna": {}, "4_mif_cutoff": {}, "5_safety": {}}


def test_what_cannot_be_made_is_listed_by_section(monkeypatch):
    readers = {"2_ctdna": raising(NotInData("no draw at After cycle 2"))}
    monkeypatch.setattr(instruments, "READERS", readers)
    assert instruments.opened(STUDY, PLANNED) == [
        ("2_ctdna", "", "no draw at After cycle 2"), ("5_safety", "", "adae.csv has no column AEDECOD")]  # fmt: skip


def test_the_problems_of_all_files_that_cannot_be_read_come_together(monkeypatch):
    readers = {name: raising(StudyError(f"{name} cannot be read")) for name in ("2_ctdna", "4_mif_cutoff")}
    monkeypatch.setattr(instruments, "READERS", readers)
    with pytest.raises(StudyError, match="2_ctdna cannot be read\n4_mif_cutoff cannot be read"):
        instruments.opened(STUDY, PLANNED)
