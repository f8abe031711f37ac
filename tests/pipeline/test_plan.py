"""The plan of a run: a study that cannot be read is refused with everything that is wrong in it."""

from types import SimpleNamespace

import pytest

from analysis.pipeline import plan
from analysis.pipeline.scaffold import scaffold, section
from analysis.study.problems import StudyError

READ = {"1_overall_survival": {"tables": ["adsl", "adtte"], "figures": ["os"]},
        "5_safety": {"tables": ["adae", "adsl"], "figures": ["adverse_events"]}}  # fmt: skip


def message(folder):
    with pytest.raises(StudyError) as caught:
        plan.made(folder, "", "")
    return str(caught.value)


def damaged(path, old, new):
    path.write_text(path.read_text().replace(old, new, 1))


def test_problems_of_study_yml_and_of_the_tables_come_together(tmp_path):
    scaffold(tmp_path)
    damaged(tmp_path / "study.yml", "title:", "titel:")
    damaged(tmp_path / "adtte.csv", "25.3", "-3")
    told = message(tmp_path)
    assert 'did you mean "title"?' in told
    assert 'adtte.csv, line 2, column AVAL: found "-3"' in told


def test_an_absent_table_is_told_by_name_not_by_make(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    assert "adtte.csv: missing; expected a file at" in message(tmp_path)


def test_a_program_that_makes_the_tables_is_named_and_not_run(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    damaged(tmp_path / "study.yml", "time_unit:", "program: make_tables.py\ntime_unit:")
    (tmp_path / "make_tables.py").write_text("open('ran', 'w')")
    with pytest.raises(plan.PlanError, match=r"adtte.csv missing. study.yml names make_tables.py.*make tables"):
        plan.made(tmp_path, "", "")
    assert not (tmp_path / "ran").exists()


def test_a_plan_holds_sections_reasons_files_and_parameters_and_no_place(tmp_path):
    scaffold(tmp_path)
    made = plan.made(tmp_path, "", "landmarks=6,12")
    assert made["sections"] == ["1_overall_survival"]
    assert made["skipped"]["2_ctdna"] == "needs samples"
    assert made["files"] == ["adsl.csv", "adtte.csv"]
    assert made["parameters"]["1_overall_survival"]["landmarks"] == [6.0, 12.0]
    assert str(tmp_path) not in str(made)


def test_a_notebook_in_a_studys_folder_runs_where_it_is_trusted_and_its_tables_are_declared(tmp_path):
    scaffold(tmp_path)
    section(tmp_path, "7_cytokines")
    assert plan.made(tmp_path, "", "")["skipped"]["7_cytokines"].endswith("if you trust it run it by RUN=1")
    lacking = plan.made(tmp_path, "", "", trusted=True)
    assert plan.own_left_out(SimpleNamespace(study=tmp_path), lacking) == [("7_cytokines", "needs markers")]
    unasked = plan.made(tmp_path, "1_overall_survival", "", trusted=True)
    assert plan.own_left_out(SimpleNamespace(study=tmp_path), unasked) == []
    damaged(tmp_path / "study.yml", "tables:\n", "tables:\n  markers: {file: markers.csv, own: true}\n")
    (tmp_path / "markers.csv").write_text("USUBJID,PARAMCD,AVISIT,AVAL\nSYN-001,IL6,Baseline,5.1\n")
    made = plan.made(tmp_path, "", "visit=Day", trusted=True)
    assert made["sections"] == ["1_overall_survival", "7_cytokines"]
    assert made["parameters"]["7_cytokines"] == {"visit": "Day"}
    assert "markers.csv" in made["files"]


def made_of(folder, whole=()):
    """What each of two sections is made of, that read `READ`."""
    made = plan.made(folder, " ".join(READ), "") | {"whole": [*whole]}
    state = plan.state(SimpleNamespace(study=folder, small_cells=0, lenient=False), made)
    return {name: plan.of_section(made, state, name, "", read) for name, read in READ.items()}


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        ("adae.csv", "Rash", "Fever", "5_safety"),
        ("adtte.csv", "25.3", "25.4", "1_overall_survival"),
        ("adsl.csv", "58,M", "59,M", "1_overall_survival 5_safety"),
        ("adrs.csv", "20", "21", ""),
        ("study.yml", "# What this", "# Words: what this", ""),
        ("study.yml", "adae: adae.csv", "adae: {file: adae.csv, ignore: TEST}", "5_safety"),
        ("study.yml", "adrs: adrs.csv", "adrs: {file: adrs.csv, ignore: TEST}", ""),
        ("study.yml", "  adrs: adrs.csv\n", "", "1_overall_survival 5_safety"),
        ("study.yml", "landmarks: [6, 12]", "landmarks: [6, 18]", "1_overall_survival"),
        ("study.yml", "sections:", "figures: {os: {title: T}}\nsections:", "1_overall_survival"),
        ("study.yml", "sections:", "figures: {other: {title: T}}\nsections:", ""),
        ("study.yml", "label: Sex", "label: Gender", "1_overall_survival 5_safety"),
        ("study.yml", "report_unit: months", "report_unit: weeks", "1_overall_survival 5_safety"),
        ("study.yml", "data_cutoff: 2024-06-30", "data_cutoff: 2024-07-01", "1_overall_survival 5_safety"),
    ],
)
def test_a_section_is_made_of_what_it_reads_and_no_more(tmp_path, file, old, new, again):
    scaffold(tmp_path)
    damaged(tmp_path / "study.yml", "tables:\n", "tables:\n  adae: adae.csv\n  adrs: adrs.csv\n")
    (tmp_path / "adae.csv").write_text("USUBJID,AEDECOD,ASTDY\nSYN-001,Rash,3\n")
    (tmp_path / "adrs.csv").write_text("USUBJID,PARAMCD,AVALC,ADY\nSYN-001,OVR,SD,20\n")
    before, whole = made_of(tmp_path), made_of(tmp_path, ["5_safety"])["5_safety"]
    assert old in (tmp_path / file).read_text()
    damaged(tmp_path / file, old, new)
    after = made_of(tmp_path)
    assert [name for name in READ if before[name] != after[name]] == again.split()
    assert made_of(tmp_path, ["5_safety"])["5_safety"] != whole


def test_a_notebook_that_goes_to_the_folder_by_itself_is_made_of_all_files_there(tmp_path):
    scaffold(tmp_path)
    section(tmp_path, "7_cytokines")
    damaged(tmp_path / "study.yml", "tables:\n", "tables:\n  markers: {file: markers.csv, own: true}\n")
    (tmp_path / "markers.csv").write_text("USUBJID,PARAMCD,AVISIT,AVAL\nSYN-001,IL6,Baseline,5.1\n")
    (tmp_path / "lab.xpt").write_text("")
    (tmp_path / ".hidden").write_text("")
    assert plan.made(tmp_path, "", "", trusted=True)["whole"] == []
    damaged(tmp_path / "7_cytokines.ipynb", "study = cohort.read(study_dir)", "study = study_dir + '/lab.xpt'")
    made = plan.made(tmp_path, "", "", trusted=True)
    assert (made["whole"], made["files"][-1]) == (["7_cytokines"], ".")
    inputs = plan.state(SimpleNamespace(study=tmp_path, small_cells=0, lenient=False), made)["inputs"]
    assert {"lab.xpt", "adsl.csv", "study.yml"} <= set(inputs)
    assert ".hidden" not in inputs
