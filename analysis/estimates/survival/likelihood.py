"""Cox's partial likelihood with Efron or Breslow ties, strata and delayed entry: value, score and information."""

import numpy as np

from analysis.estimates.survival.checks import one_of

TIES = ("efron", "breslow")
SUMMED = 4_000_000  # event times x intervals, up to which risk sets are summed alone: a difference of sums can cancel
DIFFERENCE = 1e-6  # step in beta of the numerical curvature of the penalised likelihood


class PartialLikelihood:
    """Log partial likelihood of p covariates x (n, p) for times (n,) and bool events (n,).

    `start` (n,) makes rows intervals (start, time]; `strata` (n,) int codes give each stratum its own baseline.
    Sources: Cox 1972; Breslow 1974; Efron 1977; Therneau & Grambsch 2000, sections 3.1-3.3.
    """

    def __init__(self, x, time, event, *, start=None, strata=None, ties="efron"):
        one_of(ties, TIES, "ties")
        self.x = np.asarray(x, dtype=float)
        self.x, self.p = self.x - self.x.mean(0), self.x.shape[1]
        strata = np.zeros(len(time), dtype=int) if strata is None else strata
        start = None if start is None or not np.any(start > 0) else start
        self.parts = []
        for block in np.unique(strata[event]):
            rows = np.flatnonzero(strata == block)
            entry = None if start is None else start[rows]
            self.parts.append(_RiskSets(self.x[rows], time[rows], event[rows], entry, ties))

    def __call__(self, beta):
        """Value, score (p,) and information (p, p) at beta."""
        return self._sums(beta, order=2)[:3]

    def value(self, beta):
        """Log partial likelihood at beta."""
        return self(beta)[0]

    def with_third(self, beta):
        """Value, score, information, and the derivative of the information by each coefficient (p, p, p) at beta.

        The derivative is the sum over events of the third central moments of x in the risk set.
        """
        return self._sums(beta, order=3)

    def _sums(self, beta, order):
        value, score, information = 0.0, np.zeros(self.p), np.zeros((self.p, self.p))
        derivative = np.zeros((self.p,) * 3)
        for part in self.parts:
            log_sums, mean, second, third = part.moments(beta, order)
            value += (part.x_events @ beta).sum() - log_sums.sum()
            score += part.x_events.sum(0) - mean.sum(0)
            information += second.sum(0) - mean.T @ mean
            if order == 3:
                derivative += third.sum(0) + _central(mean, second)
        return value, score, information, derivative

    def at_events(self, beta):
        """Per event: its time (d,), covariates (d, p), their mean (d, p) and covariance (d, p, p) in the risk set."""
        rows = []
        for part in self.parts:
            _, mean, second, _ = part.moments(beta, order=2)
            covariance = second - np.einsum("ti,tj->tij", mean, mean)
            rows.append((part.times[part.row], part.x_events, mean, covariance))
        return tuple(np.concatenate(columns) for columns in zip(*rows, strict=True))


class Penalised:
    """Firth's penalised likelihood: the partial likelihood plus half the log determinant of its information.

    The score gains half the trace of the inverse information times its derivative. Source: Heinze & Schemper 2001.
    """

    def __init__(self, likelihood):
        self.likelihood, self.p = likelihood, likelihood.p

    def __call__(self, beta):
        """Penalised value, its score (p,) and its curvature (p, p) at beta.

        The curvature is the forward difference of the score, or the unpenalised information where it bends upwards.
        """
        value, score, information = self._score(beta)
        if not np.isfinite(value):
            return value, score, information
        rows = [score - self._score(beta + shift)[1] for shift in DIFFERENCE * np.eye(self.p)]
        curvature = np.array(rows) / DIFFERENCE
        curvature = (curvature + curvature.T) / 2
        bends_down = np.isfinite(curvature).all() and np.linalg.eigvalsh(curvature).min() > 0
        return value, score, curvature if bends_down else information

    def value(self, beta):
        """Penalised log partial likelihood at beta."""
        value, _, information = self.likelihood(beta)
        sign, log_determinant = np.linalg.slogdet(information)
        return value + log_determinant / 2 if sign > 0 else -np.inf

    def _score(self, beta):
        value, score, information, derivative = self.likelihood.with_third(beta)
        sign, log_determinant = np.linalg.slogdet(information)
        if sign <= 0 or not np.isfinite(log_determinant):
            return -np.inf, score, information
        gain = np.einsum("ij,jik->k", np.linalg.inv(information), derivative) / 2
        return value + log_determinant / 2, score + gain, information


class _RiskSets:
    """One stratum, ordered so that a sum over a risk set is one entry of a cumulative sum.

    Latest times come first: the risk set of an event time is then the first `n_risk` subjects, less those who enter at
    or after it. One row per event; under Efron the j-th of d tied events subtracts j/d of the tied events' sum.
    """

    def __init__(self, x, time, event, start, ties):
        self.x, self.p = x, x.shape[1]
        self.by_stop = np.argsort(-time, kind="stable")
        self.times, counts = times, _ = np.unique(time[event], return_counts=True)
        self.n_risk = len(time) - np.searchsorted(np.sort(time), times, side="left")
        self.by_start = None if start is None else np.argsort(-start, kind="stable")
        self.n_late = None if start is None else len(time) - np.searchsorted(np.sort(start), times, side="left")
        small = start is not None and len(times) * len(time) <= SUMMED
        self.at_risk = ((time >= times[:, None]) & (start < times[:, None])).astype(float) if small else None
        self.dying = np.flatnonzero(event)[np.argsort(time[event], kind="stable")]
        self.first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self.row = np.repeat(np.arange(len(times)), counts)
        within = np.arange(len(self.dying)) - self.first[self.row]
        self.fraction = within / counts[self.row] if ties == "efron" else np.zeros(len(self.dying))
        self.x_events = x[self.dying]
        self.powers = {order: _powers(x, order) for order in (2, 3)}

    def moments(self, beta, order):
        """Log of the weighted count, and the weighted first, second (and third) moments of x, one row per event."""
        eta = self.x @ beta
        top = eta.max()
        weighted = np.exp(eta - top)[:, None] * self.powers[order]
        total = weighted[self.by_stop].cumsum(0)[self.n_risk - 1] if self.at_risk is None else self.at_risk @ weighted
        if self.by_start is not None and self.at_risk is None:
            late = np.vstack([np.zeros(weighted.shape[1]), weighted[self.by_start].cumsum(0)])
            total = total - late[self.n_late]
        tied = np.add.reduceat(weighted[self.dying], self.first)
        sums = total[self.row] - self.fraction[:, None] * tied[self.row]
        ratio, p = sums[:, 1:] / sums[:, :1], self.p
        third = ratio[:, p + p * p :].reshape(-1, p, p, p) if order == 3 else None
        second = ratio[:, p : p + p * p].reshape(-1, p, p)
        return np.log(sums[:, 0]) + top, ratio[:, :p], second, third


def _central(mean, second):
    """What third raw moments lack of central ones, summed over events."""
    product = np.einsum("tij,tk->ijk", second, mean)
    cubes = np.einsum("ti,tj,tk->ijk", mean, mean, mean)
    return 2 * cubes - product - product.transpose(0, 2, 1) - product.transpose(2, 1, 0)


def _powers(x, order):
    """Columns 1, x, x x' (and x x' x'') of each row, flattened: shape (n, 1 + p + p^2 (+ p^3))."""
    n = len(x)
    columns = [np.ones((n, 1)), x, np.einsum("ni,nj->nij", x, x).reshape(n, -1)]
    if order == 3:
        columns.append(np.einsum("ni,nj,nk->nijk", x, x, x).reshape(n, -1))
    return np.hstack(columns)
