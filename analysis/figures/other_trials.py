"""The survival curve of a trial with what other trials printed at its place: medians, shares at a time, curves."""

import numpy as np

from analysis.figures import described, numbers, theme
from analysis.figures.survival import kaplan_meier
from analysis.figures.survival_comparison import title

HEIGHT_MM, ENTRY_MM = 78, 6.5  # of the figure, of an entry of the key
KEY_SHARE = 0.62  # width of the key against the curve's
OWN = "This trial"


def _words(curve, others, curves, *, endpoint, n, caveats, unit="months", **_):
    said = "; ".join(f"{row['reference']} {shown(row, unit)}" for row in others.to_dict("records"))
    facts = {"endpoint": title(endpoint), "n": numbers.counted(n, "subject"), "others": said, "caveats": caveats}
    return facts, {"this_trial": curve, "others": others, **curves}


@described(_words, of=1)
def other_trials(curve, others, curves, *, unit="months", width_mm=theme.DOUBLE_MM, **_):
    """A figure of this trial's curve and a mark of each arm of other trials, with a key that tells their numbers.

    curve: as `survival.kaplan_meier` gives; others: of `comparators.printed`, one endpoint; curves: {reference: time,
    survival} of arms with a curve. A trial has a colour and a mark, its first arm a filled one; bars: printed limits.
    """
    height = max(HEIGHT_MM, 14 + ENTRY_MM * (len(others) + others["comparator"].nunique() + 1))
    fig, (ax, key) = theme.canvas(width_mm, height, ncols=2, gridspec_kw={"width_ratios": [1, KEY_SHARE]})
    kaplan_meier(curve, ax=ax, unit=unit, label=f"{title(others['endpoint'].iloc[0])} (%)")
    handles = [ax.plot([], [], color=theme.ESTIMATE, linewidth=theme.CURVE, label=f"{OWN}, with 95% limits")[0]]
    for place, (trial, arms) in enumerate(others.groupby("comparator", sort=False)):
        handles.append(ax.plot([], [], linestyle="none", label=trial)[0])
        for number, row in enumerate(arms.to_dict("records")):
            handles.append(_mark(ax, row, curves.get(row["reference"]), place, unit, filled=number == 0))
    ax.set_xlim(right=max(ax.get_xlim()[1], 1.03 * _last(others, curves)))
    _key(key, handles, set(others["comparator"]))
    return fig


def shown(row, unit):
    """What an arm printed, in words: `median 11.9 months`, `58.3% at 24 months`, `curve`."""
    if row["estimand"] == "rate":
        limits = (row["conf_low"], row["conf_high"])
        return f"{numbers.estimate_ci(row['estimate'], *limits, 1, write=numbers.percent)} at {row['at']:g} {unit}"
    if row["estimand"] == "curve":
        return "curve"
    printed = numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], numbers.time_decimals(unit))
    return f"median {printed} {unit}"


def _mark(ax, row, curve, place, unit, *, filled):
    """Draw an arm at its place; the handle of its entry in the key."""
    color = theme.GROUP[1:][place % (len(theme.GROUP) - 1)]  # the first is that of this trial
    look = {"color": color, "label": f"{row['arm']}: {shown(row, unit)}", "zorder": 4}
    if row["estimand"] == "curve":
        style = {"drawstyle": "steps-post", "linewidth": theme.LINE, "linestyle": "-" if filled else (0, (4, 2))}
        return ax.plot(curve["time"], 100 * curve["survival"], **look, **style)[0]
    rate = row["estimand"] == "rate"
    at, level = (row["at"], 100 * row["estimate"]) if rate else (row["estimate"], 50)
    limits = np.array([row["conf_low"], row["conf_high"]], float)
    if np.isfinite(limits).all():
        x, y = ([at, at], 100 * limits) if rate else (limits, [level, level])
        ax.plot(x, y, color=color, linewidth=theme.LINE, label="_limits", zorder=3.5)
    mark = theme.MARKERS[place % len(theme.MARKERS)]
    face = color if filled else "none"
    return ax.plot(at, level, mark, markersize=6, markerfacecolor=face, markeredgewidth=1.1, clip_on=False, **look)[0]


def _last(others, curves):
    """The latest time of any of them."""
    times = [*(curve["time"].max() for curve in curves.values()), *others.loc[others["estimand"] == "rate", "at"]]
    return max([*times, *others.loc[others["estimand"] == "median", "estimate"]], default=0)


def _key(ax, handles, trials):
    ax.axis("off")
    legend = ax.legend(handles=handles, loc="center left", borderaxespad=0, frameon=False, labelspacing=0.55)
    for text in legend.get_texts():
        text.set_weight("bold" if text.get_text() in trials else "normal")
