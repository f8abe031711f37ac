"""Units behind numbers: known ones are taken off and told, others and bare numbers among them are refused."""

import pandas as pd

from analysis.study.tables.amounts import without_units


def test_numbers_keep_their_digits_and_a_factor_is_exact():
    found = without_units(pd.Series(["20 %", "< 0,1%", "0", "ND", ""]), {"%": 1})
    assert (found.cells.tolist(), found.wrong) == (["20", "<0,1", "0", "ND", ""], {})
    found = without_units(pd.Series(["12,5 %", "0.1%", "300 pg/mL"]), {"%": 0.01, "pg/ml": 0.001})
    assert found.cells.tolist() == ["0,125", "0.001", "0.3"]
    assert found.said[0] == "2 numbers had % behind them and are multiplied by 0.01"


def test_an_unknown_unit_and_a_bare_number_among_others_are_wrong():
    found = without_units(pd.Series(["20 %", "0.2", "5 ng"]), {"%": 1})
    assert found.wrong == {1: "a number with its unit, %, as elsewhere in the column", 2: "a number with its unit, %"}
    assert without_units(pd.Series(["2"]), {"%": 1, "x": 2}).wrong


def test_a_column_without_any_unit_is_in_the_one_that_is_declared():
    assert without_units(pd.Series(["300"]), {"pg/mL": 0.001}).cells.tolist() == ["0.3"]


def test_a_bare_zero_among_units_is_not_told():
    assert without_units(pd.Series(["20 %", "0"]), {"%": 1}).said == ["1 numbers had % behind them"]
