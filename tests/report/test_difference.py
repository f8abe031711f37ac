"""Two reports and what they do not have in common: everything is told, in the order of what matters, with its cause."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.report.claims import Claim
from analysis.report.difference import causes, items, kept, written
from analysis.report.difference.kept import NoReport
from tests.report.difference import reports
from tests.report.difference.reports import CLAIM, CODE, FRAMES, MADE, RESULTS, SECTIONS, VERDICTS, changed, made, parts

ADTTE = FRAMES["adtte"]
OTHER_ROWS = {"inputs": MADE["inputs"] | {"adtte.csv": "other"}}


@pytest.fixture
def apart(tmp_path):
    """A function of changes that gives the differences of a small report and one with these, as `items.items` does."""

    def differ(before=None, **changes):
        old, new = made(tmp_path / "old", **before or {}), made(tmp_path / "new", **changes)
        return items.items(old, new)

    return differ


def test_a_report_and_the_same_made_again_have_no_difference_and_the_page_says_so(tmp_path):
    old, new = made(tmp_path / "old"), made(tmp_path / "new")
    (tmp_path / "out").mkdir()
    assert written.write(old, new, tmp_path / "out").empty
    assert "Nothing: the two are the same" in (tmp_path / "out" / "index.html").read_text()
    assert len((tmp_path / "out" / "differences.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "kind", "matters", "old", "new"),
    [
        ({"p_adjusted": "0.07"}, "result", items.FLIPPED, "adjusted P 0.030", "adjusted P 0.070"),
        ({"conf_high": "1.1"}, "result", items.FLIPPED, "0.50 (0.20–0.90)", "0.50 (0.20–1.10)"),
        ({"estimate": "0.95", "conf_high": "0.99"}, "result", items.OUTSIDE, "0.50", "0.95 (0.20–0.99)"),
        ({"estimate": "", "reason": "no events"}, "result", items.OUTSIDE, "0.50", "NE"),
        ({"estimate": "0.52"}, "result", items.REST, "0.50", "0.52"),
        ({"estimate": "0.500001"}, "result", items.REST, "estimate 0.5", "estimate 0.500001"),
        ({"naive": "True"}, "result", items.REST, "naive ", "naive True"),
        ({"family": "sex: OS (1 test)"}, "result", items.REST, "family ", "family sex: OS (1 test)"),
        ({"method": "Cox; Firth"}, "result", items.REST, "method Cox", "method Cox; Firth"),
    ],
)
def test_a_row_that_changed_is_told_by_how_much_it_matters(apart, change, kind, matters, old, new):
    told, _, differ = apart(results=changed(RESULTS, **change), **OTHER_ROWS)
    found = told.iloc[0]
    assert (found["kind"], found["matters"], found["change"]) == (kind, matters, "changed")
    assert old in found["old"]
    assert new in found["new"]
    assert sorted(differ["run"]) == ["new", "old"]


def test_rows_that_came_and_went_are_told_as_added_and_gone(apart):
    told = apart(results=[*RESULTS[:1], RESULTS[1] | {"estimand": "rate", "at": "12"}], **OTHER_ROWS)[0]
    rows = told[told["kind"] == "result"]
    assert sorted(rows["change"]) == ["added", "gone"]


def test_conclusions_come_first_then_estimates_outside_their_interval(apart):
    more = [RESULTS[0], RESULTS[1] | {"estimate": "60"}, RESULTS[1] | {"at": "1", "estimate": "30"}]
    told = apart(before={"results": [*RESULTS, RESULTS[1] | {"at": "1"}]}, results=more,
                 claims=(Claim(CLAIM.text, "not shown", CLAIM.rows),), **OTHER_ROWS)[0]  # fmt: skip
    assert told["matters"].tolist()[:3] == list(items.MATTERS)
    assert told["kind"].tolist()[:3] == ["claim", "result", "result"]


@pytest.mark.parametrize(
    ("changes", "kind", "what", "new"),
    [
        ({"verdicts": [VERDICTS[0] | {"verdict": "near"}]}, "verdict", "A1: Median OS", "near; 28"),
        ({"claims": (Claim(CLAIM.text, CLAIM.status, CLAIM.rows, "`if …`"),)}, "claim", CLAIM.text, "no longer holds:"),
        ({"claims": ()}, "claim", "women lived longer", ""),
        ({"shown": parts(words="Women lived longer than men. Many died.")}, "sentence", "1_part", "Many died."),
        ({"shown": parts(cell="0.60")}, "table", "Table 1.1 ratios", "0.60"),
        ({"shown": parts(drawn="pfs")}, "figure", "Figure 1.1 pfs", "Survival."),
        ({"curve": "0.5"}, "figure", "Figure 1.1 os", "another drawing"),
        ({"manuscript": "Women died."}, "sentence", "manuscript", "Women died."),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_told_where_it_stands(apart, changes, kind, what, new):
    told = apart(**changes, **OTHER_ROWS)[0]
    found = told[(told["kind"] == kind) & (told["what"] == what)].iloc[0]
    assert set(new.split()) <= set(found["new"].split())
    assert "rows of adtte" in found["cause"] or "adtte.csv" in found["cause"]


@pytest.mark.parametrize(
    ("changes", "words", "other_section"),
    [
        ({"inputs": MADE["inputs"] | {"adtte.csv": "x"}, "frames": FRAMES | {"adtte": ADTTE.replace(12, 13)}},
         "rows of adtte: 2", False),
        ({"inputs": MADE["inputs"] | {"adtte.csv": "x"}}, "file adtte.csv (other content)", False),
        ({"parameters": {"1_part": {"landmarks": [6, 12]}}}, "parameter landmarks: [6] → [6, 12]", False),
        ({"code": CODE | {"sections": CODE["sections"] | {"vocabulary.py": "9"}}}, "code analysis/vocabulary.py", True),
        ({"made_of": MADE["made_of"] | {"notebooks/1_part.ipynb": "x"}}, "notebook notebooks/1_part.ipynb", False),
        ({"packages": {"numpy": "2.4.1"}}, "numpy 2.4.0 → 2.4.1", True),
        ({"python": "3.12"}, "python 3.11 → 3.12", True),
        ({"declared": {"data_cutoff": "2021-11-04"}, "inputs": MADE["inputs"] | {"study.yml": "x"},
          "sections": SECTIONS | {"1_part": SECTIONS["1_part"] | {"declared": "e"}}},
         "study.yml data_cutoff: none → 2021-11-04", False),
    ],
)  # fmt: skip
def test_a_cause_is_told_for_the_sections_that_it_can_change(apart, changes, words, other_section):
    told, found, _ = apart(results=changed(RESULTS, estimate="0.52"), **changes)
    assert told.iloc[0]["cause"] == words
    assert (causes.of(found, "2_other") == words) is other_section
    assert told[told["kind"] == "input"]["what"].tolist() == [words]


def test_code_that_only_puts_the_report_together_is_no_cause_of_a_result(apart):
    report = CODE | {"report": {"report/remark.py": "9"}}
    told = apart(results=changed(RESULTS, estimate="0.52"), code=report, shown=parts(words="Another."))[0]
    assert told.set_index("kind").loc["result", "cause"] == items.UNKNOWN


def test_several_changes_at_once_are_all_named_as_what_could_be_the_cause(apart):
    told = apart(results=changed(RESULTS, estimate="0.52"), packages={"numpy": "2.5"}, **OTHER_ROWS)[0]
    assert told.iloc[0]["cause"] == "file adtte.csv (other content); numpy 2.4.0 → 2.5"


def test_subjects_who_appeared_left_and_changed_are_told_by_table(tmp_path):
    rows = pd.concat([ADTTE[ADTTE["USUBJID"] != "3"].replace(9.0, 10), ADTTE.iloc[:1].assign(USUBJID="4")])
    old, new = made(tmp_path / "old"), made(tmp_path / "new", frames=FRAMES | {"adtte": rows}, **OTHER_ROWS)
    moved = causes.subjects(old, new).set_index("USUBJID")
    assert moved["change"].to_dict() == {"1": "changed", "3": "left", "4": "appeared"}
    assert moved.loc["1", ["n_old", "n_new", "n_same"]].tolist() == [2, 2, 1]
    assert "1, 3 left, 4 appeared" in items.items(old, new)[1]["words"].iloc[0]


def test_the_order_of_rows_and_columns_is_no_difference(tmp_path):
    turned = ADTTE.iloc[::-1][["AVAL", "USUBJID", "PARAMCD"]]
    old, new = made(tmp_path / "old"), made(tmp_path / "new", frames=FRAMES | {"adtte": turned})
    assert causes.subjects(old, new).empty


def test_the_page_has_the_parts_and_the_curves_over_each_other(tmp_path):
    old = made(tmp_path / "old")
    new = made(tmp_path / "new", results=changed(RESULTS, p_adjusted="0.2"), curve="0.5", **OTHER_ROWS)
    (tmp_path / "out").mkdir()
    told = written.write(old, new, tmp_path / "out", names=("reports/a", "reports/b"))
    page = (tmp_path / "out" / "index.html").read_text()
    assert "From <strong>reports/a</strong> to <strong>reports/b</strong>: 1 of 2 result rows" in page
    for place in ("flipped", "causes", "subjects", "curves", "rest"):
        assert f'id="{place}' in page
    assert "SYNTHETIC" in page
    assert (tmp_path / "out" / "overlaid_curves.svg").exists()
    assert len(pd.read_csv(tmp_path / "out" / "differences.csv")) == len(told)
    assert pd.read_csv(tmp_path / "out" / "changed.csv")["run"].tolist() == ["old", "new"]


def test_a_folder_that_is_no_whole_report_is_refused_in_plain_words(tmp_path):
    with pytest.raises(NoReport, match="no such folder"):
        kept.read(tmp_path / "nowhere")
    (tmp_path / "some").mkdir()
    with pytest.raises(NoReport, match="not a report, it has no index.html"):
        kept.read(tmp_path / "some")
    made(tmp_path / "half")
    (tmp_path / "half" / "results.csv").unlink()
    with pytest.raises(NoReport, match=r"half a report, it has no results.csv"):
        kept.read(tmp_path / "half")
    made(tmp_path / "masked")
    (tmp_path / "masked" / kept.FILE).unlink()
    with pytest.raises(NoReport, match="SMALL_CELLS"):
        kept.read(tmp_path / "masked")
    made(tmp_path / "torn")
    (tmp_path / "torn" / kept.FILE).write_text('{"facts"')
    with pytest.raises(NoReport, match="cannot be read"):
        kept.read(tmp_path / "torn")


def test_what_is_kept_of_the_rows_is_digests_and_files_of_an_instrument_by_name(tmp_path):
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "SYN-1_[1]_cell_seg_data.txt").write_text("secret")
    study = reports.study(tmp_path, FRAMES, {})
    study.declaration.tables["cells"] = [SimpleNamespace(file="cells")]
    study.subjects = ["1", "2"]
    found = kept.subjects(study)
    assert found["cells"].keys() == {"1"}
    assert {len(one) for own in found.values() for digests in own.values() for one in digests} == {kept.SHORT}
    assert "50" not in json.dumps(found["adsl"]["1"])
