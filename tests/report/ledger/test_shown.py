"""The ledger's page: a published number as the paper prints it."""

import pytest

from analysis.report.ledger.shown import printed

BLANK = dict.fromkeys(["value", "conf_low", "conf_high", "p_value", "n", "n_event", "relation"], "")


@pytest.mark.parametrize(("row", "text"), [
    ({"value": "27.3", "conf_low": "0.76", "conf_high": "53.8"}, "27.3 (0.76–53.8)"),
    ({"value": "1.38", "conf_low": ".40", "conf_high": "4.73", "p_value": ".613"}, "1.38 (.40–4.73) P = .613"),
    ({"value": "", "p_value": "0.05", "relation": ">"}, "P > 0.05"),
    ({"value": "1", "n": "6"}, "1 (n = 6)"), ({"value": "3/6", "n": "6", "n_event": "3"}, "3/6"),
    ({"value": "45%", "n": "20", "n_event": "9"}, "45% (9 of 20)"),
])  # fmt: skip
def test_a_published_number_stands_as_it_is_printed(row, text):
    assert printed(BLANK | row) == text
