"""From counts of droplets to copies: Poisson, with exact intervals that also hold when no droplet is positive.

Limits are counts of positive droplets of a sample. Blanks, wells without template, set that of blank: the count that
95% of blank samples do not exceed. That of detection is the expected count that exceeds it with 95% probability (CLSI
EP17 in Poisson counts: 3.0 where blanks show none), that of quantification the count whose Poisson error, 1/√count, is
the stated coefficient of variation.
"""

import numpy as np
from scipy import stats

DROPLET_NL = 0.85  # what QuantaSoft and QX Manager assume of a QX200's droplets
PG_PER_GENOME = 3.3  # DNA of one haploid human genome
NL_PER_UL, PG_PER_UG = 1000.0, 1e6


def per_droplet(positives, accepted, *, conf_level=0.95):
    """Copies per droplet, −ln(negative share), with limits: arrays (estimate, conf_low, conf_high).

    The limits are the Clopper-Pearson ones of the positive share, transformed. Without a negative droplet (saturated)
    estimate and upper limit are infinite; NaN without droplets. ValueError for counts that are negative, not whole, or
    more positives than droplets.
    """
    positives, accepted = np.broadcast_arrays(np.asarray(positives, float), np.asarray(accepted, float))
    wrong = (positives < 0) | (positives > accepted) | (positives % 1 != 0) | (accepted % 1 != 0)
    if wrong.any():
        pairs = ", ".join(f"{k:g} of {n:g}" for k, n in zip(positives[wrong], accepted[wrong], strict=True))
        raise ValueError(f"droplets: {pairs} positive; expected whole numbers, positives from 0 to accepted")
    tail = (1 - conf_level) / 2
    with np.errstate(all="ignore"):
        low = np.where(positives > 0, stats.beta.ppf(tail, positives, accepted - positives + 1), 0.0)
        high = np.where(positives < accepted, stats.beta.ppf(1 - tail, positives + 1, accepted - positives), 1.0)
        shares = np.where(accepted > 0, [positives / accepted, low, high], np.nan)
        return tuple(-np.log1p(-shares) + 0.0)  # no −0


def concentration(positives, accepted, *, droplet_nl=DROPLET_NL, conf_level=0.95):
    """Copies per µL of reaction with limits: arrays (estimate, conf_low, conf_high); see `per_droplet`."""
    found = per_droplet(positives, accepted, conf_level=conf_level)
    return tuple(copies * NL_PER_UL / droplet_nl for copies in found)


def ratio(target, reference):
    """The ratio of two concentrations with limits: arrays (estimate, conf_low, conf_high).

    target, reference: such triples. The limits are MOVER-R's (Donner & Zou 2012, Stat Methods Med Res 21:347) and hold
    at a target of 0. NaN where the reference is 0 or either is saturated; the upper limit is infinite where the
    reference's lower limit is 0.
    """
    top, top_low, top_high = (np.asarray(value, float) for value in target)
    base, base_low, base_high = (np.asarray(value, float) for value in reference)
    known = (base > 0) & np.isfinite(top) & np.isfinite(base) & np.isfinite(top_high) & np.isfinite(base_high)
    with np.errstate(all="ignore"):
        low = _limit(top, base, top_low, base_high, -1)
        high = np.where(base_low > 0, _limit(top, base, top_high, base_low, 1), np.inf)
        return tuple(np.where(known, value, np.nan) for value in (top / base, np.maximum(low, 0), high))


def _limit(top, base, top_limit, base_limit, sign):
    product, divisor = top * base, base_limit * (2 * base - base_limit)
    inside = product**2 - top_limit * base_limit * (2 * top - top_limit) * (2 * base - base_limit)
    # a reference known to worse than a factor of 2 leaves the formula; the limits of the parts bound the ratio
    usable = (divisor > 0) & (inside >= 0)
    return np.where(usable, (product + sign * np.sqrt(np.maximum(inside, 0))) / divisor, top_limit / base_limit)


def blank_positives(accepted, *, blank_rate, share=0.95):
    """The limit of blank: positive droplets that `share` of blank samples of this size do not exceed (array)."""
    return stats.poisson.ppf(share, np.asarray(accepted, float) * blank_rate)


def detection_positives(accepted, *, blank_rate=0.0, share=0.95):
    """The limit of detection: expected positive droplets that exceed the limit of blank with probability `share`."""
    blank = np.maximum(blank_positives(accepted, blank_rate=blank_rate, share=share), 0)
    return stats.chi2.ppf(share, 2 * (blank + 1)) / 2


def quantification_positives(*, cv=0.25):
    """The limit of quantification: positive droplets at which the Poisson error is `cv`. Raises ValueError."""
    if not 0 < cv < 1:
        raise ValueError(f"quantification_positives: cv {cv!r}; expected a share between 0 and 1")
    return cv**-2
