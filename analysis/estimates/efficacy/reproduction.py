"""Estimators of published papers that stand beside good practice when asked for by name, never instead of it."""

import pandas as pd

from analysis.estimates import survival
from analysis.vocabulary import COX_BRESLOW_3_ITERATIONS, COX_BRESLOW_WALD, KM_SPSS

KNOWN = (KM_SPSS, COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS)


def checked(methods):
    """The methods as a tuple, or a ValueError that names each unknown one and the known ones."""
    unknown = [method for method in methods if method not in KNOWN]
    if unknown:
        raise ValueError(f"reproduction has unknown methods {unknown}; expected some of {list(KNOWN)}")
    return tuple(methods)


def reproduced_ratios(tte, group, *, reference, methods):
    """Hazard ratios as a paper's software printed them: Breslow and Wald, and its third Newton iterate.

    The third iterate is given only for levels whose likelihood has no maximum; elsewhere it would add nothing.
    """
    if not {COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS} & set(methods):
        return pd.DataFrame()
    converged = survival.hazard_ratio(tte, group, reference=reference, ties="breslow")
    tables = [converged] if COX_BRESLOW_WALD in methods else []
    endless = set(converged.loc[converged["estimate"].isna(), "group"])
    if COX_BRESLOW_3_ITERATIONS in methods and endless:
        stopped = survival.hazard_ratio(tte, group, reference=reference, ties="breslow", iterations=3)
        tables.append(stopped[stopped["group"].isin(endless)])
    return pd.concat(tables) if tables else converged.iloc[:0]
