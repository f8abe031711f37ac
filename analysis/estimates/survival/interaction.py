"""Does a hazard ratio differ between subgroups? The likelihood-ratio test of an interaction."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.estimates import facts
from analysis.estimates.survival.checks import grouped
from analysis.estimates.survival.likelihood import PartialLikelihood
from analysis.estimates.survival.maximum import maximum
from analysis.estimates.survival.separation import outlived, reachable


def interaction(tte, group, subgroup, *, ties="efron"):
    """Test that the hazard ratios of `group` are the same in every level of `subgroup`: one row.

    estimate is twice the gain in log likelihood of group x subgroup over group + subgroup, df the number of products,
    with p_value, n, n_event, method, note. Not estimable (NaN with a note) where a combination has no subjects or its
    hazard ratio has no finite maximum. Source: Therneau & Grambsch 2000, section 3.5; as R's anova of two coxph fits.
    """
    subgroup = subgroup.reindex(tte.index)
    first = grouped(tte[subgroup.notna()], group)
    second = grouped(tte.loc[first.index], subgroup)
    a, b = len(first.levels), len(second.levels)
    cells = first.codes * b + second.codes
    links = reachable(outlived(first.time, first.event, cells, a * b)) if first.n_event else np.zeros((1, 1), bool)
    counts = {"n": first.n, "n_event": first.n_event, "method": f"Cox; {ties.capitalize()}; likelihood ratio"}
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
    return maximum(PartialLikelihood(x, data.time, data.event, ties=ties)).value


def _reason(cells, event, k):
    if len(np.unique(cells)) < k:
        return "a combination of the two groupings has no subjects"
    if len(np.unique(cells[event])) < k:
        return "a combination of the two groupings has no events"
    return "monotone likelihood"
