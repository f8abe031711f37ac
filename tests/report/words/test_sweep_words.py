"""What is said of a sweep."""

import numpy as np
import pytest

from analysis.estimates import cutoff
from analysis.report.words.sweep import sweep_sentences
from tests.swept import swept


def said(*args, **more):
    return "\n\n".join(sweep_sentences(*args, **more))


@pytest.fixture(scope="module")
def data():
    return swept()


def test_words_say_that_nothing_remains_or_name_what_does(data):
    markers, tte, table = data
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte)
    words = said(table, row, endpoint="OS")
    assert f"{int(row['found'][0])} of 18 comparisons" in words
    assert "no comparison remains" in words
    kept = table.assign(p_grid=np.where(table["marker"] == "CD8+", 0.01, 0.9))
    assert "remain**: CD8+" in said(kept, row.assign(found_grid=9), endpoint="OS")
    one = said(table, row, endpoint="OS", markers=["CD8+", "none+"]).split("\n\n", 1)[1]
    assert "9 cut-offs (7 distinct splits) unadjusted" in one
    assert one.count("**CD8+, OS.**") == 1
    assert "none+" not in one
    assert "No marker could be split" in said(table, row.assign(cells=0), endpoint="OS")
