"""The Kaplan-Meier figure of groups compared: their curves, and what the result rows of the comparison say of them."""

from analysis import vocabulary
from analysis.figures import described, numbers
from analysis.figures.survival import survival
from analysis.figures.survival_curve import axes, median_words, size_words, title

MOST_LINES = 5  # of a figure's note; where there are more, the ratios are left to the caption
NAIVE = "Naive: from time 0, though the groups are known only later;"
# The primary one is printed on a figure.
RATIOS = {
    vocabulary.COX_EFRON_PROFILE: "Cox, profile likelihood",
    vocabulary.COX_EFRON_FIRTH: "Cox with Firth's penalty",
}
# Where a group is known only later, these stand beside the naive ratio.
GUARDS = {vocabulary.COX_TIME_DEPENDENT_FIRTH: "Time-dependent", vocabulary.COX_LANDMARK: "Landmark"}
TESTS = {vocabulary.LOG_RANK_EXACT: "Exact log-rank", vocabulary.LOG_RANK: "Log-rank"}  # the first there is


def _words(curves, at_risk, rows, *, endpoint, label, unit, note="", **_):
    note = note or (f"{NAIVE} {_allowance(rows)}." if rows["naive"].any() else "")
    facts = {
        "endpoint": title(endpoint), "inside": title(endpoint).lower(), "grouping": _inside(label),
        "medians": _medians(rows, unit), "tests": _sentence("\n".join([*_ratios(rows, unit), *_tests(rows)])),
        "bands": "; bands: pointwise 95% confidence limits" if _banded(curves) else "", "note": note and f" {note}",
    }  # fmt: skip
    return facts, curves


@described(_words)
def survival_comparison(curves, at_risk, rows, *, endpoint, unit, colors=None, **_):
    """A figure of the groups' curves over the table of those at risk, with hazard ratios and log-rank P of their rows.

    curves, at_risk: as `figures.survival` takes them, by group; rows: those of `efficacy.comparisons` for this endpoint
    and grouping; colors: {level: color} where levels have a colour of their own. Two groups have limits, the bands of
    three would hide each other. label (the grouping in words) and note are for the caption.
    """
    tests = _tests(rows)
    lines = "\n".join([*_ratios(rows, unit), *tests]).splitlines()
    annotation = "\n".join(lines if len(lines) <= MOST_LINES else tests)
    look = {"colors": colors, "limits": _banded(curves), **axes(endpoint)}
    return survival(curves, at_risk, unit=unit, annotation=annotation, **look)


def _allowance(rows):
    """Which ratios were computed that count no time before the groups were known."""
    found = set(rows.loc[rows["estimate"].notna(), "method"])
    said = [f"the {said.lower()} ratio" for method, said in GUARDS.items() if method in found]
    return f"{' and '.join(said)} allow{'s' * (len(said) == 1)} for that" if said else "no ratio here allows for that"


def _banded(curves):
    return curves["group"].nunique() == 2


def _inside(label):
    """A label within a sentence: `Sex` as `sex`, but ECOG, ctDNA and TMB as they are."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def _medians(rows, unit):
    chosen = rows[(rows["estimand"] == "median") & (rows["role"] != vocabulary.REPRODUCTION)]
    return "; ".join(
        f"{row['group']}: {size_words(row)}, median {median_words(row, unit)}" for row in chosen.to_dict("records")
    )


def _tests(rows):
    tests = rows[rows["estimand"] == "log_rank"]
    among = ", all groups" if len(_pairs(rows)) > 1 else ""
    lines = [
        f"{said} {numbers.p_words(row['p_value'])}{among}"
        for method, said in TESTS.items()
        for row in _of(tests, method)
    ][:1]
    return [f"Naive {line[0].lower()}{line[1:]}" for line in lines] if tests["naive"].any() else lines


def _pairs(rows):
    # a landmark that fewer than two groups reach has a row without a group
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] != "")]
    return ratios.groupby(["group", "reference"], sort=False)


def _ratios(rows, unit):
    return [_ratio(own, *pair, unit) for pair, own in _pairs(rows)]


def _ratio(own, group, reference, unit):
    """The lines of a pair: its hazard ratio and, where the group is known only later, those that allow for it."""
    found = own[own["estimate"].notna()]
    usual = [f"HR {numbers.ratio_ci(row)}, {said}" for method, said in RATIOS.items() for row in _of(found, method)
             if vocabulary.primary_ratio(row["n_event"], row["separated"]) == method]  # fmt: skip
    naive = "naive " if own["naive"].any() else ""
    guards = [f"{said}{_when(row, unit)} HR {numbers.ratio_ci(row)}" for method, said in GUARDS.items()
              for row in _of(found, method)]  # fmt: skip
    return "\n".join([f"{group} v {reference}: {naive}{usual[0] if usual else 'HR not estimable'}", *guards])


def _of(rows, method):
    return rows[rows["method"] == method].to_dict("records")


def _when(row, unit):
    return "" if numbers.absent(row["at"]) or row["at"] == "" else f" at {row['at']:.3g} {unit}:"


def _sentence(lines):
    return "; ".join(lines.splitlines()) + "." if lines else ""
