"""The inference of a study's declared design as result rows; no rows where it declares none."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, response
from analysis.estimates.comparators.of_study import OWN, rate_difference
from analysis.estimates.comparators.one_sample import exponential, one_sample_log_rank
from analysis.estimates.design.bayes import posterior
from analysis.estimates.design.simon import Simon
from analysis.estimates.survival.curve import entered
from analysis.study.cohort.causes import censored
from analysis.vocabulary import BAYES, EVERYONE, PRIMARY, RESULT_COLUMNS, SIMON, Method

GROUPING = "design"
SHARES = {"ORR": response.RESPONSE, "DCR": response.CONTROL}


def inference(study):
    """Result rows of the design that study.yml declares, everyone in the study; none without a design.

    Simon's two stages: the UMVUE with limits and one-sided P that respect the stages, and how many responses the design
    asks for (estimand `threshold`; with another number of subjects the one that keeps its alpha). Bayes: posterior mean
    with its credible interval, the probability of being above p0 (`posterior_probability`), and what the planned end
    may show (`predictive_probability`). Survival against a median or a rate: as `comparators.beside`. NotInData where
    the data have no response or endpoint.
    """
    design = study.design
    if design is None:
        return pd.DataFrame(columns=RESULT_COLUMNS)
    own = {"simon": _simon, "bayes": _bayes, "survival": _survival}[design.kind]
    rows = own(study, getattr(design, design.kind))
    keys = {"population": EVERYONE, "grouping": GROUPING, "role": PRIMARY}
    return facts.complete(rows.assign(**keys))


def _counted(study, outcome):
    """Responses and subjects; who was not evaluable counts as without."""
    best = response.responses(study).of_subject
    return int(best.isin(SHARES[outcome]).sum()), len(study.subjects)


def _simon(study, said):
    responses, n = _counted(study, said.outcome)
    planned = Simon(said.r1, said.n1, said.r, said.n)
    base = {"endpoint": "BOR", "group": said.outcome, "n": n, "n_event": responses, "method": SIMON, "at": said.p0,
            "unit": ""}  # fmt: skip
    try:
        found = planned.result(responses, n, said.p0)
    except ValueError as why:
        return pd.DataFrame([base | {"estimand": "proportion"} | facts.missing(str(why))])
    verdict = "is" if found.reject else "is not"
    other = f"{n} subjects instead of {said.n}" if n not in (said.n1, said.n) else ""
    note = facts.note("", f"a rate of {100 * said.p0:g}% or less {verdict} rejected", other)
    rate = {"estimand": "proportion", "estimate": found.estimate, "conf_low": found.conf_low,
            "conf_high": found.conf_high, "p_value": found.p_value, "note": note}  # fmt: skip
    return pd.DataFrame([base | rate, base | {"estimand": "threshold", "estimate": found.limit, "unit": "subjects"}])


def _bayes(study, said):
    responses, n = _counted(study, said.outcome)
    planned = said.n if said.n and said.n >= n else None
    found = posterior(responses, n, prior=said.prior, p0=said.p0, success=said.success, planned=planned)
    base = {"endpoint": "BOR", "group": said.outcome, "n": n, "n_event": responses, "unit": "",
            "method": Method(BAYES, f"beta {said.prior[0]:g}, {said.prior[1]:g}")}  # fmt: skip
    rate = {"estimand": "proportion", "estimate": found.estimate, "conf_low": found.conf_low,
            "conf_high": found.conf_high}  # fmt: skip
    above = {"estimand": "posterior_probability", "estimate": found.above, "at": said.p0}
    ahead = {"estimand": "predictive_probability", "estimate": found.predictive, "at": said.success}
    return pd.DataFrame([base | rate, base | above] + [base | ahead] * (not np.isnan(found.predictive)))


def _survival(study, said):
    tte = study.endpoint(said.endpoint)
    if said.median is not None:
        rows = one_sample_log_rank(tte, exponential(said.median))
    else:
        rows = rate_difference(tte, said.at, said.rate)
    rows = facts.remarked(rows, "; ".join(filter(None, [entered(tte), censored(study, said.endpoint)])))
    return rows.assign(endpoint=said.endpoint, group=OWN, reference=_against(said, study.report_unit))


def _against(said, unit):
    return f"median {said.median:g} {unit}" if said.median is not None else f"{said.rate:g} at {said.at:g} {unit}"
