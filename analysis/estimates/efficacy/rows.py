"""Survival tables turned into result rows, the estimates that several share, and those of published papers by name."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.survival.checks import levels_in
from analysis.estimates.survival.cox import METHODS
from analysis.vocabulary import (
    COUNT,
    COX_BRESLOW_3_ITERATIONS,
    COX_BRESLOW_WALD,
    KM_SPSS,
    PRIMARY,
    RESULT_COLUMNS,
    primary_ratio,
)

COLUMNS = [name for name in RESULT_COLUMNS if name not in ("study", "section")]  # the section fills in those two
NUMBERS = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event"]
KNOWN = (KM_SPSS, COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS)  # published conventions that may stand beside
SHARE = "proportion"  # unit of survival rates and of the event-free share: 0 to 1


def result_rows(tables, **keys):
    """One frame of result rows from tables with some of the result columns; keys fill the columns they name.

    Blank words are "", absent numbers NaN; a row without a role has that of its method.
    """
    rows = pd.concat([table.reindex(columns=COLUMNS).astype(object) for table in tables], ignore_index=True)
    rows = facts.complete(rows.assign(**keys))[COLUMNS]
    rows[NUMBERS] = rows[NUMBERS].apply(pd.to_numeric)
    words = [name for name in COLUMNS if name not in (*NUMBERS, *facts.TRUTHS)]
    rows[words] = rows[words].where(rows[words].notna(), "")
    return rows


def levels_of(tte, group):
    """Which subjects of `tte` are in each level that has any: level -> bool array, in the order of the levels."""
    labels = group.reindex(tte.index)
    return {level: (labels == level).to_numpy(bool) for level in levels_in(labels.dropna())}


def medians(tte, *, conf_type, unit, reproduction=()):
    """Rows of the median by good practice and, where asked for, by the SPSS-type convention."""
    table = survival.median_survival(tte, conf_type=conf_type)
    if KM_SPSS in reproduction:
        table = pd.concat([table, survival.median_survival(tte, conf_type="normal", rule="first")])
    return table.assign(estimand="median", unit=unit)


def rates(tte, at, *, conf_type):
    """A list of one table, the survival rate at each landmark time; an empty list without such times."""
    table = [survival.survival_rate(tte, at, conf_type=conf_type)] if len(at) else []
    return [one.assign(estimand="rate", unit=SHARE) for one in table]


def event_free(tte):
    """One row: the share of subjects without an event, a count that depends on follow-up and so has no interval."""
    n, n_event = len(tte), int(tte["event"].sum())
    row = {"estimand": "event_free", "estimate": (n - n_event) / n if n else np.nan, "n": n, "n_event": n_event}
    return pd.DataFrame([row | {"method": COUNT, "unit": SHARE}])


def absent(estimand, method, reason, **more):
    """One row that says why an estimate does not exist."""
    return pd.DataFrame([{"estimand": estimand, "method": method, **facts.missing(reason), **more}])


def checked(methods):
    """The methods as a tuple, or a ValueError that names each unknown one and the known ones."""
    unknown = [method for method in methods if method not in KNOWN]
    if unknown:
        raise ValueError(f"reproduction has unknown methods {unknown}; expected some of {list(KNOWN)}")
    return tuple(methods)


def ratios(tte, group, *, reference, role=PRIMARY):
    """Hazard ratios of each other level by Wald, profile likelihood and Firth; that of `primary_ratio` has the role."""
    table = pd.concat([survival.hazard_ratio(tte, group, reference=reference, method=method) for method in METHODS])
    chosen = [primary_ratio(*said) == method for *said, method in table[["n_event", "separated", "method"]].to_numpy()]
    return table.assign(role=np.where(chosen, role, ""))


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
