"""An endpoint by its censoring rules beside itself in the report: who changes, both results, the curve."""

from analysis import report
from analysis.report import section as section_module
from analysis.study import cohort
from tests.study.cohort.test_censoring import write


def test_both_results_stand_side_by_side_with_who_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    sex = "groupings: {sex: {table: adsl, column: SEX, levels: [F, M], label: Sex, known_day: 0}}\n"
    adsl = "USUBJID,SEX\n" + "".join(f"{one},{'FM'[at % 2]}\n" for at, one in enumerate("abcdefghij"))
    write(tmp_path, adsl=adsl, more=sex)
    with (tmp_path / "adcm.csv").open("a") as rows:
        rows.write("c,NEXT,Docetaxel,\nc,NEXT,Gemcitabine,\na,OTHER,Aspirin,\n")
    section = report.Section(cohort.read(tmp_path), "1_overall_survival", tmp_path / "out")
    blocks = []
    monkeypatch.setattr(section, "_show", lambda block, *_, **__: blocks.append(block))
    report.competing_causes(section, landmarks=[60.0])
    said, changes, both, figure = blocks
    assert "6 of 10 subjects change" in said.markdown
    assert "more than 91 days after it" in said.markdown
    assert "A new therapy without a start day (ASTDY) censors nobody: c." in said.markdown
    assert len(changes) == 6
    assert {block.layer for block in blocks} == {"appendix"}
    assert figure.name == "pfs_censoring"
    rows = section.rows[0]
    assert set(rows["endpoint"]) == {"PFS: censoring rules"}
    assert set(rows["role"]) == {"sensitivity"}
    assert rows["p_adjusted"].isna().all()
    assert rows[rows["estimand"].eq("median") & rows["group"].eq("")]["n_event"].tolist() == [3]
    assert len(both) == 2 * len(rows)


def test_a_study_without_rules_shows_nothing(section, shown):
    report.competing_causes(section)
    assert shown == ({}, {}, [])
