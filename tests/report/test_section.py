"""A section while its notebook runs: what it shows it saves, numbered, marked and the same at every run."""

import inspect
import json
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import report, vocabulary
from analysis.estimates import multiplicity
from analysis.figures.described import Words
from analysis.report import blocks
from analysis.report import section as section_module
from analysis.report.words import captions, readable
from analysis.study.declaration.model import Figure

GROUPING = SimpleNamespace(label="ECOG performance status")
STUDY = SimpleNamespace(
    id="s", title="A trial", synthetic=True, report_unit="months", populations={"mif": "With tissue"},
    groupings={"ecog": GROUPING}, has=lambda name: False, figures={}, endpoint_words={},
)  # fmt: skip


@pytest.fixture
def shown(monkeypatch):
    """The blocks that a section shows, in order."""
    found = []

    def display(data, *, raw):
        assert raw
        assert {"text/html", "text/plain"} < set(data)
        if data[blocks.MIME]:
            found.append(blocks.from_json(json.loads(json.dumps(data[blocks.MIME], allow_nan=False))))

    monkeypatch.setattr(section_module, "display", display)
    return found


def headings(table):
    return [column.heading for column in table.columns]


def figure():
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1], [1, 0])
    return fig


def test_figures_and_tables_are_numbered_within_the_section_and_saved(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    section.figure(figure(), "a", caption="First.", alt="a line")
    section.figure(figure(), "b", caption="Second & last.", alt="a line")
    section.table(pd.DataFrame({"p_value": [0.0004]}), "t", caption="Tests.")
    saved = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert saved == [f"figures/2_ctdna/{n}.{kind}" for n in "ab" for kind in ("pdf", "png", "svg")] + [
        "tables/2_ctdna/t.csv"
    ]
    first, second, table = shown
    assert (second.label, second.caption, second.alt) == ("Figure 2.2", "Second & last.", "a line")
    assert (second.path, second.ident, second.wide) == ("figures/2_ctdna/b.svg", "2_ctdna-b", False)
    assert (table.label, table.ident) == ("Table 2.1", "2_ctdna-table-t")
    assert table.columns[0].cells == [blocks.Cell("<0.001", 0.0004)]


def test_results_get_study_and_section_and_the_columns_of_the_vocabulary(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    section.results(pd.DataFrame({"endpoint": ["OS"], "estimate": [1.0]}))
    section.results(pd.DataFrame({"endpoint": ["PFS"], "estimate": [1 / 3]}))
    saved = pd.read_csv(tmp_path / "results" / "2_ctdna.csv")
    assert list(saved.columns) == vocabulary.RESULT_COLUMNS
    assert list(saved["endpoint"]) == ["OS", "PFS"]
    assert set(saved["section"]) == {"2_ctdna"}
    assert saved["estimate"].iloc[1] == 1 / 3


def test_a_column_that_results_do_not_know_is_refused(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    with pytest.raises(ValueError, match=r"unknown columns \['HR'\]"):
        section.results(pd.DataFrame({"HR": [1.0]}))


def test_results_are_read_in_words():
    rows = pd.DataFrame(
        {"endpoint": "OS", "estimand": ["hazard_ratio", "median", "rate", "hazard_ratio"], "group": ["B", "", "", "C"],
         "reference": ["A", "", "", "A"], "at": ["", "", 24.0, ""], "estimate": [0.5, None, 0.55, None],
         "conf_low": [0.25, 13.6, 0.3, 0.001], "conf_high": [1.0, None, 0.75, 0.9], "population": "all",
         "reason": ["", "not reached", "", "no events"]}
    )  # fmt: skip
    words = readable.results(rows)
    printed = ["0.50 (0.25–1.00)", "NR (13.6–NR)", "55.0% (30.0–75.0)", "NE (<0.01–0.90)"]
    assert list(words["Estimate (95% CI)"]) == printed
    assert list(words["Group"]) == ["B v A", "", "", "C v A"]
    assert list(words["At"]) == ["", "", "24", ""]
    assert "Population" not in words


def test_groupings_are_named_where_a_table_has_several():
    rows = pd.DataFrame({"estimand": "hazard_ratio", "grouping": ["sex", "age"], "group": "B", "estimate": 0.5})
    assert list(readable.results(rows)["Grouping"]) == ["sex", "age"]
    assert "Grouping" not in readable.results(rows.assign(grouping=["sex", ""]))


def test_what_cannot_be_estimated_is_not_printed_as_not_reached():
    rows = pd.DataFrame({"estimand": "difference", "reason": ["a group is empty", "not reached"]})
    assert list(readable.results(rows)["Estimate (95% CI)"]) == ["NE", "NR"]


def test_dates_are_printed_as_days():
    table = readable.table(pd.DataFrame({"ASTDT": pd.to_datetime(["2022-06-22", None])}))
    assert list(table["Start"]) == ["2022-06-22", "–"]


def test_a_time_has_its_unit_and_a_name_its_label():
    row = {"estimand": "rate", "endpoint": "PFS", "at": 182.625, "estimate": 0.5, "unit": "proportion", "group": "1"}
    rows = pd.DataFrame([row | {"grouping": name, "population": "mif"} for name in ("ecog", "sex")])
    words = readable.results(rows, labels={"mif": "With tissue", "ecog": "ECOG"}, unit="days").iloc[0]
    assert (words["At, days"], words["Population"], words["Grouping"]) == ("182.6", "With tissue", "ECOG")
    assert words["Estimate of"] == "Progression-free"


def test_days_have_no_decimals_and_months_have_one():
    rows = pd.DataFrame({"estimand": "median", "estimate": 310.0, "conf_low": 284.0, "unit": ["days", "months"]})
    assert list(readable.results(rows)["Estimate (95% CI)"]) == ["310 (284–NR)", "310.0 (284.0–NR)"]


def test_in_a_table_of_follow_up_those_counted_are_the_censored():
    rows = pd.DataFrame({"estimand": ["follow_up", "follow_up_minimum"], "estimate": [47.6, 39.9], "n_event": [6, 0]})
    assert list(readable.results(rows)["Censored"]) == ["6", "0"]
    assert "Events" in readable.results(rows.assign(estimand=["follow_up", "median"]))


def test_everyone_is_named_only_beside_others():
    rows = pd.DataFrame({"estimand": "median", "estimate": 1.0, "population": ["all", "mif"]})
    assert list(readable.results(rows, labels={"mif": "With tissue"})["Population"]) == ["all subjects", "With tissue"]
    assert "Population" not in readable.results(rows[:1])


@pytest.mark.parametrize(
    ("interval", "words"),
    [("NR (4.1–NR)", "NR: not reached."), ("NE", "NE: not estimable."), ("1.0 (0.5–2.0)", ""),
     ("NE (<0.01–NR)", "NR: not reached; NE: not estimable.")],
)  # fmt: skip
def test_a_caption_explains_the_abbreviations_of_its_intervals_and_no_others(interval, words):
    frame = pd.DataFrame({"Best response": ["NE"], "Median (95% CI)": [interval]})
    assert captions.abbreviations(frame) == words


def test_a_difference_says_of_what():
    methods = ["Kaplan-Meier area; Greenwood; Welch t", "Hodges-Lehmann"]
    rows = pd.DataFrame({"estimand": "difference", "method": methods, "estimate": 1.0})
    assert list(readable.results(rows)["Estimate of"]) == ["Restricted mean, difference", "Difference"]


def test_words_of_a_table_are_those_of_a_reader():
    row = {"USUBJID": "1", "n_cells": 7.0, "p_interaction": 0.5, "my_own": True, "CD4": -0.5}
    row |= {"classification": "Missense_Mutation", "end": "PROGRESSIVE DISEASE", "gene": "SMARCA4"}
    frame = pd.DataFrame([row])
    assert readable.table(frame).to_dict("records") == [
        {"Subject": "1", "Nucleated cells": "7", "P interaction": "0.500", "My own": "yes", "CD4": "−0.5",
         "Class": "Missense mutation", "End": "Progressive disease", "Gene": "SMARCA4"}
    ]  # fmt: skip


def test_what_all_rows_say_stands_once_in_the_caption(shown, tmp_path):
    rows = pd.DataFrame({"estimand": ["median", "rate"], "endpoint": "OS", "estimate": [0.5, 0.6], "method": "KM; log",
                         "n": 20, "n_event": [14, 13]})  # fmt: skip
    report.Section(STUDY, "2_ctdna", tmp_path).table(rows, "t", caption="Of it.")
    assert shown[-1].caption == "Of it. All rows: overall survival; n = 20; KM; log."
    assert headings(shown[-1]) == ["Estimate of", "Estimate (95% CI)", "Events"]
    assert list(pd.read_csv(tmp_path / "tables" / "2_ctdna" / "t.csv")["endpoint"]) == ["OS", "OS"]


def test_the_sign_for_nothing_is_no_note_and_nothing_to_share():
    frame = pd.DataFrame({"n": ["–", "–"], "Note": ["–", "a note that is too long for its row"]})
    assert captions.shared(frame)[1] == ""
    assert captions.footnoted(frame)[1] == {"a": "a note that is too long for its row"}


def test_a_table_of_one_row_keeps_its_columns():
    one = pd.DataFrame({"Method": ["KM"], "n": ["20"]})
    assert captions.shared(one)[1] == ""
    assert list(captions.shared(one)[0]) == ["Method", "n"]


def test_long_notes_stand_once_below_the_table(shown, tmp_path):
    naive, few = "naive: compared from time 0 (immortal time)", "few events: little power"
    rows = pd.DataFrame({"estimand": "hazard_ratio", "estimate": [0.5, 0.6, 0.7], "method": ["A", "B", "C"],
                         "note": [naive, f"{few}; {naive}", ""]})  # fmt: skip
    report.Section(STUDY, "2_ctdna", tmp_path).table(rows, "t", caption="Of it.")
    assert [cell.text for cell in shown[-1].columns[-1].cells] == ["a", "a b", ""]
    assert shown[-1].notes == {"a": naive, "b": few}
    assert naive in (tmp_path / "tables" / "2_ctdna" / "t.csv").read_text()


@pytest.mark.parametrize("notes", [["separated", "same"], [f"a note of its own in row {n}" for n in range(27)], []])
def test_short_notes_and_notes_without_number_stay_in_their_rows(notes):
    frame = pd.DataFrame({"n": ["1"] * len(notes), "Note": notes})
    assert captions.footnoted(frame)[1] == {}
    assert list(captions.footnoted(frame)[0]["Note"]) == notes


def test_an_adjusted_p_value_stands_with_its_family_and_is_the_same_in_table_and_results(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    keys = {"estimand": "log_rank", "method": "log-rank", "grouping": "sex", "population": "all", "role": "primary"}
    rows = pd.DataFrame([keys | {"endpoint": "OS", "p_value": 0.01}, keys | {"endpoint": "PFS", "p_value": 0.04}])
    section.result_table(multiplicity.adjusted(rows), "t", caption="Tests.")
    assert "Adjusted P within sex: OS, PFS (2 tests)." in shown[-1].caption
    for kind in ("tables/2_ctdna/t.csv", "results/2_ctdna.csv"):
        assert list(pd.read_csv(tmp_path / kind)["p_adjusted"]) == [0.02, 0.04]


def test_a_table_whose_rows_bring_no_adjusted_p_value_shows_none(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    section.table(pd.DataFrame({"p_value": [0.01, 0.02]}), "t", caption="Two.")
    assert "djusted" not in shown[-1].caption
    assert "p_adjusted" not in pd.read_csv(tmp_path / "tables" / "2_ctdna" / "t.csv")


def test_a_row_that_only_reproduces_a_printed_number_is_in_the_results_and_in_no_table(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    rows = pd.DataFrame({"estimate": [28.6, 27.3], "role": ["primary", "reproduction"]})
    section.result_table(rows, "t", caption="Medians.")
    section.table(rows[1:], "u", caption="None.")
    assert pd.read_csv(tmp_path / "results" / "2_ctdna.csv")["estimate"].tolist() == [28.6, 27.3]
    assert pd.read_csv(tmp_path / "tables" / "2_ctdna" / "t.csv")["estimate"].tolist() == [28.6]
    assert not (tmp_path / "tables" / "2_ctdna" / "u.csv").exists()


def test_a_figure_offers_its_files_and_the_tables_it_is_drawn_from(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    curve = pd.DataFrame({"time": [1.0], "estimate": [1 / 3]})
    section.figure(figure(), "a", caption="One.", alt="a line", data=curve)
    section.figure(figure(), "b", caption="Two.", alt="a line", data={"bars": curve, "marks": curve})
    kinds = ("SVG", "PDF", "PNG", "CSV")
    assert dict(shown[0].links) == {kind: f"figures/2_ctdna/a.{kind.lower()}" for kind in kinds}
    assert dict(shown[1].links)["CSV marks"] == "figures/2_ctdna/b_marks.csv"
    for _, path in [*shown[0].links, *shown[1].links]:
        assert (tmp_path / path).stat().st_size > 0
    assert pd.read_csv(tmp_path / "figures" / "2_ctdna" / "a.csv").equals(curve)


def test_what_is_shown_says_its_layer_and_a_paragraph_is_prose(shown, tmp_path):
    section = report.Section(STUDY, "2_ctdna", tmp_path)
    section.say("*Words*.")
    section.figure(figure(), "a", caption=">=1.", alt="a line", layer="appendix")
    section.table(pd.DataFrame({"n": [1]}), "t", caption="<=2.")
    assert shown[0] == blocks.Prose("*Words*.", layer="main")
    assert [(block.layer, block.caption) for block in shown[1:]] == [("appendix", "≥1."), ("main", "≤2.")]
    with pytest.raises(blocks.LayerError):
        section.table(pd.DataFrame({"n": [1]}), "u", caption="c", layer="annex")


def test_the_reader_of_the_notebook_sees_the_study_and_that_rows_are_synthetic(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(section_module, "display", lambda data, *, raw: seen.append(data))
    report.Section(STUDY, "2_ctdna", tmp_path).say("<b>")
    assert seen[0]["text/html"].strip() == "<p>A trial <strong>SYNTHETIC rows: not data of any person.</strong></p>"
    assert seen[0][blocks.MIME] == {}
    assert "&lt;b&gt;" in seen[1]["text/html"]


def test_a_study_gives_a_figure_its_title_width_and_colours_and_is_told_where_it_has_none(shown, tmp_path, monkeypatch):
    given = {"line": Figure(title="My trial", width_mm=100, colors=["#AA0000"]), "other": Figure(colors=["#AA0000"])}
    told, drawn = [], []
    monkeypatch.setattr(section_module.left_out, "shown", told.append)

    def line(rows, *, colors=None):
        drawn.append((figure(), colors))
        return drawn[-1][0]

    line.words = lambda rows, **_: Words("A line.", "a line")
    section = report.Section(SimpleNamespace(**vars(STUDY) | {"figures": given}), "1_part", tmp_path)
    section.draw(line, [1])
    section.draw(line, [1], name="third")
    assert [colors for _, colors in drawn] == [["#AA0000"], None]
    assert drawn[0][0].get_figwidth() == pytest.approx(100 / 25.4)
    assert "My trial" in (tmp_path / "figures/1_part/line.svg").read_text()
    line.__signature__ = inspect.Signature()
    section.draw(line, [1], name="other")
    assert told == ["study.yml, figures.other.colors: this figure has its colours by meaning"]
