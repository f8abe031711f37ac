"""Ratios of subdistribution hazards: Fine and Gray's model of the cumulative incidence of a cause.

Source: Fine & Gray 1999, J Am Stat Assoc 94:496; weights, ties (Breslow) and variance as R's cmprsk::crr.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.estimates import facts
from analysis.estimates.competing.inputs import DELAYED, causes
from analysis.estimates.survival.checks import levels_in
from analysis.estimates.survival.curve import product_limit, z_value
from analysis.vocabulary import FINE_GRAY

STEPS, ENOUGH = 50, 1e-10
FEWEST = 1  # events of the cause in each group, without which a ratio has no maximum


def subdistribution_ratio(frame, group, *, cause, reference, conf_level=0.95):
    """The ratio of each other level to the reference: group, reference, estimate, limits, p_value, n, n_event.

    Wald limits and P with a variance that knows that the weights are estimated; n, n_event of the two levels. NaN with
    the reason where a level has no event of the cause, and with `entry`. ValueError for an unknown reference or cause.
    """
    labels = group.reindex(frame.index).dropna()
    own, levels = causes(frame.loc[labels.index]), levels_in(labels)
    if reference not in levels or cause not in own.names:
        raise ValueError(f"reference {reference!r}, cause {cause!r}; expected one of {levels} and of {own.names}")
    others = [level for level in levels if level != reference]
    event = own.code == own.names.index(cause) + 1
    known = [level for level in levels if event[(labels == level).to_numpy()].sum() >= FEWEST]
    fitted = [level for level in others if level in known] if reference in known and own.start is None else []
    kept = labels.isin([reference, *fitted]).to_numpy()
    beta, error = np.full((2, len(fitted)), np.nan)
    if fitted:
        x = np.column_stack([(labels == level).to_numpy(float)[kept] for level in fitted])
        kind = np.where(event, 1, np.where(own.code > 0, 2, 0))[kept]
        beta, variance = fit(x, own.time[kept], kind)
        error = np.sqrt(np.diag(variance))
    rows = []
    for level in others:
        at = fitted.index(level) if level in fitted else None
        both = labels.isin([reference, level]).to_numpy()
        without = " and ".join(str(one) for one in (level, reference) if one not in known)
        values = [np.nan, np.nan] if at is None else [beta[at], error[at]]
        reach = z_value(conf_level) * values[1]
        rows.append({
            "group": level, "reference": reference, "estimate": np.exp(values[0]),
            "conf_low": np.exp(values[0] - reach), "conf_high": np.exp(values[0] + reach),
            "p_value": 2 * norm.sf(abs(values[0] / values[1])), "n": int(both.sum()), "n_event": int(event[both].sum()),
            "method": FINE_GRAY,
            **facts.missing("" if at is not None else f"no events in {without}" if without else DELAYED)})  # fmt: skip
    return pd.DataFrame(rows)


def fit(x, time, kind):
    """Coefficients (p,) and their variance (p, p) of covariates x (n, p); kind: 1 the cause, 2 another, 0 censored."""
    risk = _Weighted(x, time, kind)
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        score, information, *_ = risk.moments(beta)
        step = np.linalg.solve(information, score)
        beta = beta + step
        if np.abs(step).max() < ENOUGH:
            break
    return beta, risk.variance(beta)


class _Weighted:
    """The risk sets of the event times: who had another cause stays in them, with a falling weight."""

    def __init__(self, x, time, kind):
        self.x, self.time, self.kind = x, time, kind
        self.at, self.dying = np.unique(time[kind == 1], return_counts=True)
        censored = product_limit(time, kind == 0)  # of all who leave at a time the events go first
        self.censored = censored

        def before(when):
            return np.append(1.0, censored.survival)[np.searchsorted(censored.time, when, side="left")]

        share = before(self.at)[:, None] / before(time)[None, :]
        self.gone = (time[None, :] < self.at[:, None]) & (kind == 2)[None, :]  # with another cause before
        self.weight = np.where(time[None, :] >= self.at[:, None], 1.0, np.where(self.gone, share, 0.0))

    def moments(self, beta):
        """Score, information, and at each event time the mean of x and the sum of the weights."""
        risk = self.weight * np.exp(self.x @ beta)
        total = risk.sum(1)
        mean = risk @ self.x / total[:, None]
        second = np.einsum("tn,ni,nj->tij", risk, self.x, self.x) / total[:, None, None]
        spread = second - np.einsum("ti,tj->tij", mean, mean)
        score = self.x[self.kind == 1].sum(0) - self.dying @ mean
        return score, np.einsum("t,tij->ij", self.dying, spread), mean, risk / total[:, None]

    def variance(self, beta):
        """The sandwich of each subject's part of the score, and of what its censoring gave the weights."""
        _, information, mean, share = self.moments(beta)
        # x minus its mean, times what was expected of the subject at each event time
        apart = self.x[None, :, :] - mean[:, None, :]
        expected = apart * (share * self.dying[:, None])[:, :, None]
        place = np.searchsorted(self.at, self.time)
        own = np.where((self.kind == 1)[:, None], self.x - mean[np.minimum(place, len(self.at) - 1)], 0.0)
        parts = own - expected.sum(0)
        times, leaving = self.censored.time, self.censored.n_event  # its events are the censorings
        # by the time u of a censoring: what is expected at or after u of those who had another cause before u
        late = (self.at[:, None] >= times[None, :]).astype(float)
        early = (self.time[:, None] < times[None, :]).astype(float)
        weighed = np.einsum("tni,tu,nu->ui", np.where(self.gone[:, :, None], expected, 0.0), late, early)
        n_risk = self.censored.n_risk
        hazard = leaving / n_risk
        there = self.time[:, None] >= times[None, :]
        gone = (self.time[:, None] == times[None, :]) & (self.kind == 0)[:, None]
        psi = (gone - there * hazard[None, :]) @ (weighed / n_risk[:, None])
        influence = (parts + psi) @ np.linalg.inv(information)
        return influence.T @ influence
