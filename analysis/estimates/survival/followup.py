"""How long the subjects were followed: the reverse Kaplan-Meier median, and the plain time to the data cutoff."""

import numpy as np
import pandas as pd

from analysis.estimates.survival.checks import checked_tte, one_of
from analysis.estimates.survival.quantile import median_survival
from analysis.vocabulary import TIME_TO_CUTOFF, Method, kaplan_meier

METHODS = ("reverse-km", "time-to-cutoff", "observed")


def follow_up(tte, *, method="reverse-km", time_to_cutoff=None, conf_type="log-log"):
    """Median follow-up, one row: estimate, conf_low, conf_high, minimum, maximum, n, n_event, method, reason, note.

    "reverse-km": Kaplan-Meier median with censoring as the event (Schemper & Smith 1996); minimum and maximum are
    over the censored subjects, n_event counts the censorings. "time-to-cutoff": median of the time from each
    subject's start to the data cutoff (`time_to_cutoff`, a Series), whatever happened to the subject; no interval.
    "observed": median of `time` itself, which deaths shorten; no interval.
    ValueError for an unknown method, and for "time-to-cutoff" without times.
    """
    one_of(method, METHODS, "method")
    if method == "reverse-km":
        return _reverse(checked_tte(tte), conf_type)
    if method == "observed":
        return _plain(checked_tte(tte)["time"], "observed time")
    if not isinstance(time_to_cutoff, pd.Series) or time_to_cutoff.dropna().empty:
        raise ValueError("time_to_cutoff has no values; expected a Series with the time from start to data cutoff")
    return _plain(time_to_cutoff.dropna(), TIME_TO_CUTOFF)


def _reverse(tte, conf_type):
    row = median_survival(tte.assign(event=~tte["event"].astype(bool)), conf_type=conf_type)
    censored = tte["time"][~tte["event"].astype(bool)]
    row.insert(3, "minimum", float(censored.min()) if len(censored) else np.nan)
    row.insert(4, "maximum", float(censored.max()) if len(censored) else np.nan)
    return row.assign(method=Method(f"reverse {kaplan_meier(conf_type)}"))


def _plain(times, method):
    values = times.astype(float)
    row = {"estimate": values.median(), "conf_low": np.nan, "conf_high": np.nan, "minimum": values.min()}
    counts = {"maximum": values.max(), "n": len(values), "n_event": 0, "method": method, "reason": "", "note": ""}
    return pd.DataFrame([{**row, **counts}])
