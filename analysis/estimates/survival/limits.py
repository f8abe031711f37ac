"""Pointwise confidence limits of a survival probability."""

import numpy as np
from scipy.stats import norm

from analysis.estimates.survival.checks import one_of
from analysis.vocabulary import CONF_TYPES


def z_value(conf_level):
    """Two-sided standard normal quantile of a confidence level between 0 and 1, e.g. 1.96 for 0.95.

    ValueError for another level.
    """
    if not 0 < conf_level < 1:
        raise ValueError(f"conf_level is {conf_level!r}; expected a number between 0 and 1")
    return float(norm.ppf(0.5 + conf_level / 2))


def survival_limits(survival, log_variance, *, conf_type, conf_level=0.95):
    """Lower and upper limits of S(t), each of the shape of `survival`.

    `log_variance` is Greenwood's sum d/(n(n-d)), the variance of log S. The interval is symmetric on the scale
    that conf_type names. At S = 1 both limits are 1; at S = 0 they do not exist and are NaN, as in R's survfit.
    """
    one_of(conf_type, CONF_TYPES, "conf_type")
    inside = (survival > 0) & (survival < 1)
    safe = np.where(inside, survival, 0.5)
    reach = z_value(conf_level) * np.sqrt(np.where(inside, log_variance, 0.0))
    width = reach / np.log(safe)  # negative, for log S is
    low, high = {
        "plain": (safe - safe * reach, safe + safe * reach),
        "log": (safe * np.exp(-reach), safe * np.exp(reach)),
        "log-log": (safe ** np.exp(-width), safe ** np.exp(width)),
    }[conf_type]
    edge = np.where(survival >= 1, 1.0, np.nan)
    return np.where(inside, np.clip(low, 0, 1), edge), np.where(inside, np.clip(high, 0, 1), edge)
