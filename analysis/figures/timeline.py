"""What was done to each subject and when: events on a bar of follow-up (timeline), doses of each drug (exposure)."""

import math

from matplotlib.transforms import ScaledTranslation

from analysis.figures import described, layout, numbers, theme

# kind: marker, size, face, edge; imaging is coloured by its response
MARKS = {
    "lymphodepletion": ("|", 26, "#9A3F8F", "#9A3F8F"),
    "infusion": ("o", 17, "#1B4F9C", "white"),
    "specimen": ("D", 24, "#E08A00", theme.INK),
    "imaging": ("s", 20, "white", theme.INK),
}
NAMES = {"lymphodepletion": "lymphodepletion", "infusion": "infusion", "specimen": "biopsy"}
BAR, LANE = "#E9E9E9", 0.62
ROW_MM, FRAME_MM = 8.5, 27
BEYOND = 1.15  # the axis ends there, in times of the last event; longer follow-up is cut and its length printed
LIFT = {"imaging": -0.24, "infusion": 0.08, "lymphodepletion": 0.08, "specimen": 0.08}  # imaging stands below the rest
GROUND, HEIGHT = "#EFEFEF", 0.84  # height of a lane, as a share of the distance of two
ENDS = {"PROGRESSIVE DISEASE": ("X", "#C8501E"), "ADVERSE EVENT": ("D", "#9A3F8F"),
        "WITHDRAWAL BY SUBJECT": ("s", "#00875F"), "DEATH": ("P", "#1A1A1A")}  # fmt: skip
OTHER_END, ONGOING = ("o", "#6B6B6B"), "ONGOING"
DOSES_MM, DOSE_FRAME_MM = 4.6, 24
LEGEND_MM = 8.5  # below the axis, whatever its height
LETTER_MM, LONG = 1.3, 10  # of a heading, along its line; letters of a word that still fit above its column
SLANTED, UPRIGHT, MANY_DRUGS = 35, 90, 3  # degrees of headings; more drugs have upright ones
LEGEND_LETTERS = 95  # of a line of the legend
DOSE_MM = 0.25  # the shortest tick of a dose that is still seen


def _words(events, follow_up, *, unit="weeks", **_):
    facts = {"n": len(follow_up), "span": numbers.span(follow_up["time"], 0), "unit": unit, "events": len(events)}
    return facts, {"events": events, "lanes": follow_up}


@described(_words, of=1)
def timeline(events, follow_up, *, ax=None, unit="weeks"):
    """Draw the lanes on `ax` (or in a new figure 180 mm wide), the first subject on top, and return the axes.

    events: USUBJID, time, kind (infusion, lymphodepletion, imaging, specimen), label (of imaging: the response).
    follow_up: USUBJID, time (end of the bar), dead (bool), in the order of the lanes. Times count in `unit` from the
    first day of treatment. Where lanes are too thin for names the longest follow-up stands on top.
    """
    lane = layout.lane_mm(len(follow_up), ROW_MM, FRAME_MM)
    crowded = lane < layout.NAMED_MM
    if crowded:
        follow_up = follow_up.sort_values("time", ascending=False, kind="stable")
    subjects = list(follow_up["USUBJID"])
    if ax is None:
        fig = layout.blank(theme.DOUBLE_MM, FRAME_MM + lane * len(subjects))
        ax = theme.dress(fig.add_subplot())
        layout.margins(fig, left=17, right=17, top=8, bottom=19)
    lanes = {subject: -place for place, subject in enumerate(subjects)}
    longest = follow_up["time"].max()
    last = min(BEYOND * events["time"].max(), longest) if len(events) else longest
    ax.barh(list(lanes.values()), follow_up["time"].clip(upper=last), height=LANE, color=BAR, linewidth=0, zorder=0)
    _ends(ax, follow_up, lanes, last, unit, crowded)
    for kind, (marker, size, face, edge) in MARKS.items():
        own = events[(events["kind"] == kind) & events["USUBJID"].isin(lanes)]
        faces = [theme.RESPONSE.get(word, "white") for word in own["label"]] if kind == "imaging" else face
        options = {"color": face} if marker == "|" else {"c": faces, "edgecolors": edge}
        options |= {"s": size * lane / ROW_MM, "linewidths": 1.1 if marker == "|" else 0.5 * lane / ROW_MM}
        if len(own):
            height = own["USUBJID"].map(lanes).astype(float) + LIFT[kind]
            ax.scatter(own["time"], height, marker=marker, zorder=3, **options)
    _frame(ax, follow_up, lanes, last, unit, crowded)
    _legend(ax, events)
    return ax


def _ends(ax, follow_up, lanes, last, unit, crowded):
    """How follow-up ended: a cross for death, an arrow for alive, // where the bar is cut; and at the right when."""
    column = {"xycoords": ax.get_yaxis_transform(), "ha": "center", "size": theme.small(), "annotation_clip": False}
    if crowded:
        died = follow_up[follow_up["dead"] & (follow_up["time"] <= last)]
        ax.scatter(died["time"], died["USUBJID"].map(lanes), marker="X", s=3, color=theme.INK, linewidths=0, zorder=4)
        return
    for row in follow_up.itertuples():
        y, end = lanes[row.USUBJID], min(row.time, last)
        if row.time > last:
            ax.annotate("//", (last, y), ha="center", va="center", size=theme.BASE, color=theme.INK)
        elif row.dead:
            ax.scatter(end, y, marker="X", s=26, color=theme.INK, linewidths=0, zorder=4)
        else:
            layout.arrow(ax, end, y, 0.025 * last, lw=0.9, mutation_scale=7)
        ax.annotate(f"{'died' if row.dead else 'alive'}, {row.time:.0f}", (1.055, y), va="center", **column)
    ax.annotate(f"Last seen,\n{unit}", (1.055, 0.5), va="bottom", weight="bold", **column)


def _frame(ax, follow_up, lanes, last, unit, crowded):
    ax.set_yticks([] if crowded else list(lanes.values()), [] if crowded else list(lanes))
    if crowded:
        cut = int((follow_up["time"] > last).sum())
        longer = f"; {cut} are followed beyond the axis" if cut else ""
        ax.set_ylabel(f"{len(lanes)} subjects (too many for names{longer})")
    ax.set_ylim(-len(lanes) + 0.45, 0.55)
    ax.set_xlim(-0.012 * last, 1.05 * last)
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.set_xlabel(f"Time from the first day of treatment, {unit}")


def _legend(ax, events):
    seen, images = set(events["kind"]), list(events.loc[events["kind"] == "imaging", "label"])
    handles = [_key(*MARKS[kind], name) for kind, name in NAMES.items() if kind in seen]
    marker, size, face, edge = MARKS["imaging"]
    order = dict.fromkeys(word for word in ("Baseline", *theme.RESPONSE, *images) if word in images)
    handles += [_key(marker, size, theme.RESPONSE.get(word, face), edge, f"imaging: {word}") for word in order]
    handles.append(_key("X", 26, theme.INK, theme.INK, "death"))
    look = {"handletextpad": 0.2, "columnspacing": 1.4, "bbox_to_anchor": (0.5, layout.below(ax.figure, 1))}
    ax.figure.legend(handles=handles, ncols=min(len(handles), 7), loc="lower center", **look)


def _key(marker, size, face, edge, label):
    return layout.key(marker, markersize=size**0.5, markerfacecolor=face, markeredgecolor=edge,
                     markeredgewidth=1.1 if marker == "|" else 0.5, label=label)  # fmt: skip


def _dose_words(doses, lanes, *, unit="months", **_):
    said = "; ".join(f"{drug} {lanes[drug].median():g}" for drug in _drugs(lanes))
    return {"n": len(lanes), "cycles": said}, {"doses": doses, "lanes": lanes}


def _drugs(lanes):
    return [name for name in lanes if name not in ("USUBJID", "time", "end")]


@described(_dose_words, of=1)
def exposure(doses, lanes, *, ax=None, unit="months", colors=None):
    """Draw a lane per subject with its doses and return the axes (new when None).

    doses: USUBJID, EXTRT, time (in `unit` from the first dose), one row per dose. lanes, from the top: USUBJID, time
    (end of treatment), end (reason, ONGOING for an arrow), and a column per drug with its cycles, printed at the right.
    Where lanes are too thin, names, cycles and then doses are left out, and the axis says which.
    """
    names = _drugs(lanes)
    frame = DOSE_FRAME_MM + math.sin(math.radians(_turn(names))) * LETTER_MM * max(map(len, names), default=0)
    drugs, lane = sorted(doses["EXTRT"].unique()), layout.lane_mm(len(lanes), DOSES_MM, frame)
    ax = ax or theme.canvas(180, frame + lane * len(lanes))[1]
    crowded = lane < layout.NAMED_MM
    shown = lane * HEIGHT / max(len(drugs), 1) >= DOSE_MM
    colors = theme.group_colors(drugs, colors)
    places = {subject: -at for at, subject in enumerate(lanes["USUBJID"])}
    ax.barh(lanes["USUBJID"].map(places), lanes["time"], height=HEIGHT, color=GROUND, linewidth=0, zorder=0)
    for number, drug in enumerate(drugs if shown else ()):
        own = doses[doses["EXTRT"] == drug]
        middle = own["USUBJID"].map(places) + HEIGHT / 2 - (number + 0.5) * HEIGHT / len(drugs)
        reach = 0.36 / len(drugs)
        ax.vlines(own["time"], middle - reach, middle + reach, color=colors[drug], linewidth=1.0)
    _dose_ends(ax, lanes, places, size=15 * lane / DOSES_MM)
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
    _dose_legend(ax, lanes, drugs if shown else [], colors)
    return ax


def _dose_ends(ax, lanes, places, size):
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


def _dose_legend(ax, lanes, drugs, colors):
    look = {"markersize": 6, "markeredgewidth": 1.2}
    keys = [layout.key("|", color=colors[drug], label=drug, **look) for drug in drugs]
    for end in dict.fromkeys(lanes["end"]):
        marker, color = (">", theme.INK) if end == ONGOING else ENDS.get(end, OTHER_END)
        keys.append(layout.key(marker, markersize=4, markeredgewidth=0, color=color, label=str(end).capitalize()))
    below = ax.transAxes + ScaledTranslation(0, -LEGEND_MM * theme.MM, ax.figure.dpi_scale_trans)
    lines = math.ceil(sum(len(mark.get_label()) + 5 for mark in keys) / LEGEND_LETTERS)
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below,
              ncols=math.ceil(len(keys) / max(lines, 1)), handletextpad=0.2, columnspacing=1.2)  # fmt: skip
