"""One endpoint sorted once."""

import numpy as np

from analysis.estimates.cutoff.timeline import at_risk, timeline


def test_at_risk_counts_those_whose_time_is_at_least_the_event_time():
    line = timeline(np.array([3.0, 1.0, 2.0, 2.0]), np.array([False, True, True, False]))
    assert at_risk(line, np.ones((4, 1), bool)).ravel().tolist() == [3, 4]
