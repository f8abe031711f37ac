"""A drawing function carries its words and draws as before."""

import pytest
import yaml

from analysis.figures import described
from analysis.figures.described import __file__ as module


def test_the_words_are_asked_with_the_arguments_of_the_drawing():
    @described(lambda table, *, unit: ({"n": len(table), "span": "1 to 2", "unit": unit, "events": 0}, table))
    def timeline(table, *, unit):
        return table, unit

    assert timeline([1], unit="days") == ([1], "days")
    assert timeline.words([1], unit="days").alt == "Timeline of 1 subjects over 1 to 2 days, 0 events."
    assert timeline.words([1], unit="days").data == [1]
    assert timeline.words([], unit="days") is None


def test_nothing_is_drawn_where_the_argument_that_counts_is_empty_or_the_facts_are_none():
    @described(lambda events, lanes: ({}, lanes) if events else None, of=1)
    def exposure(events, lanes):
        raise AssertionError

    assert exposure.words([1], []) is None
    assert exposure.words([], [1]) is None
    with pytest.raises(KeyError):  # a caption is never written without its facts
        exposure.words([1], [1])


def test_every_caption_has_its_alternative_text():
    with open(module.replace("described.py", "captions.yml"), encoding="utf-8") as file:
        captions = yaml.safe_load(file)
    assert all(set(texts) == {"caption", "alt"} and all(texts.values()) for texts in captions.values())
