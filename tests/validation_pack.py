"""Every estimator against R, published or hand-worked values with their source, and lifelines: for an auditor's file.

    python -m tests.validation_pack [--out reports/validation]

Writes validation.md, a page to read, and checks.csv, a row for each check; ends with 1 where one of them fails. The
date is that of the commit, so that the same code writes the same bytes.
"""

import argparse
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines.datasets import load_stanford_heart_transplants
from scipy import stats

from analysis.estimates import confirmation, multiplicity, proportions, second_witness, survival
from analysis.estimates.survival import inputs
from analysis.estimates.survival.rank import log_rank_exact
from analysis.report.origin import git

HERE = Path(__file__).parent
PLACES = HERE / "estimates" / "survival"
RECONSTRUCTED = HERE.parents[1] / "shared" / "data" / "survival"
COLUMNS = ["estimator", "source", "case", "ours", "expected", "limit"]  # limit: how far apart the two may be
R = "R 4.2.2, survival 3.5-3 (tests/estimates/survival/r_values.R)"
RATIOS = "R 4.2.2, survival 3.5-3 (tests/estimates/survival/r_ratios.R)"
COIN = "R 4.2.2, coin 1.4-2 (the same script)"
FREIREICH = "Freireich 1963, as in Kleinbaum & Klein, Survival Analysis, and R"
HEART = "Crowley & Hu 1977, R survival::heart: coxph(Surv(start, stop, event) ~ transplant)"
LUNG = "Loprinzi 1994, R survival::lung, help pages of survdiff and coxph"
TRIALS = "R on trials reconstructed from N Engl J Med 373:123, 373:1627, 375:1823"
NAMED = {"median": "Kaplan-Meier median", "hr": "Cox hazard ratio", "logrank": "Log-rank test",
         "exact": "Exact log-rank test", "rmean": "Restricted mean", "zph": "Proportional hazards"}  # fmt: skip
RATIO = {"profile": "Hazard ratio by profile likelihood", "firth": "Firth's hazard ratio", "wald": "Hazard ratio"}
RELATIVE = 1e-6
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split()
SHOWN = {"Checkmate017_1": ("d1", 0.589), "Checkmate017_2B": ("d1", 0.618), "Checkmate057_1A": ("d1", 0.749),
         "Checkmate057_1C": ("d1", 0.915), "KEYNOTE024_1A": ("chemo", 0.487),
         "KEYNOTE024_2": ("chemo", 0.615)}  # fmt: skip


def frame(times):
    """A time-to-event frame of texts, `6+` a time of 6 without event."""
    return pd.DataFrame({"time": [float(one.rstrip("+")) for one in times], "event": ["+" not in one for one in times]})


def against_r():
    """What R says of forty random cohorts with ties, strata and censoring; a ratio it warns about is not there."""
    cohorts = dict(iter(pd.read_csv(PLACES / "r_cohorts.csv").groupby("cohort")))
    recorded = pd.read_csv(PLACES / "r_values.csv")
    for number, own in recorded.groupby("cohort"):
        rows = cohorts[number].reset_index(drop=True)
        tte = pd.DataFrame({"time": rows["time"].astype(float), "event": rows["event"].astype(bool)})
        ours = _of_cohort(tte, rows["group"], rows["stratum"])
        for name, value in own[["name", "value"]].itertuples(index=False):
            found = ours(name)
            if not (np.isnan(found) and name == "zph"):  # R prints the statistic of a fit that diverges
                source = COIN if name.startswith("exact") else R
                yield NAMED[name.split(".")[0]], source, f"cohort {number}, {name}", found, value, RELATIVE * abs(value)


def _of_cohort(tte, group, strata):
    """Our value by the name that the R script gives it."""
    known = {}

    def once(key, made):
        return known[key] if key in known else known.setdefault(key, made())

    def ours(name):
        kind, *rest = name.split(".")
        if kind == "median":
            return once(name, lambda: survival.median_survival(tte, conf_type=rest[0]))[rest[1]].iloc[0]
        if kind == "hr":
            by = strata if rest[0] == "strata" else None
            ties, level, column = rest[-3:]
            key = (kind, ties, by is None)
            made = once(key, lambda: survival.hazard_ratio(tte, group, reference="a", ties=ties, strata=by))
            return made.set_index("group").loc[level, column]
        if kind == "logrank":
            return survival.log_rank(tte, group, strata=strata if rest else None)["estimate"].iloc[0]
        if kind == "exact":
            return log_rank_exact(tte, group[group != "c"])["p_value"].iloc[0]
        if kind == "rmean":
            made = once(kind, lambda: survival.restricted_mean(tte, horizon=0.8 * tte["time"].max()))
            return made["std_error" if rest else "estimate"].iloc[0]
        return survival.proportional_hazards(tte, group, reference="a")["estimate"].iloc[0]

    return ours


def ratios_against_r():
    """What R says of the same cohorts by profile likelihood and Firth's penalty, in two and three groups and over time.

    A ratio that rests on one or two events we do not give; R's is left out.
    """
    cohorts = dict(iter(pd.read_csv(PLACES / "r_cohorts.csv").groupby("cohort")))
    recorded = pd.read_csv(PLACES / "r_ratios.csv")
    recorded[["design", "method", "level", "column"]] = recorded["name"].str.split(".", expand=True)
    for (number, design, method), own in recorded.groupby(["cohort", "design", "method"], sort=False):
        ours = _ratio(design, cohorts[number].reset_index(drop=True), method).set_index("group")
        kind = ("Time-dependent: " if design == "td" else "") + RATIO[method]
        for name, value, *place in own[["name", "value", "level", "column"]].itertuples(index=False):
            if pd.notna(ours.loc[place[0], "estimate"]):
                yield kind, RATIOS, f"cohort {number}, {name}", ours.loc[*place], value, RELATIVE * abs(value)


def _ratio(design, rows, method):
    rows = rows[rows["group"] != "c"] if design == "two" else rows
    tte = pd.DataFrame({"time": rows["time"].astype(float), "event": rows["event"].astype(bool)})
    if design != "td":
        return survival.hazard_ratio(tte, rows["group"], reference="a", method=method)
    row = np.arange(1, len(rows) + 1)
    switch = pd.Series(np.where(row % 4 == 0, np.nan, (row % 5 + 1) / 6 * tte["time"].median()), rows.index)
    return survival.time_dependent_hazard_ratio(tte, switch, method=method)


def published():
    """Values in print, each within half a unit of its last digit."""
    tte = pd.concat([frame(TREATED), frame(PLACEBO)], ignore_index=True)
    group = pd.Series(["6-MP"] * 21 + ["placebo"] * 21)
    yield "Kaplan-Meier median", FREIREICH, "6-MP, weeks", _median(frame(TREATED)), 23, 0.5
    yield "Kaplan-Meier median", FREIREICH, "placebo, weeks", _median(frame(PLACEBO)), 8, 0.5
    for at, share in {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}.items():
        ours = survival.survival_rate(frame(TREATED), at)["estimate"].iloc[0]
        yield "Kaplan-Meier rate", FREIREICH, f"6-MP, week {at}", ours, share, 0.0005
    yield "Log-rank test", FREIREICH, "chi-square", survival.log_rank(tte, group)["estimate"].iloc[0], 16.79, 0.005
    for ties, values in {"efron": (4.817, 2.147, 10.81), "breslow": (4.523, 2.027, 10.094)}.items():
        row = survival.hazard_ratio(tte, group, reference="6-MP", ties=ties).iloc[0]
        for column, value in zip(("estimate", "conf_low", "conf_high"), values, strict=True):
            yield "Cox hazard ratio", FREIREICH, f"placebo v 6-MP, {ties}, {column}", row[column], value, 0.005
    yield from _lung()


def _lung():
    folder = HERE.parent / "data" / "ncctg-lung"
    rows, people = (pd.read_csv(folder / f"{name}.csv", dtype={"USUBJID": str}) for name in ("adtte", "adsl"))
    tte = pd.DataFrame({"time": rows["AVAL"].astype(float), "event": rows["CNSR"] == 0})
    sex = rows["USUBJID"].map(people.set_index("USUBJID")["SEX"])
    for conf_type, limits in {"log": (285, 363), "log-log": (284, 361)}.items():
        row = survival.median_survival(tte, conf_type=conf_type).iloc[0]
        for column, value in zip(("estimate", "conf_low", "conf_high"), (310, *limits), strict=True):
            yield "Kaplan-Meier median", LUNG, f"{conf_type}, {column}", row[column], value, 0.5
    yield "Log-rank test", LUNG, "sex, chi-square", survival.log_rank(tte, sex)["estimate"].iloc[0], 10.3, 0.05
    row = survival.hazard_ratio(tte, sex, reference="M").iloc[0]
    for column, value in {"estimate": 0.588, "conf_low": 0.4237, "conf_high": 0.816}.items():
        yield "Cox hazard ratio", LUNG, f"women v men, {column}", row[column], value, 0.0005
    yield from _heart()


def _heart():
    rows = load_stanford_heart_transplants()
    last = rows.groupby("id").last()
    switch = rows[rows["transplant"] == 1].groupby("id")["start"].first().reindex(last.index)
    tte = pd.DataFrame({"time": last["stop"], "event": last["event"].astype(bool)})
    for ties, (coefficient, error) in {"efron": (0.1271411, 0.3011411), "breslow": (0.1256669, 0.3010765)}.items():
        row = survival.time_dependent_hazard_ratio(tte, switch, ties=ties).iloc[0]
        half = np.log(row["conf_high"] / row["conf_low"]) / 2 / 1.959963984540054
        yield f"Time-dependent: {RATIO['wald']}", HEART, f"{ties}, log", np.log(row["estimate"]), coefficient, 1e-7
        yield f"Time-dependent: {RATIO['wald']}", HEART, f"{ties}, standard error", half, error, 1e-7


def by_hand():
    """Values worked in fractions."""
    six = pd.DataFrame({"time": [1.0, 4, 6, 6, 8, 9], "event": [True, True, True, False, True, False]})
    source = "by hand: six subjects, events at 1, 4, 6 and 8, censored at 6 and 9"
    for at, share in {1: 5 / 6, 4: 4 / 6, 6: 1 / 2, 8: 1 / 4}.items():
        yield "Kaplan-Meier rate", source, f"S({at})", survival.survival_rate(six, at)["estimate"].iloc[0], share, 1e-12
    area = survival.restricted_mean(six, horizon=9)["estimate"].iloc[0]
    yield "Restricted mean", source, "to 9", area, 1 + 3 * 5 / 6 + 2 * 4 / 6 + 2 / 2 + 1 / 4, 1e-12
    yield from _pairs(8, 3)
    yield from _pairs(5, 0)
    tte = pd.DataFrame({"time": [2.0, 3, 4], "event": [True, True, False]})
    row = survival.time_dependent_hazard_ratio(tte, pd.Series([1.0, np.nan, 2.5])).iloc[0]
    source = "by hand: risk sets of 1 after and 2 before (event after), 1 and 1 (event before): r² = 2"
    yield f"Time-dependent: {RATIO['wald']}", source, "three subjects", row["estimate"], 2**0.5, 1e-9
    for n in (1, 6, 20, 131):
        hand, ours = 0.025 ** (1 / n), (proportions.clopper_pearson(0, n)[2], proportions.clopper_pearson(n, n)[1])
        yield "Exact interval of a share", "by hand: 1 - 0.025^(1/n)", f"0 of {n}, upper", ours[0], 1 - hand, 1e-9
        yield "Exact interval of a share", "by hand: 0.025^(1/n)", f"{n} of {n}, lower", ours[1], hand, 1e-9
    for ours, value in zip(proportions.clopper_pearson(682, 925), (0.7372973, 0.7076683, 0.7654066), strict=True):
        yield "Exact interval of a share", "R, help page of binom.test (Conover 1971)", "682 of 925", ours, value, 5e-8
    for ours, value in zip(
        multiplicity.holm(np.array([0.01, 0.04, 0.03, 0.02])), (0.04, 0.06, 0.06, 0.06), strict=True
    ):
        yield "Holm's adjusted P", "by hand: 4 x 0.01, 3 x 0.02", "four tests", ours, value, 1e-12


def _pairs(m, j):
    """Ratios of matched pairs, each a stratum: in m of them the one of group b has the event, in j the other."""
    tte = pd.DataFrame({"time": [1.0, 2.0] * (m + j), "event": [True, False] * (m + j)})
    group, pair = pd.Series(["b", "a"] * m + ["a", "b"] * j), pd.Series(np.repeat(np.arange(m + j), 2))
    for method, half in {"profile": 0.0, "firth": 0.5}.items():
        row = survival.hazard_ratio(tte, group, reference="a", strata=pair, method=method).iloc[0]
        high, low = m + half, j + half
        drop = high * np.log(2 * high / (high + low)) + (low * np.log(2 * low / (high + low)) if low else 0.0)
        words = f"by hand: pairs, (m + {half:g}) / (j + {half:g})", f"{m} and {j} pairs"
        if low:
            yield RATIO[method], words[0], words[1], row["estimate"], high / low, 1e-6 * high / low
        yield RATIO[method], words[0], f"{words[1]}, P", row["p_value"], stats.chi2.sf(2 * drop, 1), 1e-7


def reconstructed():
    """Hazard ratios of six trials at R's three decimals, where their rows are on this machine."""
    for name, (control, value) in SHOWN.items() if RECONSTRUCTED.is_dir() else ():
        rows = pd.read_csv(RECONSTRUCTED / f"kmdata_{name}.csv")
        tte = pd.DataFrame({"time": rows["time"].astype(float), "event": rows["event"].astype(bool)})
        ours = survival.hazard_ratio(tte, rows["arm"], reference=control)["estimate"].iloc[0]
        yield "Cox hazard ratio", TRIALS, name, ours, value, 0.0005


def by_lifelines(made):
    """Every estimate that the other checks (`made`, a function) make, once more by lifelines where it has a rule."""
    with tempfile.TemporaryDirectory() as folder:
        inputs.keep_in(folder)
        try:
            checks = made()
        finally:
            inputs.keep_in(None)
        values = second_witness.of_run([folder])
    source = f"lifelines {metadata.version('lifelines')}"
    for row in values[values["agree"]].itertuples():
        limit = second_witness.CLOSE_RATIO if "ratio" in row.kind.lower() else second_witness.CLOSE
        checks.append((row.kind, source, f"sample {row.sample}, {row.group}, {row.value}", row.ours, row.lifelines,
                       limit * max(abs(row.lifelines), 1e-3)))  # fmt: skip
    return checks, confirmation.reasons(values)


def _median(tte):
    return survival.median_survival(tte)["estimate"].iloc[0]


def table(checks):
    """A row for each check: COLUMNS, `apart` and `passed`; both missing agree."""
    found = pd.DataFrame(checks, columns=COLUMNS).astype({"ours": float, "expected": float, "limit": float})
    both = found["ours"].isna() & found["expected"].isna()
    apart = (found["ours"] - found["expected"]).abs().mask(both | (found["ours"] == found["expected"]), 0.0)
    return found.assign(apart=apart, passed=both | (apart <= found["limit"].fillna(0)))


def page(found, reasons):
    """The page in Markdown: what was checked against what, how many checks, the largest difference, versions, date."""
    of = found.assign(relative=found["apart"] / found["expected"].abs().where(found["expected"] != 0))
    rows = of.groupby(["estimator", "source"], sort=False).agg(
        n=("passed", "size"), passed=("passed", "sum"), apart=("apart", "max"),
        relative=("relative", "max"))  # fmt: skip
    lines = [f"| {name} | {source} | {row.n} | {row.passed} | {row.apart:.1e} | {row.relative:.1e} |"
             for (name, source), row in zip(rows.index, rows.itertuples(), strict=True)]  # fmt: skip
    without = [f"| {row.kind} | {row.n} | {row.reason} |" for row in reasons.itertuples()]
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "scipy", "pandas", "lifelines"))
    absent = "" if RECONSTRUCTED.is_dir() else " The reconstructed trials are not on this machine: left out."
    failed = [f"- {row.estimator}, {row.case}: {row.ours!r}, {row.source} {row.expected!r}"
              for row in found[~found["passed"]].itertuples()]  # fmt: skip
    head = [f"Commit {git('rev-parse', 'HEAD')[:12] or 'none'} of {git('log', '-1', '--format=%cs') or 'no date'}; "
            f"Python {'.'.join(map(str, sys.version_info[:3]))}, {versions}.", "",
            f"{len(found)} checks, {int(found['passed'].sum())} passed. Each is a row of checks.csv: our value, the "
            f"expected one, how far they are apart and how far they may be.{absent} Those to values in print are of "
            "their rounding.", ""]  # fmt: skip
    top = ["| Estimator | Against | Checks | Passed | Largest difference | Largest relative difference |",
           "|---|---|---:|---:|---:|---:|"]  # fmt: skip
    below = [
        "",
        "Values that lifelines cannot confirm, and why:",
        "",
        "| Estimator | Values | Reason |",
        "|---|---:|---|",
    ]
    told = ["", "Failed:", "", *failed] if failed else []
    return "\n".join(["# Validation of the estimators", "", *head, *top, *lines, *below, *without, *told, ""])


def main(arguments):
    """Write the pack; exit with 1 where a check failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("reports/validation"))
    out = parser.parse_args(arguments).out
    checks, reasons = by_lifelines(
        lambda: [*against_r(), *ratios_against_r(), *published(), *by_hand(), *reconstructed()]
    )
    found = table(checks)
    out.mkdir(parents=True, exist_ok=True)
    found.to_csv(out / "checks.csv", index=False, lineterminator="\n")
    (out / "validation.md").write_text(page(found, reasons))
    print(f"{len(found)} checks, {int(found['passed'].sum())} passed: {out / 'validation.md'}")
    return int(not found["passed"].all())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
