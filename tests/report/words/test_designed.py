"""The declared design in words."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.estimates import design
from analysis.report.words import designed
from analysis.study.declaration.design import Design
from tests import shipped


def study(**said):
    given = shipped.study()
    return replace(given, declaration=given.declaration.model_copy(update={"design": Design(**said) if said else None}))


SIMON = {"p0": 0.05, "p1": 0.25, "r1": 0, "n1": 9, "r": 2, "n": 20}
BAYES = {"prior": [1, 1], "p0": 0.2, "success": 0.95, "n": 30}


def test_what_is_asked():
    assert designed.asked(study()) == designed.UNDECLARED
    words = designed.asked(study(simon=SIMON | {"n": 17}))
    assert (
        "stops after 9 subjects with 0 responses or fewer, and more than 2 in 17 reject a rate of 5% or less" in words
    )
    assert "probability of 4.7% where the rate is 5%, and of 81.2% where it is 25%" in words
    assert "stops early with 63.0% and has 12.0 subjects on average" in words  # as Simon 1989 prints
    assert "with the prior beta(1, 1): is the rate above 20%, shown where that is" in designed.asked(study(bayes=BAYES))
    assert "against a median of 12 months" in designed.asked(study(survival={"endpoint": "OS", "median": 12}))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"simon": SIMON}, "which asks for more than 2: 9 responses in 20 subjects: 45.0% ("),
        (
            {"simon": SIMON | {"n1": 22, "n": 30}},
            "cannot be applied: the first stage is not complete: 20 of 22 subjects.",
        ),
        ({"bayes": BAYES}, "9 responses in 20 subjects: 45.5% (95%\u00a0CI"),
        ({"survival": {"endpoint": "OS", "median": 12}}, "against median 12 months: observed / expected 0.4"),
        (
            {"survival": {"endpoint": "OS", "rate": 0.3, "at": 24}},
            "against 0.3 at 24 months: difference 25.0 percentage",
        ),
    ],
)
def test_what_came_of_it(said, words):
    given = study(**said)
    rows = design.inference(given)
    found = designed.found(rows)
    assert words in found
    as_text = rows.astype(object).where(rows.notna(), "").map(str)
    assert designed.found(as_text) == found  # as read from results.csv


def test_a_verdict_follows_the_count():
    rows = design.inference(study(simon=SIMON))
    assert "which rejects a rate of 5% or less (P < 0.001)" in designed.found(rows)
    assert "which does not reject" in designed.found(rows.assign(n_event=2))
    assert designed.found(pd.DataFrame({"grouping": ["sex"]})) == ""
