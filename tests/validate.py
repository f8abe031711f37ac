"""Size and coverage of what the report calls an interval, a test or a guard, by simulation with fixed seeds.

    python -m tests.validate [--runs 1000] [--save]

Cohorts of 8, 20, 24 and 40 without any effect: exponential times, uniform censoring (about a third), two equal groups,
a number that means nothing. A row is the share of cohorts in which a 95% interval missed the truth, or a test rejected
at 5%, with its Monte Carlo error; beside it the share in R's own simulation of the same kind (validate.R). The sweep is
six markers at the deciles; its markers are independent or correlated, and in a third kind high values are censored
early too. The guards against immortal time are tried on groups that need survival to be entered: who is clear at any
draw until death, in three patterns of draws, where being clear has no effect. There a row is the share of cohorts with
an interval wholly below 1. A trial beside a known one, two causes, subjects who come late (half of them, some
time in the first six months of those who then live), Simon's two stages and an arm beside covariates are tried at 20.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.estimates import cutoff, proportions, survival
from analysis.estimates.comparators.of_study import rate_difference
from analysis.estimates.comparators.one_sample import exponential, one_sample_log_rank
from analysis.estimates.competing.aalen_johansen import incidence_at
from analysis.estimates.competing.fine_gray import subdistribution_ratio
from analysis.estimates.competing.gray import gray_test
from analysis.estimates.ctdna.draws import concordance
from analysis.estimates.cutoff.permutation import adjusted
from analysis.estimates.cutoff.splits import grid
from analysis.estimates.design.simon import Simon
from analysis.estimates.efficacy.adjusted import shown
from analysis.estimates.efficacy.compare import guarded
from analysis.estimates.efficacy.rows import ratios
from analysis.estimates.phenotype.survivors import difference
from analysis.estimates.safety.of_study import poisson_interval
from analysis.estimates.survival import multivariable
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.rank import log_rank_exact
from analysis.vocabulary import COX_LANDMARK, COX_TIME_DEPENDENT_FIRTH, PRIMARY, primary_interval

SAVED, R = (Path(__file__).with_name(name) for name in ("validated.csv", "validated_r.csv"))
SIZES, GUARDED, BESIDE = (8, 20, 24, 40), (20, 60), (20,)
PATTERNS = {"three early": [1.4, 2.8, 4.2], "every six weeks": list(np.arange(1.4, 20, 1.4)), "late": [6.0, 12.0, 18.0]}
LEVEL, MEAN, RATE_AT, HORIZON, LANDMARK = 0.05, 12.0, 6.0, 9.0, 6.0
CENSORED = (6, 60)  # uniform between these
BESIDE_WHAT = "beside others, causes"
LATEST, DESIGN = 6.0, Simon(2, 9, 9, 20)
SHARE, LIMITS = 0.3, ("estimate", "conf_low", "conf_high")
MARKERS, ORDERS = 6, 999
KINDS = {"independent": 0.0, "correlated": 0.8, "correlated, censoring by marker": 0.8}

GUARDS = {"naive": "naive", "time-dependent, Firth": COX_TIME_DEPENDENT_FIRTH, "landmark, Firth": COX_LANDMARK}


def cohort(random, n, censored=CENSORED):
    """Times with mean 12 and events, and two groups of equal size that have nothing to do with them."""
    time, last = random.exponential(MEAN, n), random.uniform(*censored, n)
    index = [f"s{number}" for number in range(n)]
    tte = pd.DataFrame({"time": np.minimum(time, last), "event": time <= last}, index=index)
    return tte, pd.Series(np.where(np.arange(n) % 2, "a", "b"), index)


def missed(row, truth):
    """Whether the interval of a row leaves the truth out (a limit that is not there is open); NaN without interval."""
    low, high = row["conf_low"], row["conf_high"]
    return np.nan if np.isnan(low) and np.isnan(high) else bool(low > truth or high < truth)


def rejected(row):
    """Whether a test rejects; NaN where it has no P."""
    return np.nan if np.isnan(row["p_value"]) else bool(row["p_value"] < LEVEL)


def curve_errors(tte):
    """Of the Kaplan-Meier estimates of a cohort: {name: missed}."""
    found = {"median": (survival.median_survival(tte), MEAN * np.log(2)),
             "rate": (survival.survival_rate(tte, RATE_AT), np.exp(-RATE_AT / MEAN)),
             "follow-up": (survival.follow_up(tte), np.mean(CENSORED)),
             "mean survival": (survival.restricted_mean(tte, horizon=HORIZON),
                               MEAN * (1 - np.exp(-HORIZON / MEAN)))}  # fmt: skip
    return {name: missed(table.iloc[0], truth) for name, (table, truth) in found.items()}


def test_errors(tte, group):
    """Of the comparisons of two groups without a difference: {name: rejected}."""
    usual, exact = (test(tte, group).iloc[0] for test in (survival.log_rank, log_rank_exact))
    means = survival.restricted_mean(tte, horizon=HORIZON, group=group).iloc[2]
    constant = survival.proportional_hazards(tte, group).iloc[0]
    found = {"log-rank, asymptotic": usual, "log-rank, exact": exact, "proportional hazards": constant,
             "log-rank, primary": exact if exact["enumerated"] else usual, "mean difference": means}  # fmt: skip
    return {name: rejected(row) for name, row in found.items()}


def ratio_errors(tte, group, value):
    """Of the hazard ratios of two groups and per unit of a number, without an effect: {name: missed}."""
    table = ratios(tte, group, reference="b")
    found = dict(zip(["ratio, Wald", "ratio, profile", "ratio, Firth"], table.to_dict("records"), strict=True))
    found["ratio, primary"] = table[table["role"].eq(PRIMARY)].iloc[0]
    method = primary_interval(tte["event"].sum(), False)  # a number is next to never separated from ten events on
    found["ratio per unit, primary"] = hazard_ratio_per(tte, value, method=method).iloc[0]
    return {name: missed(row, 1) for name, row in found.items()}


def count_errors(random, value, group):
    """Of shares, differences and rates of a cohort: {name: missed or rejected}."""
    n, labels = len(value), pd.Series(np.where(random.random(len(value)) < SHARE, "yes", "no"), value.index)
    members, onset = {name: group.index[group == name] for name in ("a", "b")}, random.exponential(MEAN, len(value))
    shift = difference(value, group, reference="b").iloc[0]
    found = {"share": (proportions.clopper_pearson((labels == "yes").sum(), n), SHARE),
             "rate of first events": (poisson_interval((onset <= HORIZON).sum(), np.minimum(onset, HORIZON).sum()),
                                      1 / MEAN)}  # fmt: skip
    found = {name: missed(dict(zip(LIMITS, limits, strict=True)), truth) for name, (limits, truth) in found.items()}
    fisher = rejected(concordance(labels, "yes", members=members).iloc[0])
    return found | {"shift": missed(shift, 0), "Mann-Whitney": rejected(shift), "Fisher": fisher}


def errors(random, n):
    """Of one cohort, whether each interval missed and each test rejected: {name: bool, NaN where it says nothing}."""
    tte, group = cohort(random, n)
    value = pd.Series(random.normal(size=n), tte.index)
    parts = test_errors(tte, group), ratio_errors(tte, group, value), count_errors(random, value, group)
    return {name: wrong for part in (curve_errors(tte), *parts) for name, wrong in part.items()}


def beside_errors(random, n):
    """Of a trial beside a known one, and of two causes that no group goes with: {name: missed or rejected}."""
    tte, group = cohort(random, n)
    own = one_sample_log_rank(tte, exponential(MEAN * np.log(2))).set_index("estimand")
    printed = (random.exponential(MEAN, n) > RATE_AT).mean()
    apart = rate_difference(tte, RATE_AT, printed, n=n).iloc[0]
    first = random.random(n) < SHARE  # of the events, whenever they come
    cause = np.select([tte["event"] & first, tte["event"]], ["x", "y"], default="")
    causes = tte[["time"]].assign(cause=pd.Categorical(pd.Series(cause, tte.index).replace("", None), ["x", "y"]))
    incidence, gray = incidence_at(causes, RATE_AT).iloc[0], gray_test(causes, group, cause="x").iloc[0]
    ratio = subdistribution_ratio(causes, group, cause="x", reference="b").iloc[0]
    return {"observed / expected": missed(own.loc["observed_expected"], 1), "one-sample log-rank":
            rejected(own.loc["log_rank"]), "difference of rates": missed(apart, 0), "cumulative incidence":
            missed(incidence, SHARE * (1 - np.exp(-RATE_AT / MEAN))), "Gray": rejected(gray),
            "Fine-Gray": missed(ratio, 1)}  # fmt: skip


def late_cohort(random, n):
    """A cohort as `cohort`, of which every second subject comes up to LATEST later and is seen if it lives then."""
    entry = np.where(np.arange(n) % 2, random.uniform(0, LATEST, n), 0.0)
    time = entry + random.exponential(MEAN, n)  # of an exponential time what is left is one too
    last = entry + random.uniform(*CENSORED, n)
    index = [f"s{number}" for number in range(n)]
    tte = pd.DataFrame({"time": np.minimum(time, last), "event": time <= last, "entry": entry}, index=index)
    return tte, pd.Series(random.permutation(np.where(np.arange(n) % 2, "a", "b")), index)


def late_errors(random, n):
    """Of estimates that count subjects from their entry on, two groups without a difference: {name: wrong}."""
    tte, group = late_cohort(random, n)
    curves = {"median": (survival.median_survival(tte), MEAN * np.log(2)),
              "rate": (survival.survival_rate(tte, RATE_AT), np.exp(-RATE_AT / MEAN))}  # fmt: skip
    found = {name: missed(table.iloc[0], truth) for name, (table, truth) in curves.items()}
    table = ratios(tte, group, reference="b")
    chosen = dict(zip(["ratio, Wald", "ratio, profile", "ratio, Firth"], table.to_dict("records"), strict=True))
    chosen["ratio, primary"] = table[table["role"].eq(PRIMARY)].iloc[0]
    found |= {name: missed(row, 1) for name, row in chosen.items()}
    first = random.random(n) < SHARE
    cause = np.select([tte["event"] & first, tte["event"]], ["x", "y"], default="")
    words = pd.Categorical(pd.Series(cause, tte.index).replace("", None), ["x", "y"])
    incidence = incidence_at(tte.drop(columns="event").assign(cause=words), RATE_AT).iloc[0]
    found["cumulative incidence"] = missed(incidence, SHARE * (1 - np.exp(-RATE_AT / MEAN)))
    return found | {"log-rank, asymptotic": rejected(survival.log_rank(tte, group).iloc[0])}


def stage_errors(random, n):
    """Of Simon's two stages in n subjects at the rate that it tests, and of a stratified Gray test: {name: wrong}."""
    plan = DESIGN._replace(n=n)
    first, second = random.binomial(plan.n1, SHARE), random.binomial(plan.n - plan.n1, SHARE)
    more = first > plan.r1
    result = plan.result(first + more * second, plan.n if more else plan.n1, p0=SHARE)
    tte, group = cohort(random, n)
    cause = np.where(tte["event"], np.where(random.random(n) < SHARE, "x", "y"), "")
    words = pd.Categorical(pd.Series(cause, tte.index).replace("", None), ["x", "y"])
    strata = pd.Series(np.arange(n) // 2 % 2, tte.index)
    gray = gray_test(tte[["time"]].assign(cause=words), group, cause="x", strata=strata).iloc[0]
    row = {"conf_low": result.conf_low, "conf_high": result.conf_high}
    return {"Simon, interval": missed(row, SHARE), "Simon, P": bool(result.p_value < LEVEL),
            "Gray, stratified": rejected(gray)}  # fmt: skip


def arm_errors(random, n):
    """Of shares in two arms that are alike, and of an arm beside two covariates that mean nothing: {name: wrong}."""
    tte, arm = cohort(random, n)
    responded = pd.Series(random.random(n) < SHARE, tte.index).groupby(arm).agg(["sum", "size"]).loc[["a", "b"]]
    apart = dict(zip(LIMITS, proportions.difference(*responded.to_numpy().ravel()), strict=True))
    site = pd.Series(random.permutation(np.where(np.arange(n) % 2, "x", "y")), tte.index)
    covariates = {"arm": arm, "value": pd.Series(random.normal(size=n), tte.index), "site": site}
    made = multivariable.model(tte, covariates, references={"arm": "b"})
    found = {
        "ratio beside covariates, Wald": multivariable.hazard_ratios(made),
        "ratio beside covariates, shown": shown(made),
    }
    wrong = {name: missed(table.iloc[0], 1) for name, table in found.items()}
    constant = rejected(multivariable.constancy(made).iloc[0])
    return wrong | {"difference of shares": missed(apart, 0), "constancy beside covariates": constant}


def grid_errors(random, n, kind):
    """Whether the smallest adjusted P of a sweep rejects, over a marker's cut-offs (of the first) and over the grid."""
    shared = random.normal(size=(n, 1))
    values = KINDS[kind] ** 0.5 * shared + (1 - KINDS[kind]) ** 0.5 * random.normal(size=(n, MARKERS))
    tte, _ = cohort(random, n)
    if kind.endswith("by marker"):
        early = np.where(shared[:, 0] > 0, random.uniform(2, 12, n), np.inf)
        tte = tte.assign(time=np.minimum(tte["time"], early), event=tte["event"] & (tte["time"] <= early))
    found = grid(pd.DataFrame(values, tte.index), tte, cutoff.permutation.DECILES, 1)
    p = adjusted(found.families, n, ORDERS, 1)
    first = found.families[0].marker == 0
    return {"p_marker": bool(p.marker[first].min() < LEVEL), "p_grid": bool(p.grid.min() < LEVEL)}


def guard(random, n, draws):
    """Whether the naive and each guarded interval of being ever clear lie wholly below 1, where that has no effect."""
    tte, _ = cohort(random, n)
    clear = random.random((n, len(draws))) < 0.25
    seen = clear & (np.array(draws) < tte["time"].to_numpy()[:, None])
    known = pd.Series(np.where(seen.any(1), np.array(draws)[seen.argmax(1)], np.nan), tte.index)
    group = known.notna().map({True: "clear", False: "never"})
    if group.nunique() < 2:
        return {}
    tables = guarded(tte, group, reference="never", known=known, at=LANDMARK)
    naive = survival.hazard_ratio(tte, group, reference="never", method="firth").assign(method="naive")
    high = pd.concat([naive, *tables]).set_index("method")["conf_high"]
    return {name: bool(high[method] < 1) for name, method in GUARDS.items()}  # withheld: not below 1


def shares(found, **keys):
    """The table of many cohorts: keys, name, cohorts that count, share, its Monte Carlo error."""
    rows = []
    for name, own in pd.DataFrame(found).dropna(axis=1, how="all").items():
        own = own.dropna().astype(float)
        error = (own.mean() * (1 - own.mean()) / len(own)) ** 0.5
        rows.append(keys | {"name": name, "cohorts": len(own), "share": own.mean(), "error": error})
    return pd.DataFrame(rows)


def simulated(runs, one, seed, **keys):
    """The shares of `runs` cohorts of one kind, `one(random)` each, from a seed of its own."""
    random = np.random.default_rng([1, *seed])
    with np.errstate(all="ignore"):
        return shares([one(random) for _ in range(runs)], **keys)


def campaign(runs, sizes=SIZES, guards=GUARDED):
    """Every guard in `runs` cohorts of each kind, all else in half as many: one table of what, n, name and `shares`."""
    half = max(runs // 2, 1)
    tables = [simulated(half, lambda random, n=n: errors(random, n), [n], what="estimates", n=n) for n in sizes]
    tables += [simulated(half, lambda random, n=n: beside_errors(random, n), [n, 300], what=BESIDE_WHAT, n=n)
               for n in BESIDE]  # fmt: skip
    tables += [simulated(half, lambda random, n=n, one=one: one(random, n), [n, 400 + place], what=what, n=n)
               for place, (what, one) in enumerate(MORE.items()) for n in BESIDE]  # fmt: skip
    tables += [simulated(half, lambda random, n=n, kind=kind: grid_errors(random, n, kind), [n, 100 + place],
                         what=f"sweep, markers {kind}", n=n)
               for place, kind in enumerate(KINDS) for n in sizes]  # fmt: skip
    tables += [simulated(runs, lambda random, n=n, draws=draws: guard(random, n, draws), [n, 200 + place],
                         what=f"guards, draws {name}", n=n)
               for place, (name, draws) in enumerate(PATTERNS.items()) for n in guards]  # fmt: skip
    return pd.concat(tables, ignore_index=True).merge(pd.read_csv(R), how="left", on=["n", "name"])


MORE = {"delayed entry": late_errors, "two stages, strata": stage_errors, "arms, covariates": arm_errors}


def main(arguments):
    """Print the table of a campaign, and keep it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000, help="cohorts of each kind for guards, half for the rest")
    parser.add_argument("--save", action="store_true", help=f"as tests/{SAVED.name}, which the tests compare with")
    asked = parser.parse_args(arguments)
    table = campaign(asked.runs)
    print(table.to_string(index=False, float_format="{:.3f}".format, na_rep=""))
    if asked.save:
        table.round(4).to_csv(SAVED, index=False)


if __name__ == "__main__":
    main(sys.argv[1:])
