"""Tests of a study that is kept once read: given again while its files are the same, read anew after any change."""

import pytest

from analysis.study.cohort import reading

ADSL, ADTTE = "USUBJID\nA\nB\n", "USUBJID,PARAMCD,AVAL,CNSR\nA,OS,10,0\nB,OS,20,1\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A study that is kept."""
    monkeypatch.setattr(reading, "_kept", {})
    text = "id: t\ntitle: T\nsynthetic: true\ntime_unit: months\nreport_unit: months\n"
    text += "tables: {adsl: adsl.csv, adtte: adtte.csv}\n"
    for name, content in {"study.yml": text, "adsl.csv": ADSL, "adtte.csv": ADTTE}.items():
        (tmp_path / name).write_text(content)
    reading.keep(tmp_path)
    return tmp_path


def test_a_kept_study_is_not_read_again_from_any_place(folder, monkeypatch):
    monkeypatch.setattr(reading, "_read", lambda _: pytest.fail("read again"))
    monkeypatch.chdir(folder.parent)
    study = reading.read(folder.name)
    assert str(study.folder) == folder.name
    assert list(study.endpoint("OS")["time"]) == [10, 20]


def test_what_a_section_reads_of_a_kept_study_is_noted_for_it_alone(folder):
    first, second = reading.read(folder), reading.read(folder)
    first.endpoint("OS")
    assert first.frames.read["tables"] == ["adsl", "adtte"]
    assert second.frames.read["tables"] == ["adsl"]


@pytest.mark.parametrize("change", [
    lambda folder: (folder / "adtte.csv").write_text(ADTTE.replace("10", "11")),
    lambda folder: (folder / "study.yml").write_text((folder / "study.yml").read_text().replace("id: t", "id: u")),
    lambda folder: (folder / "new.csv").write_text("a\n"),
    lambda folder: ((folder / "adsl.csv").write_text("USUBJID\nB\nA\n")),
])  # fmt: skip
def test_a_kept_study_is_read_anew_after_any_change(folder, change):
    kept = reading.read(folder)
    change(folder)
    told = reading.read(folder)
    now = reading._read(folder)
    assert told.received is not kept.received
    assert told.id == now.id
    assert told.endpoint("OS").equals(now.endpoint("OS"))
    assert list(told.subjects) == list(now.subjects)


def test_a_folder_with_a_file_whose_reader_starts_threads_is_not_kept(folder, monkeypatch):
    (folder / "more.parquet").write_bytes(b"")
    monkeypatch.setattr(reading, "_kept", {})
    reading.keep(folder)
    assert not reading._kept
