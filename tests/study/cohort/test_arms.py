"""The arms that study.yml declares: one grouping, the planned one; the arm received for safety; what does not fit."""

import pytest

from analysis.study import cohort
from analysis.study.problems import StudyError

HEAD = """\
id: t
title: T
synthetic: true
time_unit: months
tables: {adsl: adsl.csv, adtte: adtte.csv}
arms: ARMS
groupings: {sex: {table: adsl, column: SEX, levels: [F, M], label: Sex, known_day: 0}}
"""
ARMS = "{column: TRT01P, actual: TRT01A, levels: [High, Low, Placebo], reference: Placebo, label: Treatment}"
ROWS = [("Placebo", "Placebo"), ("Low", "High"), ("High", "High"), ("Placebo", "")] * 3


def write(folder, said=ARMS, rows=ROWS):
    """A study of subjects 1, 2, … in a folder, their planned and actual arms the rows; all in the safety population
    but those without an actual one."""
    subjects = [f"{at},{'FM'[at % 2]},{planned},{actual},{'Y' if actual else 'N'}"
                for at, (planned, actual) in enumerate(rows, 1)]  # fmt: skip
    (folder / "adsl.csv").write_text("\n".join(["USUBJID,SEX,TRT01P,TRT01A,SAFFL", *subjects]) + "\n")
    times = [f"{at},OS,{at},{int(at % 5 == 0)}" for at in range(1, len(rows) + 1)]
    (folder / "adtte.csv").write_text("\n".join(["USUBJID,PARAMCD,AVAL,CNSR", *times]) + "\n")
    (folder / "study.yml").write_text(HEAD.replace("ARMS", said))
    return folder


def test_the_planned_arm_is_a_grouping_known_at_the_start_with_the_reference_first(tmp_path):
    study = cohort.read(write(tmp_path))
    assert (study.arm, list(study.groupings)) == ("arm", ["arm", "sex"])
    group = study.group("arm")
    assert group.cat.categories.tolist() == ["Placebo", "High", "Low"]
    assert group.tolist() == ["Placebo", "Low", "High", "Placebo"] * 3
    assert study.known_at("arm") == 0
    assert study.groupings["arm"].label == "Treatment"


def test_the_arm_received_is_the_actual_one_and_who_was_not_treated_has_none(tmp_path):
    study = cohort.read(write(tmp_path))
    assert study.group("arm", actual=True).astype(object).tolist()[:3] == ["Placebo", "High", "High"]
    assert study.group("arm", actual=True).isna().sum() == 3
    same = cohort.read(write(tmp_path, ARMS.replace("actual: TRT01A, ", "")))
    assert same.group("arm", actual=True).equals(same.group("arm"))


def test_who_received_another_arm_than_planned_is_told_by_row(tmp_path):
    study = cohort.read(write(tmp_path))
    told = [note for note in study.notes if "TRT01P says" in note]
    expected = (
        'adsl.csv, line 3, column TRT01A: found "High"; TRT01P says Low: counted in High for safety, in Low elsewhere'
    )
    assert (len(told), told[0]) == (3, expected)
    checked = study.received.checks.set_index("check").loc["each subject received the planned arm"]
    assert (checked["n"], checked["n_against"]) == (9, 3)
    assert not [words for words in study.received.unused["names"] if "TRT01" in words]


def test_a_study_without_arms_has_none_of_it(tmp_path):
    write(tmp_path)
    (tmp_path / "study.yml").write_text(HEAD.replace("arms: ARMS\n", ""))
    study = cohort.read(tmp_path)
    assert (study.arm, list(study.groupings)) == ("", ["sex"])
    assert "each subject received the planned arm" not in set(study.received.checks["check"])


NONE = ARMS.replace("[High", "[None, High").replace("reference: Placebo", "reference: None")
MISFITS = [
    (ARMS.replace("TRT01P", "TRT"), [], 'study.yml, line 6, arms: found "TRT"; expected a column of adsl; did you'),
    (ARMS.replace("TRT01A", "TRT"), [], 'study.yml, line 6, arms.actual: found "TRT"; expected a column of adsl'),
    (ARMS, [("", "High")], 'adsl.csv, line 14, column TRT01P: found ""; expected an arm (High, Low, Placebo); who'),
    (ARMS, [("Screen", "High")], 'column TRT01P: found "Screen"; expected a level of arms: High, Low, Placebo'),
    (ARMS, [("High", "Screen")], 'column TRT01A: found "Screen"; expected a level of arms.actual: High, Low'),
    (NONE, [], 'arms.reference: found "None"; expected an arm that some subject has; TRT01P holds High, Low, Placebo'),
    (ARMS.replace("column: ", "colum: "), [], 'found "colum"; expected a known key; did you mean "column"?'),
    (ARMS.replace("column: TRT01P, ", ""), [], "arms.column: missing; expected the column that holds the planned"),
    (ARMS.replace("label: T", "known_day: 9, label: T"), [], 'arms.known_day: found "9"; expected 0, as arms are'),
]


@pytest.mark.parametrize(("said", "more", "wrong"), MISFITS)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, said, more, wrong):
    with pytest.raises(StudyError) as error:
        cohort.read(write(tmp_path, said, [*ROWS, *more]))
    assert wrong in str(error.value)


def test_a_treated_subject_without_an_actual_arm_is_refused(tmp_path):
    folder = write(tmp_path)
    adsl = (folder / "adsl.csv").read_text().replace("4,F,Placebo,,N", "4,F,Placebo,,Y")
    (folder / "adsl.csv").write_text(adsl)
    with pytest.raises(StudyError, match=r'line 5, column TRT01A: found ""; expected an arm .* safety population'):
        cohort.read(folder)


def test_a_grouping_of_the_name_of_the_arms_is_refused(tmp_path):
    folder = write(tmp_path)
    (folder / "study.yml").write_text(HEAD.replace("ARMS", ARMS).replace("{sex:", "{arm:"))
    with pytest.raises(StudyError, match=r"groupings\.arm: found .* expected another name"):
        cohort.read(folder)
