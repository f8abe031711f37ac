"""Small Kaplan-Meier panels of high against low groups, one beside the other: the paper's Figures S6 and S7."""

import math

import pandas as pd
from matplotlib.lines import Line2D

from analysis.figures import described, theme
from analysis.figures.survival import ticks

FEWEST, MOST = 4, 5  # places in a row
PANEL_MM, TITLE_MM, TIMES_MM = 31, 15, 6  # height of a panel's axes; of the words above it; of the times below it
LEFT_MM, RIGHT_MM, GAP_MM, FOOT_MM = 13, 3, 6, 10


def _words(panels, *, label="Survival", **_):
    said = ". ".join(f"{title}: {note}" for title, note, _ in panels).replace("\n", ", ")
    steps = [pd.DataFrame({"panel": title, "group": own.name, "n": own.n, "time": own.time, "estimate": own.estimate})
             for title, _, groups in panels for own in groups]  # fmt: skip
    return {"label": label, "panels": said}, pd.concat(steps)


@described(_words)
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
    _key(fig, unit)
    return fig


def _panel(ax, groups, last, unit):
    for group, color, style in zip(groups, theme.GROUP, theme.LINESTYLES, strict=False):
        look = {"color": color, "clip_on": False}
        ax.plot(group.time, 100 * group.estimate, drawstyle="steps-post", linestyle=style, linewidth=1.2, **look)
        ax.plot(group.censored, 100 * group.censored_estimate, linestyle="none", marker="|", markersize=4,
                markeredgewidth=0.7, **look)  # fmt: skip
    times = ticks(last, unit)
    ax.set(xlim=(0, max(last, times.max())), ylim=(0, 101), yticks=range(0, 101, 25))
    ax.set_xticks(times[:: 2 if len(times) > 5 else 1])


def _key(fig, unit):
    looks = zip(theme.GROUP[:2], theme.LINESTYLES, strict=False)
    handles = [Line2D([], [], color=color, linestyle=style, linewidth=1.2) for color, style in looks]
    fig.legend(handles, ["low", "high"], loc="lower left", bbox_to_anchor=(0.06, 0.0), ncol=2).set_in_layout(False)
    foot = 1.6 / (fig.get_figheight() * 25.4)
    fig.text(0.5, foot, f"Time ({unit})", ha="center", va="bottom", size=theme.BASE)
