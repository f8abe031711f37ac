"""The words of tables: captions filled with their facts, those that tables of each endpoint share."""

import pandas as pd
import pytest

from analysis.report.words.tables import titled
from analysis.report.words.tables.patients import characteristics


def test_captions_are_filled_with_their_facts():
    baseline = titled("3_nk_phenotype", "baseline").said({"months": 24.0, "neither": ["A-1", "A-2"]})
    assert "long (> 24 months) and short (≤ 24 months)" in baseline
    assert baseline.endswith("neither long nor short: A-1, A-2.")
    assert "“After cycle 2”" in titled("3_nk_phenotype", "changes").said({"visit": "After cycle 2"})
    assert "per 2.5 percentage points" in titled("3_nk_phenotype", "continuous").said({"points": 2.5})


def test_printed_characteristics_name_each_once_and_keep_their_counts():
    rows = pd.DataFrame({"characteristic": "Sex", "level": list("MFUX"), "n": [1, 295, 4, 0],
                         "percent": [0.33, 98.33, 1.33, 0.0]})  # fmt: skip
    table = characteristics(rows)
    assert table.to_numpy().tolist() == [
        ["Sex", "M", "1 (<1%)"], ["", "F", "295 (98%)"], ["", "U", "4 (1%)"], ["", "X", "0 (0%)"]]  # fmt: skip
    assert [cell.value for cell in table["n (%)"]] == [1, 295, 4, 0]


def test_tables_of_several_endpoints_share_their_words():
    assert titled("1_overall_survival", "pfs_tests") == titled("1_overall_survival", "os_tests")
    assert titled("1_overall_survival", "os_tests").caption.startswith("Comparisons of groups")
    assert titled("1_overall_survival", "alive_progressed").caption.startswith("Shortest and longest")
    with pytest.raises(KeyError, match="no words for a table 'os_nothing'"):
        titled("1_overall_survival", "os_nothing")
