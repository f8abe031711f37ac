"""Figures by the numbers of the paper: what exists, what is chosen, what a report shows of it."""

from pathlib import Path

import pytest

from analysis.report.blocks import Figure, Prose
from analysis.report.journals import JournalError, composed

STUDY = Path(__file__).parents[3] / "data" / "nct03958097"


@pytest.fixture
def folder(tmp_path):
    text = "figure_1: [[1_x/a]]\nfigure_S3:\n  - [1_x/a, 2_y/b]\n  - [2_y/c]\nown: [[1_x/a]]\n"
    (tmp_path / "figures.yml").write_text(text)
    return tmp_path


def test_a_figure_or_one_panel_of_it_is_chosen_by_its_number(folder):
    whole = composed.chosen(folder, "s3")
    assert (whole.name, whole.letter, whole.sections) == ("figure_S3", "", ["1_x", "2_y"])
    panel = composed.chosen(folder, "S3C")
    assert (panel.letter, panel.rows, panel.sections) == ("C", [["2_y/c"]], ["2_y"])
    assert composed.chosen(folder, "1").rows == [["1_x/a"]]


@pytest.mark.parametrize("asked", ["1A", "S3D", "../x", "7"])
def test_an_unknown_figure_is_refused_with_those_that_exist(folder, asked):
    with pytest.raises(
        JournalError, match=f"FIGURE={asked}: no such figure; expected one of 1, S3, S3A, S3B, S3C, OWN"
    ):
        composed.chosen(folder, asked)
    with pytest.raises(JournalError, match="the study has no figures.yml"):
        composed.chosen(folder / "nowhere", asked)


def test_a_report_lists_the_panels_that_it_has_with_what_draws_them(folder):
    drawn = Figure("b", "Figure 2.1", "What it shows: b. And more.", "alt", "figures/2_y/b.svg", "i")
    assert composed.listed(folder, {"2_y": [Prose("x"), drawn]}) == [("S3B", drawn)]


def test_the_shipped_study_composes_the_figures_of_its_paper():
    assert [composed.chosen(STUDY, str(number)).name for number in range(1, 7)] == [f"figure_{n}" for n in range(1, 7)]
    assert composed.chosen(STUDY, "3A").rows == [["2_ctdna/swimmer"]]
    assert composed.chosen(STUDY, "6B").rows == [["4_mif_cutoff/bubbles"]]
