"""Gray's test of equal cumulative incidence of a cause in k groups.

Source: Gray 1988, Ann Stat 16:1141, with weight 1 (rho = 0), as R's cmprsk::cuminc; its variance takes the pooled
incidence of the cause, and ties as that package does.
"""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.estimates import facts
from analysis.estimates.competing.inputs import DELAYED, causes
from analysis.estimates.survival.checks import levels_in
from analysis.vocabulary import GRAY, Method


def gray_test(frame, group, *, cause, strata=None):
    """One row: estimate (chi-squared), df, p_value, n, n_event (of the cause), method, reason, note.

    frame: as `inputs.causes`; group: a Series by subject, of which missing ones do not count; cause: a name; strata: a
    Series (missing ones do not count), over whose values the scores are summed, as cuminc's strata. NaN with
    the reason for fewer than two groups, without events of the cause, and with `entry`. ValueError as `inputs.causes`.
    """
    labels = group.reindex(frame.index).dropna()
    blocks = pd.Series("", labels.index) if strata is None else strata.reindex(labels.index).dropna().astype(str)
    labels = labels.loc[blocks.index]
    own = causes(frame.loc[labels.index])
    levels = levels_in(labels)
    member = np.array([[label == level for level in levels] for label in labels], float)
    code = own.names.index(cause) + 1
    kind = np.where(own.code == code, 1, np.where(own.code > 0, 2, 0))
    row = {
        "estimate": np.nan,
        "df": len(levels) - 1,
        "p_value": np.nan,
        "n": len(labels),
        "n_event": int((kind == 1).sum()),
    }
    reason = "fewer than two groups" if len(levels) < 2 else "" if row["n_event"] else "no events"
    reason = reason or (DELAYED if own.start is not None else "")
    if not reason:
        parts = [_score(own.time[chosen], kind[chosen], member[chosen])
                 for chosen in ((blocks == block).to_numpy() for block in blocks.unique())]  # fmt: skip
        score, variance = (sum(one) for one in zip(*parts, strict=True))
        row["estimate"] = float(score[:-1] @ np.linalg.pinv(variance[:-1, :-1]) @ score[:-1])
        row["p_value"] = float(chi2.sf(row["estimate"], row["df"]))
    method = GRAY if strata is None else Method(GRAY, "stratified")
    return pd.DataFrame([row | {"method": method} | facts.missing(reason)])


def _score(time, kind, member):
    """The score (g,) and its variance (g, g)."""
    times, where = np.unique(time, return_inverse=True)
    k, groups = len(times), range(member.shape[1])
    first, other, left = (
        np.column_stack([np.bincount(where, weights=member[:, g] * of, minlength=k) for g in groups])
        for of in (kind == 1, kind == 2, np.ones(len(time))))  # fmt: skip
    at_risk = left[::-1].cumsum(0)[::-1]
    there, safe = at_risk > 0, np.maximum(at_risk, 1)
    survival = np.cumprod(np.where(there, 1 - (first + other) / safe, 1), axis=0)
    before = np.vstack([np.ones(member.shape[1]), survival[:-1]])
    own = np.cumsum(np.where(there, before * first / safe, 0), axis=0)  # incidence in each group
    own_before = np.vstack([np.zeros(member.shape[1]), own[:-1]])
    size = np.where(there, at_risk / np.where(before > 0, before, 1), 0)
    dying, total = first.sum(1), size.sum(1)
    step = np.where(total > 0, dying / np.where(total > 0, total, 1), 0)
    pooled = np.cumsum(step)
    pooled_before = np.append(0.0, pooled[:-1])
    weight = size * (1 - own_before)
    score = (first - dying[:, None] * weight / weight.sum(1, keepdims=True)).sum(0)
    part = (
        np.einsum("tk,kr->tkr", size, np.eye(len(groups))) - np.einsum("tk,tr->tkr", size, size) / total[:, None, None]
    )
    later = part * (step / (1 - pooled_before))[:, None, None]
    later = later.sum(0) - later.cumsum(0)  # what comes after each time
    ratio = np.where(survival > 0, (1 - pooled)[:, None] / np.where(survival > 0, survival, 1), 0)
    tied = np.where(
        dying[:, None] > 1, 1 - (dying - 1)[:, None] / np.where(dying[:, None] > 1, total[:, None] * before - 1, 1), 1
    )
    alone = np.where(other > 1, 1 - (other - 1) / np.maximum(safe - 1, 1), 1)
    of_first = np.where(there, tied * before * step[:, None] / safe, 0)
    of_other = np.where(there & (survival > 0), alone * before**2 * other / safe**2, 0)
    alpha, beta = part + (1 - ratio)[:, None, :] * later, -ratio[:, None, :] * later
    pair = "tkr,tlr,tr->kl"
    return score, np.einsum(pair, alpha, alpha, of_first) + np.einsum(pair, beta, beta, of_other)
