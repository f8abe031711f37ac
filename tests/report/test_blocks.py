"""Blocks as data: what is written is what is read, raw numbers beside printed ones, layers that exist."""

import csv as csv_module
import io
import json

import pandas as pd
import pytest

from analysis.figures.numbers import estimate_ci, number, p_value
from analysis.report import blocks

CELLS = [estimate_ci(1.5, 0.2, None), number(None, missing="NR"), p_value(None), "reference"]
SHOWN = [
    blocks.Heading(2, "A <b>", "1-a"),
    blocks.Prose("Words *and* $"),
    blocks.Code("x = 1"),
    blocks.Output("printed", "aGk="),
    blocks.Figure("os", "Figure 1.1", "c", "a", "figures/1/os.svg", "1-os", [["SVG", "figures/1/os.svg"]], wide=True,
                  layer="appendix"),
    blocks.Table("t", "Table 1.1", "c", [blocks.column("HR", CELLS), blocks.column("Note", list("abcd"), lead=["b"] * 4,
                 aside=["s"] * 4)], "1-t", notes={"a": "why"}, links=[["CSV", "t.csv"]], rows=["r1", "r2", "r3", "r4"]),
]  # fmt: skip


def test_blocks_are_read_as_they_were_written_in_their_order(tmp_path):
    blocks.write(SHOWN, tmp_path)
    assert blocks.read(tmp_path) == SHOWN


@pytest.mark.parametrize("block", SHOWN)
def test_a_block_is_plain_json_without_nan_or_infinity(block):
    assert blocks.from_json(json.loads(json.dumps(blocks.to_json(block), allow_nan=False))) == block


def test_a_cell_keeps_its_raw_number_beside_the_printed_one():
    values = [cell.value for cell in blocks.column("HR", CELLS).cells]
    assert values == [1.5, float("inf"), None, None]
    assert blocks.column("HR", CELLS).kind == blocks.NUMBER


def test_a_printed_frame_gives_columns_with_signs_and_a_mark_for_what_is_missing():
    (column,) = blocks.columns(pd.DataFrame({">=65": [">=50%", None]}))
    assert (column.heading, [cell.text for cell in column.cells]) == ("≥65", ["≥50%", "–"])


def test_a_table_has_lines_and_cells_say_all_their_words():
    table = SHOWN[-1]
    assert len(table) == len(table.lines) == 4
    assert table.lines[0][1].words == "b a s"
    assert len(blocks.Table("", "", "", [], "")) == 0


def test_a_layer_that_does_not_exist_is_refused():
    assert blocks.checked("appendix") == "appendix"
    with pytest.raises(blocks.LayerError, match="expected one of main, appendix"):
        blocks.checked("annex")


@pytest.mark.parametrize(
    "word", ["=1+1", '=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"]
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_text_in_a_csv(word):
    frame = pd.DataFrame({"group": [word, "M"], "=head": [1.5, -2.0]})
    rows = list(csv_module.reader(io.StringIO(blocks.csv(frame).decode(), newline="")))
    assert rows == [["group", "'=head"], [f"'{word}", "1.5"], ["M", "-2.0"]]
    assert blocks.as_written(rows[1][0]) == word


@pytest.mark.parametrize("word", ["-0.5", "+1e-5", "-", "+", "-inf", "<65", "'quoted'", "", "–2", "a=b"])
def test_numbers_and_other_words_stay_as_they_are_in_a_csv(word):
    assert blocks.harmless(word) == blocks.as_written(word) == word
