"""The hazard ratio along a continuous biomarker, with its limits and a tick for every subject."""

from matplotlib.ticker import LogLocator

from analysis.figures import described, numbers, theme


def _words(curve, values, *, label="", endpoint="OS", **_):
    span = numbers.span(curve["estimate"], 2)
    return {"endpoint": endpoint, "label": label, "n": len(values), "span": span}, curve


@described(_words)
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
    ax.plot(values, [0.02] * len(values), "|", color=theme.INK, markersize=4, markeredgewidth=theme.THIN, alpha=faint,
            transform=ax.get_xaxis_transform())  # fmt: skip
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high > 8 * low else (1, 1.5, 2, 3, 5, 7)))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.yaxis.set_minor_formatter(lambda value, _: "")
    ax.set(xlabel=label, ylabel="Hazard ratio against the median")
    return ax
