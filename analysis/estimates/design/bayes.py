"""A response rate with a beta prior: what is believed after the data, and what the planned end of the trial may show.

Source: Lee & Liu 2008, Clin Trials 5:93 (predictive probability); Thall & Simon 1994, Biometrics 50:337.
"""

from collections import namedtuple

import numpy as np
from scipy.stats import beta, betabinom

Posterior = namedtuple("Posterior", "estimate conf_low conf_high above predictive")


def posterior(responses, n, *, prior, p0, success=None, planned=None, conf_level=0.95):
    """The Posterior of a rate: its mean, an equal-tailed credible interval, and the probability that it is above p0.

    prior: the two parameters of a beta distribution. predictive: the probability that with all `planned` subjects the
    probability of being above p0 will be more than `success`; NaN without either. ValueError for counts that are none.
    """
    if not 0 <= responses <= n or (planned is not None and planned < n):
        raise ValueError(f"{responses} responses in {n} of {planned} subjects; expected 0 <= responses <= n <= planned")
    own = prior[0] + responses, prior[1] + n - responses
    low, high = beta.interval(conf_level, *own)
    predictive = np.nan
    if success is not None and planned is not None:
        more = np.arange(planned - n + 1)
        enough = beta.sf(p0, own[0] + more, own[1] + planned - n - more) > success
        predictive = float(betabinom.pmf(more, planned - n, *own) @ enough)
    return Posterior(own[0] / sum(own), float(low), float(high), float(beta.sf(p0, *own)), predictive)
