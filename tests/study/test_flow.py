"""The wide export of a flow cytometry program, read through a study folder and directly."""

import textwrap
from pathlib import Path

import pandas as pd
import pytest

from analysis.study import cohort, flow
from analysis.study.declaration import Source
from analysis.study.tables import typed

MILIEU = Path(__file__).parents[3] / "shared/data/flow/milieu_interieur_proportions.csv.gz"
GATE = "Lymphocytes/NK/PD-L1+ | Freq. of Parent (%)"
OTHER = "Lymphocytes/NK/PD-1+ | Freq. of Parent (%)"
EXPORT = f"""\
,{GATE},{OTHER},
0012_C1.fcs,12.3 %,4.5%,
0012_C3.fcs,20 %,n/a,
0013_C1.fcs,0.7,3.1 %,
Mean,11,3.8,
SD,9.7,1,
"""
DECLARED = {
    "file": "export.csv",
    "layout": "wide",
    "parameters": {
        "markers": {"PDL1": GATE, "PD1": OTHER},
        "sample": r"(?P<USUBJID>\d+)_(?P<AVISIT>C\d)",
        "days": {"Baseline": 1, "After cycle 2": 43},
    },
    "values": {"AVISIT": {"C1": "Baseline", "C3": "After cycle 2"}},
}
STUDY = """
    id: flow
    title: A study with a wide flow export
    synthetic: true
    time_unit: days
    tables:
      adsl: adsl.csv
      adtte: adtte.csv
      nkflow:
        file: export.csv
        layout: wide
        parameters:
          markers:
            PDL1: "Lymphocytes/NK/PD-L1+ | Freq. of Parent (%)"
            PD1: "Lymphocytes/NK/PD-1+ | Freq. of Parent (%)"
          sample: "(?P<USUBJID>\\\\d+)_(?P<AVISIT>C\\\\d)"
          days: {Baseline: 1, After cycle 2: 43}
        values: {AVISIT: {C1: Baseline, C3: After cycle 2}}
"""


def study(folder, export=EXPORT):
    """The study in `folder` with two subjects, 0012 and 0013, and this wide export."""
    (folder / "study.yml").write_text(textwrap.dedent(STUDY))
    (folder / "adsl.csv").write_text("USUBJID\n0012\n0013\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n0012,OS,100,0\n0013,OS,200,1\n")
    (folder / "export.csv").write_text(export)
    return cohort.read(folder)


def sheet(folder, export=EXPORT, **changes):
    """The RawTable and the problems of an export read with the declaration changed."""
    (folder / "export.csv").write_text(export)
    return flow.long(folder, Source(**{**DECLARED, **changes}))


def test_a_wide_export_becomes_one_row_per_sample_and_marker_without_footers(tmp_path):
    rows = flow.table(study(tmp_path))
    found = rows.set_index(["USUBJID", "AVISIT", "PARAMCD"])["AVAL"].to_dict()
    assert found == {
        ("0012", "Baseline", "PDL1"): 12.3,
        ("0012", "After cycle 2", "PDL1"): 20.0,
        ("0013", "Baseline", "PDL1"): 0.7,
        ("0012", "Baseline", "PD1"): 4.5,
        ("0013", "Baseline", "PD1"): 3.1,
    }
    assert rows["ADY"].tolist() == [1, 43, 1, 1, 1]


def test_a_regular_table_is_that_of_the_study(tmp_path):
    declared = study(tmp_path).declaration
    plain = declared.tables["nkflow"][0].model_copy(update={"layout": None})

    class Plain:
        declaration = declared.model_copy(update={"tables": {"nkflow": [plain]}})
        table = staticmethod(lambda name: pd.DataFrame({"name": [name]}))

    assert flow.table(Plain())["name"].tolist() == ["nkflow"]


def test_decimal_commas_and_mapped_columns_are_read(tmp_path):
    text = f"Sample:;Patient;Time point;{GATE}\na.fcs;P-1;Baseline;12,5 %\nMean;;;12,5\n"
    found, problems = sheet(
        tmp_path, text, decimal=",", columns={"USUBJID": "Patient", "AVISIT": "Time point"}, values={},
        parameters={"markers": {"PDL1": GATE}},
    )  # fmt: skip
    assert not problems
    assert typed("nkflow", found)[0][["USUBJID", "AVISIT", "AVAL"]].values.tolist() == [["P-1", "Baseline", 12.5]]


def test_every_wrong_cell_is_listed_with_its_line_and_gate(tmp_path):
    text = EXPORT.replace("12.3 %", "132 %").replace("4.5%", "high").replace("0013_C1", "0099_C1")
    with pytest.raises(ValueError, match="cannot be used") as error:
        flow.table(study(tmp_path, text))
    lines = str(error.value)
    assert f'export.csv, line 2, {GATE}, column AVAL: found "132"' in lines
    assert f'export.csv, line 2, {OTHER}, column AVAL: found "high"' in lines
    assert "line 4" in lines
    assert '"0099"; expected a subject of adsl' in lines


@pytest.mark.parametrize("name", ["control.fcs", "0013.fcs", "_C1.fcs"])
def test_a_sample_whose_name_lacks_subject_or_visit_is_a_problem(tmp_path, name):
    own = DECLARED["parameters"] | {"sample": r"(?P<USUBJID>\d+)?(?:_(?P<AVISIT>C\d))?.fcs"}
    _, problems = sheet(tmp_path, EXPORT.replace("0013_C1.fcs", name), parameters=own)
    assert [(problem.row, problem.value) for problem in problems] == [("line 4", name)]


def test_a_second_sample_of_a_visit_is_a_problem(tmp_path):
    with pytest.raises(ValueError, match="one row for each USUBJID and AVISIT and PARAMCD"):
        flow.table(study(tmp_path, EXPORT.replace("0012_C3", "0012_C1b")))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"parameters": {}}, "markers: missing"),
        ({"parameters": {**DECLARED["parameters"], "markers": {"PDL1": "Lymphocytes/NK/PDL1+"}}}, "did you mean"),
        ({"parameters": {**DECLARED["parameters"], "marker": 1}}, 'did you mean "markers"'),
        ({"parameters": {"markers": {"PDL1": GATE}}, "values": {}}, "(?P<USUBJID>"),
        ({"columns": {"ADY": "Day"}}, "a column of export.csv"),
    ],
)
def test_what_study_yml_says_wrongly_is_told_with_the_nearest_right_word(tmp_path, changes, told):
    found, problems = sheet(tmp_path, **changes)
    assert found is None
    assert told in "\n".join(map(str, problems))


def test_an_unknown_layout_and_an_absent_file_are_told(tmp_path):
    whole = study(tmp_path)
    (tmp_path / "export.csv").unlink()
    with pytest.raises(ValueError, match="export.csv: missing; expected a file"):
        flow.table(whole)
    other = whole.declaration.tables["nkflow"][0].model_copy(update={"layout": "tall"})

    class Tall:
        id, folder = "flow", tmp_path
        declaration = whole.declaration.model_copy(update={"tables": {"nkflow": [other]}})

    with pytest.raises(ValueError, match='layout: found "tall"; expected "wide"'):
        flow.table(Tall())


@pytest.mark.skipif(not MILIEU.exists(), reason="public Milieu Intérieur data not on this machine")
def test_the_wide_table_of_the_milieu_interieur_donors_is_read():
    markers = {"NK": "X_NK_of_total.panel4", "CD56HI": "X_CD56hi_of_total.panel4"}
    source = Source(
        file=MILIEU.name, layout="wide", parameters={"markers": markers},
        columns={"USUBJID": "SUBJID"}, constants={"AVISIT": "Baseline"},
    )  # fmt: skip
    found, problems = flow.long(MILIEU.parent, source)
    rows, wrong = typed("nkflow", found)
    assert not problems
    assert not wrong
    direct = pd.read_csv(MILIEU)
    assert rows["USUBJID"].nunique() == len(direct) == 956
    for marker, column in markers.items():
        assert rows.loc[rows["PARAMCD"] == marker, "AVAL"].tolist() == pytest.approx(direct[column].dropna().tolist())


def test_rows_to_leave_out_are_named_in_study_yml_and_counted(tmp_path):
    export = EXPORT.replace("Mean", "Unstained.fcs,0.1,500,\nFMO PD1.fcs,0.4,500,\nMean")
    with pytest.raises(ValueError, match='found "Unstained.fcs"'):
        flow.table(study(tmp_path, export))
    declared = (
        (tmp_path / "study.yml").read_text().replace("layout: wide", "layout: wide\n    ignore: ^(FMO|Unstained)")
    )
    (tmp_path / "study.yml").write_text(declared)
    found = flow.table(cohort.read(tmp_path))
    assert found["AVAL"].tolist() == flow.table(study(tmp_path))["AVAL"].tolist()
    assert found.attrs["notes"] == ["export.csv: 2 rows left out, as `ignore` says: Unstained.fcs, FMO PD1.fcs"]


def test_proportions_where_percent_are_expected_are_noted(tmp_path):
    export = EXPORT.replace("12.3 %", "0.123").replace("20 %", "0.2").replace("4.5%", "0.045").replace("3.1 %", "0.031")
    assert "the largest AVAL is 0.7; percent" in flow.table(study(tmp_path, export)).attrs["notes"][0]
    assert flow.table(study(tmp_path)).attrs["notes"] == []


def test_a_visit_comes_from_a_column_a_constant_or_the_pattern(tmp_path):
    made = STUDY.replace("_(?P<AVISIT>C\\\\d)", "_C")
    assert made != STUDY
    study(tmp_path)
    (tmp_path / "study.yml").write_text(textwrap.dedent(made))
    with pytest.raises(ValueError, match=r"tables.nkflow: missing; expected AVISIT from columns:, constants: or as"):
        flow.table(cohort.read(tmp_path))


def test_visits_that_study_yml_does_not_know_are_refused_told_or_named_in_days(tmp_path):
    export = EXPORT.replace("0013_C1.fcs,0.7", "0013_C2.fcs,7")
    notes = flow.table(study(tmp_path, export)).attrs["notes"]
    assert notes == ["nkflow: visits that `values` does not translate: C2 (2 rows)"]
    told = (tmp_path / "study.yml").read_text()
    (tmp_path / "study.yml").write_text(told + "visits: [Baseline, After cycle 2]\n")
    with pytest.raises(ValueError, match='found "C2"; expected one of the visits of study.yml'):
        flow.table(cohort.read(tmp_path))
    days = {"parameters": {**DECLARED["parameters"], "days": {"After cycle 3": 43}}}
    _, problems = sheet(tmp_path, **days)
    expected = 'days.After cycle 3: found "After cycle 3"; expected a visit; did you mean "After cycle 2"?'
    assert expected in str(problems[0])


def test_a_gate_of_fractions_among_percents_is_noted(tmp_path):
    export = EXPORT.replace("4.5%", "0.045").replace("3.1 %", "0.031")
    notes = flow.table(study(tmp_path, export)).attrs["notes"]
    assert notes == ["nkflow: PD1 is at most 0.045, other markers are not; percent from 0 to 100 are expected"]
