"""The parts of a report in their order, as blocks."""

import pandas as pd

import tests.report_page as made
from analysis.report import documents, parts
from analysis.report.blocks import NUMBER, Figure, Heading, Prose, Table

PROFILE = [("Patients and variables", pd.DataFrame({"item": ["Patients"], "n": ["20"]}))]


def found(sections=None, *, ledger=None, skipped=None, **more):
    sections = sections or {"2_ctdna": [Heading(1, "ctDNA", "ctdna"), Heading(2, "Change", "change"), Prose("Words.")]}
    told = {"ledger": ledger, "profile": PROFILE, "made": made.MADE, "skipped": skipped or {}} | more
    return {part.ident: part for part in parts.parts(made.STUDY, sections, made.RESULTS, **told)}


def prose(part):
    return [block.markdown for block in part.blocks if isinstance(block, Prose)]


def tables(part):
    return {block.name: block for block in part.blocks if isinstance(block, Table)}


def test_parts_stand_in_order_and_published_numbers_only_with_a_ledger():
    rest = ["remark", "glossary", "provenance"]
    assert list(found()) == ["summary", "2_ctdna", *rest]
    assert list(found(ledger=made.ledger())) == ["summary", "2_ctdna", "published", *rest]


def test_a_section_carries_its_number_and_the_others_none():
    every = found()
    assert [part.number for part in every.values()] == ["", "2", "", "", ""]
    assert every["2_ctdna"].numbered[0].text == "2 ctDNA"
    assert every["2_ctdna"].numbered[1:] == every["2_ctdna"].blocks[1:]
    assert every["summary"].numbered[0].text == every["summary"].title == "Summary"
    assert [heading.text for heading in every["2_ctdna"].headings] == ["Change"]
    assert parts.Part("x", "3", [Prose("No heading.")]).numbered == [Prose("No heading.")]


def test_the_summary_offers_files_and_names_what_was_left_out():
    (files,) = prose(found()["summary"])
    assert files.startswith("All 0 estimates stand in [results.csv](results.csv), what made them")
    more = prose(found(skipped={"3_phenotype": "needs nkflow"}, beside=["report.docx"])["summary"])
    assert more[0].endswith("To edit or print: [report.docx](report.docx).")
    assert more[1].startswith("Sections not in this report: ")
    assert more[1].endswith("(needs nkflow).")


def test_the_ledger_gives_a_row_and_a_place_for_each_printed_number():
    table = tables(found(ledger=made.ledger())["published"])["ledger"]
    assert table.rows == [f"ledger-A-{n}" for n in range(10)]
    columns = {column.heading: column for column in table.columns}
    assert list(columns) == ["Id", "Statement", "Printed", "Recomputed", "Verdict", "Good practice"]
    assert columns["Statement"].cells[0].aside == "place 0; method 0"
    assert columns["Verdict"].cells[9].aside == "why 9"


def test_the_figures_of_the_paper_are_listed_with_their_places_and_files(tmp_path, monkeypatch):
    (tmp_path / "figures.yml").write_text("figure_3: [[2_ctdna/swimmer], [2_ctdna/other]]\n")
    monkeypatch.setattr(made.STUDY, "folder", tmp_path)
    swimmer = Figure("swimmer", "Figure 2.2", "Swimmer plot, n = 20. More.", "alt", "figures/2_ctdna/swimmer.svg", "i")
    listed = prose(found({"2_ctdna": [Heading(1, "ctDNA", "ctdna"), swimmer]})["figures"])[-1]
    assert listed == "- **3A** Swimmer plot, n = 20: [Figure 2.2](#i), [SVG](figures/2_ctdna/swimmer.svg)"


def test_what_made_the_report_and_what_was_computed_twice():
    code = {"commit": "0123456789abcdef", "modified": True}
    counts = pd.DataFrame({"kind": ["Log-rank test"], "n": [3], "n_agree": [2], "largest": [2e-9]})
    reasons = pd.DataFrame({"kind": ["Log-rank test"], "n": [1], "reason": ["no rule"]})
    part = found(made=made.MADE | {"code": code}, twice=(counts, reasons))["provenance"]
    assert prose(part)[0] == "Code: commit `0123456789ab`, with local changes. Python 3.11; pandas 2."
    assert prose(found()["provenance"]) == ["Code: not under version control. Python 3.11; pandas 2."]
    assert list(tables(part)) == ["inputs", "parameters", "computed_twice"]
    cells = [[cell.text for cell in column.cells] for column in tables(part)["computed_twice"].columns]
    assert cells == [["Log-rank test"], ["3"], ["2"], ["2e-09"], ["1: no rule"]]


def test_the_table_of_what_was_computed_twice_has_a_label_and_its_differences_are_numbers():
    counts = pd.DataFrame({"kind": ["a", "b", "c"], "n": 2, "n_agree": [2, 2, 0], "largest": [2e-7, 0.0, float("nan")]})
    reasons = pd.DataFrame({"kind": ["c"], "reason": ["no rule"], "n": [2]})
    table = tables(found(made=made.MADE, twice=(counts, reasons))["provenance"])["computed_twice"]
    assert (table.label, table.caption) == ("Computed twice", "")
    largest = table.columns[3]
    assert (largest.kind, [cell.text for cell in largest.cells]) == (NUMBER, ["2e-07", "0", "–"])


def test_a_run_without_any_estimate_says_so_and_can_be_printed(tmp_path):
    profile = [*PROFILE, ("Analyses", pd.DataFrame())]
    written = parts.parts(made.STUDY, {}, made.RESULTS, ledger=None, profile=profile, made=made.MADE, skipped={})
    (remark,) = [part for part in written if part.ident == "remark"]
    assert prose(remark)[-1].startswith("No section of this run gave an estimate")
    documents.report(written, tmp_path, made.STUDY)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
