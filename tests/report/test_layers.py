"""Main text and appendix: what goes where, with its words and its code, and nothing lost or doubled."""

import itertools

import pytest

from analysis.report import layers
from analysis.report.blocks import Code, Figure, Heading, Prose

TITLE, WORDS = Heading(1, "A section", "a"), Prose("What it is.")


def figure(name, layer="main"):
    return Figure(name, f"Figure {name}", "", "", f"{name}.svg", name, layer=layer)


def part(name, *layers_of):
    shown = [figure(f"{name}{n}", layer) for n, layer in enumerate(layers_of)]
    return [
        Heading(2, name, name),
        Prose(f"About {name}."),
        *(block for one in shown for block in (Code(one.name), one)),
    ]


def test_a_part_of_the_appendix_goes_there_with_its_words_and_one_of_both_has_its_heading_in_both():
    only, both, main = part("x", "appendix"), part("y", "main", "appendix"), part("z", "main")
    first, more = layers.split([TITLE, WORDS, *only, *both, *main])
    assert first == [TITLE, WORDS, *both[:4], *main]
    assert more == [*only, Heading(2, "y", "y-appendix"), *both[4:]]


def test_words_that_are_said_to_be_main_keep_their_part_in_the_main_text():
    told = [Heading(2, "x", "x"), Code("x"), Prose("Nothing remains.", layer="main"), figure("t", "appendix")]
    first, more = layers.split([TITLE, *told])
    assert first == [TITLE, *told[:3]]
    assert more == [Heading(2, "x", "x-appendix"), told[3]]


def test_methods_of_a_section_stand_in_its_appendix_under_a_heading_of_their_own():
    method = Prose("How.", layer="appendix")
    first, more = layers.split([TITLE, WORDS, method])
    assert (first, more) == ([TITLE, WORDS], [Heading(2, "Methods", "a-appendix"), method])


def test_a_part_of_words_alone_is_main_text():
    words = [TITLE, WORDS, Heading(2, "x", "x"), Prose("Words.")]
    assert layers.split(words) == (words, [])
    assert layers.split([]) == ([], [])


@pytest.mark.parametrize("chosen", list(itertools.product(["main", "appendix"], repeat=3)))
def test_every_figure_stands_once_in_its_layer_and_in_its_order(chosen):
    shown = [TITLE, *part("x", *chosen[:2]), *part("y", chosen[2])]
    found = {name: [block for block in own if isinstance(block, Figure)]
             for name, own in zip(("main", "appendix"), layers.split(shown), strict=True)}  # fmt: skip
    for name, own in found.items():
        assert own == [block for block in shown if isinstance(block, Figure) and block.layer == name]


def test_no_place_is_given_twice():
    first, more = layers.split([TITLE, *part("x", "main", "appendix"), *part("y", "appendix")])
    idents = [block.ident for block in [*first, *more] if isinstance(block, Heading | Figure)]
    assert len(idents) == len(set(idents))
