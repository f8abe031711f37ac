"""What a table says once: families of adjusted P values, and what stands for no number."""

import string

import pandas as pd
import pytest

from analysis.report.words import captions


def test_each_family_is_said_once_with_its_size():
    tidy = pd.DataFrame({"family": ["sex: OS (1 test)", "", None, "sex: OS (1 test)", "age: OS, PFS (2 tests)"]})
    assert captions.families(tidy) == "Adjusted P within sex: OS (1 test); age: OS, PFS (2 tests)."
    assert captions.families(tidy.assign(family="")) == captions.families(tidy[[]]) == ""


def test_a_family_is_told_in_words():
    labels = {"ctdna_clearance": "ctDNA clearance", "responders": "Best response CR or PR"}
    words = "ctDNA clearance in Best response CR or PR: OS (1 test)"
    assert captions.family("ctdna_clearance in responders: OS (1 test)", labels) == words
    assert captions.family("survivor: PD1 (1 test)") == "long against short survivors: PD1 (1 test)"
    assert captions.family("OS: 16 markers by cut-off (144 tests)", labels) == "OS: 16 markers by cut-off (144 tests)"


def test_what_every_row_says_is_said_once():
    frame, words = captions.shared(pd.DataFrame({"Endpoint": ["OS", "OS"], "n": ["8", "8"], "P": ["0.1", "0.2"]}))
    assert (list(frame), words) == (["P"], "All rows: overall survival; n = 8.")


def test_short_forms_are_explained():
    assert captions.abbreviations(pd.DataFrame({"HR (95% CI)": ["NE (0–1)"]})) == "NE: not estimable."


@pytest.mark.parametrize(
    ("column", "kept", "words"),
    [({"n": ["8"]}, ["n"], ""), ({"Note": ["", ""]}, ["Note"], ""), ({"Note": ["–", "–"]}, ["Note"], ""),
     ({"Group": ["a", "a"]}, ["Group"], ""), ({"Method": ["count", "count"]}, [], ""),
     ({"Endpoint": ["X9", "X9"]}, [], ""), ({"Events": ["3", "3"]}, [], "All rows: events: 3.")],
)  # fmt: skip
def test_one_row_blanks_and_what_tells_a_reader_nothing_are_not_said_once(column, kept, words):
    frame, said = captions.shared(pd.DataFrame(column))
    assert (list(frame), said) == (kept, words)


def test_short_forms_are_those_of_intervals_alone():
    cells = pd.DataFrame({"Median (95% CI)": ["NR (13.6–NR)", "NE"], "Note": ["", "NE"]})
    assert captions.abbreviations(cells) == "NR: not reached; NE: not estimable."
    assert captions.abbreviations(cells[["Note"]]) == ""
    assert captions.abbreviations(pd.DataFrame({"HR (95% CI)": ["0.55 (0.15–1.97)"]})) == ""


LONG = "x" * 25


def test_long_notes_become_letters_in_their_order_and_short_ones_stay():
    frame, notes = captions.footnoted(pd.DataFrame({"Note": [f"b; {LONG}", LONG, "", "–; b"]}))
    assert (frame["Note"].tolist(), notes) == (["a b", "b", "", "a"], {"a": "b", "b": LONG})
    assert captions.footnoted(pd.DataFrame({"Note": [LONG[:24]]}))[1] == {}
    assert captions.footnoted(pd.DataFrame({"P": ["0.1"]}))[1] == {}


def test_more_parts_of_notes_than_letters_stay_as_they_are():
    parts = [f"{letter}{LONG}" for letter in string.ascii_lowercase]
    assert list(captions.footnoted(pd.DataFrame({"Note": parts}))[1].values()) == parts
    assert captions.footnoted(pd.DataFrame({"Note": [*parts, LONG]}))[1] == {}
