"""Limits of blank, detection and quantification, in positive droplets of a sample.

Blanks are wells without template. What they show by chance sets the limit of blank: the count that 95% of blank samples
do not exceed. The limit of detection is the expected count that exceeds it with 95% probability (CLSI EP17 in Poisson
counts: 3.0 positive droplets where blanks show none). The limit of quantification is the count whose Poisson error,
1/√count, is the stated coefficient of variation.
"""

import numpy as np
from scipy import stats


def blank_positives(accepted, *, blank_rate, share=0.95):
    """The limit of blank: positive droplets that `share` of blank samples of this size do not exceed (array).

    `blank_rate` is the positive share of all droplets of blank wells.
    """
    return stats.poisson.ppf(share, np.asarray(accepted, float) * blank_rate)


def detection_positives(accepted, *, blank_rate=0.0, share=0.95):
    """The limit of detection: expected positive droplets that exceed the limit of blank with probability `share`."""
    blank = np.maximum(blank_positives(accepted, blank_rate=blank_rate, share=share), 0)
    return stats.chi2.ppf(share, 2 * (blank + 1)) / 2


def quantification_positives(*, cv=0.25):
    """The limit of quantification: positive droplets at which the Poisson error is `cv` (16 at 25%)."""
    if not 0 < cv < 1:
        raise ValueError(f"quantification_positives: cv {cv!r}; expected a share between 0 and 1")
    return cv**-2
