"""Does a (penalised) likelihood have a maximum, and where: separation, Newton with step halving, profile limits."""

from collections import namedtuple

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2


def outlived(time, event, codes, k, *, start=None, strata=None):
    """Boolean (k, k): [g, h] is True where a subject of group g had an event while one of group h was at risk.

    A likelihood of groups has a finite maximum exactly where every pair is linked both ways, directly or through others
    (the condition of Ford 1957 for paired comparisons).
    """
    strata = np.zeros(len(time), dtype=int) if strata is None else strata
    links = np.zeros((k, k), dtype=bool)
    for block in np.unique(strata[event]):
        rows = strata == block
        own = (time[rows], event[rows], codes[rows], k, None if start is None else start[rows])
        at_risk, dying = at_event_times(*own)
        links |= ((dying > 0).T.astype(int) @ (at_risk > 0)) > 0
    return links


def reachable(links):
    """Boolean (k, k): [g, h] is True where a chain of links leads from g to h; every group reaches itself."""
    reach = links | np.eye(len(links), dtype=bool)
    for via in range(len(links)):
        reach |= reach[:, [via]] & reach[[via], :]
    return reach


def direction(reach, g, reference):
    """What the ratio of g to reference tends to: 0.0, inf, or NaN where nothing compares them; None if it is finite."""
    above, below = reach[g, reference], reach[reference, g]
    if above and below:
        return None
    return np.inf if above else 0.0 if below else np.nan


def reason(limit, name, reference, events):
    """Why a ratio is not estimable, in words; `events` counts those of (name, reference)."""
    if not sum(events):
        return "no events"
    if np.isnan(limit):
        return f"no event while both {name} and {reference} were at risk"
    fewer, more = (name, reference) if limit == 0 else (reference, name)
    if not events[0 if limit == 0 else 1]:
        return f"no events in {fewer}"
    return f"monotone likelihood: no event in {fewer} while {more} was at risk"


def monotone(values, time, event, *, strata=None, start=None):
    """Where the likelihood of one number per subject rises for ever: 1.0 upwards, -1.0 downwards, None nowhere.

    It does where the subjects with an event always have the largest (smallest) number at risk.
    """
    strata = np.zeros(len(time), dtype=int) if strata is None else strata
    highest = lowest = True
    for block in np.unique(strata[event]):
        rows = strata == block
        own = (values[rows], time[rows], event[rows])
        top, bottom = _extremes(*own) if start is None else _extremes_entered(*own, start[rows])
        highest, lowest = highest and top, lowest and bottom
    return 1.0 if highest else -1.0 if lowest else None


def at_event_times(time, event, codes, k, start=None):
    """How many of each group are at risk, and have the event, at each event time: two float arrays (times, k)."""
    times = np.unique(time[event])
    at_risk, dying = np.zeros((len(times), k)), np.zeros((len(times), k))
    for code in range(k):
        member = codes == code
        at_risk[:, code] = member.sum() - np.searchsorted(np.sort(time[member]), times, side="left")
        if start is not None:
            at_risk[:, code] -= member.sum() - np.searchsorted(np.sort(start[member]), times, side="left")
        dying[:, code] = np.bincount(np.searchsorted(times, time[member & event]), minlength=len(times))
    return at_risk, dying


def _extremes(values, time, event):
    order = np.argsort(-time, kind="stable")
    last = np.searchsorted(-time[order], -time[event], side="right") - 1  # the last subject still at risk
    highest = np.maximum.accumulate(values[order])[last]
    lowest = np.minimum.accumulate(values[order])[last]
    return bool((values[event] == highest).all()), bool((values[event] == lowest).all())


def _extremes_entered(values, time, event, start):
    at_risk = [values[(start < at) & (time >= at)] for at in time[event]]
    pairs = list(zip(values[event], at_risk, strict=True))
    return all(own == others.max() for own, others in pairs), all(own == others.min() for own, others in pairs)


ITERATIONS = 200
DECREMENT = 1e-12  # squared length of a step, in standard errors, after which no further step is taken
ROUNDING = 1e-6  # the same, below which a step that gains nothing is put down to rounding
LONGEST = 5.0  # a longer step is shortened to this: near a ridge the quadratic approximation overshoots
FARTHEST = 60.0  # log hazard ratio beyond which a profile limit is taken to be open


class Fit(namedtuple("Fit", "beta value information iterations converged")):
    """Where the climb ended: beta (p,), likelihood value, information (p, p), iterations used, converged or not."""


def maximum(objective, *, start=None, free=None, iterations=None):
    """The Fit that maximises objective(beta) -> value, score, information, from `start` (zeros).

    `free` lists the coefficients that move (default all). `iterations` stops after that many steps; without it the
    climb ends after a step below a millionth of a standard error. Along an endless ridge the value converges, beta does
    not.
    """
    beta = np.zeros(objective.p) if start is None else np.array(start, dtype=float)
    free = np.arange(objective.p) if free is None else np.asarray(free, dtype=int)
    state, done, converged = objective(beta), 0, not len(free)
    while not converged and done < (iterations or ITERATIONS):
        step = np.zeros(objective.p)
        step[free] = _solve(state[2][np.ix_(free, free)], state[1][free])
        decrement = abs(state[1] @ step)
        if iterations is None:
            step /= max(1.0, abs(step).max() / LONGEST)
        beta, state, moved = _advance(objective, beta, state, step, decrement)
        done += 1
        converged = iterations is None and (decrement < DECREMENT or not moved)
    return Fit(beta, state[0], state[2], done, bool(converged and (not len(free) or decrement < ROUNDING)))


def profile(objective, fit, position, *, conf_level=0.95):
    """Profile limits of one coefficient (infinite if never reached) and its likelihood-ratio P: low, high, p_value."""
    top, allowed = fit.value, chi2.ppf(conf_level, 1)
    best = _best_given(objective, fit, position)
    centre, width = float(fit.beta[position]), _first_step(fit, position, np.sqrt(allowed))
    low, high = (_crossing(lambda value: 2 * (top - best(value)) - allowed, centre, side * width) for side in (-1, 1))
    return low, high, float(chi2.sf(max(2 * (top - best(0.0)), 0.0), 1))


def _best_given(objective, fit, position):
    """The profile likelihood as a function of one coefficient; each call starts where the last one ended."""
    free = [i for i in range(objective.p) if i != position]
    last = np.clip(fit.beta, -LONGEST, LONGEST)

    def best(value):
        last[position] = value
        if not free:
            return objective.value(last)
        reached = maximum(objective, start=last, free=free)
        last[free] = np.clip(reached.beta[free], -LONGEST, LONGEST)
        return reached.value

    return best


def _first_step(fit, position, z):
    """Where to look first: a little beyond the Wald limit, or a quarter where that says nothing."""
    with np.errstate(all="ignore"):
        width = 1.1 * z * np.sqrt(np.linalg.pinv(fit.information)[position, position])
    return width if 0 < width < LONGEST else 0.25


def _crossing(excess, centre, width):
    """The root of `excess` on the side of `centre` that the sign of width tells, or that infinity."""
    inner, outer = centre, centre + width
    while abs(outer) <= FARTHEST + abs(centre):
        if excess(outer) > 0:
            return brentq(excess, inner, outer, xtol=1e-10, rtol=1e-10)
        width *= 1.6
        inner, outer = outer, outer + width
    return np.copysign(np.inf, width)


def _advance(objective, beta, state, step, decrement):
    """Where the longest of the step, its half, its quarter ... leads that does not lose likelihood; moved or not."""
    for halving in range(30):
        candidate = beta + step / 2**halving
        reached = objective(candidate)
        if reached[0] >= state[0] or (decrement < DECREMENT and np.isfinite(reached[0])):
            return candidate, reached, True
    return beta, state, False


def _solve(information, score):
    try:
        return np.linalg.solve(information, score)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(information, score, rcond=None)[0]
