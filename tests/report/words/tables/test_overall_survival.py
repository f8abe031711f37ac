"""The tables of 1_overall_survival in print, and the words that a table of each endpoint shares."""

import pandas as pd
import pytest

from analysis.report.words.tables import titled
from analysis.report.words.tables.overall_survival import characteristics


def test_printed_characteristics_name_each_once_and_keep_their_counts():
    rows = pd.DataFrame({"characteristic": "Sex", "level": ["M", "F"], "n": [1, 299], "percent": [0.33, 99.67]})
    table = characteristics(rows)
    assert table.to_numpy().tolist() == [["Sex", "M", "1 (<1%)"], ["", "F", "299 (100%)"]]
    assert [cell.value for cell in table["n (%)"]] == [1, 299]


def test_tables_of_several_endpoints_share_their_words():
    assert titled("1_overall_survival", "pfs_tests") == titled("1_overall_survival", "os_tests")
    assert titled("1_overall_survival", "os_tests").caption.format(endpoint="OS") == "Comparisons of groups for OS."
    assert titled("1_overall_survival", "alive_progressed").caption.startswith("Shortest and longest")
    with pytest.raises(KeyError, match="no words for a table 'os_nothing'"):
        titled("1_overall_survival", "os_nothing")
