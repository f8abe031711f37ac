"""What estimates of several causes take: codes in the order of the causes, counts at each time."""

import pandas as pd
import pytest

from analysis.estimates.competing import inputs

CAUSE = pd.Categorical(["y", "x", None, "x"], ["x", "y"], ordered=True)


def test_codes_follow_the_order_of_the_causes_and_0_is_censored():
    own = inputs.causes(pd.DataFrame({"time": [2.0, 1, 3, 2], "cause": CAUSE}))
    assert (own.code.tolist(), own.names) == ([2, 1, 0, 1], ["x", "y"])
    times, n_risk, events, where = inputs.counts(own)
    assert (times.tolist(), n_risk.tolist()) == ([1, 2, 3], [4, 3, 1])
    assert events.tolist() == [[1, 0], [1, 1], [0, 0]]
    assert where.tolist() == [1, 0, 2, 1]


@pytest.mark.parametrize("time", [[], [-1.0]])
def test_no_subjects_and_no_times_are_refused(time):
    cause = pd.Categorical(["x"] * len(time), ["x"], ordered=True)
    with pytest.raises(ValueError, match="expected subjects, each with a time of 0 or more"):
        inputs.causes(pd.DataFrame({"time": time, "cause": cause}))
