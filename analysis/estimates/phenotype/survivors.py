"""Long and short survivors, and the baseline values of both. Groups made from the outcome: they only describe."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.estimates import multiplicity
from analysis.estimates.phenotype.percents import BASELINE, baseline
from analysis.estimates.phenotype.ranks import difference

LONG, SHORT = "long", "short"
RANK_BISERIAL = "rank-biserial"


def survivors(tte, *, at, unit="months"):
    """The group `long` (known alive beyond `at` months) or `short` (dead by then) of each subject, ordered short, long.

    `unit` is that of `tte`. Missing for a subject censored at or before `at`: whether they lived longer is not known.
    """
    limit = at * vocabulary.DAYS_PER_MONTH / vocabulary.DAYS_PER_UNIT[unit]
    words = np.select([tte["time"] > limit, tte["event"].astype(bool)], [LONG, SHORT], default="")
    words = pd.Categorical(words, categories=[SHORT, LONG], ordered=True)
    return pd.Series(words, index=tte.index, name="survivor")


class AtBaseline(NamedTuple):
    """Baseline values with the survivor group of each subject, differences of groups, and who is in neither."""

    values: pd.DataFrame
    differences: pd.DataFrame
    neither: list


def at_baseline(measured, tte, *, at):
    """The AtBaseline of `phenotype.measured`: long survivors lived longer than `at` months, short ones died before.

    values: as `baseline_values`; differences: as `baseline_differences`; neither: USUBJID, ["none"] for nobody.
    """
    values = baseline_values(measured.table, tte, at=at, unit=measured.unit)
    neither = sorted(set(values.loc[values["group"].isna(), "USUBJID"])) or ["none"]
    return AtBaseline(values, baseline_differences(values), neither)


def baseline_values(nkflow, tte, *, at, unit="months"):
    """The baseline percent of each marker and subject with an outcome, and the survivor group of the subject.

    Columns PARAMCD, USUBJID, value, group: `short` or `long`, missing for who was censored at or before `at` months.
    `unit` is that of `tte`. Errors as in `trajectories`.
    """
    rows = baseline(nkflow)
    rows = rows[rows["USUBJID"].isin(tte.index)]
    return rows.assign(group=survivors(tte, at=at, unit=unit).reindex(rows["USUBJID"]).array)


def baseline_differences(values):
    """Result rows of each marker: baseline percent in long and short survivors (medians), difference, effect size.

    values: as `baseline_values` gives them. The P values of the differences are adjusted over the markers.
    """
    parts = [_differences(own).assign(endpoint=marker) for marker, own in values.groupby("PARAMCD", sort=False)]
    return multiplicity.adjusted(pd.concat(parts)) if parts else pd.DataFrame(columns=vocabulary.RESULT_COLUMNS)


def _differences(values):
    medians = values.groupby("group", observed=False)["value"].agg(["median", "count"]).reset_index()
    medians = medians.set_axis(["group", "estimate", "n"], axis=1)
    medians = medians.assign(estimand="median", method=vocabulary.MEDIAN, unit="percent")
    found = difference(values["value"], values["group"], reference=SHORT)
    shift = found.assign(estimand="difference", unit="percentage points", role=vocabulary.PRIMARY)
    effect = found.assign(estimand="correlation", estimate=found["rank_biserial"], method=RANK_BISERIAL, unit="")
    effect = effect.drop(columns=["conf_low", "conf_high", "p_value"])
    keys = {"population": vocabulary.EVERYONE, "grouping": "survivor", "at": BASELINE}
    return pd.concat([medians, shift, effect]).drop(columns=["n_group", "n_reference", "rank_biserial"]).assign(**keys)
