"""Is the hazard ratio the same at all times (scaled Schoenfeld residuals), and in all subgroups (interaction)?"""

import numpy as np
import pandas as pd
from scipy.stats import chi2, rankdata

from analysis.estimates import facts
from analysis.estimates.survival.checks import grouped, one_of
from analysis.estimates.survival.cox import Sample
from analysis.estimates.survival.curve import product_limit
from analysis.estimates.survival.likelihood import PartialLikelihood
from analysis.estimates.survival.maximum import maximum, outlived, reachable
from analysis.vocabulary import SENSITIVITY, Method

FEW_EVENTS, LEVEL = 20, 0.05  # fewer events tell little where the test does not reject at this level
TRANSFORMS = {"km": "Kaplan-Meier time", "identity": "time", "rank": "rank of time", "log": "log time"}


def proportional_hazards(tte, group, *, reference=None, transform="km", ties="efron", strata=None):
    """Test that hazard ratios between groups do not change with time: estimate (chi-squared), df, p_value, n, n_event.

    Score test of a coefficient that changes with transform(time): km (1 - S just before t), identity, rank or log. The
    first row (blank `group`) tests all ratios at once; with three levels or more one for each level follows. With few
    events a large P does not show constancy. Not estimable where a hazard ratio is not. Source: Grambsch & Therneau
    1994, as R's cox.zph since survival 3.0 (terms = FALSE). ValueError for an unknown transform.
    """
    data = grouped(tte, group, reference=reference, strata=strata)
    method = Method("scaled Schoenfeld", TRANSFORMS.get(transform), role=SENSITIVITY)
    counts = {"n": data.n, "n_event": data.n_event, "method": method}
    fitted = _fit(data, ties)
    if fitted is None:
        row = {"group": "", "estimate": np.nan, "df": len(data.levels) - 1, "p_value": np.nan}
        return pd.DataFrame([row | counts | facts.missing("a hazard ratio is not estimable")])
    _, (times, x, mean, covariance) = fitted
    g = transformed(data, times, transform)
    g = g - g.mean()
    parts = [list(range(x.shape[1])), *([at] for at in range(x.shape[1]) if x.shape[1] > 1)]
    scores = score_tests((g[:, None] * (x - mean)).sum(0), covariance, g, parts)
    tests = pd.DataFrame(scores, columns=["estimate", "df"])
    tests = tests.assign(group=["", *data.levels[1:]][: len(tests)], p_value=chi2.sf(tests["estimate"], tests["df"]))
    weak = (data.n_event < FEW_EVENTS) & (tests["p_value"] >= LEVEL)
    return tests.assign(**counts, reason="", note=np.where(weak, "few events: little power", ""))


def scaled_schoenfeld(tte, group, *, reference=None, transform="km", ties="efron"):
    """Scaled Schoenfeld residuals, a row per event and non-reference level: time, transformed, group, estimate.

    `estimate` adds the log hazard ratio: its smooth over time shows how that moves. Tied events share their mean
    covariates. Empty where a hazard ratio is not estimable.
    """
    data = grouped(tte, group, reference=reference)
    fitted = _fit(data, ties)
    if fitted is None:
        return pd.DataFrame(columns=["time", "transformed", "group", "estimate"])
    fit, (times, x, mean, _) = fitted
    _, where = np.unique(times, return_inverse=True)
    shared = np.array([np.bincount(where, weights=column) for column in mean.T]).T / np.bincount(where)[:, None]
    residuals = len(times) * (x - shared[where]) @ np.linalg.inv(fit.information) + fit.beta
    g = transformed(data, times, transform)
    tables = [pd.DataFrame({"time": times, "transformed": g, "group": level, "estimate": residuals[:, i]})
              for i, level in enumerate(data.levels[1:])]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _fit(data, ties):
    k = len(data.levels)
    links = reachable(outlived(data.time, data.event, data.codes, k, start=data.start, strata=data.strata))
    if not links.all() or not data.n_event:
        return None
    likelihood = Sample.of(data).likelihood(list(range(k)), ties)
    fit = maximum(likelihood)
    return fit, likelihood.at_events(fit.beta)


def score_tests(score, covariance, g, parts):
    """Statistic and degrees of freedom of the test of each part of the coefficients, a list of their positions."""
    plain, once, twice = (np.einsum("t,tij->ij", g**power, covariance) for power in (0, 1, 2))
    adjusted = twice - once @ np.linalg.solve(plain, once)
    return [(float(score[own] @ np.linalg.solve(adjusted[np.ix_(own, own)], score[own])), len(own)) for own in parts]


def transformed(data, times, transform):
    """The times on the scale on which a coefficient may change (see TRANSFORMS); ValueError for an unknown one."""
    one_of(transform, TRANSFORMS, "transform")
    if transform == "km":
        curve = product_limit(data.time, data.event, data.start)
        return 1 - np.concatenate([[1.0], curve.survival])[np.searchsorted(curve.time, times, side="left")]
    if transform == "rank":
        ordered = np.sort(data.time)
        return rankdata(ordered)[np.searchsorted(ordered, times)]
    return np.log(times) if transform == "log" else times


def interaction(tte, group, subgroup, *, ties="efron"):
    """Test that the hazard ratios of `group` are the same in every level of `subgroup`: one row.

    estimate is twice the gain in log likelihood of group x subgroup over group + subgroup, df the number of products.
    NaN with a note where one of the two has a single level, and where a combination has no subjects or no finite ratio.
    Source: Therneau & Grambsch 2000, section 3.5.
    """
    both = pd.DataFrame({"group": group.reindex(tte.index), "subgroup": subgroup.reindex(tte.index)}).dropna()
    method = f"Cox; {ties.capitalize()}; likelihood ratio"
    if both.nunique().min() < 2:
        counts = {"n": len(both), "n_event": int(tte.loc[both.index, "event"].sum()), "method": method}
        nothing = dict.fromkeys(["estimate", "df", "p_value"], np.nan)
        return pd.DataFrame([nothing | counts | facts.missing("only one level of a grouping has subjects")])
    first = grouped(tte.loc[both.index], group)
    second = grouped(tte.loc[first.index], subgroup)
    a, b = len(first.levels), len(second.levels)
    cells = first.codes * b + second.codes
    links = np.zeros((1, 1), bool)
    if first.n_event:
        links = reachable(outlived(first.time, first.event, cells, a * b, start=first.start))
    counts = {"n": first.n, "n_event": first.n_event, "method": method}
    row = {"estimate": np.nan, "df": (a - 1) * (b - 1), "p_value": np.nan}
    if not links.all():
        return pd.DataFrame([row | counts | facts.missing(_reason(cells, first.event, a * b))])
    main = np.column_stack([_indicators(first.codes, a), _indicators(second.codes, b)])
    gain = 2 * (_best(_indicators(cells, a * b), first, ties) - _best(main, first, ties))
    row |= {"estimate": gain, "p_value": chi2.sf(max(gain, 0.0), row["df"])}
    return pd.DataFrame([row | counts | facts.missing("")])


def _indicators(codes, k):
    return (codes[:, None] == np.arange(1, k)).astype(float)


def _best(x, data, ties):
    return maximum(PartialLikelihood(x, data.time, data.event, start=data.start, ties=ties)).value


def _reason(cells, event, k):
    lacking = "subjects" if len(np.unique(cells)) < k else "events" if len(np.unique(cells[event])) < k else ""
    return f"a combination of the two groupings has no {lacking}" if lacking else "monotone likelihood"
