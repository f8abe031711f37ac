"""Whether a file is what a journal asks: every rule fails by its name."""

import pytest

from analysis.report import journals
from analysis.report.journals import rules
from analysis.report.journals.file_facts import Facts

GOOD = {
    "width_mm": 85, "height_mm": 60, "sizes_pt": frozenset({8.0, 10.0}), "lines_pt": frozenset({2.0}),
    "fonts": frozenset({"Liberation Sans"}), "embedded": True, "colour": "RGB", "dpi": 600, "compression": "tiff_lzw",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"width_mm": 86}, "width"),
        ({"height_mm": 300}, "height"),
        ({"sizes_pt": frozenset({7.9, 10.0})}, "smallest text"),
        ({"lines_pt": frozenset({0.4, 2.0})}, "thinnest line"),
        ({"fonts": frozenset({"DejaVu Sans"})}, "fonts"),
        ({"embedded": False}, "text is text"),
        ({"colour": "RGBA"}, "colour"),
        ({"dpi": 299}, "resolution"),
        ({"compression": "raw"}, "compression"),
    ],
)
def test_a_file_that_breaks_a_rule_fails_by_its_name(change, rule):
    wanted = journals.specification("frontiers")
    assert set(rules.judged("t", "t.tiff", Facts(**GOOD), wanted)["verdict"]) == {"pass"}
    table = rules.judged("t", "t.tiff", Facts(**GOOD | change), wanted)
    assert list(table.loc[table["verdict"] == "fail", "rule"]) == [rule]
    assert f"FAIL t (tiff): {rule} is" in rules.summary(table)
    assert "0 of 1 files pass" in rules.summary(table)


def test_text_larger_than_a_journal_wants_fails_but_its_panel_letters_do_not():
    wanted, facts = journals.specification("nature"), GOOD | {"width_mm": 89, "lines_pt": frozenset({0.5})}
    letters = rules.judged("t", "t.pdf", Facts(**facts | {"sizes_pt": frozenset({6.0, 8.0})}), wanted)
    assert set(letters["verdict"]) == {"pass"}
    large = rules.judged("t", "t.pdf", Facts(**facts | {"sizes_pt": frozenset({6.0, 9.0})}), wanted)
    assert list(large.loc[large["verdict"] == "fail", "rule"]) == ["largest text"]


def test_advice_that_is_not_kept_is_told_and_fails_nothing():
    table = rules.judged(
        "t", "t.pdf", Facts(**GOOD | {"lines_pt": frozenset({0.7})}), journals.specification("frontiers")
    )
    assert list(table.loc[table["verdict"] != "pass", "verdict"]) == ["advice"]
    assert "1 of 1 files pass every rule" in rules.summary(table)
    assert "advice not kept in 1 files" in rules.summary(table)
