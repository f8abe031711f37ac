"""Exposure of each subject: a lane from first to last dose, a tick for each dose of each drug, how treatment ended."""

from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from analysis.figures import theme

LANE, HEIGHT = "#EFEFEF", 0.84  # height of a lane, as a share of the distance of two
ENDS = {"PROGRESSIVE DISEASE": ("X", "#C8501E"), "ADVERSE EVENT": ("D", "#9A3F8F"),
        "WITHDRAWAL BY SUBJECT": ("s", "#00875F"), "DEATH": ("P", "#1A1A1A")}  # fmt: skip
OTHER_END, ONGOING = ("o", "#6B6B6B"), "ONGOING"
ROW_MM, FRAME_MM = 4.6, 24
LEGEND_MM = 8.5  # below the axis, whatever its height
LETTER_MM = 0.75  # height of a letter of a slanted heading
LONG = 10  # letters of a word that still fit above its column


def height_mm(lanes):
    """The height at which the lanes are readable."""
    drugs = [name for name in lanes if name not in ("USUBJID", "time", "end")]
    slanted = LETTER_MM * max(map(len, drugs)) if drugs and _slanted(drugs) else 0
    return FRAME_MM + ROW_MM * len(lanes) + slanted


@theme.styled
def exposure(doses, lanes, *, ax, unit="months", colors=None):
    """Draw a lane per subject with its doses and return `ax`.

    doses: USUBJID, EXTRT, time (in `unit` from the first dose), one row per dose. lanes, from the top: USUBJID, time
    (end of treatment), end (reason, ONGOING for an arrow), and a column per drug with its cycles, printed at the right.
    """
    drugs = sorted(doses["EXTRT"].unique())
    colors = theme.group_colors(drugs, colors)
    places = {subject: -at for at, subject in enumerate(lanes["USUBJID"])}
    ax.barh(
        [places[subject] for subject in lanes["USUBJID"]], lanes["time"], height=0.84, color=LANE, linewidth=0, zorder=0
    )
    for number, drug in enumerate(drugs):
        own = doses[doses["EXTRT"] == drug]
        middle = own["USUBJID"].map(places) + HEIGHT / 2 - (number + 0.5) * HEIGHT / len(drugs)
        reach = 0.36 / len(drugs)
        ax.vlines(own["time"], middle - reach, middle + reach, color=colors[drug], linewidth=1.0)
    _ends(ax, lanes, places)
    _counts(ax, lanes, drugs, places, colors)
    ax.set_yticks(list(places.values()), list(places))
    ax.set_ylim(-len(places) + 0.4, 0.6)
    ax.set_xlim(-0.006 * lanes["time"].max(), lanes["time"].max() * 1.04)
    ax.set(xlabel=f"Time from first dose, {unit}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    _legend(ax, lanes, drugs, colors)
    return ax


def _ends(ax, lanes, places):
    step = lanes["time"].max() * 0.009
    for row in lanes.itertuples():
        if row.end == ONGOING:
            ax.annotate("", (row.time + 3.5 * step, places[row.USUBJID]), (row.time, places[row.USUBJID]),
                        arrowprops={"arrowstyle": "-|>", "color": theme.INK, "linewidth": theme.LINE, "shrinkA": 0,
                                    "shrinkB": 0, "mutation_scale": 6})  # fmt: skip
        else:
            marker, color = ENDS.get(row.end, OTHER_END)
            ax.scatter(row.time + step, places[row.USUBJID], s=15, marker=marker, color=color, linewidths=0, zorder=3)


def _counts(ax, lanes, drugs, places, colors):
    """The cycles of each drug right of the lanes, under the drug's name."""
    for column, drug in enumerate(name for name in drugs if name in lanes):
        x = 1.05 + 0.085 * column
        spot = {"transform": ax.get_yaxis_transform(), "ha": "center", "size": theme.SMALL, "clip_on": False}
        ax.text(
            x, 1.05, va="bottom", weight="bold", color=theme.text_color(colors[drug]), **spot | _heading(drug, drugs)
        )
        for row in lanes.to_dict("records"):
            ax.text(x, places[row["USUBJID"]], f"{row[drug]:.0f}", va="center", **spot)


def _heading(drug, drugs):
    """A drug's name above its column: a line a word, or slanted where the word of some drug is too long for that."""
    if not _slanted(drugs):
        return {"s": drug.replace(" ", "\n")}
    return {"s": drug, "rotation": 35, "rotation_mode": "anchor", "ha": "left"}


def _slanted(drugs):
    return max(len(word) for name in drugs for word in name.split()) > LONG


def _legend(ax, lanes, drugs, colors):
    marks = [Line2D([], [], linestyle="", marker="|", markersize=6, markeredgewidth=1.2, color=colors[drug], label=drug)
             for drug in drugs]  # fmt: skip
    for end in dict.fromkeys(lanes["end"]):
        marker, color = (">", theme.INK) if end == ONGOING else ENDS.get(end, OTHER_END)
        marks.append(Line2D([], [], linestyle="", marker=marker, markersize=4, markeredgewidth=0, color=color,
                            label=str(end).capitalize()))  # fmt: skip
    below = ax.transAxes + ScaledTranslation(0, -LEGEND_MM * theme.MM, ax.figure.dpi_scale_trans)
    ax.legend(handles=marks, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below, ncols=len(marks),
              handletextpad=0.2, columnspacing=1.2)  # fmt: skip
