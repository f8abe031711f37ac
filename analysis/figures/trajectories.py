"""Small multiples of molecular tumour burden over time, one panel per subject, with the RECIST assessments."""

import numpy as np
from matplotlib.lines import Line2D

from analysis.figures import described, lasagna, layout, numbers, theme

LINE, LEAD = "#3F3F3F", "#FDD0A2"
WIDTHS = {"NE": 0.7}  # of the ticks of assessments; one that could not be evaluated is a hairline
TOP_MM, BOTTOM_MM = 6, 18
FEW, PANELS = 35, 72  # subjects with a large panel each, with a panel at all
LARGE, SMALL = (5, 29), (8, 23)  # columns, and height of a panel in mm


def _words(draws, assessments, *, leads=None, **_):
    n, span = draws["USUBJID"].nunique(), numbers.span(draws["mtbi"], 3)
    name = "trajectories in lanes" if n > PANELS else "trajectories"
    data = {"draws": draws, "assessments": assessments, "leads": draws[:0] if leads is None else leads}
    return {"as": name, "n": n, "span": span}, data


@described(_words)
def trajectories(draws, assessments, *, fig=None, leads=None, columns=None, unit="months"):
    """Draw one panel per subject (into `fig`, or a new one 180 mm wide) and return the figure.

    draws: USUBJID, time, mtbi (0-1), in the order of the panels. assessments: USUBJID, time, response (RECIST word),
    ticks on top, progression a line through the panel. leads: USUBJID, rise, progression (times), the span between them
    shaded. The scale is the square root's, in percent, the same in all panels; time is each subject's own. A hollow dot
    is a draw without variants. More than PANELS subjects get a lane each instead, as `lasagna.over_time` draws them.
    """
    size = theme.tiny()
    subjects = list(dict.fromkeys(draws["USUBJID"]))
    if len(subjects) > PANELS:
        return lasagna.over_time(draws, assessments, leads=leads, fig=fig, unit=unit)
    most, panel_mm = LARGE if len(subjects) <= FEW else SMALL
    columns = columns or most
    rows = -(-len(subjects) // columns)
    fig = fig or layout.blank(theme.DOUBLE_MM, TOP_MM + BOTTOM_MM + panel_mm * rows)
    axes = fig.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    layout.margins(fig, left=12, right=2, top=TOP_MM, bottom=BOTTOM_MM, hspace=0.48, wspace=0.10)
    top = np.sqrt(100 * draws["mtbi"].max()) * 1.18
    known = draws[:0] if leads is None else leads.dropna(subset=["rise", "progression"])
    for subject, ax in zip(subjects, axes, strict=False):
        seen = assessments[assessments["USUBJID"] == subject]
        _panel(ax, draws[draws["USUBJID"] == subject], seen, top, size)
        for row in known[known["USUBJID"] == subject].itertuples():
            ax.axvspan(row.rise, row.progression, color=LEAD, alpha=0.75, linewidth=0, zorder=0)
        ax.set_title(subject, fontsize=size + 0.5, pad=3.5, loc="center")
    for ax in axes[len(subjects) :]:
        ax.axis("off")
    fig.supylabel("mTBI, %", fontsize=size + 1, x=0.005)
    fig.supxlabel(f"Time from treatment start, {unit}", fontsize=size + 1, y=layout.below(fig, 7), va="bottom")
    _legend(fig, assessments, leads, size)
    return fig


def _panel(ax, draws, seen, top, size):
    value, face = np.sqrt(100 * draws["mtbi"]), np.where(draws["mtbi"] == 0, "white", LINE)
    ax.plot(draws["time"], value, color=LINE, linewidth=0.9, zorder=2)
    ax.scatter(draws["time"], value, s=9, color=face, edgecolors=LINE, linewidths=0.7, zorder=3)
    for row in seen.itertuples():
        color, width = theme.RESPONSE.get(row.response, LINE), WIDTHS.get(row.response, 1.6)
        ax.plot([row.time] * 2, [0.9 * top, top], color=color, linewidth=width, solid_capstyle="butt")
        if row.response == "PD":
            ax.axvline(row.time, color=color, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    ticks = _ticks(ax, top)
    ax.set_yticks(np.sqrt(ticks), ticks)
    ax.set_ylim(-0.06 * top, top)
    ax.tick_params(labelsize=size, length=2, pad=1.5)
    latest = max([draws["time"].max(), *seen["time"]]) or 1
    ax.set_xlim(-0.05 * latest, 1.06 * latest)
    ax.locator_params(axis="x", nbins=4 if ax.get_position().width > 0.13 else 3, integer=latest > 4)


def _ticks(ax, top):
    """Percents on the root axis, those left out that would touch the number before."""
    least = 1.15 * theme.small() / (72 * ax.get_position().height * ax.figure.get_figheight()) * top
    kept = []
    for tick in (0, 1, 5, 10, 20, 40, 70, 100):
        if np.sqrt(tick) <= top and (not kept or np.sqrt(tick) - np.sqrt(kept[-1]) >= least):
            kept.append(tick)
    return kept


def _legend(fig, assessments, leads, size):
    seen = [word for word in theme.RESPONSE if word in set(assessments["response"])]
    handles = [Line2D([], [], color=theme.RESPONSE[word], linewidth=1.4 * WIDTHS.get(word, 1.6),
                      label=f"Assessment: {word}" if word == seen[0] else word) for word in seen]  # fmt: skip
    handles.append(layout.key("o", color="white", markeredgecolor=LINE, markersize=3.5, label="no variant found"))
    if leads is not None:
        handles.append(Line2D([], [], color=LEAD, linewidth=5, label="mTBI rise to progression"))
    look = {"fontsize": size, "handlelength": 1.2, "columnspacing": 1.2}
    fig.legend(handles=handles, loc="lower center", ncols=len(handles), **look)
