"""Key numbers: what each is called, how it is printed, and what stands behind it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.report import parts


def key_rows(**row):
    blank = dict.fromkeys(vocabulary.RESULT_COLUMNS, "") | {"population": "all", "n": 20, "n_event": 14}
    return pd.DataFrame([blank | row])


@pytest.mark.parametrize(("row", "card"), [
    ({"endpoint": "OS", "estimand": "median", "method": "Kaplan-Meier; log", "estimate": 28.55, "conf_low": 13.6,
      "unit": "months"}, ("Median OS", "28.6 months", "95% CI 13.6–NR; 14 deaths in 20")),
    ({"endpoint": "PFS", "estimand": "median", "method": "Kaplan-Meier; log", "conf_low": 310.0, "unit": "days",
      "n_event": 1}, ("Median PFS", "not reached", "95% CI 310–NR; 1 event in 20")),
    ({"endpoint": "OS", "estimand": "follow_up", "method": "reverse Kaplan-Meier; log-log", "estimate": 588.0,
      "conf_low": 511.0, "conf_high": 821.0, "unit": "days", "n_event": 6},
     ("Median follow-up", "588 days", "95% CI 511–821; 6 of 20 without event")),
    ({"endpoint": "BOR", "estimand": "proportion", "group": "ORR", "method": "Clopper-Pearson", "estimate": 0.45,
      "conf_low": 0.231, "conf_high": 0.685, "n_event": 9},
     ("Objective response", "45.0%", "95% CI 23.1–68.5; 9 of 20 subjects")),
])  # fmt: skip
def test_a_key_number_says_what_stands_behind_it(row, card):
    study = SimpleNamespace(subjects=range(20), data_cutoff=None)
    assert parts.key_numbers(study, key_rows(**row))[1] == card
