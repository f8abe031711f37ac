"""Waterfall plot: the best change in tumour size of each subject as a bar, coloured by best response."""

from matplotlib.patches import Patch

from analysis.figures import described, numbers, theme

GROWTH, SHRINKAGE = 20, -30  # percent: RECIST 1.1's limits of progression (from the lowest) and of response
HATCHES = {"CR": "", "PR": "", "SD": "////", "PD": "", "NE": "...."}
TOP_PERCENT = 100  # bars of larger growth are cut and carry their number
BAR_MM, FEWEST, MOST = 5.5, 12, 26  # figure width by the number of bars
NAMED = 40  # subjects whose names stand under the bars; above that they would be too small


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
    ax = ax or theme.canvas(24 + BAR_MM * min(max(len(rows), FEWEST), MOST), 76)[1]
    known = {"NON-CR/NON-PD": "SD"} | {word: word for word in theme.RESPONSE}  # without target lesions stable is SD
    words = [known.get(str(response), "NE") for response in rows["best_response"]]
    for place, (change, word) in enumerate(zip(rows["PCHG"], words, strict=True)):
        _bar(ax, place, change, word, crowded=len(rows) > NAMED)
    _lines(theme.dress(ax), len(rows))
    _names(ax, rows)
    ax.set(ylim=_limits(rows["PCHG"]), ylabel=label)
    _legend(ax, words, unmeasured)
    return ax


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


def _limits(changes):
    low, high = min(SHRINKAGE - 10, changes.min()), max(GROWTH + 10, changes.max())  # also where there are none
    return max(low * 1.06, -105), min(high, TOP_PERCENT) * (1.2 if high > TOP_PERCENT else 1.06)


def _legend(ax, words, unmeasured):
    present = [word for word in theme.RESPONSE if word in words]
    patches = [Patch(facecolor=theme.RESPONSE[word], edgecolor=theme.INK, linewidth=theme.THIN, hatch=HATCHES[word],
                     label=f"{word} ({words.count(word)})") for word in present]  # fmt: skip
    title = "Best response" + (f" (not measured after baseline: {unmeasured})" if unmeasured else "")
    if patches:
        ax.legend(handles=patches, title=title, loc="lower left", bbox_to_anchor=(0, 1.01), ncols=len(patches),
                  title_fontsize=theme.small(), alignment="left", columnspacing=1.2, handlelength=1.2)  # fmt: skip
