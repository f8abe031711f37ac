"""Kaplan-Meier figure of groups that are known only after the start, counted from a landmark on."""

from analysis import vocabulary
from analysis.figures import described, numbers
from analysis.figures.survival import late_words, survival
from analysis.figures.survival_comparison import counted_as, title

RATIOS = {vocabulary.COX_LANDMARK: "Landmark HR", vocabulary.COX_TIME_DEPENDENT_FIRTH: "Time-dependent HR"}


def _words(curves, at_risk, rows, *, endpoint, label, unit, at, sizes, competing="", **_):
    counts = "; ".join(f"{group}: n = {n}, {numbers.counted(events, 'event')}" for group, (n, events) in sizes.items())
    when = f"{at:.3g} {unit}"
    facts = {"endpoint": title(endpoint), "inside": vocabulary.inside(label), "counts": counts, "when": when,
             "late": late_words(at_risk) + counted_as(competing),
             "ratios": "; ".join(_ratios(rows)) or vocabulary.NOT_ESTIMABLE}  # fmt: skip
    return facts, curves


@described(_words)
def landmark_curves(curves, at_risk, rows, *, endpoint, label, unit, at, sizes, colors=None, **_):
    """A figure of the groups' curves since the landmark, over the table of those at risk, with the honest ratios.

    curves, at_risk: as `figures.survival` takes them, by group, times since the landmark; rows: the hazard ratios of
    `efficacy.comparisons` for this endpoint and grouping; at: the landmark in `unit`; sizes: {group: (subjects,
    events)}; label: the grouping in words, the title.
    """
    words = {"label": f"{title(endpoint)} (%)", "time": f"Time since {at:.3g} {unit} after the start", "title": label}
    look = {"annotation": "\n".join(_ratios(rows)), "limits": len(sizes) == 2, "colors": colors}
    return survival(curves, at_risk, unit=unit, **look, **words)


def _ratios(rows):
    """The ratio at the landmark and the time-dependent one, each with its interval and P."""
    found = [(row, words) for method, words in RATIOS.items()
             for row in rows[(rows["method"] == method) & rows["estimate"].notna()].to_dict("records")]  # fmt: skip
    return [f"{words} {numbers.ratio_ci(row)}" + ("" if numbers.absent(row["p_adjusted"]) else
            f", adjusted {numbers.p_words(row['p_adjusted'])}") for row, words in found]  # fmt: skip
