"""A study.yml proposed from files can be read as it stands; what it cannot know it says, and nothing is overwritten."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from analysis.estimates import ctdna
from analysis.pipeline.proposal import propose
from analysis.study import cohort

DATA = Path(__file__).parents[3] / "shared" / "data"


def adam(folder):
    """A folder with adsl, adtte, adrs and a second file of times."""
    folder.mkdir()
    ids = [f"S{n}" for n in range(8)]
    arms = ["Placebo", "Drug"] * 4
    write(
        folder / "adsl.csv",
        "USUBJID,TRT01P,SEX,AGE,SAFFL",
        zip(ids, arms, "MF" * 4, range(60, 68), "YYYYYYYN", strict=True),
    )
    times = [(one, "OS", "Overall survival (months)", n + 1, n % 2) for n, one in enumerate(ids)]
    write(folder / "adtte.csv", "USUBJID,PARAMCD,PARAM,AVAL,CNSR", times)
    write(folder / "other.csv", "USUBJID,PARAMCD,PARAM,AVAL,CNSR", [("X1", "OS", "", 1, 0)])
    best = [(one, "BOR", "PR", "Drug") for one in ids] + [
        ("F1", "BOR", "NE", "Screen Failure"),
        ("S0", "XX", "Y", "Drug"),
    ]
    write(folder / "adrs.csv", "USUBJID,PARAMCD,AVALC,ARM", best)
    return folder


def write(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")


def test_adam_tables_become_a_study_that_reads(tmp_path):
    said = propose(adam(tmp_path / "files"), tmp_path / "study")
    study = cohort.read(tmp_path / "study")
    assert said[0].endswith("look at every line that ends in a remark")
    assert study.endpoints == ["OS"]
    assert (study.groupings["arm"].reference, study.time_unit) == ("Placebo", "months")
    assert list(study.populations) == ["all", "saffl"]
    assert not (tmp_path / "study" / "other.csv").exists()
    text = (tmp_path / "study" / "study.yml").read_text()
    assert "#   adtte: {file: other.csv}  # could be this table too; adtte.csv is taken instead" in text
    assert "not used: XX; 1 subjects that adsl lacks are left out" in text
    assert "without: {ARM: [Screen Failure]}" in text


def test_a_workbook_of_dates_and_statuses_becomes_endpoints_and_responses(tmp_path):
    (tmp_path / "files").mkdir()
    book = openpyxl.Workbook()
    rows = [["Summary"],
            ["Patient ID", "Gender", "Age", "First dose", "Progression date", "Date of death", "Last contact",
             "Best response", None, "Patient ID"],
            *([f"P{n}", "male" if n % 2 else "female", 50 + n * 3, "2022-01-01", None, "2022-06-01" if n > 3 else None,
               f"2022-0{n + 1}-11", "PR", None, f"P{n}"] for n in range(8))]  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "files" / "hospital.xlsx")
    propose(tmp_path / "files", tmp_path / "study")
    study = cohort.read(tmp_path / "study")
    assert study.endpoints == ["OS", "PFS"]
    assert study.endpoint("OS")["event"].sum() == 4
    assert study.table("adsl")["SEX"].tolist() == ["F", "M"] * 4
    assert "range: A2:H" in (tmp_path / "study" / "study.yml").read_text().replace("'", "")


def test_times_and_statuses_in_columns_of_their_own(tmp_path):
    (tmp_path / "files").mkdir()
    rows = [(n, 50 + n, n + 1.5, ["dead", "alive"][n % 2]) for n in range(1, 7)]
    write(tmp_path / "files" / "patients.csv", "Patient No,Age (years),OS months,Status", rows)
    propose(tmp_path / "files", tmp_path / "study")
    endpoint = cohort.read(tmp_path / "study").endpoint("OS")
    assert endpoint["event"].tolist() == [False, True] * 3
    assert "a GUESS: nothing in the file tells it" in (tmp_path / "study" / "study.yml").read_text()


def test_exports_of_instruments_wait_for_a_persons_word_and_unread_formats_are_told(tmp_path):
    files = adam(tmp_path / "files")
    (files / "fields").mkdir()
    (files / "fields" / "a_cell_seg_data.txt").write_text("Sample Name\tCell ID\tPhenotype\nx\t1\tCD8+\n")
    (files / "plate.csv").write_text("Well,Sample,Target,Accepted Droplets,Positives\nA01,x,CAR,12000,3\n")
    (files / "data.rds").write_text("x")
    (files / "data.json").write_text("{}")
    (files / "link.csv").symlink_to(files / "adsl.csv")
    said = " ".join(propose(files, tmp_path / "study"))
    assert "R's own format is not read: write.csv() it" in said
    assert "expected Dataset-JSON 1.1: columns with names, and rows" in said
    assert "link.csv: a link is not followed" in said
    text = (tmp_path / "study" / "study.yml").read_text()
    assert "#   cells: {file: fields}  # inForm cell tables: the subject of each field" in text
    assert "#   ddpcr: {file: plate.csv, layout: droplets}  # droplet counts" in text
    assert cohort.read(tmp_path / "study").has("adrs")


def test_nothing_is_overwritten_and_a_folder_without_times_is_refused(tmp_path):
    files = adam(tmp_path / "files")
    with pytest.raises(FileExistsError, match="holds files already"):
        propose(files, files)
    with pytest.raises(FileNotFoundError, match="no folder there"):
        propose(tmp_path / "none", tmp_path / "study")
    (files / "adtte.csv").unlink()
    (files / "other.csv").unlink()
    with pytest.raises(ValueError, match="No table of times"):
        propose(files, tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.skipif(not DATA.exists(), reason="public files beside the project")
def test_the_pilot_study_reads_as_proposed(tmp_path):
    shutil.copytree(DATA / "adam_ae", tmp_path / "files")
    propose(tmp_path / "files", tmp_path / "study")
    study = cohort.read(tmp_path / "study")
    assert (study.endpoints, len(study.subjects), study.groupings["arm"].reference) == (["TTDE"], 254, "Placebo")


def test_subjects_come_from_the_table_that_tells_most_where_no_adsl_is_there(tmp_path):
    files = adam(tmp_path / "files")
    (files / "adsl.csv").unlink()
    best = [(f"S{n}", "BOR", "PR", "Drug", 60 + n, "2022-01-01") for n in range(8)]
    best += [("S1", "OVR", "PR", "Drug", 61, "2022-01-01"), ("F1", "BOR", "NE", "Screen Failure", 70, "")]
    write(files / "adrs.csv", "USUBJID,PARAMCD,AVALC,ARM,AGE,TRTSDT", best)
    propose(files, tmp_path / "study")
    study = cohort.read(tmp_path / "study")
    assert list(study.subjects) == [f"S{n}" for n in range(8)]
    assert study.table("adsl")["AGE"].tolist() == list(range(60, 68))
    assert "arm" not in study.groupings  # one level once the screen failures are left out


@pytest.mark.parametrize("codes", [("0", "1"), ("1", "2")])
def test_of_two_numbers_of_a_status_the_larger_is_the_event_and_this_is_asked(tmp_path, codes):
    (tmp_path / "files").mkdir()
    rows = [(n, n + 1.5, codes[n % 2]) for n in range(1, 7)]
    write(tmp_path / "files" / "patients.csv", "Patient No,DFS,DFS_status", rows)
    propose(tmp_path / "files", tmp_path / "study")
    assert cohort.read(tmp_path / "study").endpoint("DFS")["event"].tolist() == [True, False] * 3
    assert f"DFS: {codes[1]} in DFS_status is taken as the event: is it?" in (tmp_path / "study/study.yml").read_text()


def test_draws_with_an_amount_of_ctdna_alone_become_samples_and_their_first_visits_are_a_guess(tmp_path):
    (tmp_path / "files").mkdir()
    write(tmp_path / "files" / "times.csv", "PatientID,DFS,DFS_status", [(n, n + 1, 0) for n in range(1, 5)])
    draws = [(n, visit, ["Pos", "Neg"][n % 2], n / 100) for n in range(1, 5) for visit in ("C2", "C10", "C1")]
    write(tmp_path / "files" / "draws.csv", "PatientID,Time_point,Test_status,meanAF", draws)
    propose(tmp_path / "files", tmp_path / "study")
    rows = cohort.read(tmp_path / "study").table("samples")
    assert rows["DETFL"].tolist() == ["N"] * 3 + ["Y"] * 3 + ["N"] * 3 + ["Y"] * 3
    assert set(rows["AVALU"]) == {"fraction"}
    said = (tmp_path / "study" / "study.yml").read_text()
    assert "2_ctdna: {baseline_visit: C1, response_visit: C2}  # a GUESS" in said


def test_an_age_in_words_is_a_grouping_and_no_age(tmp_path):
    (tmp_path / "files").mkdir()
    rows = [(n, ["high", "low"][n % 2], n + 1.5, "dead") for n in range(1, 7)]
    write(tmp_path / "files" / "patients.csv", "Patient No,Age,OS months,Status", rows)
    propose(tmp_path / "files", tmp_path / "study")
    made = cohort.read(tmp_path / "study")
    assert made.group("age").tolist() == ["low", "high"] * 3
    assert "AGE" not in made.table("adsl")


def test_variants_beside_their_draws_become_both_tables(tmp_path):
    (tmp_path / "files").mkdir()
    write(tmp_path / "files" / "times.csv", "Patient No,OS,OS status", [(n, n + 1, 0) for n in range(1, 5)])
    rows = [(n, visit, "TP53", 0.1, 12) for n in range(1, 5) for visit in ("Baseline", "C2")]
    write(tmp_path / "files" / "ctdna.csv", "Patient No,Time point,Gene,VAF,cfDNA ng/mL", rows)
    propose(tmp_path / "files", tmp_path / "study")
    made = cohort.read(tmp_path / "study")
    assert made.table("samples")["CFDNA"].tolist() == [12] * 8
    assert ctdna.draws(made).found["gene"].tolist() == ["TP53"] * 8
    assert "2_ctdna: {response_visit: C2}  # a GUESS" in (tmp_path / "study" / "study.yml").read_text()


def test_the_unit_that_avalu_tells_is_no_guess_and_landmarks_are_in_it(tmp_path):
    (tmp_path / "files").mkdir()
    rows = [(f"S{n}", "OS", n * 6, "MONTHS", n % 2) for n in range(1, 9)]
    write(tmp_path / "files" / "adtte.csv", "USUBJID,PARAMCD,AVAL,AVALU,CNSR", rows)
    propose(tmp_path / "files", tmp_path / "study")
    said = (tmp_path / "study" / "study.yml").read_text()
    assert "time_unit: months  # of AVAL where no column AVALU tells it: AVALU says so" in said
    assert "landmarks: [3.0, 6.0, 12.0, 24.0]" in said
