"""What a table says once: families of adjusted P values, and what stands for no number."""

import pandas as pd

from analysis.report.words import captions


def test_each_family_is_said_once_with_its_size():
    tidy = pd.DataFrame({"family": ["sex: OS (1 test)", "", None, "sex: OS (1 test)", "age: OS, PFS (2 tests)"]})
    assert captions.families(tidy) == "Adjusted P within sex: OS (1 test); age: OS, PFS (2 tests)."
    assert captions.families(tidy.assign(family="")) == captions.families(tidy[[]]) == ""


def test_what_every_row_says_is_said_once():
    frame, words = captions.shared(pd.DataFrame({"Endpoint": ["OS", "OS"], "n": ["8", "8"], "P": ["0.1", "0.2"]}))
    assert (list(frame), words) == (["P"], "All rows: overall survival; n = 8.")


def test_short_forms_are_explained():
    assert captions.abbreviations(pd.DataFrame({"HR (95% CI)": ["NE (0–1)"]})) == "NE: not estimable."
