"""One Cox model of several covariates, groups and numbers: the hazard ratio of each while the others are held equal."""

from collections import namedtuple

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.stats import chi2

from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import grouped
from analysis.estimates.survival.cox import EMPTY, Settings, profiled, unsaid, wald
from analysis.estimates.survival.curve import entered
from analysis.estimates.survival.likelihood import PartialLikelihood, Penalised
from analysis.estimates.survival.maximum import maximum
from analysis.estimates.survival.proportional import FEW_EVENTS, LEVEL, TRANSFORMS, score_tests, transformed
from analysis.study.problems import NotInData
from analysis.vocabulary import MULTIVARIABLE, SENSITIVITY, Method, cox

FAR = 8.0  # log hazard ratio over the range of a covariate, beyond which it is asked whether there is a maximum at all
RISING = 1e-7  # least entry of a direction in which the likelihood rises, of which the largest is 1
EACH = 10  # events for each coefficient, below which a note says that they are few

Column = namedtuple("Column", "term group reference scale")


class Model(namedtuple("Model", "data x columns stratified left_out late")):
    """Subjects with all covariates (`checks.Grouped`), their columns (n, p), what each is; who is left out, or late."""

    def likelihood(self, ties="efron"):
        """The partial likelihood of the columns; a column that is a number is scaled to a range of 1."""
        options = {"start": self.data.start, "strata": self.data.strata, "ties": ties}
        return PartialLikelihood(self.x, self.data.time, self.data.event, **options)

    @property
    def terms(self):
        """{covariate: positions of its columns}."""
        names = [column.term for column in self.columns]
        return {name: [at for at, one in enumerate(names) if one == name] for name in dict.fromkeys(names)}


def model(tte, covariates, *, references=None, units=None, strata=None):
    """The Model of the subjects who have every covariate (and stratum).

    covariates: {name: Series}, numeric ones as numbers, per `units` (default 1), others as groups against `references`
    (default the first level). NotInData without events, for a covariate that is the same in all, a reference of nobody,
    and covariates that cannot be told apart, as one follows from the others.
    """
    known = pd.DataFrame({name: one.reindex(tte.index).astype(object) for name, one in covariates.items()}).dropna()
    data = grouped(tte, pd.Series("all", known.index), strata=strata, at_least=1)
    found = [_columns(name, one.reindex(data.index), (references or {}).get(name), (units or {}).get(name, 1.0))
             for name, one in covariates.items()]  # fmt: skip
    columns, values = [column for own, _ in found for column in own], [one for _, own in found for one in own]
    made = Model(
        data, np.column_stack(values), columns, strata is not None, len(tte) - data.n, entered(tte.loc[data.index])
    )
    if not data.n_event:
        raise NotInData(f"no events in the {data.n} subjects with all of {', '.join(covariates)}")
    _check_apart(made)
    return made


def _columns(name, values, reference, unit):
    """What the columns of a covariate are, and they: a number scaled to a range of 1, or an indicator a level."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        spread = float(np.ptp(values)) or 1.0
        _check_varies(name, values)
        return [Column(name, f"per {unit:g}", "", unit / spread)], [values.to_numpy(float) / spread]
    levels = [
        level for level in getattr(values, "cat", values.astype("category").cat).categories if (values == level).any()
    ]
    _check_varies(name, values)
    reference = levels[0] if reference is None else reference
    if reference not in levels:
        raise NotInData(f"{name}: no subject with all covariates is {reference}, the reference")
    others = [level for level in levels if level != reference]
    return [Column(name, level, reference, 1.0) for level in others], [
        (values == level).to_numpy(float) for level in others
    ]


def _check_varies(name, values):
    if values.nunique() < 2:
        raise NotInData(f"{name} is the same in all {len(values)} subjects with all covariates: no ratio to be had")


def _check_apart(made):
    information = made.likelihood()(np.zeros(len(made.columns)))[2]
    sizes, directions = np.linalg.eigh(information)
    if sizes[0] <= 1e-9 * max(sizes[-1], 1.0):
        names = [column.term for column, part in zip(made.columns, directions[:, 0], strict=True) if abs(part) > 1e-6]
        listed = ", ".join(dict.fromkeys(names))
        raise NotInData(f"{listed}: among those at risk one follows from the others, so no ratios can be told apart")


def hazard_ratios(made, *, method="wald", ties="efron", conf_level=0.95):
    """The hazard ratio of each column of a Model: a row each, columns as `cox.hazard_ratio` and `term`, the covariate.

    Equal to R's coxph (method wald). Where the likelihood has no maximum (separated) wald and profile give no estimate
    for any column, with the reason; firth does, unless it is `unsaid`. The notes say who was left out and whether there
    are few events. ValueError for an unknown ties or method.
    """
    settings, likelihood = Settings(ties, method, conf_level), made.likelihood(ties)
    fit = maximum(likelihood)
    limits = _limits(made, fit)
    separated = any(limit is not None for limit in limits)
    values = _values(likelihood, fit, limits, made, settings)
    counts = {"n": made.data.n, "n_event": made.data.n_event, "separated": separated,
              "method": cox(ties, method, MULTIVARIABLE, "stratified" * made.stratified)}  # fmt: skip
    told = [facts.missing(found.get("why", ""), *_remarks(made)) for found in values]
    table = pd.DataFrame([column._asdict() | {name: found[name] for name in EMPTY} | counts | words
                          for column, found, words in zip(made.columns, values, told, strict=True)])  # fmt: skip
    if method == "wald":
        _keep(made, table, ties)
    return table.drop(columns="scale")


def _values(likelihood, fit, limits, made, settings):
    """Estimate, limits and P of each column, and `why` there is none."""
    separated, scales = any(limit is not None for limit in limits), [column.scale for column in made.columns]
    if settings.method != "firth":
        if separated:
            return [EMPTY | {"why": _endless(made, limits)} for _ in scales]
        if settings.method == "wald":
            return [wald(fit, at, settings.conf_level, scale) for at, scale in enumerate(scales)]
        return [profiled(likelihood, at, settings.conf_level, scale, fit=fit) for at, scale in enumerate(scales)]
    penalised = Penalised(likelihood)
    fit = maximum(penalised)
    found = [profiled(penalised, at, settings.conf_level, scale, fit=fit) for at, scale in enumerate(scales)]
    reasons = [unsaid(own["estimate"], limit, made.data.n_event) for own, limit in zip(found, limits, strict=True)]
    return [own | EMPTY | {"why": why} if why else own for own, why in zip(found, reasons, strict=True)]


def _endless(made, limits):
    names = dict.fromkeys(column.term for column, limit in zip(made.columns, limits, strict=True) if limit is not None)
    return f"monotone likelihood: {', '.join(names)} separates those with an event from those at risk with them"


def _remarks(made):
    each = made.data.n_event / len(made.columns)
    few = f"few events: {each:.1f} for each coefficient" if each < EACH else ""
    return few, f"{made.left_out} left out, for whom a covariate is missing" if made.left_out else "", made.late


def _limits(made, fit):
    """Of each column what its ratio tends to, 0.0 or inf, None where it is finite.

    The likelihood rises for ever along a direction in which each event has the largest value among those at risk: the
    coefficients that move in any such direction have no maximum. Found by a linear programme for each, where the
    climb (a `maximum.Fit`) went far.
    """
    if fit.converged and abs(fit.beta).max() <= FAR:
        return [None] * len(fit.beta)
    apart = []
    for block in np.unique(made.data.strata):
        own = made.data.strata == block
        x, (time, event, start) = made.x[own], made.data.rows(own)
        there = np.full(len(time), -1.0) if start is None else start
        apart += [values - x[(time >= at) & (there < at)] for values, at in zip(x[event], time[event], strict=True)]
    apart = np.unique(np.concatenate(apart), axis=0)
    reach = [[_farthest(apart, side * row) for side in (1, -1)] for row in np.eye(made.x.shape[1])]
    return [np.inf if up > RISING else 0.0 if down > RISING else None for up, down in reach]


def _farthest(apart, way):
    return -linprog(-way, A_ub=-apart, b_ub=np.zeros(len(apart)), bounds=(-1, 1)).fun


def constancy(made, *, transform="km", ties="efron"):
    """Test that the ratios of each covariate of a Model do not change with time, and all: term, estimate, df, p_value.

    Score tests by scaled Schoenfeld residuals with all columns of a term together, as R's cox.zph (terms = TRUE); the
    last row (blank term) is of the whole model. n and n_event are of the model. Not estimable where a ratio is not.
    """
    method = Method("scaled Schoenfeld", TRANSFORMS[transform], MULTIVARIABLE, role=SENSITIVITY)
    counts, likelihood = {"n": made.data.n, "n_event": made.data.n_event, "method": method}, made.likelihood(ties)
    fit = maximum(likelihood)
    if any(limit is not None for limit in _limits(made, fit)):
        nothing = dict.fromkeys(["estimate", "df", "p_value"], np.nan)
        return pd.DataFrame([{"term": "", **nothing, **counts, **facts.missing("a hazard ratio is not estimable")}])
    times, x, mean, covariance = likelihood.at_events(fit.beta)
    g = transformed(made.data, times, transform)
    g = g - g.mean()
    parts = {**made.terms, "": list(range(likelihood.p))}
    tests = pd.DataFrame(
        score_tests((g[:, None] * (x - mean)).sum(0), covariance, g, parts.values()), columns=["estimate", "df"]
    )
    tests = tests.assign(term=list(parts), p_value=chi2.sf(tests["estimate"], tests["df"]), reason="", **counts)
    weak = (made.data.n_event < FEW_EVENTS) & (tests["p_value"] >= LEVEL)
    return tests.assign(note=np.where(weak, "few events: little power", ""))


def _keep(made, table, ties):
    """Keep the inputs for the second witness: a column of the sample for each coefficient, per its unit."""
    names = [": ".join(filter(None, column[:2])) for column in made.columns]
    values = dict(zip(names, (made.x / [column.scale for column in made.columns]).T, strict=True))
    sample = inputs.sample(made.data.time, made.data.event, made.data.start, stratum=made.data.strata, **values)
    inputs.keep("multivariable", sample, table.assign(group=names), ties=ties)
