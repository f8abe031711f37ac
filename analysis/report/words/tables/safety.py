"""The tables of 5_safety: adverse events at a glance and by term, cycles of each drug, and why treatment stopped."""

import pandas as pd

from analysis.estimates.safety.events import CATEGORIES
from analysis.figures import numbers
from analysis.report.words import readable
from analysis.report.words.tables import Titled


def overview_table(rows):
    """The display frame of `safety.overview`: a line per category of adverse events."""
    shown = pd.DataFrame({
        "Subjects with at least one event": [CATEGORIES[name] for name in rows["group"]],
        "n": [numbers.number(n, 0) for n in rows["n"]],
        "Subjects (%)": [_count(row) for row in rows.to_dict("records")],
        "95% CI (%)": [numbers.interval(low, high, 1, write=numbers.percent)
                       for low, high in zip(rows["conf_low"], rows["conf_high"], strict=True)],
        "Note": rows["note"],
    })  # fmt: skip
    return shown if shown["Note"].any() else shown.drop(columns="Note")


def cycle_table(rows):
    """The display frame of cycles by drug: a line per drug with median and range."""
    lines = []
    for drug, own in rows.groupby("group"):
        of = own.set_index("estimand")["estimate"]
        median = numbers.Printed(f"{of['median']:g}", of["median"])
        span = f"{of['minimum']:.0f}–{of['maximum']:.0f}"
        lines.append({"Drug": drug, "n": numbers.number(own["n"].iloc[0], 0), "Median cycles": median, "Range": span})
    return pd.DataFrame(lines)


def event_table(by_organ):
    """The display frame of `by_organ` of `safety.terms`: a line per organ class and per term under it.

    Cells are `13 (65%)`, with 0 for none and – for what was not recorded. The rate is subjects with a first event per
    100 patient-months with its interval. With `n_new` a column tells those who first had the term since.
    """
    lines, last = [], None
    for (organ, term), own in by_organ.groupby(["AEBODSYS", "AEDECOD"], sort=False):
        if organ != last:
            lines.append({"Adverse event": _word(organ)})
        counts, first = own.set_index("category").to_dict("index"), own.iloc[0]
        line = {"Adverse event": f"\u2003{_word(term)}"}
        line |= {name: _count(counts[key]) for key, name in CATEGORIES.items()}
        line["Per 100 patient-months (95% CI)"] = _rate(first)
        lines.append(line | _since(first))
        last = organ
    return pd.DataFrame(lines).fillna("")


def therapy_table(therapies):
    """The display frame of later treatments, without the study's own name and the category that chose them."""
    return readable.table(therapies.drop(columns=["STUDYID", "CMCAT"], errors="ignore"))


def _word(term):
    return term.capitalize() if term.isupper() else term


def _count(row):
    count = row["n_event"]
    if numbers.absent(count) or not count:
        return numbers.number(count, 0)
    return numbers.Printed(f"{count:.0f} ({100 * count / row['n']:.0f}%)", count)


def _rate(row):
    return numbers.estimate_ci(row["rate"], row["rate_low"], row["rate_high"], 1, missing="")


def _since(row):
    return {f"First since {row['since']}": numbers.number(row["n_new"], 0)} if "n_new" in row else {}


TABLES = {
    "overview": Titled("Subjects with at least one treatment-emergent adverse event.", overview_table),
    "adverse_events": Titled(
        "Adverse events by organ class and term: subjects (%), and first events per time at risk.", event_table
    ),
    "worst_grades": Titled("Subjects by worst grade of each term."),
    "periods": Titled("Adverse events per 100 patient-months since the first dose."),
    "cycles": Titled("Cycles of each drug, safety population.", cycle_table),
    "treatment_by_subject": Titled("Time on treatment ({unit}), its end, and cycles by subject."),
    "time_on_treatment": Titled("Time on treatment; who is still treated is censored."),
    "disposition": Titled("Why treatment stopped, all subjects and those without progression."),
    "later_therapy": Titled("Subjects who went on to further treatment after progression."),
    "later_therapies": Titled("Every later treatment.", therapy_table),
}
