"""Swimmer plot: one bar per subject, grouped by best response, with ctDNA before it and marks of assessments on it."""

import numpy as np
from matplotlib import colors
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.figures import placing, theme

RESPONSES = list(theme.RESPONSE)
MARKS = {"CR": "*", "PR": "^", "SD": "s", "PD": "X", "NE": "o"}
CTDNA_COLORS = {"detected": "#F8DDB3", "increased": theme.CHANGE["increased"], "decreased": "#8FB4E3",
                "unchanged": "#E6DFF0", "not detected": theme.CLEARANCE["cleared"]}  # fmt: skip
OUTCOME_COLORS = {"alive, progression-free": "#FFFFFF", "alive after progression": "#BCBDDC", "dead": "#252525"}
TILE = 0.034  # width of an annotation tile, as a share of the time axis
GROUP_GAP = 0.7  # between response groups, in bars


@theme.styled
def swimmer(subjects, assessments, *, columns, ax=None, unit="months", size=theme.SMALL):
    """Draw the swimmer plot on `ax` (or in a new figure 180 mm wide) and return the axes.

    subjects: one row per subject: USUBJID, best_response (CR, PR, SD, PD, NE), os, pfs (in `unit`), outcome (dead,
    alive after progression, alive, progression-free) and one column of ctDNA words for each of `columns` (dark grey
    where missing: no sample). assessments: USUBJID, time, response. Bars are grouped by best response and ordered by
    `os` within it, longest first; dark until progression (the whole bar where pfs = os), an arrow for who is alive.
    columns: {column of subjects: its heading}, drawn left of the bars with the outcome last.
    """
    rows = _placed(subjects)
    longest = rows["os"].max()
    ax = _axes(len(rows)) if ax is None else ax
    _bars(ax, rows, longest)
    _marks(ax, rows, assessments)
    left = _annotations(ax, rows, columns, longest, size)
    _groups(ax, rows, longest, size)
    _frame(ax, rows, longest, left, unit, size)
    _legend(ax, rows, columns, size)
    return ax


def _axes(n):
    fig = placing.blank(theme.DOUBLE_MM, 58 + 3.6 * n)
    ax = fig.add_subplot()
    placing.margins(fig, left=13, right=2, top=17, bottom=32)
    return ax


def tones(response):
    """Dark (progression-free survival) and light (overall survival) tone of a best response."""
    rgb = np.array(colors.to_rgb(theme.RESPONSE[response]))
    return colors.to_hex(0.72 * rgb), colors.to_hex(0.5 + 0.5 * rgb)


def _word(response):
    """One of RESPONSES for any word of RECIST: without target lesions stable is stable, what is unknown is NE."""
    return "SD" if response == "NON-CR/NON-PD" else response if response in RESPONSES else "NE"


def _placed(subjects):
    """Rows in drawing order with the height `y` of each bar, groups GROUP_GAP apart."""
    words = subjects["best_response"].map(_word)
    rows = subjects.assign(best_response=words, order=words.map(RESPONSES.index))
    rows = rows.sort_values(["order", "os"], ascending=[True, False], kind="stable")
    step = (rows["best_response"] != rows["best_response"].shift()).cumsum() - 1
    return rows.assign(y=[place + GROUP_GAP * group for place, group in enumerate(step)]).reset_index(drop=True)


def _bars(ax, rows, longest):
    for row in rows.itertuples():
        dark, light = tones(row.best_response)
        ax.barh(row.y, row.os, height=0.72, color=light, linewidth=0)
        ax.barh(row.y, min(row.pfs, row.os), height=0.72, color=dark, linewidth=0)
        if row.outcome != "dead":
            ax.annotate("", (row.os + 0.035 * longest, row.y), (row.os, row.y),
                        arrowprops={"arrowstyle": "-|>", "color": light if row.pfs < row.os else dark, "lw": 1.2,
                                    "shrinkA": 0, "shrinkB": 0, "mutation_scale": 7})  # fmt: skip


def _marks(ax, rows, assessments):
    """The response at each assessment: light with a dark edge, to be seen on both parts of a bar."""
    height = rows.set_index("USUBJID")["y"]
    shown = assessments[assessments["USUBJID"].isin(height.index)]
    for response, part in shown.groupby(shown["response"].map(_word)):
        ax.scatter(part["time"], part["USUBJID"].map(height), zorder=3, **_mark(response), linewidths=0.5)


def _mark(response):
    dark, light = tones(response)
    face = "white" if response == "PD" else light
    size = {"*": 26, "X": 20}.get(MARKS[response], 12)
    return {"marker": MARKS[response], "s": size, "facecolor": face, "edgecolor": dark}


def _annotations(ax, rows, columns, longest, size):
    width = TILE * longest
    headings = [*columns.values(), "Outcome"]
    left = -(len(headings) + 0.6) * width
    for place, (name, heading) in enumerate(zip([*columns, "outcome"], headings, strict=True)):
        x = left + (place + (0.3 if name == "outcome" else 0)) * width
        palette = OUTCOME_COLORS if name == "outcome" else CTDNA_COLORS
        for word, y in zip(rows[name], rows["y"], strict=True):
            color = palette.get(word, theme.MISSING)
            ax.add_patch(Rectangle((x + 0.06 * width, y - 0.38), 0.88 * width, 0.76, facecolor=color,
                                   edgecolor="#737373", linewidth=theme.THIN))  # fmt: skip
        ax.text(x + width / 2, -0.75, heading, rotation=90, ha="center", va="bottom", fontsize=size)
    return left


def _groups(ax, rows, longest, size):
    for response, part in rows.groupby("best_response", sort=False):
        middle = (part["y"].min() + part["y"].max()) / 2
        ax.text(1.075 * longest, middle, response, fontsize=theme.BASE, fontweight="bold", ha="left", va="center",
                color=theme.text_color(tones(response)[0]))  # fmt: skip


def _frame(ax, rows, longest, left, unit, size):
    ax.set_xlim(left - 0.01 * longest, 1.12 * longest)
    ax.set_ylim(rows["y"].max() + 0.7, -0.6)
    ax.set_yticks(rows["y"], rows["USUBJID"], fontsize=size)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 1.05 * longest])
    theme.dress(ax).tick_params(axis="x", labelsize=size)
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_bounds(0, longest)
    ax.set_xlabel(f"Time from treatment start, {unit}", fontsize=size)


def _under(ax, height_mm):
    """So many mm under the axes, as a share of their height."""
    return -height_mm * theme.MM / (ax.get_position().height * ax.figure.get_size_inches()[1])


def _legend(ax, rows, columns, size):
    seen = {word for name in columns for word in rows[name].dropna()}
    ctdna = [Patch(facecolor=color, edgecolor="#737373", linewidth=theme.THIN, label=word)
             for word, color in CTDNA_COLORS.items() if word in seen]  # fmt: skip
    ctdna.append(Patch(facecolor=theme.MISSING, edgecolor="#737373", linewidth=theme.THIN, label="no sample"))
    outcome = [Patch(facecolor=color, edgecolor="#737373", linewidth=theme.THIN, label=word)
               for word, color in OUTCOME_COLORS.items()]  # fmt: skip
    marks = [ax.scatter([], [], linewidths=0.5, label=response, **_mark(response)) for response in MARKS]
    bars = [Patch(color="#3F3F3F", label="progression-free survival"), Patch(color="#C4C4C4", label="overall survival"),
            Line2D([], [], linestyle="", marker=">", color="#3F3F3F", markersize=4, label="alive")]  # fmt: skip
    parts = {"ctDNA": ctdna, "Outcome": outcome, "Bar": bars, "Assessment": marks}
    for place, (title, handles) in enumerate(parts.items()):
        legend = Legend(ax, handles, [handle.get_label() for handle in handles], title=title, loc="upper left",
                        bbox_to_anchor=(0.27 * place, _under(ax, 9)), bbox_transform=ax.transAxes, fontsize=size,
                        title_fontsize=size, frameon=False, alignment="left", handlelength=1.0, labelspacing=0.25,
                        ncols=2 if title == "Assessment" else 1)  # fmt: skip
        ax.add_artist(legend)
