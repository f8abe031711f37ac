"""Adverse events at a glance: a row per term with its share of subjects, its number, and its rate per time at risk."""

import re

from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator

from analysis.figures import described, layout, theme

COLORS = {"any_grade": theme.GROUP[0], "grade_3": "#C8501E"}
LABELS = {"any_grade": "Any grade", "grade_3": "Grade 3 or higher"}
MARKERS = {"any_grade": "o", "grade_3": "D"}
ROW_MM, FRAME_MM = 3.4, 22
LONGEST = 54  # letters of a term with its brackets
FIRST, APART = 13, 19  # points, from the axes to the numbers and between their columns
MOST = 66  # rows that a page holds
SIDES = {"width_ratios": [1.15, 1], "wspace": 0.03}
NAMED = 5  # terms that the alternative text tells


def _words(shares, rates, *, at_least=0.0, **_):
    shown = frequent(shares, at_least=at_least)
    if not len(shown):
        return None
    most = shown[shown["category"] == "any_grade"].nlargest(NAMED, "n_event").itertuples()
    said = ", ".join(f"{row.AEDECOD} {row.n_event:.0f}" for row in most)
    return {"percent": 100 * at_least, "n": shown["n"].iloc[0], "most": said}, {"subjects": shown, "rates": rates}


def _period_words(rows, **_):
    return {"rates": "; ".join(f"{row.group} {row.estimate:.1f}" for row in rows.itertuples())}, rows


def frequent(shares, *, at_least=0.1):
    """The rows of terms that `at_least` this share of subjects had, or anybody at grade 3 or higher."""
    any_grade, severe = (shares["category"] == name for name in ("any_grade", "grade_3"))
    kept = shares[(any_grade & (shares["estimate"] >= at_least)) | (severe & (shares["n_event"] > 0))]
    return shares[shares["AEDECOD"].isin(kept["AEDECOD"])].reset_index(drop=True)


def height_mm(shares):
    """The height at which the rows of a figure of these shares are readable, at most a page."""
    rows = min(len(_rows(shares)), MOST)
    return FRAME_MM + layout.lane_mm(rows, ROW_MM, FRAME_MM) * rows


@described(_words)
def adverse_events(shares, rates, *, axes=None, at_least=0.0, rate_label="per 100 patient-months"):
    """Draw adverse events on two axes (shares and rates; new ones when None), numbers between; return their figure.

    shares: AEDECOD, category (any_grade, grade_3), estimate, conf_low, conf_high (0–1), n_event, n, in the order of the
    rows; with AEBODSYS, terms stand under their organ class. rates: AEDECOD, estimate, conf_low, conf_high; what is
    missing has no mark. Not drawn: terms that fewer than `at_least` (0–1) had, nobody at grade 3 or higher; of more
    rows than a page holds the rarest, whose number is written under the axis.
    """
    shares = frequent(shares, at_least=at_least)
    if axes is None:
        _, axes = theme.canvas(180, height_mm(shares), ncols=2, gridspec_kw=SIDES)
    every = shares["AEDECOD"].nunique()
    shares = _fitting(shares)
    rows, left_out = _rows(shares), every - shares["AEDECOD"].nunique()
    left, right = axes
    places = {row["AEDECOD"]: -at for at, row in enumerate(rows) if row["AEDECOD"]}
    for category, shift in (("any_grade", 0.0), ("grade_3", -0.26)):
        own = shares[(shares["category"] == category) & (shares["n_event"] > 0)]
        at = own["AEDECOD"].map(places) + shift
        _marks(left, own.assign(**100 * own[["estimate", "conf_low", "conf_high"]]), at, category)
    _rates(right, rates[rates["AEDECOD"].isin(places)], places, rate_label)
    _numbers(left, shares, places)
    for ax in axes:
        _rules(ax, rows)
    _names(left, rows)
    more = f"\n({left_out} rarer terms are in the table only)" if left_out else ""
    left.set(xlim=(0, 100), xlabel=f"Subjects with the event, %{more}")
    keys = [Line2D([], [], color=COLORS[name], marker=MARKERS[name], linewidth=theme.LINE, markersize=4, label=label)
            for name, label in LABELS.items()]  # fmt: skip
    left.legend(handles=keys, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, columnspacing=1.2)
    return left.figure


@described(_period_words)
def period_rates(rows, *, ax=None, label="Events per 100 patient-months"):
    """Draw the rate of each period with its interval, n exposed below its name; return the axes (new when None).

    rows: result rows of `safety.rates_by_period`. A period without time at risk has no mark.
    """
    import seaborn as sns

    ax = ax or theme.canvas(theme.NARROW_MM, 62)[1]
    # of an estimate and its two limits the estimate is the median, and the limits are all that lies around it
    around = rows.melt("group", ["estimate", "conf_low", "conf_high"])
    look = {"color": theme.ESTIMATE, "linestyle": "none", "markersize": 4.5, "markeredgewidth": 0, "clip_on": False}
    sns.pointplot(around, x="group", y="value", order=rows["group"], estimator="median", errorbar=("pi", 100),
                  err_kws={"linewidth": theme.LINE}, ax=ax, **look)  # fmt: skip
    ax.set_xticks(range(len(rows)), [f"{row.group}\nn = {row.n}\n{row.n_event} events" for row in rows.itertuples()])
    ax.set(xlim=(-0.5, len(rows) - 0.5), ylim=(0, None), xlabel="", ylabel=label)
    return ax


def _rows(shares):
    """The rows from the top: organ classes (AEDECOD blank) and their terms, or terms alone."""
    organs = "AEBODSYS" in shares
    terms = shares.drop_duplicates("AEDECOD")[["AEBODSYS", "AEDECOD"] if organs else ["AEDECOD"]].to_dict("records")
    rows, last = [], None
    for term in terms:
        if organs and term["AEBODSYS"] != last:
            last = term["AEBODSYS"]
            rows.append({"AEBODSYS": last, "AEDECOD": ""})
        rows.append(term)
    return rows


def _fitting(shares):
    """The shares of as many terms as a page holds, the most frequent ones."""
    counts = shares.pivot_table(index="AEDECOD", columns="category", values="n_event", aggfunc="max", observed=True)
    ranked = counts.reindex(columns=["any_grade", "grade_3"]).sort_values(["any_grade", "grade_3"], ascending=False)
    for most in range(len(ranked), 0, -1):
        kept = shares[shares["AEDECOD"].isin(ranked.index[:most])]
        if len(_rows(kept)) <= MOST:
            return kept
    return shares


def _marks(ax, own, at, category):
    color = COLORS[category]
    ax.hlines(at, own["conf_low"], own["conf_high"], color=color, linewidth=theme.LINE, alpha=0.65)
    look = {"s": 20 if category == "any_grade" else 14, "marker": MARKERS[category], "linewidths": 0}
    ax.scatter(own["estimate"], at, color=color, zorder=3, clip_on=False, **look)


def _rates(ax, rates, places, label):
    at = rates["AEDECOD"].map(places)
    low = rates["conf_low"].clip(lower=0.05)
    ax.hlines(at, low, rates["conf_high"], color=COLORS["any_grade"], linewidth=theme.LINE, alpha=0.65)
    ax.scatter(rates["estimate"], at, s=20, color=COLORS["any_grade"], linewidths=0, zorder=3)
    ax.set_xscale("log")
    few = len(rates) and rates["conf_high"].max() > 50 * low.min()
    ax.xaxis.set_major_locator(LogLocator(subs=(1,) if few else (1, 2, 5)))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.xaxis.set_minor_formatter(lambda value, _: "")
    ax.set_xlabel(f"Subjects with a first event\n{label}")


def _numbers(ax, shares, places):
    """Counts right of the shares: any grade, grade 3 or higher."""
    wide = shares.pivot_table(index="AEDECOD", columns="category", values="n_event", observed=True)
    top = 0.9
    for column, (category, name) in enumerate({"any_grade": "Any", "grade_3": "≥ 3"}.items()):
        spot = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "size": theme.small()}
        spot |= {"xytext": (FIRST + APART * column, 0), "ha": "center", "va": "center", "annotation_clip": False}
        ax.annotate(name, (1, top), weight="bold", color=COLORS[category], **spot)
        for term, place in places.items():
            count = wide[category].get(term) if category in wide else None
            shown = "–" if count is None or count != count else f"{count:.0f}"
            ax.annotate(shown, (1, place), color=theme.FAINT if shown == "0" else theme.INK, **spot)


def _names(ax, rows):
    ax.set_yticks([-at for at in range(len(rows))], [_word(row["AEDECOD"] or row["AEBODSYS"]) for row in rows])
    for name, row in zip(ax.get_yticklabels(), rows, strict=True):
        name.set_weight("normal" if row["AEDECOD"] else "bold")
        name.set_color(theme.INK if row["AEDECOD"] else theme.FAINT)


def _word(term):
    """A term as it reads: coded in capitals only, it becomes a sentence's word; a long one loses its brackets."""
    term = re.sub(r" \(.*\)$", "", term) if len(term) > LONGEST else term
    return term.capitalize() if term.isupper() else term


def _rules(ax, rows):
    # none through an organ class
    ax.hlines([-at for at, row in enumerate(rows) if row["AEDECOD"]], 0, 1, color=theme.GRID, linewidth=theme.THIN,
              transform=ax.get_yaxis_transform(), zorder=0)  # fmt: skip
    ax.set_ylim(-len(rows) + 0.4, 1.4)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_yticks([])
