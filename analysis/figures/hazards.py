"""How a hazard ratio goes: with time (Schoenfeld plots, alone and in panels) and along a continuous biomarker."""

import math
import textwrap

import numpy as np
import pandas as pd
from matplotlib.ticker import LogLocator

from analysis.figures import described, numbers, theme
from analysis.figures.free_text import free_text
from analysis.figures.survival import ticks
from analysis.figures.survival_comparison import title
from analysis.vocabulary import signs

SPAN = 0.75  # share of the events that the smooth line looks at around each time
STIFF = 40  # below this many events over SPAN the span grows, so that with few events the line is almost straight
FEWEST = 10  # events from which a smooth line is drawn
ACROSS, PANEL_MM, LEGEND_MM = 3, 46, 7
LONGEST_TITLE = 30  # characters in a line
NARROWEST_MM = 85  # one panel alone: the legend needs as much


@theme.styled
def schoenfeld(residuals, *, ax, unit="months", estimate=None, conf_low=None, conf_high=None, annotation=""):
    """The axes with scaled Schoenfeld residuals over time and a smooth line: flat where the hazard ratio is constant.

    residuals: time, estimate (log hazard ratio plus the scaled residual of an event) of one comparison, as
    `survival.scaled_schoenfeld` gives. estimate, conf_low, conf_high: the ratio assumed constant, a dashed line and a
    band. The scale is the ratio's, logarithmic. The smooth line guides the eye and is no estimate; below ten events it
    is left out.
    """
    time, log_ratio = (residuals[name].to_numpy(dtype=float) for name in ("time", "estimate"))
    _constant(theme.dress(ax), estimate, conf_low, conf_high)
    ax.plot(time, log_ratio, linestyle="none", marker="o", markersize=3.4, markerfacecolor="white", clip_on=False,
            markeredgecolor=theme.ESTIMATE, markeredgewidth=0.9, label="one event", zorder=3)  # fmt: skip
    if len(time) >= FEWEST and len(np.unique(time)) > 2:
        at = np.linspace(time.min(), time.max(), 80)
        ax.plot(at, smooth(time, log_ratio, at), color=theme.LIMITS, linewidth=theme.CURVE, label="smoothed", zorder=4)
    _scale(ax, log_ratio)
    last = time.max(initial=0)
    at = ticks(last, unit)
    ax.set(xlim=(0, max(last, at[-1])), xlabel=f"Time ({unit})", ylabel="Hazard ratio at that time")
    ax.set_xticks(at, [f"{value:g}" for value in at])
    ax.spines["left"].set_position(("outward", 3))
    if annotation:
        free_text(ax, annotation)
    return ax


def smooth(time, value, at, *, span=None):
    """Local linear fit with tricube weights over the nearest share `span` of points, at times `at`: array like `at`.

    A span above 1 widens the weights of all points by that factor. Where all weight lies on one time, the weighted
    mean. Source: Cleveland 1979, without his robust steps.
    """
    span = max(SPAN, STIFF / len(time)) if span is None else span
    near = min(int(np.ceil(span * len(time))), len(time)) - 1
    away = np.abs(time[None, :] - at[:, None])
    reach = max(span, 1.0001) * np.sort(away, axis=1)[:, [near]] + 1e-12
    weight = np.clip(1 - (away / reach) ** 3, 0, None) ** 3
    total = weight.sum(1)
    mean_time, mean = (weight @ time) / total, (weight @ value) / total
    spread = (weight * (time - mean_time[:, None]) ** 2).sum(1)
    slope = (weight * (time - mean_time[:, None]) * (value - mean[:, None])).sum(1)
    flat = spread <= 1e-12 * total
    return mean + np.where(flat, 0, slope / np.where(flat, 1, spread)) * (at - mean_time)


def _constant(ax, estimate, conf_low, conf_high):
    ax.axhline(0, color=theme.INK, linewidth=theme.LINE, zorder=1.5)
    if conf_low is not None and conf_high is not None and conf_low > 0 and np.isfinite(conf_high):
        ax.axhspan(np.log(conf_low), np.log(conf_high), color=theme.BAND, linewidth=0, zorder=1)
    if estimate is not None and estimate > 0:
        ax.axhline(np.log(estimate), color=theme.ESTIMATE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2,
                   label="constant ratio, 95% CI")  # fmt: skip


def _scale(ax, log_ratio):
    """Ticks of a ratio on an axis in logarithms, at factors that leave three to seven of them."""
    top = max(np.abs(log_ratio).max(initial=0) * 1.1, np.log(3))
    ax.set_ylim(-top, top)
    step = next((step for step in (np.log(2), np.log(3)) if 3.9 * step >= top), None)
    step = step or np.ceil(top / 3.9 / np.log(10)) * np.log(10)
    places = np.arange(-3, 4) * step
    places = places[np.abs(places) <= top]
    ax.set_yticks(places, [_ratio(place) for place in places])


def _ratio(log_ratio):
    """A ratio that is a whole number or one part of it, in words; powers of ten where it has too many digits."""
    whole = round(np.exp(min(abs(log_ratio), 10)))
    if whole > 1000:
        return f"$10^{{{log_ratio / np.log(10):.0f}}}$"
    return f"{whole}" if log_ratio >= 0 else f"1/{whole}"


def _panel_words(panels, *, endpoint, **_):
    compared = "; ".join(f"{panel['title']}, {panel['annotation']}" for panel in panels)
    data = pd.concat([panel["residuals"].assign(comparison=panel["title"]) for panel in panels])
    return {"endpoint": title(endpoint), "inside": title(endpoint).lower(), "compared": compared}, data


@described(_panel_words)
def hazard_panels(panels, *, unit="months", width_mm=theme.DOUBLE_MM, **_):
    """A figure of Schoenfeld plots, three in a row, one legend: each panel a dict of arguments of `schoenfeld`."""
    across, down = min(ACROSS, len(panels)), math.ceil(len(panels) / ACROSS)
    width = max(theme.column_mm(width_mm) * across / ACROSS, NARROWEST_MM)
    fig, axes = theme.canvas(width, PANEL_MM * down + LEGEND_MM, nrows=down, ncols=across, squeeze=False)
    for ax, panel in zip(axes.flat, panels, strict=False):
        schoenfeld(**{name: value for name, value in panel.items() if name != "title"}, ax=ax, unit=unit)
        ax.set_title(textwrap.fill(signs(panel["title"]), LONGEST_TITLE), pad=4, size=theme.BASE, loc="left")
        ax.set_xticks(ax.get_xticks()[::2])
    found = {name: handle for ax in axes.flat[: len(panels)]
             for handle, name in zip(*ax.get_legend_handles_labels(), strict=True)}  # fmt: skip
    # not loc="outside …": saved with a box of its own, a figure forgets the room for such a legend
    fig.get_layout_engine().set(rect=(0, 0, 1, 1 - LEGEND_MM * theme.MM / fig.get_size_inches()[1]))
    fig.legend(found.values(), found, loc="upper left", ncols=len(found))
    for place, ax in enumerate(axes.flat):
        ax.set_visible(place < len(panels))
        ax.set_ylabel("" if place % across else ax.get_ylabel())
        ax.set_xlabel("" if place + across < len(panels) else ax.get_xlabel())
    return fig


def _curve_words(curve, values, *, label="", endpoint="OS", **_):
    span = numbers.span(curve["estimate"], 2)
    return {"endpoint": endpoint, "label": label, "n": len(values), "span": span}, curve


@described(_curve_words)
def hazard_curve(curve, values, *, ax=None, label="", **_):
    """The axes with the hazard ratio against the median value on a logarithmic scale; a new figure when `ax` is None.

    curve: value, estimate, conf_low, conf_high, as `continuous.curve` gives. values: every subject's value, as ticks.
    label: the biomarker in words; endpoint is for the caption.
    """
    ax = theme.canvas(90, 65)[1] if ax is None else ax
    ax.fill_between(curve["value"], curve["conf_low"], curve["conf_high"], color=theme.BAND, linewidth=0)
    ax.plot(curve["value"], curve["estimate"], color=theme.ESTIMATE, linewidth=theme.CURVE)
    ax.axhline(1, color=theme.FAINT, linewidth=theme.THIN, linestyle=(0, (3, 2)))
    faint = 1 if len(values) <= 60 else 0.4  # many ticks would be one bar
    look = {"color": theme.INK, "markersize": 4, "markeredgewidth": theme.THIN, "alpha": faint}
    ax.plot(values, [0.02] * len(values), "|", transform=ax.get_xaxis_transform(), **look)
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high > 8 * low else (1, 1.5, 2, 3, 5, 7)))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.yaxis.set_minor_formatter(lambda value, _: "")
    ax.set(xlabel=label, ylabel="Hazard ratio against the median")
    return ax
