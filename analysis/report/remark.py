"""The REMARK profile of a run, its patients and variables and every analysis with n and events: none is left out.

Two-part table of the REMARK guideline's explanation (Altman, McShane, Sauerbrei & Taube 2012, BMC Med 10:51).
"""

import pandas as pd

from analysis import vocabulary
from analysis.report import notebook
from analysis.report.words import readable
from analysis.vocabulary import EVERYONE

PER_ANALYSIS = ["section", "endpoint", "population", "grouping"]


def patients(endpoints, groups, *, known_days, data_cutoff=None):
    """Part A: a row for the study population, each endpoint and each variable: item, detail, n, n_event, n_missing.

    endpoints: {name: tte of everyone}; groups: {label: levels by USUBJID}; known_days: {label: day from which known}.
    """
    n = max((len(tte) for tte in endpoints.values()), default=0)
    cutoff = f"data cutoff {data_cutoff}" if data_cutoff else "data cutoff not stated"
    rows = [{"item": "Patients", "detail": f"all subjects of the study; {cutoff}", "n": n}]
    rows += [{"item": "Endpoint", "detail": f"{vocabulary.ENDPOINTS.get(name, name)} ({name})", "n": len(tte),
              "n_event": int(tte["event"].sum()), "n_missing": n - len(tte)}
             for name, tte in endpoints.items()]  # fmt: skip
    rows += [_variable(label, group, known_days[label], n) for label, group in groups.items()]
    table = pd.DataFrame(rows, columns=["item", "detail", "n", "n_event", "n_missing"])
    return table.astype(dict.fromkeys(("n", "n_event", "n_missing"), "Int64"))


def analyses(results):
    """Part B: a row for each analysis in result rows: analysis, endpoint, population, variable, n, n_event, estimates.

    An analysis shares section, endpoint, population and grouping; n and n_event are the largest, `estimates` counts
    its rows, `tests` those with a P value, `methods` names every method used.
    """
    rows = results.fillna(dict.fromkeys(PER_ANALYSIS, ""))
    rows = rows.assign(**{name: pd.to_numeric(rows[name], errors="coerce") for name in ("n", "n_event", "p_value")})
    table = pd.DataFrame([_analysis(keys, part) for keys, part in rows.groupby(PER_ANALYSIS, sort=False)])
    table.insert(0, "analysis", [f"A{number}" for number in range(1, len(table) + 1)])
    return table


def printed(table, labels):
    """A part of the profile as printed: sections by their titles, endpoints, populations and variables in words.

    labels: the words for populations and groupings.
    """
    words = {"section": notebook.named} | dict.fromkeys(
        ("endpoint", "population", "variable"), lambda name: readable.named(name, labels | {EVERYONE: "all subjects"})
    )
    told = {name: table[name].map(write) for name, write in words.items() if name in table}
    return readable.without_blanks(readable.table(table.assign(**told)))


def _variable(label, group, day, n):
    levels = ", ".join(f"{level} {size}" for level, size in group.value_counts(sort=False).items())
    when = "known at baseline" if day == 0 else f"known from day {day:g}" if day != "varies" else "known as it happens"
    known = int(group.notna().sum())
    return {"item": "Variable", "detail": f"{label}: {levels} ({when})", "n": known, "n_missing": n - known}


def _analysis(keys, part):
    words = dict(zip(("section", "endpoint", "population", "variable"), keys, strict=True))
    counts = {"n": part["n"].max(), "n_event": part["n_event"].max(), "estimates": len(part)}
    methods = ", ".join(dict.fromkeys(part["method"].dropna().astype(str)))
    return words | counts | {"tests": int(part["p_value"].notna().sum()), "methods": methods}
