"""Courses after infusions and peaks on log axes; killing of target cells, and ligands on tumour cells."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullFormatter, NullLocator

from analysis.figures import described, lasagna, layout, numbers, theme

QUANTIFIED, CENSORED = "quantified", "below the limit (drawn at it)"
COLORS, DARKEST = "cividis", 0.82  # the light end of the colour map is too pale for lines
TOP_MM, BOTTOM_MM = 6, 21
FEW, PANELS = 12, 48  # subjects with a large panel each, with a panel at all
LARGE, SMALL = (3, 46), (6, 24)  # columns, and height of a panel in mm
LEGEND = 10  # subjects told apart by colour and named in the figure of peaks
MANY_LOOK = {"linewidth": 0.4, "markersize": 1.6, "alpha": 0.45, "marker": "o", "color": theme.ESTIMATE}
BROKEN = {"sizes": {True: 1.0, False: 0.6}, "dashes": {True: "", False: (3, 2)}}  # by whether both ends are quantified
DODGE, ABREAST = 0.035, 4  # of the axis of hours, between infusions; so many side by side
APART, MANY = 1.035, 60  # a factor between curves at a ratio; dots of a ligand above which they are small


def _panel_words(samples, **_):
    below, unknown = samples["status"].ne(QUANTIFIED), samples["limit"].isna()
    n, code = samples["USUBJID"].nunique(), samples["PARAMCD"].iloc[0]
    lanes, foot = n > PANELS, int((below & unknown).sum())
    facts = {
        "measured": _capital(code), "scale": "coloured by the logarithm" if lanes else "log axis",
        "below": "White: below the limit" if lanes else "Open triangles: below the limit at which they stand",
        "foot": f" ({foot} without a stated limit at the foot)" if foot and not lanes else "",
        "code": code, "n": n, "place": "lane" if lanes else "panel", "censored": below.sum(), "samples": len(samples),
    }  # fmt: skip
    return facts, samples


def _peak_words(kinetics, **_):
    code, unit = kinetics[["PARAMCD", "unit"]].iloc[0]
    n, span = kinetics["USUBJID"].nunique(), numbers.span(kinetics["cmax"], 0)
    return {"code": code, "n": n, "span": span, "unit": unit}, kinetics


@described(_panel_words)
def infusion_panels(samples, *, fig=None, columns=None, label=None, unit="h"):
    """Draw a panel per subject and in it a line per infusion (into `fig`, or a new one 180 mm wide); return the figure.

    samples: USUBJID, INFUSION, HOURS, value (missing where censored), limit (missing where not). A censored sample is
    an open triangle at its limit, or at the foot without one, joined by a thin broken line: the value lies below. Hours
    are spread by their logarithm; panels share the axes. label: of the values, by default PARAMCD and unit. More than
    PANELS subjects get a lane each instead, coloured by the value, as `lasagna.by_infusion` draws them.
    """
    label = _capital(_measured(samples) if label is None else label)
    subjects = list(dict.fromkeys(samples["USUBJID"]))
    if len(subjects) > PANELS:
        return lasagna.by_infusion(samples, fig=fig, label=label, unit=unit)
    most, panel_mm = LARGE if len(subjects) <= FEW else SMALL
    columns = min(columns or most, max(len(subjects), 1))
    rows = -(-len(subjects) // columns) or 1
    fig = fig or layout.blank(theme.DOUBLE_MM, TOP_MM + BOTTOM_MM + panel_mm * rows)
    axes = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    layout.margins(fig, left=17, right=2, top=TOP_MM, bottom=BOTTOM_MM, hspace=0.2, wspace=0.06)
    low, high = _span(samples)
    infusions = sorted(samples["INFUSION"].unique())  # from dark for the first to light for the last
    shades = mpl.colormaps[COLORS](np.linspace(0, DARKEST, max(len(infusions), 2)))
    colors = dict(zip(infusions, map(mpl.colors.to_hex, shades), strict=False))
    for subject, ax in zip(subjects, axes, strict=False):
        _courses(ax, _placed(samples[samples["USUBJID"] == subject], low), colors)
        ax.set_title(subject, fontsize=theme.small(), pad=3, loc="center")
        _frame(ax, samples, low, high, 0.34 if columns <= LARGE[0] else 0.75)
    for ax in axes[len(subjects) :]:
        ax.axis("off")
    middle = (axes[0].get_position().y1 + axes[-1].get_position().y0) / 2
    fig.supylabel(label, fontsize=theme.BASE, x=0.004, y=middle)
    fig.supxlabel(f"Time after infusion, {unit}", fontsize=theme.BASE, y=layout.below(fig, 11.5), va="bottom")
    _legend(fig, colors)
    return fig


@described(_peak_words)
def peaks(kinetics, *, ax=None, label=None):
    """Draw each subject's peak from infusion to infusion, a line per subject, and return the axes (new when None).

    kinetics: USUBJID, INFUSION, cmax, cmax_limit; where nothing was quantified the peak is an open triangle at the
    limit. More than LEGEND subjects have thin lines alike, and the title their number. label: by default PARAMCD, unit.
    """
    ax = ax or theme.canvas(theme.WIDE_MM, 70)[1]
    subjects = sorted(set(kinetics["USUBJID"]))
    many = len(subjects) > LEGEND
    colors = theme.group_colors(subjects, [theme.ESTIMATE] if many else [*theme.GROUP, theme.FAINT])
    height = kinetics["cmax"].fillna(kinetics["cmax_limit"])
    shown = kinetics.assign(height=height).sort_values(["USUBJID", "INFUSION"])
    apart = {"hue": "USUBJID", "style": "USUBJID", "hue_order": subjects, "style_order": subjects, "palette": colors}
    look = MANY_LOOK if many else {"linewidth": 0.9, "markersize": 3.2} | apart | layout.by_level(subjects)
    sns.lineplot(shown, x="INFUSION", y="height", units="USUBJID", estimator=None, markeredgewidth=0, ax=ax, **look)
    below = shown[shown["cmax"].isna()]
    _open(ax, below["INFUSION"], below["height"], below["USUBJID"].map(colors), s=8 if many else 20, linewidths=0.8)
    known = height.dropna()
    if len(known):
        _log(ax, known.min() / 1.2, known.max() * 1.2)
    ax.set(xlabel="Infusion", ylabel=f"Peak of {_measured(kinetics)}" if label is None else label)
    ax.set_xticks(sorted(kinetics["INFUSION"].unique()))
    if many:
        ax.set_title(f"{len(subjects)} subjects, a line each", size=theme.small(), weight="normal")
    else:
        ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=2.6)
    return ax


def spread(hours):
    """Hours on the axis: logarithm of 1 + hours, mirrored before the infusion."""
    return np.sign(hours) * np.log1p(np.abs(hours))


def unspread(places):
    """The hours of places on the axis."""
    return np.sign(places) * np.expm1(np.abs(places))


def _span(samples):
    heights = samples["value"].fillna(samples["limit"])
    heights = heights[heights > 0]
    return (heights.min() / 2, heights.max() * 2) if len(heights) else (0.1, 10.0)


def _placed(panel, low):
    """The samples of a subject with their places: hours (those of infusions side by side), height, and known."""
    number = panel.groupby("INFUSION").ngroup() % ABREAST
    shift = DODGE * (number - (min(panel["INFUSION"].nunique(), ABREAST) - 1) / 2)
    height = panel["value"].fillna(panel["limit"]).fillna(low * 1.15).clip(lower=low * 1.15)
    hours = unspread(spread(panel["HOURS"]) + shift)
    placed = panel.assign(hours=hours, height=height, known=panel["value"].notna())
    return placed.sort_values(["INFUSION", "HOURS"], ignore_index=True)


def _courses(ax, placed, colors):
    """The samples of a subject and lines between them, broken where one end is censored."""
    after = placed.groupby("INFUSION")[["hours", "height", "known"]].shift(-1)
    whole = placed["known"] & after["known"].eq(True)
    ends = [part.assign(INFUSION=placed["INFUSION"], whole=whole, step=placed.index) for part in (placed, after)]
    steps = pd.concat([part[after["hours"].notna()] for part in ends], ignore_index=True)
    sns.lineplot(steps, x="hours", y="height", units="step", estimator=None, hue="INFUSION", palette=colors,
                 style="whole", size="whole", legend=False, zorder=2, ax=ax, **BROKEN)  # fmt: skip
    ax.set(xlabel="", ylabel="")
    known, below = placed[placed["known"]], placed[~placed["known"]]
    ax.scatter(known["hours"], known["height"], s=11, c=list(known["INFUSION"].map(colors)), linewidths=0, zorder=4)
    _open(ax, below["hours"], below["height"], below["INFUSION"].map(colors), s=11, linewidths=0.7)


def _open(ax, x, y, colors, **look):
    ax.scatter(x, y, marker="v", facecolor="white", edgecolor=list(colors), zorder=3, **look)


def _measured(rows):
    return ", ".join(rows[["PARAMCD", "unit"]].iloc[0]) if {"PARAMCD", "unit"} <= set(rows) and len(rows) else ""


def _capital(text):
    return text[:1].upper() + text[1:] if text.islower() else text


def _frame(ax, samples, low, high, least):
    _log(ax, low, high)
    ax.set_xscale("function", functions=(spread, unspread))
    hours = np.sort(samples["HOURS"].unique())
    named = layout.spaced(hours, spread, least)
    ax.set_xticks(named, [f"{hour:g}".replace("-", "−") for hour in named])
    ax.set_xlim(unspread(spread(hours[0]) - 0.25), unspread(spread(hours[-1]) + 0.25))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axvline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)


def _log(ax, low, high):
    """A log axis with plain numbers, with 2 and 5 between the powers of ten where it spans few of them."""
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    wide = np.log10(high / low) > 2
    ax.yaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5)))
    ax.yaxis.set_minor_locator(LogLocator(subs=range(2, 10)) if wide else NullLocator())
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
    ax.yaxis.set_minor_formatter(NullFormatter())


def _legend(fig, colors):
    lines = [Line2D([], [], color=color, linewidth=1.4, label=f"Infusion {infusion:g}")
             for infusion, color in colors.items()]  # fmt: skip
    keys = [layout.key("o", color=theme.INK, markersize=3.2, label=QUANTIFIED),
            layout.key("v", color="white", markeredgecolor=theme.INK, markersize=3.8, label=CENSORED)]  # fmt: skip
    options = {"loc": "lower center", "handlelength": 1.2, "columnspacing": 1.1}
    fig.legend(handles=lines[:12], ncols=min(len(lines), 9), bbox_to_anchor=(0.5, layout.below(fig, 5)), **options)
    fig.legend(handles=keys, ncols=2, bbox_to_anchor=(0.5, layout.below(fig, 0.5)), **options)


def _killing_words(lysis, replicates, **_):
    most = lysis[lysis["RATIO"] == lysis["RATIO"].max()].itertuples()
    said = ", ".join(f"{row.EFFECTOR} against {row.TARGET} {row.estimate:.0f}%" for row in most)
    subjects = ", ".join(replicates["USUBJID"].unique())
    return {"subjects": subjects, "largest": said}, {"means": lysis, "replicates": replicates}


def _ligand_words(values, **_):
    medians = values.groupby("PARAMCD", sort=False)["AVAL"].median().items()
    return {"medians": ", ".join(f"{name} {value:.0f}%" for name, value in medians)}, values


@described(_killing_words)
def killing(lysis, replicates, *, ax=None, label="Lysis (%)"):
    """Draw percent lysis by effector:target ratio (log axis), a line per effector and target; return the axes.

    lysis: EFFECTOR, TARGET, RATIO, estimate, conf_low, conf_high (missing: no bar). replicates: EFFECTOR, TARGET,
    RATIO, AVAL, drawn as small dots beside. ax: new when None.
    """
    ax = ax or theme.canvas(theme.NARROW_MM, 78)[1]
    alone = lysis["TARGET"].nunique() == 1
    means, dots = (rows.assign(curve=rows["EFFECTOR"] if alone else rows["EFFECTOR"] + " v " + rows["TARGET"])
                   for rows in (lysis, replicates))  # fmt: skip
    curves = list(dict.fromkeys(means["curve"]))
    shift = {curve: APART ** (place - (len(curves) - 1) / 2) for place, curve in enumerate(curves)}
    means, dots = (part.assign(x=part["RATIO"] * part["curve"].map(shift)) for part in (means, dots))
    colors = theme.group_colors(curves)
    sns.scatterplot(dots.assign(x=dots["x"] * APART**-0.4), x="x", y="AVAL", hue="curve", palette=colors, s=6,
                    alpha=0.5, linewidth=0, legend=False, ax=ax)  # fmt: skip
    for curve, own in means.groupby("curve", sort=False):
        ax.vlines(own["x"], own["conf_low"], own["conf_high"], color=colors[curve], linewidth=0.8, zorder=2)
    sns.lineplot(means, x="x", y="estimate", hue="curve", style="curve", palette=colors, estimator=None, markersize=3.6,
                 markeredgewidth=0, linewidth=1.1, ax=ax, **layout.by_level(curves))  # fmt: skip
    ratios = sorted(lysis["RATIO"].unique())
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(ratios))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{ratio:.3g}:1" for ratio in ratios]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axhline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)
    aim = f", target {lysis['TARGET'].iloc[0]}" if alone else ""
    ax.set(xlabel=f"Effector:target ratio{aim}", ylabel=label)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), handlelength=2.4, borderaxespad=0)
    return ax


@described(_ligand_words)
def ligands(values, *, ax=None, label="Tumour cells with the ligand (%)"):
    """Draw the percent of tumour cells with each ligand, a dot per subject and a bar at the median; return the axes.

    values: PARAMCD, AVAL (percent), a row per subject and ligand, in order of the ligands. Dots that would overlap
    stand side by side, always in the same way.
    """
    ax = ax or theme.canvas(85, 68)[1]
    names = list(dict.fromkeys(values["PARAMCD"]))
    many = values.groupby("PARAMCD").size().max() > MANY
    median = {"color": theme.INK, "linewidth": theme.CURVE, "zorder": 4 if many else 2}
    sns.boxplot(values, x="PARAMCD", y="AVAL", order=names, width=0.6, showbox=False, showcaps=False, showfliers=False,
                whiskerprops={"visible": False}, medianprops=median, ax=ax)  # fmt: skip
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 100))  # dots are put side by side on these axes
    sns.swarmplot(values, x="PARAMCD", y="AVAL", order=names, color=theme.ESTIMATE, size=2 if many else 3.6, zorder=3,
                  warn_thresh=1, clip_on=False, ax=ax)  # fmt: skip
    ax.set(xlabel="", ylabel=label)
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right", rotation_mode="anchor")
    return layout.settled(ax)
