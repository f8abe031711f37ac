"""Tables of other trials in print."""

import numpy as np
import pandas as pd

from analysis.report.words.tables import comparators

ROW = {"endpoint": "OS", "reference": "a (T)", "n": 20, "n_event": 9, "conf_low": np.nan, "conf_high": np.nan,
       "p_value": np.nan, "at": "", "unit": "", "note": "", "reason": ""}  # fmt: skip


def test_a_line_holds_all_rows_of_an_arm():
    rows = pd.DataFrame([
        ROW | {"estimand": "expected", "estimate": 12.34, "unit": "events", "note": "one"},
        ROW | {"estimand": "observed_expected", "estimate": 0.73, "conf_low": 0.33, "conf_high": 1.38, "note": "one"},
        ROW | {"estimand": "log_rank", "estimate": 0.9, "p_value": 0.343},
        ROW | {"estimand": "difference", "at": 11.9, "estimate": 0.1, "conf_low": -0.1, "conf_high": 0.3,
               "unit": "proportion", "note": "two"}])  # fmt: skip
    (line,) = comparators.beside(rows).to_dict("records")
    assert line == {
        "Beside": "a (T)", "Endpoint": "OS", "Observed events": "9", "Expected": "12.3",
        "Observed / expected (95% CI)": "0.73 (0.33–1.38)", "P": "0.343",
        "Difference (95% CI)": "10.0 percentage points (−10.0 to 30.0)", "At": "11.9", "Note": "one; two"}  # fmt: skip
