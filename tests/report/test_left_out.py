"""What the data do not allow is left out with its reason, what rests on it too; every other error ends the section."""

import ast

import pytest

from analysis.report import blocks, left_out, notebook
from analysis.study.problems import NotInData

MEET = "def lacking():\n    raise NotInData('adae.csv has no column AREL')\n"


def run(*cells):
    """The names of a notebook after its cells ran, and what was said of what is left out."""
    said, names = [], {"NotInData": NotInData}
    names[left_out.GUARD] = left_out.Guard(names, said.append)
    for cell in cells:
        exec(compile(left_out.Guarded().visit(ast.parse(cell)), "cell", "exec"), names)
    return names, said


def test_a_reason_stands_in_place_of_a_statement_and_the_rest_runs():
    names, said = run(MEET, "a = 1\nb = lacking()\nc = 2", "d = a + c")
    assert said == ["adae.csv has no column AREL"]
    assert (names["d"], "b" in names) == (3, False)


def test_what_uses_a_name_left_out_is_left_out_with_the_same_words_until_it_is_made_anew():
    names, said = run(MEET, "b = lacking()", "c = [b]\nd = c", "c = 1\ne = c")
    assert said == ["adae.csv has no column AREL"] * 3
    assert names["e"] == 1
    assert "d" not in names


def test_a_value_made_before_does_not_stand_in_for_one_that_is_left_out():
    names, _ = run(MEET, "rows = 1", "rows = lacking()")
    assert "rows" not in names


def test_the_rounds_of_a_loop_are_left_out_one_by_one():
    loop = "for name in ('x', 'y'):\n    if name == 'x':\n        lacking()\n    shown.append(name)"
    names, said = run(MEET, "shown = []", loop)
    assert (names["shown"], len(said)) == (["x", "y"], 1)


def test_names_of_a_comprehension_are_its_own():
    names, _ = run(MEET, "name = lacking()", "made = {name: name for name in 'ab'}")
    assert names["made"] == {"a": "a", "b": "b"}


@pytest.mark.parametrize("wrong", ["{}['AREL']", "int('x')", "nowhere", "raise KeyError('AREL')"])
def test_a_mistake_of_the_program_is_never_left_out(wrong):
    with pytest.raises((KeyError, ValueError, NameError)):
        run(wrong)


def test_each_reason_is_listed_once_with_the_heading_above_it():
    why = blocks.Prose("**Left out:** no ADY", left_out="no ADY")
    section = [blocks.Heading(2, "Response", "r"), why, blocks.Prose("words"), blocks.Heading(2, "Later", "l"), why]
    assert blocks.left_out({"1_part": section}) == [("1_part", "Response", "no ADY")]


def test_a_part_says_a_reason_once():
    shown = [blocks.Prose("**Left out:** no ADY", left_out="no ADY")] * 2
    assert notebook._told([("code", shown)]) == shown[:1]
