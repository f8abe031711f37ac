"""Timeline of each subject: lymphodepletion, infusions, specimens and imaging on a bar of follow-up."""

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
