"""A new study folder can be read as it stands, and nothing is ever overwritten."""

import json

import pytest

from analysis.pipeline.scaffold import scaffold, section, study_id
from analysis.study import cohort


def test_a_new_study_reads_without_problem_or_note(tmp_path):
    scaffold(tmp_path / "trials" / "my trial")
    study = cohort.read(tmp_path / "trials" / "my trial")
    assert study.id == "my-trial"
    assert study.synthetic
    assert study.notes == ()
    assert study.endpoints == ["OS", "PFS"]
    assert study.group("age").notna().all()
    assert len(study.population("progressed")) == 7


def test_the_files_written_are_told(tmp_path):
    assert sorted(path.name for path in scaffold(tmp_path)) == ["adsl.csv", "adtte.csv", "study.yml"]


def test_the_commented_examples_are_right_when_the_comment_sign_is_taken_away(tmp_path):
    scaffold(tmp_path)
    text = (tmp_path / "study.yml").read_text()
    for line in ("# adrs: adrs.csv", "# treated:", "# 5_safety: false", "# best_response:"):
        assert line in text
    text = text.replace("# adrs: adrs.csv", "  adrs: adrs.csv").replace("# best_response:", "  best_response:")
    text = text.replace("#   {table: adrs, where", "    {table: adrs, where").replace(
        "#    label: Best", "     label: Best"
    )
    text = text.replace("# 5_safety:", "  5_safety:")
    (tmp_path / "study.yml").write_text(text)
    bor = "\n".join(f"SYN-00{n},BOR,{word}" for n, word in enumerate("CR SD PD PR SD PD PR SD".split(), 1))
    (tmp_path / "adrs.csv").write_text(f"USUBJID,PARAMCD,AVALC\n{bor}\n")
    study = cohort.read(tmp_path)
    assert study.group("best_response").value_counts().to_dict() == {"SD": 3, "CR/PR": 3, "PD": 2}
    assert study.declaration.sections["5_safety"] is False


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "adsl.csv").write_text("mine\n")
    with pytest.raises(FileExistsError, match=r"adsl\.csv already there"):
        scaffold(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["adsl.csv"]
    assert (tmp_path / "adsl.csv").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("name", "expected"), [("nct1", "nct1"), ("Mein Versuch (2)", "Mein-Versuch-2"), ("…", "my-study")]
)
def test_a_folders_name_becomes_an_id(name, expected):
    assert study_id(name) == expected


def test_a_new_section_has_its_name_and_overwrites_nothing(tmp_path):
    assert '"7_mine"' in json.loads(section(tmp_path, "7_mine").read_text())["cells"][3]["source"][-1]
    with pytest.raises(FileExistsError):
        section(tmp_path, "7_mine")
    with pytest.raises(ValueError, match="NAME=mine: expected a number"):
        section(tmp_path, "mine")


def test_a_new_section_reads_the_first_table_of_the_studys_own(tmp_path):
    (tmp_path / "study.yml").write_text("id: x\ntitle: x\ntables: {adsl: a.csv, il6: {file: il6.csv, own: true}}\n")
    cells = json.loads(section(tmp_path, "7_mine").read_text())["cells"]
    assert cells[1]["source"][0] == "# needs: il6\n"
    assert 'study.table("il6"' in cells[5]["source"][0]
