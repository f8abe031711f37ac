"""Kaplan-Meier figures of one population, of groups compared with what their result rows say, and of many splits."""

import math

import pandas as pd
from matplotlib.lines import Line2D

from analysis import vocabulary
from analysis.figures import described, numbers, theme
from analysis.figures.survival import late_words, survival, ticks

MOST_LINES = 5  # of a figure's note; where there are more, the ratios are left to the caption
NAIVE = "Naive: from time 0, though the groups are known only later;"
# The primary one is printed on a figure.
RATIOS = {vocabulary.COX_EFRON_PROFILE: "profile likelihood", vocabulary.COX_EFRON_FIRTH: "Firth"}
# Where a group is known only later, these stand before the naive ratio.
GUARDS = {vocabulary.COX_TIME_DEPENDENT_FIRTH: "time-dependent", vocabulary.COX_LANDMARK: "landmark"}
TESTS = {vocabulary.LOG_RANK_EXACT: "Exact log-rank", vocabulary.LOG_RANK: "Log-rank"}  # the first there is
# What a curve of an endpoint shows, and since when, where it is not survival since the start.
AXES = {"DOR": {"label": "Still in response (%)", "time": "Time since first response"}}
SIDES = ("low", "high")
FEWEST, MOST = 4, 5  # places in a row
PANEL_MM, TITLE_MM, TIMES_MM = 31, 15, 6  # height of a panel's axes; of the words above it; of the times below it
LEFT_MM, RIGHT_MM, GAP_MM, FOOT_MM = 13, 3, 6, 10


def _comparison_words(curves, at_risk, rows, *, endpoint, label, unit, note="", competing="", **_):
    chosen = rows[(rows["estimand"] == "median") & (rows["role"] != vocabulary.REPRODUCTION)].to_dict("records")
    medians = [f"{row['group']}: {size_words(row)}, median {median_words(row, unit)}" for row in chosen]
    note = note or (f"{NAIVE} {_allowance(rows)}." if rows["naive"].any() else "")
    said = [*_ratios(rows, unit), *_tests(rows)]
    facts = {
        "endpoint": title(endpoint), "inside": title(endpoint).lower(), "grouping": vocabulary.inside(label),
        "medians": "; ".join(medians), "tests": f"{'; '.join(said)}." if said else "",
        "bands": "; bands: pointwise 95% confidence limits" if _banded(curves) else "", "note": note and f" {note}",
        "late": late_words(at_risk) + counted_as(competing),
    }  # fmt: skip
    return facts, curves


@described(_comparison_words)
def survival_comparison(curves, at_risk, rows, *, endpoint, unit, label="", colors=None, competing="", **_):
    """A figure of the groups' curves over the table of those at risk, with hazard ratios and log-rank P of their rows.

    curves, at_risk: as `figures.survival` takes them, by group; rows: those of `efficacy.comparisons` for this endpoint
    and grouping; colors: {level: color} where levels have a colour of their own. Two groups have limits, the bands of
    three would hide each other. label: the grouping in words, the figure's title; competing: the other events that
    count as censored, in words; note is for the caption.
    """
    lines, tests = _ratios(rows, unit), _tests(rows)
    annotation = "\n".join(
        [*(lines if len(lines) + len(tests) <= MOST_LINES else []), *tests, *filter(None, [competing])]
    )
    look = {"colors": colors, "limits": _banded(curves), **axes(endpoint)}
    return survival(curves, at_risk, unit=unit, annotation=annotation, title=label, **look)


def _allowance(rows):
    """Which ratios were computed that count no time before the groups were known."""
    found = set(rows.loc[rows["estimate"].notna(), "method"])
    said = [f"the {said} ratio" for method, said in GUARDS.items() if method in found]
    return f"{' and '.join(said)} allow{'s' * (len(said) == 1)} for that" if said else "no ratio here allows for that"


def _banded(curves):
    return curves["group"].nunique() == 2


def _of(rows, methods):
    """The rows of methods, in the order of these, with what each is called: (row, words)."""
    return [
        (row, said) for method, said in methods.items() for row in rows[rows["method"] == method].to_dict("records")
    ]


def _tests(rows):
    tests, among = rows[rows["estimand"] == "log_rank"], ", all groups" if len(_pairs(rows)) > 1 else ""
    lines = [f"{said} {numbers.p_words(row['p_value'])}{among}" for row, said in _of(tests, TESTS)][:1]
    return [f"Naive {line[0].lower()}{line[1:]}" for line in lines] if tests["naive"].any() else lines


def _pairs(rows):
    # a landmark that fewer than two groups reach has a row without a group
    ratios = rows[(rows["estimand"] == "hazard_ratio") & (rows["group"] != "")]
    return ratios.groupby(["group", "reference"], sort=False)


def _ratios(rows, unit):
    """Lines for each pair: its primary hazard ratio, for groups known only later after those that allow for it."""
    lines = []
    for (group, reference), own in _pairs(rows):
        found, naive = own[own["estimate"].notna()], "naive " if own["naive"].any() else ""
        usual = [f"HR {numbers.ratio_ci(row)}, {said}" for row, said in _of(found, RATIOS)
                 if vocabulary.primary_ratio(row["n_event"], row["separated"]) == row["method"]]  # fmt: skip
        guards = [f"{said}{_when(row, unit)} HR {numbers.ratio_ci(row)}" for row, said in _of(found, GUARDS)]
        first, *others = [*guards, f"{naive}{(usual or ['HR not estimable'])[0]}"]
        lines += [f"{group} v {reference}: {first}", *(one[0].upper() + one[1:] for one in others)]
    return lines


def _when(row, unit):
    return "" if numbers.absent(row["at"]) or row["at"] == "" else f" at {row['at']:.3g} {unit}:"


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


def _curve_words(curve, at_risk, median, *, endpoint, unit, conf_type="log-log", of="", competing=""):
    row = median.iloc[0]
    subjects = f"{title(endpoint)}{' of ' + of if of else ''}: {size_words(row)}"
    facts = {"subjects": subjects, "median": f"Median {median_words(row, unit)}", "conf_type": conf_type}
    return facts | {"late": late_words(at_risk) + counted_as(competing)}, curve


def counted_as(competing):
    """The sentence of a caption on other events that count as censored; "" without any."""
    return f" {competing}: see the cumulative incidence." if competing else ""


@described(_curve_words)
def survival_curve(curve, at_risk, median, *, endpoint, unit, colors=(), competing="", **_):
    """A figure of one population's curve with its limits, its median drawn and told, over the table of those at risk.

    curve, at_risk: as `figures.survival` takes them, of one population; median: the row of `survival.median_survival`;
    colors: one, of the curve; competing: other events that count as censored, in words; conf_type and of (the
    population) are for the caption.
    """
    row = median.iloc[0]
    said = "\n".join(filter(None, [f"Median {median_words(row, unit)}", competing]))
    return survival(curve, at_risk, unit=unit, median=row["estimate"], annotation=said,
                    colors=next(iter(colors), None), **axes(endpoint))  # fmt: skip


def _panel_words(panels, *, label="Survival", **_):
    said = ". ".join(f"{title}: {note}" for title, note, _ in panels).replace("\n", ", ")
    steps = [pd.DataFrame({"panel": title, "group": own.name, "n": own.n, "time": own.time, "estimate": own.estimate})
             for title, _, groups in panels for own in groups]  # fmt: skip
    return {"label": label, "panels": said}, pd.concat(steps)


@described(_panel_words)
def split_panels(panels, *, unit, label="Survival", width_mm=theme.DOUBLE_MM):
    """A figure with a panel for each (title, note, groups): groups as `cutoff.group_curves` gives them, low and high.

    The note, up to three lines of text, stands between the title and the curves. label: the endpoint in words.
    """
    width_mm = theme.column_mm(width_mm)
    down = max(math.ceil(len(panels) / MOST), 1)
    across = max(math.ceil(len(panels) / down), FEWEST)
    height = down * (TITLE_MM + PANEL_MM + TIMES_MM) + FOOT_MM
    fig, axes = theme.canvas(width_mm, height, nrows=down, ncols=across, squeeze=False, layout=None)
    wide = (width_mm - LEFT_MM - RIGHT_MM - GAP_MM * (across - 1)) / across
    last = max((group.time[-1] for _, _, groups in panels for group in groups), default=1.0)
    for place, ax in enumerate(axes.flat):
        row, column = divmod(place, across)
        bottom = height - row * (TITLE_MM + PANEL_MM + TIMES_MM) - TITLE_MM - PANEL_MM
        left = LEFT_MM + column * (wide + GAP_MM)
        ax.set_position([left / width_mm, bottom / height, wide / width_mm, PANEL_MM / height])
        if place >= len(panels):
            ax.set_axis_off()
            continue
        title, note, groups = panels[place]
        _panel(ax, groups, last, unit)
        ax.set_ylabel("" if column else f"{label} (%)")
        ax.tick_params(labelleft=column == 0)
        corner = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points"}
        ax.annotate(note, xytext=(0, 4), size=theme.tiny(), **corner)
        above = 5.5 + 1.22 * theme.tiny() * len(note.splitlines())  # points
        ax.annotate(title, xytext=(0, above), weight="bold", size=theme.small(), **corner)
    keys = [Line2D([], [], color=color, linestyle=style, linewidth=1.2) for color, style in _halves()]
    fig.legend(keys, SIDES, loc="lower left", bbox_to_anchor=(0.06, 0.0), ncol=2).set_in_layout(False)
    foot = 1.6 / (fig.get_figheight() * 25.4)
    fig.text(0.5, foot, f"Time ({unit})", ha="center", va="bottom", size=theme.BASE)
    return fig


def _halves():
    """Colour and line style of the low and the high group."""
    return zip(theme.group_colors(SIDES).values(), theme.LINESTYLES, strict=False)


def _panel(ax, groups, last, unit):
    for group, (color, style) in zip(groups, _halves(), strict=False):
        look = {"color": color, "clip_on": False}
        ax.plot(group.time, 100 * group.estimate, drawstyle="steps-post", linestyle=style, linewidth=1.2, **look)
        ax.plot(group.censored, 100 * group.censored_estimate, linestyle="none", marker="|", markersize=4,
                markeredgewidth=0.7, **look)  # fmt: skip
    times = ticks(last, unit)
    ax.set(xlim=(0, max(last, times.max())), ylim=(0, 101), yticks=range(0, 101, 25))
    ax.set_xticks(times[:: 2 if len(times) > 5 else 1])
