"""Groups that become known later are never compared from time 0 alone."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.efficacy.guard import known_after_start, marked
from tests.estimates.survival.samples import CLEARANCE, SEPARATED


def test_groups_known_at_the_start_need_no_guard():
    assert known_after_start(SEPARATED, CLEARANCE, 0, "x") is None
    assert marked(pd.DataFrame({"note": ["a"]}), None, "months")["naive"].tolist() == [False]


def test_rows_of_groups_known_later_are_naive_and_say_since_when():
    known = known_after_start(SEPARATED, CLEARANCE, 1.5, "x")
    table = marked(pd.DataFrame({"note": ["a"]}), known, "months")
    assert table["naive"].tolist() == [True]
    words = "naive: group known only from 1.5 months, compared from time 0 (immortal time)"
    assert table["note"].tolist() == [f"a; {words}"]


@pytest.mark.parametrize("known_at", [None, np.nan])
def test_an_unstated_time_is_refused(known_at):
    with pytest.raises(ValueError, match="known_at of x"):
        known_after_start(SEPARATED, CLEARANCE, known_at, "x")
