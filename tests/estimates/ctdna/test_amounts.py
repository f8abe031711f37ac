"""ctDNA without variants: amounts or detected yes/no of each draw are enough for change and clearance."""

import pandas as pd
import pytest

from analysis.estimates.ctdna import amounts
from analysis.estimates.ctdna.draws import Draws
from analysis.estimates.ctdna.response import delta, ever_clearance
from analysis.study.problems import NotInData

VISITS = ["Baseline", "After cycle 2"]


def sheet(**columns):
    """Two draws of three subjects, with columns of six values, and names made for the draws."""
    rows = [{"USUBJID": name, "AVISIT": visit, "AVISITN": 2.0 * n, "ADY": 1 + 42.0 * n}
            for name in "ABC" for n, visit in enumerate(VISITS)]  # fmt: skip
    return amounts.drawn(pd.DataFrame(rows).assign(**columns))


def test_amounts_give_detection_change_and_clearance_in_their_own_unit():
    table = amounts.by_sample(sheet(AVAL=[8, 2, 5, 0, 0.5, 1], AVALU="MTM/mL"))
    assert table["detected"].tolist() == [True, True, True, False, True, True]
    assert delta(table)["PCHG"].tolist() == [-75, -100, 100]
    assert ever_clearance(table)["cleared"].tolist() == [False, True, False]
    assert table.attrs == {"unit": "MTM/mL", "notes": []}


def test_detected_yes_or_no_gives_clearance_and_no_amount():
    table = amounts.by_sample(sheet(DETFL=["Y", "N", "Y", "Y", "N", "N"]))
    assert ever_clearance(table)["cleared"].tolist() == [True, False, True]
    assert delta(table).empty


def test_draws_that_say_nothing_are_no_result_and_contradictions_are_told():
    table = amounts.by_sample(sheet(AVAL=[8, None, 5, 0.1, 1, 0], DETFL=["Y", None, "Y", "N", "Y", "Y"]))
    assert len(table) == 5
    assert table["detected"].tolist() == [True, True, False, True, True]
    first, second = table.attrs["notes"]
    assert first.startswith("samples: 1 draws without an amount")
    assert second.startswith("samples: DETFL and AVAL disagree in 2 draws")


@pytest.mark.parametrize(
    ("columns", "words"),
    [({}, "neither AVAL"), ({"AVAL": 1.0, "AVALU": ["%", "fraction"] * 3}, "%, fraction; expected one unit")],
)
def test_a_sheet_without_amounts_or_with_several_units_is_left_out(columns, words):
    with pytest.raises(NotInData, match=words):
        amounts.by_sample(sheet(**columns))


def test_what_needs_variants_says_so():
    draws = Draws(pd.DataFrame(), pd.DataFrame(), amounts.by_sample(sheet(DETFL="Y")), of_variants=False)
    for made in (draws.overview, lambda: draws.mutation("KRAS")):
        with pytest.raises(NotInData, match="needs variants"):
            made()
