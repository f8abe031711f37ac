"""What a study has and nothing uses, what it has not, and codes that are taken as something: all are told."""

import pytest

from tests.study.cohort.test_derived import study

GROUP = "  sex: {table: adsl, column: SEX, levels: [M, F], label: Sex, known_day: 0}\n"


def unused(made):
    return {(where, what): names for where, what, names in made.received.unused.itertuples(index=False)}


def test_columns_that_nothing_reads_are_told_and_those_of_groupings_are_used(tmp_path):
    adsl = "USUBJID,SEX,KPS,TRTEDDT\n1,M,90,2022-01-17\n2,F,80,\n3,M,70,\n"
    more = {"more": f"groupings:\n{GROUP}", "adsl": adsl}
    found = unused(study(tmp_path, **more))
    assert found["adsl.csv", "not used"] == 'columns KPS, TRTEDDT (did you mean "TRTEDT"?)'
    assert found["adsl", "not there or empty"] == "RFICDT, TRTSDT"
    assert ("adtte.csv", "not used") not in found


def test_parameters_tables_and_files_that_nothing_reads_are_told(tmp_path):
    (tmp_path / "adrs.csv").write_text("USUBJID\n")
    rows = "USUBJID,PARAMCD,AVAL,CNSR\n1,OS,5,0\n2,OS,5,0\n3,OS,7,1\n1,TTNT,3,0\n"
    adae = "USUBJID,AEDECOD\n1,Rash\n"
    found = unused(study(tmp_path, more="sections: {5_safety: false}\n", adtte=rows, adae=adae))
    assert found["adtte.csv", "not used"] == "PARAMCD TTNT (endpoints: in study.yml, under sections)"
    assert found["adae.csv", "not used"] == "the table adae: no section that runs, grouping or population reads it"
    assert found["study.yml", "not used"] == "files that it does not name: adrs.csv"
    asked = "sections: {1_overall_survival: {endpoints: [TTNT]}}\n"
    assert ("adtte.csv", "not used") not in unused(study(tmp_path, more=asked, adtte=rows))


def test_parameters_of_responses_that_nothing_reads_are_told(tmp_path):
    rows = "USUBJID,PARAMCD,AVALC,ADY\n1,BOR,PR,43\n1,RSP,Y,43\n1,OVR,PR,43\n"
    assert unused(study(tmp_path, adrs=rows))["adrs.csv", "not used"] == "PARAMCD RSP"


def test_a_notebook_of_the_study_reads_its_tables(tmp_path):
    table = "USUBJID,IL6\n1,3\n"
    (tmp_path / "il.csv").write_text(table)
    more = "tables: {adsl: adsl.csv, adtte: adtte.csv, cytokines: {file: il.csv, own: true}}\n"
    from analysis.pipeline.scaffold import section
    from analysis.study import cohort

    study(tmp_path)
    text = (tmp_path / "study.yml").read_text().split("tables:")[0]
    (tmp_path / "study.yml").write_text(text + more)
    said = unused(cohort.read(tmp_path))
    assert said["il.csv", "not used"].startswith("the table cytokines")
    section(tmp_path, "7_cytokines")
    path = tmp_path / "7_cytokines.ipynb"
    path.write_text(path.read_text().replace("needs: markers", "needs: cytokines"))
    assert ("il.csv", "not used") not in unused(cohort.read(tmp_path))


def test_codes_of_cnsr_above_1_are_told_with_what_they_are_taken_as(tmp_path):
    rows = "USUBJID,PARAMCD,AVAL,CNSR,EVNTDESC\n1,OS,5,0,relapse\n2,OS,5,2,death before relapse\n3,OS,7,1,alive\n"
    words = "adtte: CNSR 2 in 1 rows (“death before relapse”) is taken as censored, as every number above 0 is "
    words += "which `causes:` does not name as competing"
    assert words in study(tmp_path, adtte=rows).notes


@pytest.mark.parametrize("column", ["ENTRY", "TSTART", "Delayed_Entry"])
def test_late_entry_is_told(tmp_path, column):
    rows = f"USUBJID,PARAMCD,AVAL,CNSR,{column}\n1,OS,5,0,0\n2,OS,5,0,2\n3,OS,7,1,\n"
    note = f"adtte: {column} is above 0 in 1 rows, first adtte.csv, line 3; "
    taken = ("it is not used: each subject counts as at risk from time 0 (no delayed entry), unless study.yml has "
             f"`columns: {{ENTRY: {column}}}`")  # fmt: skip
    used = "these subjects count from then on (delayed entry)"
    assert note + (used if column == "ENTRY" else taken) in study(tmp_path, adtte=rows).notes
    assert study(tmp_path, adtte=rows.replace(",0,2\n", ",0,0\n")).notes == ()


def test_a_table_without_a_needed_column_is_told_and_read(tmp_path):
    made = study(tmp_path, nkflow="USUBJID,PARAMCD,AVAL\n1,PD1,12\n")
    assert "nkflow.csv has no column AVISIT" in made.notes[0]
