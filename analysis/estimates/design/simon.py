"""Simon's two-stage design with one arm: what it promises, and inference from its result that respects the stages.

n1 subjects in the first stage, after which the trial stops with r1 responses or fewer; n in all, and more than r
responses reject that the rate is p0. Source: Simon 1989, Control Clin Trials 10:1; Jung & Kim 2004, Stat Med 23:881
(UMVUE); Koyama & Chen 2008, Stat Med 27:3145 (P value); Jennison & Turnbull 1983, Technometrics 25:49 (limits).
"""

from collections import namedtuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import comb
from scipy.stats import binom

Result = namedtuple("Result", "estimate conf_low conf_high p_value reject limit n")


class Simon(namedtuple("Simon", "r1 n1 r n")):
    """The boundaries of a two-stage design; of a result with `responses` in `n` subjects, `Simon.result`."""

    def at_least(self, responses, rate):
        """The probability at a rate that the trial ends with as many responses or more, in the order of the stages.

        Every end of the second stage is more than any of the first.
        """
        if responses <= self.r1:
            return binom.sf(responses - 1, self.n1, rate)
        first = np.arange(self.r1 + 1, self.n1 + 1)
        return binom.pmf(first, self.n1, rate) @ binom.sf(responses - first - 1, self.n - self.n1, rate)

    def promises(self, p0, p1):
        """The design's own numbers: {alpha, power, stop (at p0, after the first stage), expected_n (at p0)}."""
        stop = binom.cdf(self.r1, self.n1, p0)
        return {"alpha": self.at_least(self.r + 1, p0), "power": self.at_least(self.r + 1, p1), "stop": stop,
                "expected_n": self.n1 + (1 - stop) * (self.n - self.n1)}  # fmt: skip

    def umvue(self, responses):
        """The unbiased estimate of the rate that varies least, from the responses at the end."""
        if responses <= self.r1:
            return responses / self.n1
        first = np.arange(max(self.r1 + 1, responses - self.n + self.n1), min(responses, self.n1) + 1)
        second = comb(self.n - self.n1, responses - first)
        return float((comb(self.n1 - 1, first - 1) @ second) / (comb(self.n1, first) @ second))

    def limits(self, responses, conf_level=0.95):
        """The limits of the rate that each leave half of what conf_level leaves, in the order of the stages."""
        tail = (1 - conf_level) / 2
        last = self.n if responses > self.r1 else self.n1
        low = _rate(lambda rate: self.at_least(responses, rate) - tail) if responses else 0.0
        above = self.r1 + 1 if responses == self.r1 else responses + 1
        high = _rate(lambda rate: self.at_least(above, rate) - (1 - tail)) if responses < last else 1.0
        return low, high

    def as_run(self, n, p0):
        """The design with the number of subjects that the second stage had, and the r that keeps its alpha at p0."""
        if n in (self.n1, self.n):
            return self
        alpha, run = self.at_least(self.r + 1, p0), self._replace(n=n)
        kept = [r for r in range(self.r1, n + 1) if run.at_least(r + 1, p0) <= alpha]
        return run._replace(r=kept[0])

    def result(self, responses, n, p0, conf_level=0.95):
        """The Result: UMVUE, limits, one-sided P of p0, whether it rejects, the responses beyond which, subjects.

        n: subjects evaluated, whose number may differ from the design's in the second stage (`as_run`). ValueError for
        counts that this design cannot end with: fewer than n1 subjects, responses beyond r1 in n1, or no more than r1
        in a second stage.
        """
        stage = 1 if n == self.n1 else 2
        if n < self.n1:
            raise ValueError(f"the first stage is not complete: {n} of {self.n1} subjects")
        if (stage == 1) != (responses <= self.r1):
            after = "stops" if responses <= self.r1 else "goes on"
            raise ValueError(f"with {responses} responses the trial {after} after {self.n1} subjects; there are {n}")
        run = self.as_run(n, p0)
        low, high = run.limits(responses, conf_level)
        p_value = float(run.at_least(responses, p0))
        return Result(run.umvue(responses), low, high, p_value, responses > run.r, run.r, n)


def _rate(distance):
    return float(brentq(distance, 0, 1, xtol=1e-12))
