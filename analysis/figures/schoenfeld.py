"""Schoenfeld plot: does a hazard ratio change with time? Scaled residuals of each event, with a smooth line."""

import numpy as np

from analysis.figures import theme
from analysis.figures.free_text import free_text
from analysis.figures.survival import ticks

SPAN = 0.75  # share of the events that the smooth line looks at around each time
STIFF = 40  # below this many events over SPAN the span grows, so that with few events the line is almost straight
FEWEST = 10  # events from which a smooth line is drawn


@theme.styled
def schoenfeld(residuals, *, ax, unit="months", estimate=None, conf_low=None, conf_high=None, annotation=""):
    """The axes with scaled Schoenfeld residuals over time and a smooth line: flat where the hazard ratio is constant.

    residuals: time, estimate (log hazard ratio plus the scaled residual of an event), one row per event of one
    comparison, as `survival.scaled_schoenfeld` gives. estimate, conf_low, conf_high: the hazard ratio assumed
    constant, a dashed line and a band. The scale is the hazard ratio's, logarithmic. The smooth line (local linear,
    tricube weights) guides the eye and is no estimate; below ten events it is left out.
    """
    time, log_ratio = (residuals[name].to_numpy(dtype=float) for name in ("time", "estimate"))
    _constant(theme.dress(ax), estimate, conf_low, conf_high)
    ax.plot(time, log_ratio, linestyle="none", marker="o", markersize=3.4, markerfacecolor="white", clip_on=False,
            markeredgecolor=theme.ESTIMATE, markeredgewidth=0.9, label="one event", zorder=3)  # fmt: skip
    if len(time) >= FEWEST and len(np.unique(time)) > 2:
        at = np.linspace(time.min(), time.max(), 80)
        ax.plot(at, smooth(time, log_ratio, at), color=theme.LIMITS, linewidth=theme.CURVE, label="smoothed", zorder=4)
    _scale(ax, log_ratio)
    _times(ax, time, unit)
    if annotation:
        free_text(ax, annotation)
    return ax


def smooth(time, value, at, *, span=None):
    """Local linear fit with tricube weights over the nearest share `span` of points, at times `at`: array like `at`.

    A span above 1 takes all points and widens the weights by that factor. Where all weight lies on one time, the
    weighted mean. Source: Cleveland 1979, without his robust steps.
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


def _times(ax, time, unit):
    last = time.max(initial=0)
    at = ticks(last, unit)
    ax.set(xlim=(0, max(last, at[-1])), xlabel=f"Time ({unit})", ylabel="Hazard ratio at that time")
    ax.set_xticks(at, [f"{value:g}" for value in at])
    ax.spines["left"].set_position(("outward", 3))


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
    """The words of a ratio that is a whole number or one part of it; powers of ten where it has too many digits."""
    whole = round(np.exp(min(abs(log_ratio), 10)))
    if whole > 1000:
        return f"$10^{{{log_ratio / np.log(10):.0f}}}$"
    return f"{whole}" if log_ratio >= 0 else f"1/{whole}"
