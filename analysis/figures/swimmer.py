"""Swimmer plot: one bar per subject, grouped by best response, with ctDNA before it and marks of assessments on it."""

import numpy as np
from matplotlib import colors
from matplotlib.legend import Legend
from matplotlib.patches import Patch, Rectangle

from analysis.figures import described, layout, theme

RESPONSES = list(theme.RESPONSE)
MARKS = {"CR": "*", "PR": "^", "SD": "s", "PD": "X", "NE": "o"}
CTDNA_COLORS = {"detected": "#F8DDB3", "increased": theme.CHANGE["increased"], "decreased": theme.CHANGE["decreased"],
                "unchanged": "#E6DFF0", "not detected": theme.CLEARANCE["cleared"]}  # fmt: skip
# A mark within the tile tells its word without colour too: marker, face, edge.
CTDNA_MARKS = {"increased": ("^", theme.INK, "none"), "decreased": ("v", "white", "none"),
               "unchanged": ("_", theme.INK, theme.INK), "not detected": ("o", "none", "white")}  # fmt: skip
OUTCOME_COLORS = {"alive, progression-free": "#FFFFFF", "alive after progression": "#BCBDDC", "dead": "#252525"}
ROW_MM, LOW_MM, FRAME_MM = 3.6, 2.6, 54  # a lane, and on a page of columns; the rest
TILE = 0.034  # width of an annotation tile, as a share of the time axis
GROUP_GAP = 0.7  # between response groups, in bars
COLUMNS = {"baseline": "Baseline", "response": "Response\ntime point", "last": "Last sample"}


def _words(subjects, assessments, *, visit="response", **_):
    alive, last = subjects["outcome"].ne("dead").sum(), subjects["last_cleared"].dropna()
    facts = {"visit": visit.lower(), "n": len(subjects), "alive": alive, "cleared": last.sum(), "sampled": len(last)}
    return facts, {"lanes": subjects, "assessments": assessments}


@described(_words)
def swimmer(subjects, assessments, *, columns=COLUMNS, visit="", ax=None, unit="months"):
    """Draw the swimmer plot on `ax` (or in a new figure 180 mm wide) and return the axes.

    subjects, a row each: USUBJID, best_response (CR, PR, SD, PD, NE), os, pfs (in `unit`), outcome (dead, alive after
    progression, alive, progression-free) and ctDNA words in each of `columns` (missing: no sample, dark grey).
    assessments: USUBJID, time, response. Bars are grouped by best response, longest `os` first; dark until progression,
    an arrow for who is alive. columns: {column: heading}, left of the bars with the outcome last. visit: for the words.
    Where lanes are too thin for names, neither names nor assessments are drawn and the figure says so.
    """
    rows, n = _placed(subjects), len(subjects)
    if ax is None:
        wanted = LOW_MM if theme.look().columns_mm else ROW_MM
        ax = layout.blank(theme.DOUBLE_MM, FRAME_MM + n * layout.lane_mm(n, wanted, FRAME_MM)).add_subplot()
        layout.margins(ax.figure, left=13, right=2, top=17, bottom=32)
    longest, lane = rows["os"].max(), _height(ax) / theme.MM / (rows["y"].max() + 1.3)
    crowded = lane < layout.NAMED_MM
    _bars(ax, rows, longest, crowded)
    shown = assessments.merge(rows[["USUBJID", "y"]], on="USUBJID")
    for response, part in shown.groupby(shown["response"].map(_word)) if not crowded else ():
        ax.scatter(part["time"], part["y"], zorder=3, **_mark(response))
    left = _annotations(ax, rows, columns, longest, crowded)
    _groups(ax, rows, longest, lane)
    _frame(ax, rows, longest, left, unit, crowded)
    _legend(ax, rows, columns, crowded)
    return ax


def _height(ax):
    """The height of the axes in inches."""
    return ax.get_position().height * ax.figure.get_figheight()


def tones(response):
    """The colour of a best response (progression-free survival) and a light tone of it (overall survival)."""
    rgb = np.array(colors.to_rgb(theme.RESPONSE[response]))
    return theme.RESPONSE[response], colors.to_hex(0.55 + 0.45 * rgb)


def _word(response):
    # without target lesions stable is stable, what is unknown is NE
    return "SD" if response == "NON-CR/NON-PD" else response if response in RESPONSES else "NE"


def _placed(subjects):
    """Rows in drawing order with the height `y` of each bar, groups GROUP_GAP apart."""
    words = subjects["best_response"].map(_word)
    rows = subjects.assign(best_response=words, order=words.map(RESPONSES.index))
    rows = rows.sort_values(["order", "os"], ascending=[True, False], kind="stable")
    step = (rows["best_response"] != rows["best_response"].shift()).cumsum() - 1
    return rows.assign(y=[place + GROUP_GAP * group for place, group in enumerate(step)]).reset_index(drop=True)


def _bars(ax, rows, longest, crowded):
    height = 0.9 if crowded else 0.72
    dark, light = zip(*rows["best_response"].map(tones), strict=True)
    ax.barh(rows["y"], rows["os"], height=height, color=light, linewidth=0)
    ax.barh(rows["y"], rows[["pfs", "os"]].min(axis=1), height=height, color=dark, linewidth=0)
    reach, shape = (0.02, {"lw": 0.6, "mutation_scale": 3}) if crowded else (0.035, {"lw": 1.2, "mutation_scale": 7})
    for row, deep, pale in zip(rows.itertuples(), dark, light, strict=True):
        if row.outcome != "dead":
            layout.arrow(ax, row.os, row.y, reach * longest, color=pale if row.pfs < row.os else deep, **shape)


def _mark(response):
    """The look of an assessment: light with a dark edge, to be seen on both parts of a bar."""
    dark, light = tones(response)
    look = {"facecolor": "white" if response == "PD" else light, "edgecolor": dark, "linewidths": 0.5}
    return {"marker": MARKS[response], "s": {"*": 26, "X": 20}.get(MARKS[response], 12)} | look


def _annotations(ax, rows, columns, longest, crowded):
    width, tall = TILE * longest, 1.0 if crowded else 0.76
    headings = [*columns.values(), "Outcome"]
    left = -(len(headings) + 0.6) * width
    for place, (name, heading) in enumerate(zip([*columns, "outcome"], headings, strict=True)):
        x = left + (place + (0.3 if name == "outcome" else 0)) * width
        palette = OUTCOME_COLORS if name == "outcome" else CTDNA_COLORS
        for word, y in zip(rows[name], rows["y"], strict=True):
            color = palette.get(word, theme.MISSING)
            ax.add_patch(Rectangle((x + 0.06 * width, y - tall / 2), 0.88 * width, tall, facecolor=color,
                                   edgecolor="#737373", linewidth=0 if crowded else theme.THIN))  # fmt: skip
        for word, (marker, face, edge) in CTDNA_MARKS.items() if not crowded and name != "outcome" else ():
            y = rows.loc[rows[name] == word, "y"]
            look = {"facecolor": face, "edgecolor": edge, "linewidths": 0.7, "label": f"_{word}"}
            if len(y):
                ax.scatter([x + width / 2] * len(y), y, s=7, marker=marker, zorder=3, **look)
        if crowded:  # without edges of their own, white tiles would stand for nothing
            _framed(ax, rows, x, width)
        ax.annotate(heading, (x + width / 2, 1), xycoords=ax.get_xaxis_transform(), xytext=(0, 1), rotation=90,
                    textcoords="offset points", ha="center", va="bottom", fontsize=theme.small())  # fmt: skip
    return left


def _ctdna_key(word):
    tile, look = _tile(CTDNA_COLORS.get(word, theme.MISSING)), {"markersize": 7**0.5, "markeredgewidth": 0.7}
    marker, face, edge = CTDNA_MARKS.get(word, ("", "", ""))
    return (tile, layout.key(marker, markerfacecolor=face, markeredgecolor=edge, **look)) if marker else tile


def _tile(color):
    return Patch(facecolor=color, edgecolor="#737373", linewidth=theme.THIN)


def _framed(ax, rows, x, width):
    for _, part in rows.groupby("best_response", sort=False):
        low, high = part["y"].min() - 0.5, part["y"].max() + 0.5
        ax.add_patch(Rectangle((x + 0.06 * width, low), 0.88 * width, high - low, fill=False, edgecolor="#737373",
                               linewidth=theme.THIN, label="_frame"))  # fmt: skip


def _groups(ax, rows, longest, lane):
    of = rows.groupby("best_response", sort=False)["y"]
    middles = layout.apart((of.min() + of.max()) / 2, 3.2 / lane)
    for response, middle in zip(of.groups, middles, strict=True):
        ax.text(1.075 * longest, middle, response, color=theme.text_color(tones(response)[0]), fontsize=theme.BASE,
                fontweight="bold", ha="left", va="center")  # fmt: skip


def _frame(ax, rows, longest, left, unit, crowded):
    ax.set_xlim(left - 0.01 * longest, 1.12 * longest)
    ax.set_ylim(rows["y"].max() + 0.7, -0.6)
    size = theme.small()
    ax.set_yticks([] if crowded else rows["y"], [] if crowded else rows["USUBJID"], fontsize=size)
    ax.set_ylabel(f"{len(rows)} subjects" if crowded else "", fontsize=size)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 1.05 * longest])
    theme.dress(ax).tick_params(axis="x", labelsize=size)
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_bounds(0, longest)
    ax.set_xlabel(f"Time from treatment start, {unit}", fontsize=size)


def _legend(ax, rows, columns, crowded):
    seen = {word for name in columns for word in rows[name].dropna()}
    ctdna = {word: _ctdna_key(word) for word in [*(word for word in CTDNA_COLORS if word in seen), "no sample"]}
    bars = {"progression-free survival": Patch(color="#3F3F3F"), "overall survival": Patch(color="#C4C4C4"),
            "alive": layout.key(">", color="#3F3F3F", markersize=4)}  # fmt: skip
    parts = {"ctDNA": ctdna, "Outcome": {word: _tile(color) for word, color in OUTCOME_COLORS.items()}, "Bar": bars}
    seen = {response: ax.scatter([], [], label=response, **_mark(response)) for response in MARKS}
    parts |= {"Names, assessments:\nnot drawn for\nso many subjects": {}} if crowded else {"Assessment": seen}
    look = {"loc": "upper left", "bbox_transform": ax.transAxes, "alignment": "left"}
    look |= {"title_fontsize": theme.small(), "handlelength": 1.0, "labelspacing": 0.25}
    for place, (title, handles) in enumerate(parts.items()):
        spot = (0.27 * place, -9 * theme.MM / _height(ax))  # 9 mm under the axes
        ax.add_artist(Legend(ax, list(handles.values()), list(handles), title=title, bbox_to_anchor=spot,
                             ncols=2 if title == "Assessment" else 1, **look))  # fmt: skip
