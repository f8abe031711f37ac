"""Size and coverage of what the report calls an interval, a test or a guard, by simulation with fixed seeds.

    python -m tests.validate [--runs 1000]

Cohorts of 8, 20, 24 and 40 without any effect: exponential times, uniform censoring (about a third), two equal groups.
A row is the share of cohorts in which an interval missed the truth, or a test rejected at 5%, with its
Monte Carlo error. The guard against immortal time is tried on groups that need survival to be entered: who is clear at
any draw until death, with draws in three patterns, and no effect of clearance.
"""

import argparse
import sys

import numpy as np
import pandas as pd

from analysis.estimates import survival
from analysis.estimates.survival.rank import log_rank_exact

SIZES, GUARDED = (8, 20, 24, 40), (20, 60)
PATTERNS = {"three early": [1.4, 2.8, 4.2], "every six weeks": list(np.arange(1.4, 20, 1.4)), "late": [6.0, 12.0, 18.0]}
LEVEL, MEAN, RATE_AT, HORIZON = 0.05, 12.0, 6.0, 9.0


def cohort(random, n):
    """Times with mean 12 and events, and two groups of equal size that have nothing to do with them."""
    time, censored = random.exponential(MEAN, n), random.uniform(6, 60, n)
    index = [f"s{number}" for number in range(n)]
    tte = pd.DataFrame({"time": np.minimum(time, censored), "event": time <= censored}, index=index)
    return tte, pd.Series(np.where(np.arange(n) % 2, "a", "b"), index)


def missed(low, high, truth):
    """Whether an interval leaves the truth out; a limit that is not there is open."""
    return bool(low > truth or high < truth)


def errors(random, n):
    """Of one cohort, whether each interval missed and each test rejected: {name: bool}, without what says nothing."""
    tte, group = cohort(random, n)
    median, rate = survival.median_survival(tte).iloc[0], survival.survival_rate(tte, RATE_AT).iloc[0]
    found = {"median": missed(median["conf_low"], median["conf_high"], MEAN * np.log(2)),
             "rate": missed(rate["conf_low"], rate["conf_high"], np.exp(-RATE_AT / MEAN)),
             "log-rank": survival.log_rank(tte, group)["p_value"].iloc[0] < LEVEL}  # fmt: skip
    if n <= 20:
        found["exact log-rank"] = log_rank_exact(tte, group)["p_value"].iloc[0] < LEVEL
    for method in ("wald", "profile", "firth"):
        row = survival.hazard_ratio(tte, group, reference="b", method=method).iloc[0]
        if not row[["conf_low", "conf_high"]].isna().any():
            found[method] = missed(row["conf_low"], row["conf_high"], 1)
    means = survival.restricted_mean(tte, horizon=HORIZON, group=group).iloc[2]
    return found | ({} if np.isnan(means["p_value"]) else {"mean difference": means["p_value"] < LEVEL})


def guard(random, n, draws):
    """Whether the naive and the guarded interval of being ever clear lie wholly below 1, in a cohort without effect."""
    tte, _ = cohort(random, n)
    clear = random.random((n, len(draws))) < 0.25
    seen = clear & (np.array(draws) < tte["time"].to_numpy()[:, None])
    known = pd.Series(np.where(seen.any(1), np.array(draws)[seen.argmax(1)], np.nan), tte.index)
    group = known.notna().map({True: "clear", False: "never"})
    if group.nunique() < 2:
        return {}
    naive = survival.hazard_ratio(tte, group, reference="never", method="firth").iloc[0]
    options = {"group": group, "reference": "never", "method": "firth"}
    guarded = survival.time_dependent_hazard_ratio(tte, known, **options).iloc[0]
    return {"naive": bool(naive["conf_high"] < 1), "guard": bool(guarded["conf_high"] < 1)}


def shares(found, **keys):
    """The table of many cohorts: keys, name, cohorts that count, share, its Monte Carlo error."""
    rows = []
    for name, own in pd.DataFrame(found).items():
        own = own.dropna().astype(float)
        error = (own.mean() * (1 - own.mean()) / len(own)) ** 0.5
        rows.append(keys | {"name": name, "cohorts": len(own), "share": own.mean(), "error": error})
    return pd.DataFrame(rows)


def sizes(runs, seed=1, ns=SIZES):
    """Every interval and test at each number of subjects."""
    return pd.concat([shares([errors(random, n) for _ in range(runs)], n=n)
                      for n in ns for random in [np.random.default_rng([seed, n])]], ignore_index=True)  # fmt: skip


def guards(runs, seed=2, ns=GUARDED):
    """The guard at each number of subjects and pattern of draws, beside the naive comparison."""
    return pd.concat([shares([guard(random, n, draws) for _ in range(runs)], n=n, draws=name)
                      for n in ns for name, draws in PATTERNS.items()
                      for random in [np.random.default_rng([seed, n, len(draws)])]], ignore_index=True)  # fmt: skip


def main(arguments):
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args(arguments).runs
    with np.errstate(all="ignore"):
        for table in (sizes(runs), guards(runs)):
            print(table.to_string(index=False, float_format="{:.3f}".format), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
