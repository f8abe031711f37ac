"""The Kaplan-Meier figures of one population and of groups compared, with what their result rows say of them."""

from analysis import vocabulary
from analysis.figures import described, numbers
from analysis.figures.survival import survival

MOST_LINES = 5  # of a figure's note; where there are more, the ratios are left to the caption
NAIVE = "Naive: from time 0, though the groups are known only later; the other ratios allow for that."
# The first of these that could be estimated is printed on a figure.
RATIOS = {
    vocabulary.COX_EFRON_WALD: "Cox",
    vocabulary.COX_EFRON_FIRTH: "Cox with Firth's penalty",
}
# Where a group is known only later, these stand beside the naive ratio.
GUARDS = {vocabulary.COX_TIME_DEPENDENT: "Time-dependent", vocabulary.COX_LANDMARK: "Landmark"}
TESTS = {vocabulary.LOG_RANK: "Log-rank", vocabulary.LOG_RANK_EXACT: "Exact permutation"}
# What a curve of an endpoint shows, and since when, where it is not survival since the start.
AXES = {"DOR": {"label": "Still in response (%)", "time": "Time since first response"}}


def _comparison_words(curves, at_risk, rows, *, endpoint, label, unit, note="", **_):
    note = note or (NAIVE if rows["method"].isin(GUARDS).any() else "")
    facts = {
        "endpoint": title(endpoint), "inside": title(endpoint).lower(), "grouping": _inside(label),
        "medians": _medians(rows, unit), "tests": _sentence("\n".join([*_ratios(rows, unit), *_tests(rows)])),
        "bands": "; bands: pointwise 95% confidence limits" if _banded(curves) else "", "note": note and f" {note}",
    }  # fmt: skip
    return facts, curves


@described(_comparison_words)
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
        f"{said} {numbers.p_words(row['p_value'])}{among if method == vocabulary.LOG_RANK else ''}"
        for method, said in TESTS.items()
        for row in _of(tests, method)
    ]
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
    usual = [f"HR {numbers.ratio_ci(row)}, {said}" for method, said in RATIOS.items() for row in _of(found, method)]
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


def title(endpoint):
    """An endpoint in words, `Overall survival`; one that the vocabulary does not know as it is."""
    return vocabulary.ENDPOINTS.get(endpoint, endpoint)


def axes(endpoint):
    """The words on the axes of an endpoint's curves, arguments of `survival`."""
    return AXES.get(endpoint, {"label": f"{title(endpoint)} (%)"})


def median_words(row, unit):
    """A median with its interval, `27.3 months (95% CI 13.6–NR)`."""
    decimals = numbers.time_decimals(unit)
    text = numbers.quantity(row["estimate"], decimals, unit)
    limits = numbers.interval(row["conf_low"], row["conf_high"], decimals)
    return text if limits == numbers.MISSING else f"{text} (95% CI {limits})"


def size_words(row):
    """How many subjects and events a row counts, `n = 20, 14 events`."""
    return f"n = {row['n']:.0f}, {numbers.counted(row['n_event'], 'event')}"


def _curve_words(curve, at_risk, median, *, endpoint, unit, conf_type="log-log", of=""):
    row = median.iloc[0]
    subjects = f"{title(endpoint)}{' of ' + of if of else ''}: {size_words(row)}"
    return {"subjects": subjects, "median": f"Median {median_words(row, unit)}", "conf_type": conf_type}, curve


@described(_curve_words)
def survival_curve(curve, at_risk, median, *, endpoint, unit, **_):
    """A figure of one population's curve with its limits, its median drawn and told, over the table of those at risk.

    curve, at_risk: as `figures.survival` takes them, of one population; median: the row of
    `survival.median_survival`; conf_type and of (the population's name) are for the caption.
    """
    row = median.iloc[0]
    said = f"Median {median_words(row, unit)}"
    return survival(curve, at_risk, unit=unit, median=row["estimate"], annotation=said, **axes(endpoint))
