"""Recorded verdicts."""

import pytest

from analysis.report import ledger as published
from tests.report.ledger.samples import CASE, ENTRIES, FOUND, ledger


def test_the_summary_counts_printed_numbers_apart_from_statements():
    claim = {"statement": "A claim without a number.", "reason": "No number is printed."}
    found = published.summary(published.verdicts(ledger(*(e for e, _ in CASE), claim), FOUND.drop(index=1)))
    assert found.counts == {"reproduced": 3, "near": 0, "conflict": 0, "differs": 0, "not recomputable": 1}
    assert found.statements == 1
    assert found.sentence == (
        "Of 4 published numbers: 3 reproduced, 1 not recomputable. "
        "1 further statement (a definition, a figure or a claim without a number) is listed with its reason."
    )


def test_worse_lists_what_fell_and_what_left_and_nothing_else():
    recorded = published.baseline(published.verdicts(ENTRIES, FOUND))
    assert recorded["verdict"].tolist() == ["reproduced"] * 4
    assert published.worse(published.verdicts(ENTRIES, FOUND), recorded).empty
    now = published.verdicts(ENTRIES.drop(index=0), FOUND.drop(index=1))
    fallen = published.worse(now, recorded)
    assert fallen[["id", "recorded", "verdict", "why"]].to_numpy().tolist() == [
        ["L-0", "reproduced", "not recomputable", "no longer in the ledger"],
        ["L-1", "reproduced", "not recomputable", "no result row with these keys"],
    ]


def test_a_verdict_that_got_better_or_is_new_is_not_worse():
    now = published.verdicts(ENTRIES, FOUND)
    recorded = published.baseline(now).head(2).assign(verdict=["not recomputable", "near"])
    assert published.worse(now, recorded).empty


def test_the_order_of_verdicts_runs_from_reproduced_to_not_recomputable():
    assert published.VERDICTS == ["reproduced", "near", "conflict", "differs", "not recomputable"]
    now = published.verdicts(ENTRIES, FOUND).assign(verdict="conflict")
    for recorded, fell in {"near": True, "conflict": False, "differs": False}.items():
        assert published.worse(now, published.baseline(now).assign(verdict=recorded)).empty is not fell


def test_a_recorded_verdict_that_does_not_exist_is_refused():
    now = published.verdicts(ENTRIES, FOUND)
    with pytest.raises(ValueError, match="recorded verdict 'fine' is none of"):
        published.worse(now, published.baseline(now).assign(verdict="fine"))
