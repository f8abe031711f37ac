"""A few changes of rows, parameters and code; the long form: python -m tests.changes --trials 500."""

import pytest

from tests.changes import campaign


@pytest.mark.parametrize("seed", range(3))
def test_all_that_a_change_does_is_told_with_its_cause_and_nothing_else(seed):
    found = campaign.trial(seed)
    assert (found.missed, found.without_cause, found.elsewhere) == (0, 0, 0), found


def test_the_changes_do_change_results_and_one_that_is_not_told_is_counted(monkeypatch):
    found = campaign.trial(1)
    assert found.kind == "parameter"
    assert found.changed
    monkeypatch.setattr(campaign.items, "COMPARED", ["n"])  # as if the other columns were not looked at
    assert campaign.trial(1).missed
