"""The tables of the safety section as they are printed: adverse events at a glance and by term, cycles of each drug."""

import pandas as pd

from analysis.estimates.safety import CATEGORIES
from analysis.figures import numbers


def overview_table(rows):
    """The display frame of `safety.overview` without groups: a line per category of adverse events."""
    shown = pd.DataFrame({
        "Subjects with at least one event": [CATEGORIES[name] for name in rows["group"]],
        "n": [f"{n:.0f}" for n in rows["n"]],
        "Subjects (%)": [_count(row) for row in rows.to_dict("records")],
        "95% CI (%)": [numbers.interval(low, high, 1, write=numbers.percent)
                       for low, high in zip(rows["conf_low"], rows["conf_high"], strict=True)],
        "Note": rows["note"],
    })  # fmt: skip
    return shown if shown["Note"].any() else shown.drop(columns="Note")


def cycle_table(rows):
    """The display frame of `safety.cycle_results`: a line per drug with median and range."""
    lines = []
    for drug, own in rows.groupby("group"):
        of = own.set_index("estimand")["estimate"]
        span = f"{of['minimum']:.0f}–{of['maximum']:.0f}"
        lines.append(
            {"Drug": drug, "n": f"{own['n'].iloc[0]:.0f}", "Median cycles": f"{of['median']:g}", "Range": span}
        )
    return pd.DataFrame(lines)


def event_table(shares, rates, new=None):
    """The display frame of `safety.incidence` by AEBODSYS and AEDECOD: a line per organ class and per term under it.

    Cells are `13 (65%)`, with 0 for none and – for what was not recorded. The rate is subjects with a first event per
    100 patient-months with its interval. `new` (from `safety.new_since`) adds those who first had the term since.
    """
    lines, last = [], None
    late = {} if new is None else new.set_index("AEDECOD")["n_new"].to_dict()
    written = rates.set_index("AEDECOD")
    for (organ, term), own in shares.groupby(["AEBODSYS", "AEDECOD"], sort=False):
        if organ != last:
            lines.append({"Adverse event": _word(organ)})
        counts = own.set_index("category").to_dict("index")
        line = {"Adverse event": f"\u2003{_word(term)}"} | {
            name: _count(counts[key]) for key, name in CATEGORIES.items()
        }
        line["Per 100 patient-months (95% CI)"] = _rate(written.loc[term]) if term in written.index else ""
        lines.append(line | ({} if new is None else {"First seen since": _since(late.get(term, 0))}))
        last = organ
    return pd.DataFrame(lines).fillna("")


def _word(term):
    return term.capitalize() if term.isupper() else term


def _count(row):
    count = row["n_event"]
    if numbers.absent(count):
        return numbers.MISSING
    return f"{count:.0f} ({100 * count / row['n']:.0f}%)" if count else "0"


def _rate(row):
    return numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], 1)


def _since(count):
    return str(count)
