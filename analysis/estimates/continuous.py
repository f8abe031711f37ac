"""A number measured on each subject against survival: hazard ratio per unit, and a curve where events allow one.

Stands beside every comparison of two groups cut from that number: a cut throws away how far from it subjects are.
"""

import itertools

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, multiplicity
from analysis.estimates.survival.checks import observed, settled
from analysis.estimates.survival.cox import EMPTY, METHODS, hazard_ratio_per
from analysis.estimates.survival.curve import entered
from analysis.estimates.survival.known_later import known_times
from analysis.estimates.survival.likelihood import PartialLikelihood
from analysis.estimates.survival.maximum import maximum

KNOTS = (0.1, 0.5, 0.9)  # quantiles
SPLINE_EVENTS = 30  # 15 for each of the two coefficients of a curve with three knots
COX_SPLINE = vocabulary.Method("Cox", "Efron", "restricted cubic spline, 3 knots", role=vocabulary.SENSITIVITY)
NAIVE = "naive: value known only later, analysed from time 0, though everyone with a value had to live until then"


def comparisons(ttes, values, *, known_at=None, **options):
    """Result rows of every number against every endpoint, with P values adjusted over the endpoints of each.

    ttes: {endpoint: tte}; values: {grouping: Series by USUBJID}; known_at: {grouping: when known}, else 0; other
    options as `comparison`, and its ValueError.
    """
    known, pairs = known_at or {}, itertools.product(values.items(), ttes.items())
    rows = [comparison(tte, value, endpoint=endpoint, grouping=name, known_at=known.get(name, 0), **options)
            for (name, value), (endpoint, tte) in pairs]  # fmt: skip
    return multiplicity.adjusted(pd.concat(rows)) if rows else pd.DataFrame(columns=vocabulary.RESULT_COLUMNS)


def comparison(tte, value, *, endpoint, grouping, unit=10, known_at=0, population=vocabulary.EVERYONE):
    """Result rows of `value` (Series by USUBJID) against `tte`: hazard ratio per `unit`; test of a curve if estimable.

    By Wald, profile likelihood and Firth; primary as of groups. Of a value known only at `known_at` > 0 (a number, or a
    Series: each subject's own time, NaN never) the primary counts a subject from then on (delayed entry); rows from
    time 0 are then naive, none of them primary. ValueError for a known_at that is no time.
    """
    if not np.nanmin(np.append(known_at, np.inf)) >= 0 or not np.isfinite(known_at).any():
        raise ValueError(f"known_at is {known_at!r}; expected when the value becomes known (0: before)")
    bend, known = nonlinearity(tte, value), known_times(tte, known_at)
    rows = [_ratios(_measured(tte, value), unit), *([bend] if bend["reason"].eq("").all() else [])]
    if (known > 0).any():
        rows = [facts.remarked(part, NAIVE).assign(naive=True, role=vocabulary.SENSITIVITY) for part in rows]
        rows.append(_ratios(_measured(tte, value, known), unit, vocabulary.DELAYED))
    keys = {"endpoint": endpoint, "population": population, "grouping": grouping}
    return facts.complete(facts.remarked(pd.concat(rows, ignore_index=True).assign(**keys), entered(tte)))


def nonlinearity(tte, value):
    """One row: the likelihood-ratio test (1 df) of a restricted cubic spline, knots at 10, 50 and 90 %, against a line.

    No estimate below 30 events or 3 distinct knots. Source: Harrell 2015, Regression Modeling Strategies, section 2.4.
    """
    data = _measured(tte, value)
    reason, values = _too_little(data), {}
    if not reason:
        x = spline_basis(data["value"], _knots(data))
        line, curve = (_fit(x[:, :columns], data)[0].value for columns in (1, 2))
        chi2 = max(2 * (curve - line), 0.0)
        values = {"estimate": chi2, "p_value": stats.chi2.sf(chi2, 1)}
    row = {"estimand": "nonlinearity", "n": len(data), "n_event": int(data["event"].sum()), "method": COX_SPLINE}
    return pd.DataFrame([{**row, **EMPTY, **values, **facts.missing(reason)}])


def curve(tte, value, *, points=101, conf_level=0.95):
    """The hazard ratio along the spline, against the median value: value (`points` of them), estimate, limits.

    An empty frame where `nonlinearity` is not estimable.
    """
    data = _measured(tte, value)
    if _too_little(data):
        return pd.DataFrame(columns=["value", "estimate", "conf_low", "conf_high"])
    knots = _knots(data)
    fit, scale = _fit(spline_basis(data["value"], knots), data)
    at = np.linspace(data["value"].min(), data["value"].max(), points)
    away = (spline_basis(at, knots) - spline_basis([data["value"].median()], knots)) / scale
    error = np.sqrt(np.einsum("ij,jk,ik->i", away, np.linalg.inv(fit.information), away))
    reach, log = stats.norm.ppf((1 + conf_level) / 2) * error, away @ fit.beta
    limits = {"conf_low": np.exp(log - reach), "conf_high": np.exp(log + reach)}
    return pd.DataFrame({"value": at, "estimate": np.exp(log), **limits})


def spline_basis(value, knots):
    """The columns of a restricted cubic spline with three knots, value and bend. Source: Harrell 2015, eq. 2.25."""
    value = np.asarray(value, dtype=float)
    first, middle, last = knots
    cube = [np.clip(value - knot, 0, None) ** 3 for knot in knots]
    bend = cube[0] - cube[1] * (last - first) / (last - middle) + cube[2] * (middle - first) / (last - middle)
    return np.column_stack([value, bend / (last - first) ** 2])


def _ratios(data, unit, *more):
    """The hazard ratio per unit by every method, one of them the primary; `more` is added to the method."""
    if data["value"].nunique() < 2:
        row = {"group": f"per {unit:g}", "n": len(data), "n_event": int(data["event"].sum()),
               "estimand": "hazard_ratio", "role": vocabulary.PRIMARY}  # fmt: skip
        why = facts.missing("fewer than two different values")
        return pd.DataFrame([{**row, **EMPTY, "method": vocabulary.cox("efron", "profile", *more), **why}])
    entry = data["start"] if more else None
    rows = pd.concat([hazard_ratio_per(data, data["value"], unit=unit, method=interval, entry=entry)
                      for interval in METHODS])  # fmt: skip
    chosen = [vocabulary.primary_interval(*said) for said in rows[["n_event", "separated"]].to_numpy()]
    primary = np.equal(chosen, METHODS)
    return rows.assign(role=np.where(primary, vocabulary.PRIMARY, vocabulary.SENSITIVITY), estimand="hazard_ratio")


def _measured(tte, value, known=None):
    """Who has an outcome and a value: time, event, [entry,] value; with `known` those still at risk by then, start."""
    data = tte.join(value.rename("value"), how="inner").dropna(subset=["value"])
    if known is None:
        return data
    time, start = settled(data["time"], known.reindex(data.index))
    return data.assign(start=start)[start < time]


def _too_little(data):
    """Why no curve can be fitted; nothing when one can."""
    events = int(data["event"].sum())
    if events < SPLINE_EVENTS:
        return f"{events} event{'s' * (events != 1)}, a curve needs {SPLINE_EVENTS}"
    return "" if len(set(_knots(data))) == len(KNOTS) else "too few different values for three knots"


def _knots(data):
    return np.quantile(data["value"], KNOTS)


def _fit(x, data):
    """Cox's model of columns scaled to unit deviation: the Fit and the scale."""
    scale = x.std(axis=0)
    time, event, start = observed(data)
    return maximum(PartialLikelihood(x / scale, time, event, start=start)), scale
