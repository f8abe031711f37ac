"""The change in tumour size by best response: the best one as a bar (waterfall), the course as a line (spider)."""

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures import described, numbers, theme
from analysis.vocabulary import study_time

GROWTH, SHRINKAGE = 20, -30  # percent: RECIST 1.1's limits of progression (from the lowest) and of response
HATCHES = {"CR": "", "PR": "", "SD": "////", "PD": "", "NE": "...."}
TOP_PERCENT = 100  # bars of larger growth are cut and carry their number
BAR_MM, FRAME_MM, MOST = 5.5, 24, 26  # figure width by the number of bars
NAMED, LINES_NAMED = 40, 20  # subjects whose names stand under the bars, at the ends of lines; more have none


def _words(changes, *, unmeasured=0, **_):
    shrunk = (changes["PCHG"] <= SHRINKAGE).sum()
    return {"n": len(changes), "sizes": numbers.span(changes["PCHG"]), "shrunk": shrunk}, changes


@described(_words)
def waterfall(changes, *, ax=None, unmeasured=0, label="Best change in tumour size from baseline (%)"):
    """The axes with a bar per subject, largest growth left, coloured by best response; a new figure when `ax` is None.

    changes: USUBJID, PCHG (percent), best_response (CR, PR, SD, PD, NE or NON-CR/NON-PD), a row per subject, as
    `response.change_from_baseline` gives. Lines stand at RECIST's +20 and -30 percent. Growth beyond 100% is cut, with
    its number on the bar. unmeasured: subjects without a measurement after baseline, told above the bars.
    """
    rows = changes.sort_values(["PCHG", "USUBJID"], ascending=[False, True]).reset_index(drop=True)
    ax = ax or theme.canvas(_width_mm(len(rows)), 76)[1]
    known = {"NON-CR/NON-PD": "SD"} | {word: word for word in theme.RESPONSE}  # without target lesions stable is SD
    words = [known.get(str(response), "NE") for response in rows["best_response"]]
    for place, (change, word) in enumerate(zip(rows["PCHG"], words, strict=True)):
        _bar(ax, place, change, word, crowded=len(rows) > NAMED)
    _lines(theme.dress(ax), len(rows))
    _names(ax, rows)
    low, high = min(SHRINKAGE - 10, rows["PCHG"].min()), max(GROWTH + 10, rows["PCHG"].max())
    top = min(high, TOP_PERCENT) * (1.2 if high > TOP_PERCENT else 1.06)
    ax.set(ylim=(max(low * 1.06, -105), top), ylabel=label)
    _legend(ax, words, unmeasured)
    return ax


def _width_mm(bars):
    wanted = FRAME_MM + BAR_MM * min(bars, MOST)
    return theme.NARROW_MM if wanted <= theme.NARROW_MM else max(wanted, theme.WIDE_MM)


def _bar(ax, place, change, word, *, crowded):
    color, hatch = theme.RESPONSE[word], HATCHES[word]
    edge = {"linewidth": 0} if crowded else {"edgecolor": theme.INK, "linewidth": theme.THIN, "hatch": hatch}
    ax.bar(place, min(change, TOP_PERCENT), width=1 if crowded else 0.78, zorder=2, facecolor=color, **edge)
    if change == 0:  # a bar of no height is seen as a line
        ax.plot([place - 0.39, place + 0.39], [0, 0], color=color, linewidth=2.5, zorder=3, solid_capstyle="butt",
                label="_unchanged")  # fmt: skip
    if change > TOP_PERCENT and not crowded:
        ax.text(place, TOP_PERCENT + 3, f"+{change:.0f}", ha="center", va="bottom", size=theme.tiny(), rotation=90)


def _lines(ax, n):
    for level in (GROWTH, SHRINKAGE):
        ax.axhline(level, color=theme.FAINT, linewidth=theme.THIN, linestyle=(0, (4, 2.5)), zorder=1)
        ax.annotate(f"{level:+d}%".replace("-", "−"), (1, level), xycoords=ax.get_yaxis_transform(), xytext=(3, 0),
                    textcoords="offset points", va="center", size=theme.tiny(), color=theme.FAINT)  # fmt: skip
    ax.axhline(0, color=theme.INK, linewidth=theme.LINE, zorder=3)
    ax.set_xlim(-0.7, max(n, 6) - 0.3)
    ax.spines["bottom"].set_visible(False)


def _names(ax, rows):
    if len(rows) <= NAMED:
        size = theme.small() if len(rows) <= 30 else theme.tiny()
        ax.set_xticks(range(len(rows)), rows["USUBJID"], rotation=90)
        ax.tick_params(axis="x", length=0, pad=1, labelsize=size)
    else:
        ax.set_xticks([])
        beyond = int((rows["PCHG"] > TOP_PERCENT).sum())
        cut = f"; {beyond} cut at +{TOP_PERCENT}%" if beyond else ""
        ax.set_xlabel(f"{len(rows)} subjects, in order of change{cut}")


def _legend(ax, words, unmeasured):
    present = [word for word in theme.RESPONSE if word in words]
    patches = [Patch(facecolor=theme.RESPONSE[word], edgecolor=theme.INK, linewidth=theme.THIN, hatch=HATCHES[word],
                     label=f"{word} ({words.count(word)})") for word in present]  # fmt: skip
    title = "Best response" + (f" (not measured after baseline: {unmeasured})" if unmeasured else "")
    if patches:
        ax.legend(handles=patches, title=title, loc="lower left", bbox_to_anchor=(0, 1.01), ncols=len(patches),
                  title_fontsize=theme.small(), alignment="left", columnspacing=1.2, handlelength=1.2)  # fmt: skip


def _spider_words(changes, best, *, unit="months", **_):
    facts = {"n": changes["USUBJID"].nunique(), "sizes": numbers.span(changes["PCHG"])}
    return facts, _timed(changes, best, unit)


@described(_spider_words)
def spider(changes, best, *, ax=None, unit="months", label="Change in tumour size from baseline (%)"):
    """Draw a line per subject, its time in `unit` from day 1, and return the axes (new when None).

    changes: USUBJID, ADY, PCHG (percent), a row per visit with the baseline as 0. best: the best response (CR, PR, SD,
    PD, NE) by USUBJID. Lines stand at RECIST's +20 and −30 percent; the subject's name at the end of its line.
    """
    changes = _timed(changes, best, unit)
    ax = ax or theme.canvas(theme.WIDE_MM, 75)[1]
    many = changes["USUBJID"].nunique() > LINES_NAMED
    look = {"linewidth": 0.5, "markersize": 1.8, "alpha": 0.6} if many else {"linewidth": 1.0, "markersize": 3.4}
    ends = []
    for subject, own in changes.sort_values("time").groupby("USUBJID", sort=False):
        word = own["best_response"].iloc[0]
        color = theme.RESPONSE.get(word, theme.MISSING)
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
        _line_names(ax, ends)
    ax.set(xlabel=f"Time from treatment start, {unit}", ylabel=label)
    _line_legend(ax, changes)
    return ax


def _timed(changes, best, unit):
    time = study_time(changes["ADY"], unit)
    return changes.assign(time=time, best_response=changes["USUBJID"].map(best))


def _line_names(ax, ends):
    """The subjects' names at the ends of their lines, moved apart where they would touch."""
    low, high = ax.get_ylim()
    least, placed = 0.048 * (high - low), []
    for time, change, subject, color in sorted(ends, key=lambda end: end[1]):
        near = [y for x, y in placed if abs(x - time) < 0.17 * ax.get_xlim()[1]]
        y = max([change, *(other + least for other in near)])
        placed.append((time, y))
        look = {"va": "center", "size": theme.tiny(), "color": theme.text_color(color)}
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85}
        ax.annotate(subject, (time, y), xytext=(4, 0), textcoords="offset points", bbox=behind, **look)
    ax.set_ylim(low, max([high, *(y + 0.7 * least for _, y in placed)]))


def _line_legend(ax, changes):
    words = changes.drop_duplicates("USUBJID")["best_response"]
    handles = [Line2D([], [], color=color, marker=theme.MARKERS[place], markersize=3.6, linewidth=1.0,
                      markeredgewidth=0, label=f"{word} ({(words == word).sum()})")
               for place, (word, color) in enumerate(theme.RESPONSE.items()) if (words == word).any()]  # fmt: skip
    ax.legend(handles=handles, title="Best response", title_fontsize=theme.small(), alignment="left",
              ncols=len(handles), loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0)  # fmt: skip
