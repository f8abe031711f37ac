"""Several Schoenfeld plots as one figure, with one legend for all of them."""

import math
import textwrap

import pandas as pd

from analysis.figures import described, theme
from analysis.figures.schoenfeld import schoenfeld
from analysis.figures.survival_curve import title
from analysis.vocabulary import signs

ACROSS, PANEL_MM, LEGEND_MM = 3, 46, 7
LONGEST_TITLE = 30  # characters in a line
NARROWEST_MM = 85  # one panel alone: the legend needs as much


def _words(panels, *, endpoint, **_):
    compared = "; ".join(f"{panel['title']}, {panel['annotation']}" for panel in panels)
    data = pd.concat([panel["residuals"].assign(comparison=panel["title"]) for panel in panels])
    return {"endpoint": title(endpoint), "inside": title(endpoint).lower(), "compared": compared}, data


@described(_words)
def hazard_panels(panels, *, unit="months", width_mm=theme.DOUBLE_MM, **_):
    """A figure of Schoenfeld plots, three in a row: each panel a dict of the arguments of `schoenfeld`.

    Every other tick of time is named, the axes' names stand on the outer panels only, the legend once on top. endpoint
    is for the caption.
    """
    across, down = min(ACROSS, len(panels)), math.ceil(len(panels) / ACROSS)
    width = max(theme.column_mm(width_mm) * across / ACROSS, NARROWEST_MM)
    fig, axes = theme.canvas(width, PANEL_MM * down + LEGEND_MM, nrows=down, ncols=across, squeeze=False)
    for ax, panel in zip(axes.flat, panels, strict=False):
        schoenfeld(**{name: value for name, value in panel.items() if name != "title"}, ax=ax, unit=unit)
        ax.set_title(textwrap.fill(signs(panel["title"]), LONGEST_TITLE), pad=4, size=theme.BASE, loc="left")
        ax.set_xticks(ax.get_xticks()[::2])
    _legend(fig, axes.flat[: len(panels)])
    for place, ax in enumerate(axes.flat):
        ax.set_visible(place < len(panels))
        ax.set_ylabel("" if place % across else ax.get_ylabel())
        ax.set_xlabel("" if place + across < len(panels) else ax.get_xlabel())
    return fig


def _legend(fig, axes):
    found = {name: handle for ax in axes for handle, name in zip(*ax.get_legend_handles_labels(), strict=True)}
    # not loc="outside …": saved with a box of its own, a figure forgets the room for such a legend
    fig.get_layout_engine().set(rect=(0, 0, 1, 1 - LEGEND_MM * theme.MM / fig.get_size_inches()[1]))
    fig.legend(found.values(), found, loc="upper left", ncols=len(found), frameon=False)
