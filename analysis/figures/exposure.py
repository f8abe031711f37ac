"""Exposure of each subject: a lane from first to last dose, a tick for each dose of each drug, how treatment ended."""

import math

from matplotlib.transforms import ScaledTranslation

from analysis.figures import described, layout, theme

LANE, HEIGHT = "#EFEFEF", 0.84  # height of a lane, as a share of the distance of two
ENDS = {"PROGRESSIVE DISEASE": ("X", "#C8501E"), "ADVERSE EVENT": ("D", "#9A3F8F"),
        "WITHDRAWAL BY SUBJECT": ("s", "#00875F"), "DEATH": ("P", "#1A1A1A")}  # fmt: skip
OTHER_END, ONGOING = ("o", "#6B6B6B"), "ONGOING"
ROW_MM, FRAME_MM = 4.6, 24
LEGEND_MM = 8.5  # below the axis, whatever its height
LETTER_MM = 1.3  # of a heading, along its line
SLANTED, UPRIGHT = 35, 90  # degrees of headings
MANY_DRUGS = 3  # more have upright headings
LEGEND_LETTERS = 95  # of a line of the legend
DOSE_MM = 0.25  # the shortest tick of a dose that is still seen
LONG = 10  # letters of a word that still fit above its column


def _words(doses, lanes, *, unit="months", **_):
    said = "; ".join(f"{drug} {lanes[drug].median():g}" for drug in _drugs(lanes))
    return {"n": len(lanes), "cycles": said}, {"doses": doses, "lanes": lanes}


def _drugs(lanes):
    return [name for name in lanes if name not in ("USUBJID", "time", "end")]


@described(_words, of=1)
def exposure(doses, lanes, *, ax=None, unit="months", colors=None):
    """Draw a lane per subject with its doses and return the axes (new when None).

    doses: USUBJID, EXTRT, time (in `unit` from the first dose), one row per dose. lanes, from the top: USUBJID, time
    (end of treatment), end (reason, ONGOING for an arrow), and a column per drug with its cycles, printed at the right.
    Where lanes are too thin, names, cycles and then doses are left out, and the axis says which.
    """
    names = _drugs(lanes)
    frame = FRAME_MM + math.sin(math.radians(_turn(names))) * LETTER_MM * max(map(len, names), default=0)
    drugs, lane = sorted(doses["EXTRT"].unique()), layout.lane_mm(len(lanes), ROW_MM, frame)
    ax = ax or theme.canvas(180, frame + lane * len(lanes))[1]
    crowded = lane < layout.NAMED_MM
    shown = lane * HEIGHT / max(len(drugs), 1) >= DOSE_MM
    colors = theme.group_colors(drugs, colors)
    places = {subject: -at for at, subject in enumerate(lanes["USUBJID"])}
    ax.barh(lanes["USUBJID"].map(places), lanes["time"], height=HEIGHT, color=LANE, linewidth=0, zorder=0)
    for number, drug in enumerate(drugs if shown else ()):
        own = doses[doses["EXTRT"] == drug]
        middle = own["USUBJID"].map(places) + HEIGHT / 2 - (number + 0.5) * HEIGHT / len(drugs)
        reach = 0.36 / len(drugs)
        ax.vlines(own["time"], middle - reach, middle + reach, color=colors[drug], linewidth=1.0)
    _ends(ax, lanes, places, size=15 * lane / ROW_MM)
    if crowded:
        left_out = "names and cycles" if shown else "names, cycles and doses"
        ax.set(yticks=[], ylabel=f"{len(lanes)} subjects ({left_out}: not drawn for so many)")
    else:
        _counts(ax, lanes, drugs, places, colors)
        ax.set_yticks(list(places.values()), list(places))
    ax.set_ylim(-len(places) + 0.4, 0.6)
    ax.set_xlim(-0.006 * lanes["time"].max(), lanes["time"].max() * 1.04)
    ax.set(xlabel=f"Time from first dose, {unit}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    _legend(ax, lanes, drugs if shown else [], colors)
    return ax


def _ends(ax, lanes, places, size):
    step = lanes["time"].max() * 0.009
    for end, own in lanes.groupby("end", sort=False):
        height = own["USUBJID"].map(places)
        if end == ONGOING:
            for time, place in zip(own["time"], height, strict=True):
                layout.arrow(ax, time, place, 3.5 * step, linewidth=theme.LINE, mutation_scale=1 + size / 3)
        else:
            marker, color = ENDS.get(end, OTHER_END)
            ax.scatter(own["time"] + step, height, s=size, marker=marker, color=color, linewidths=0, zorder=3)


def _counts(ax, lanes, drugs, places, colors):
    """The cycles of each drug right of the lanes, under the drug's name."""
    for column, drug in enumerate(name for name in drugs if name in lanes):
        x = 1.05 + 0.085 * column
        spot = {"transform": ax.get_yaxis_transform(), "ha": "center", "size": theme.small(), "clip_on": False}
        ink = {"weight": "bold", "color": theme.text_color(colors[drug])}
        ax.text(x, 1.05, **spot | {"va": "bottom"} | _heading(drug, drugs) | ink)
        for row in lanes.to_dict("records"):
            ax.text(x, places[row["USUBJID"]], f"{row[drug]:.0f}", va="center", **spot)


def _heading(drug, drugs):
    """A drug's name above its column: a line a word, or slanted where the word of some drug is too long for that."""
    turn = _turn(drugs)
    if not turn:
        return {"s": drug.replace(" ", "\n")}
    turned = {"s": drug, "rotation": turn, "rotation_mode": "anchor", "ha": "left"}
    return turned | ({"va": "center"} if turn == UPRIGHT else {})


def _turn(drugs):
    """The slant of the headings in degrees: none for short words, upright where many columns are near each other."""
    if max((len(word) for name in drugs for word in name.split()), default=0) <= LONG:
        return 0
    return SLANTED if len(drugs) <= MANY_DRUGS else UPRIGHT


def _legend(ax, lanes, drugs, colors):
    look = {"markersize": 6, "markeredgewidth": 1.2}
    keys = [layout.key("|", color=colors[drug], label=drug, **look) for drug in drugs]
    for end in dict.fromkeys(lanes["end"]):
        marker, color = (">", theme.INK) if end == ONGOING else ENDS.get(end, OTHER_END)
        keys.append(layout.key(marker, markersize=4, markeredgewidth=0, color=color, label=str(end).capitalize()))
    below = ax.transAxes + ScaledTranslation(0, -LEGEND_MM * theme.MM, ax.figure.dpi_scale_trans)
    lines = math.ceil(sum(len(mark.get_label()) + 5 for mark in keys) / LEGEND_LETTERS)
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below,
              ncols=math.ceil(len(keys) / max(lines, 1)), handletextpad=0.2, columnspacing=1.2)  # fmt: skip
