"""What tells who a person is, is refused in a study of real subjects and printed nowhere."""

import pandas as pd
import pytest

from analysis.pipeline.scaffold import scaffold
from analysis.study import cohort, identifiers
from analysis.study.problems import StudyError
from analysis.study.tables.raw import RawTable

REFUSED = ["PATIENT NAME", "BRTHDTC", "MRN", "PHONE", "E-mail", "Date of birth", "DOB", "Last_Name", "Surname",
           "hospital no.", "SSN", "Initials", "Home address", "Post code", "Geburtsdatum", "Nachname",
           "姓名", "住院号"]  # fmt: skip
FREE = ["AGE", "SITEID", "BRTHYR", "SAMPLEID", "Marker", "Hugo_Symbol", "Patient No", "Sample Name", "EXTRT", "AEDECOD",
        "Slide ID", "TELOMERE", "INITIATION", "DOBUTAMINE", "Name of drug"]  # fmt: skip


def raw(**columns):
    cells = pd.DataFrame(columns)
    return RawTable(cells, [("adsl.csv", f"line {n + 2}") for n in range(len(cells))], files=("adsl.csv",))


def real(folder, **columns):
    """A study of real subjects whose adsl has more columns."""
    scaffold(folder)
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("synthetic: true", "synthetic: false"))
    adsl = pd.read_csv(folder / "adsl.csv", dtype=str)
    adsl.assign(**columns).to_csv(folder / "adsl.csv", index=False)
    return folder


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_tells_who_a_person_is(name):
    assert identifiers.found(raw(**{name: ["x", "y"]})) == {name: "a column of this name"}


@pytest.mark.parametrize("name", FREE)
def test_a_name_that_tells_nothing_of_a_person(name):
    assert identifiers.found(raw(**{name: ["x", "y"]})) == {}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["", "anna.meier@example.org"], "e-mail addresses"),
        (["+86 138 0013 8000", "555-123-4567"], "telephone numbers"),
        (["Seen on 2024-01-31 by the surgeon, doing well", "none"], "sentences with dates"),
        (["Frau Meier kam am 3.4.2023 zur Kontrolle", ""], "sentences with dates"),
    ],
)
def test_values_that_tell_who_a_person_is(values, kind):
    assert identifiers.found(raw(X=values)) == {"X": kind}


@pytest.mark.parametrize(
    "values", [["2024-01-31", "2024-02-28"], ["SYN-0001", "10002"], ["1,234.5", "-0.003"], ["20240131", "00123456"],
               ["NOT RECOVERED / NOT RESOLVED", "ADVERSE EVENT"], ["c.2573T>G", "p.L858R"]]
)  # fmt: skip
def test_values_as_tables_have_them(values):
    assert identifiers.found(raw(X=values)) == {}


def test_a_study_of_real_subjects_is_refused_without_a_value_in_the_message(tmp_path):
    folder = real(tmp_path / "s", MRN="HIDDEN-1", BRTHDTC="1950-13-45", Remark="Anna Meier seen on 3.4.2023 with pain")
    with pytest.raises(StudyError) as caught:
        cohort.read(folder)
    told = str(caught.value)
    assert told.count("identifiers: allowed") == 3
    assert not [word for word in ("HIDDEN", "1950", "Meier", "3.4.") if word in told]


def test_where_they_are_allowed_they_are_left_unread(tmp_path):
    folder = real(tmp_path / "s", MRN="HIDDEN-1", SITE="A")
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("synthetic:", "identifiers: allowed\nsynthetic:"))
    assert {"MRN", "SITE"} & set(cohort.read(folder).table("adsl")) == {"SITE"}


def test_a_subjects_key_that_is_a_record_number_is_refused_by_its_own_name(tmp_path):
    folder = real(tmp_path / "s")
    adsl = pd.read_csv(folder / "adsl.csv", dtype=str).rename(columns={"USUBJID": "MRN"})
    adsl.to_csv(folder / "adsl.csv", index=False)
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("adsl: adsl.csv", "adsl: {file: adsl.csv, columns: {USUBJID: MRN}}"))
    with pytest.raises(StudyError, match=r"column USUBJID \(MRN\): found \"a column of this name\""):
        cohort.read(folder)


def test_synthetic_rows_may_hold_anything(tmp_path):
    scaffold(tmp_path / "s")
    adsl = pd.read_csv(tmp_path / "s" / "adsl.csv", dtype=str)
    adsl.assign(MRN="SYN").to_csv(tmp_path / "s" / "adsl.csv", index=False)
    assert "MRN" in cohort.read(tmp_path / "s").table("adsl")
