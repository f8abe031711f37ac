"""Limits of detection and quantification in droplets."""

import numpy as np
import pytest
from scipy import stats

from analysis.study.droplets import limits


def test_the_limit_of_detection_is_three_droplets_over_blanks_that_show_none():
    assert float(limits.detection_positives(20000)) == pytest.approx(-np.log(0.05))
    more = float(limits.detection_positives(20000, blank_rate=2e-4))  # 4 by chance: limit of blank 8
    assert stats.poisson.sf(8, more) == pytest.approx(0.95)


def test_the_limit_of_quantification_is_sixteen_droplets_at_25_percent():
    assert limits.quantification_positives() == 16
    with pytest.raises(ValueError, match="between 0 and 1"):
        limits.quantification_positives(cv=25)
