"""The forest plot of subgroups: each level against its reference, or an arm within every level."""

from analysis.figures import described, numbers
from analysis.figures.forest import forest
from analysis.figures.survival_comparison import title
from analysis.vocabulary import COX_EFRON_FIRTH

RATIO, COUNTS = "HR (95% CI)", "Events / n"


def _words(tidy, labels, *, endpoint, arms=(), **_):
    found = tidy[tidy["estimate"].notna()].to_dict("records")
    said = [f"{labels.get(row['grouping'], '')} {row['group']} {numbers.ratio_ci(row)}".strip() for row in found]
    against = "against its reference level (open mark), one factor at a time; no ratio is an effect of the treatment"
    if arms:
        against = f"of {arms[0]} against {arms[1]} within the level; counts and medians are of these two together"
    n, n_event = tidy.groupby("grouping")[["n", "n_event"]].sum().max()
    facts = {
        "endpoint": title(endpoint), "inside": title(endpoint).lower(),
        "against": against, "ratios": "; ".join(said) or "none is estimable",
        "size": f"{numbers.counted(n, 'subject')}, {numbers.counted(n_event, 'event')}"}  # fmt: skip
    return facts, tidy


def _words_adjusted(tidy, labels, *, endpoint, n, n_event, within="", **_):
    facts, _ = _words(tidy, labels, endpoint=endpoint)
    size = f"{numbers.counted(n, 'subject')}, {numbers.counted(n_event, 'event')}"
    return facts | {"size": size, "within": f", within strata of {within}" if within else ""}, tidy


@described(_words_adjusted)
def adjusted_forest(tidy, labels, **_):
    """A figure of several covariates in one model as a forest plot, between counts and ratios with their P values.

    tidy: as `efficacy.adjusted.forest` gives it; labels: {covariate: words}. endpoint, n, n_event and within (the
    strata) are for the caption. † marks Firth's ratios.
    """
    return forest(texts(tidy, labels, ""), left={"counts": COUNTS}, right={"ratio": RATIO, "p": "P"},
                  favours=("lower risk", "higher risk"))  # fmt: skip


@described(_words)
def subgroup_forest(tidy, labels, *, unit, arms=(), **_):
    """A figure of a subgroup table as a forest plot between columns of counts, medians, ratios and P values.

    tidy: as `efficacy.subgroup` gives it; labels: {grouping: words}; unit: of the medians; arms: the arm compared and
    its reference, in words, where levels are not. endpoint is for the caption. † marks Firth's ratio.
    """
    names, drawn = columns(unit, arms), texts(tidy, labels, unit)
    left = {name: names.pop(name) for name in ("counts", "median")}
    favours = tuple(f"favours {arm}" for arm in arms) or ("lower risk", "higher risk")
    return forest(drawn, left=left, right=names, favours=favours)


def columns(unit, arms=()):
    """The columns of text of the plot with their headings, {name: heading}."""
    names = {"counts": COUNTS, "median": f"Median, {unit}\n(95% CI)", "ratio": RATIO}
    return names | ({"p": "P", "interaction": "P interaction"} if arms else {})


def texts(tidy, labels, unit):
    """The table that `forest` draws: heading, label, the ratio and columns of printed text."""
    medians = tidy[["median", "median_low", "median_high"]].itertuples(index=False)
    return tidy.assign(
        heading=tidy["grouping"].map(labels).fillna(tidy["group"]),
        label=tidy["group"].where(tidy["grouping"] != "", ""),
        counts=[f"{row.n_event:.0f} / {row.n:.0f}" for row in tidy.itertuples()],
        median=[numbers.estimate_ci(*row, numbers.time_decimals(unit)) for row in medians],
        ratio=[_ratio(row) for row in tidy.to_dict("records")],
        p=_p(tidy["p_value"]),
        interaction=_p(tidy["p_interaction"]),
    )


def _ratio(row):
    mark = "†" if str(row["method"]).startswith(COX_EFRON_FIRTH) else ""
    return "" if numbers.absent(row["estimate"]) else f"{numbers.ratio_ci(row)}{mark}"


def _p(values):
    return values.map(numbers.p_value).where(values.notna(), "")
