"""A notebook as blocks: in order, without parts that showed nothing, with what a cell of one's own printed."""

import re

import nbformat
import pytest

from analysis.report import blocks, notebook
from analysis.report.blocks import Code, Heading, Output, Prose

WORDS, CODE = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
PRINTED = nbformat.v4.new_output("stream", text="seen\n")


def read(*cells):
    return notebook.read(nbformat.v4.new_notebook(cells=list(cells)), "1_part")


def output(block, **more):
    data = {"text/html": "<p>", "text/plain": "p", blocks.MIME: blocks.to_json(block) if block else {}}
    return nbformat.v4.new_output("display_data", data=data | more)


def test_headings_words_code_and_what_it_showed_keep_their_order():
    said = Prose("Said.")
    found = read(WORDS("# A\n\nWords.\n\nMore."), WORDS("## B & c"), CODE("x", outputs=[output(said), PRINTED]))
    assert found == [Heading(1, "A", "1_part-A"), Prose("Words.\n\nMore."), Heading(2, "B & c", "1_part-B-c"),
                     Code("x"), said, Output("seen")]  # fmt: skip


def test_a_part_whose_code_showed_nothing_is_left_out_but_not_its_code():
    cells = [WORDS("# A"), WORDS("## Empty\n\nWords."), CODE("if False: 1"), WORDS("## Full")]
    cells += [CODE("2", outputs=[PRINTED]), WORDS("## Only words")]
    found = [getattr(block, "text", getattr(block, "source", None)) for block in read(*cells)]
    assert found == ["A", "if False: 1", "Full", "2", "seen", "Only words"]


def test_an_output_that_is_nothing_for_the_report_leaves_its_part_empty():
    assert read(WORDS("## A"), CODE("section", outputs=[output(None)])) == [Code("section")]


def test_code_that_shows_nothing_is_joined_to_the_code_after_it():
    assert read(CODE("a"), CODE(""), CODE("b", outputs=[PRINTED])) == [Code("a\n\nb"), Output("seen")]


def test_a_picture_and_a_frame_of_ones_own_stay_visible():
    own = nbformat.v4.new_output("display_data", data={"text/plain": "<Figure>", "image/png": "aGk=\n"})
    frame = nbformat.v4.new_output("execute_result", data={"text/plain": "   a\n0  1", "text/html": "<table>"})
    assert read(CODE("x", outputs=[own, frame])) == [Code("x"), Output("<Figure>", "aGk="), Output("   a\n0  1")]


def test_signs_of_code_are_no_headings_and_equal_headings_have_places_of_their_own():
    found = list(notebook.written("## A\n```\n# no heading\n```\n#nor this\n## A", "s", set()))
    assert [(block.ident, block.text) for block in found if isinstance(block, Heading)] == [
        ("s-A", "A"),
        ("s-A-2", "A"),
    ]
    assert found[1].markdown == "```\n# no heading\n```\n#nor this"


@pytest.mark.parametrize(("section", "number"), [("2_ctdna", "2"), ("extra_part", ""), ("12_x", "12")])
def test_a_section_without_a_number_has_none(section, number):
    assert notebook.number(section) == number


def test_a_section_is_named_by_the_title_of_its_notebook():
    assert notebook.named("2_ctdna") == "2 ctDNA dynamics"
    assert notebook.named("9_nowhere") == "9_nowhere"


def test_a_place_is_safe_in_a_link():
    assert notebook.place("1_part", "a <b> & ü") == "1_part-a-b-"


def test_a_name_from_the_data_is_no_path():
    usual = ["os_by_sex", "PD-1+", "courses_sIL15"]
    assert [notebook.file_name(name) for name in usual] == usual
    hostile = ["../../x", "/etc/x", "a/b", "a-b/", ".x", "a\0b", "x" * 500, "<b>", "$(touch X)", "a%2fb", "", "ü/ß"]
    made = [notebook.file_name(name) for name in hostile]
    assert len(set(made)) == len(hostile)
    assert all(re.fullmatch(r"[\w+-][\w.+-]{0,110}", name) for name in made)
