"""Spider plot: each subject's change in tumour size over time, coloured by best response."""

from matplotlib.lines import Line2D

from analysis.figures import described, numbers, theme
from analysis.figures.waterfall import GROWTH, SHRINKAGE
from analysis.vocabulary import study_time

NAMED = 20  # subjects whose names stand at the ends of their lines; above that lines are thin and have none


def _words(changes, best, *, unit="months", **_):
    facts = {"n": changes["USUBJID"].nunique(), "sizes": numbers.span(changes["PCHG"])}
    return facts, _timed(changes, best, unit)


@described(_words)
def spider(changes, best, *, ax=None, unit="months", label="Change in tumour size from baseline (%)"):
    """Draw a line per subject, its time in `unit` from day 1, and return the axes (new when None).

    changes: USUBJID, ADY, PCHG (percent), a row per visit with the baseline as 0. best: the best response (CR, PR, SD,
    PD, NE) by USUBJID. Lines stand at RECIST's +20 and −30 percent; the subject's name at the end of its line.
    """
    changes = _timed(changes, best, unit)
    if ax is None:
        _, ax = theme.canvas(120, 75)
    many = changes["USUBJID"].nunique() > NAMED
    look = {"linewidth": 0.5, "markersize": 1.8, "alpha": 0.6} if many else {"linewidth": 1.0, "markersize": 3.4}
    ends = []
    for subject, own in changes.sort_values("time").groupby("USUBJID", sort=False):
        word = own["best_response"].iloc[0]
        color = theme.text_color(theme.RESPONSE.get(word, theme.MISSING))
        marker = theme.MARKERS[list(theme.RESPONSE).index(word) if word in theme.RESPONSE else 4]
        ax.plot(own["time"], own["PCHG"], color=color, marker=marker, markeredgewidth=0, **look)
        ends.append((own["time"].iloc[-1], own["PCHG"].iloc[-1], subject, color))
    for level in (GROWTH, SHRINKAGE):
        ax.axhline(level, color=theme.FAINT, linewidth=theme.THIN, linestyle=(0, (4, 2.5)), zorder=0)
    ax.axhline(0, color=theme.INK, linewidth=theme.THIN, zorder=0)
    low, high = changes["PCHG"].min(), changes["PCHG"].max()
    ax.set_ylim(min(low, SHRINKAGE) - 6, max(high, GROWTH) + 6)
    ax.set_xlim(-0.02 * changes["time"].max(), (1.03 if many else 1.16) * changes["time"].max())
    if not many:
        _names(ax, ends)
    ax.set(xlabel=f"Time from treatment start, {unit}", ylabel=label)
    _legend(ax, changes)
    return ax


def _timed(changes, best, unit):
    time = study_time(changes["ADY"], unit)
    return changes.assign(time=time, best_response=changes["USUBJID"].map(best))


def _names(ax, ends):
    """The subjects' names at the ends of their lines, moved apart where they would touch."""
    low, high = ax.get_ylim()
    least, placed = 0.048 * (high - low), []
    for time, change, subject, color in sorted(ends, key=lambda end: end[1]):
        near = [y for x, y in placed if abs(x - time) < 0.17 * ax.get_xlim()[1]]
        y = max([change, *(other + least for other in near)])
        placed.append((time, y))
        look = {"va": "center", "size": theme.tiny(), "color": color}
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85}
        ax.annotate(subject, (time, y), xytext=(4, 0), textcoords="offset points", bbox=behind, **look)
    ax.set_ylim(low, max([high, *(y + 0.7 * least for _, y in placed)]))


def _legend(ax, changes):
    words = changes.drop_duplicates("USUBJID")["best_response"]
    handles = [Line2D([], [], color=theme.text_color(color), marker=theme.MARKERS[place], markersize=3.6, linewidth=1.0,
                      markeredgewidth=0, label=f"{word} ({(words == word).sum()})")
               for place, (word, color) in enumerate(theme.RESPONSE.items()) if (words == word).any()]  # fmt: skip
    ax.legend(handles=handles, title="Best response", title_fontsize=theme.small(), alignment="left",
              ncols=len(handles), loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0)  # fmt: skip
