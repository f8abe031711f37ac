"""One colour for a level in every figure that shows it."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import figures
from analysis.estimates import survival
from analysis.estimates.survival.curve import number_at_risk
from analysis.figures.heatmap import heatmap_colors
from analysis.figures.swimmer import CTDNA_COLORS, tones

TTE = pd.DataFrame({"time": [5.0, 6, 7, 8, 9, 10], "event": [True, True, False] * 2})
NAMES = {"M": "Marker (%)"}


def in_curves(*levels):
    group = pd.Series([levels[place % len(levels)] for place in range(6)], index=TTE.index)
    at_risk = number_at_risk(TTE, [0, 5, 10], group)
    fig = figures.survival(survival.kaplan_meier(TTE, group), at_risk, unit="months")
    lines = {line.get_label(): to_hex(line.get_color()) for line in fig.axes[0].lines}
    return {level: lines[level] for level in levels}


def in_keys(fig):
    """The colours of a figure's keys, by the first word of each."""
    legends = [*fig.legends, *(ax.get_legend() for ax in fig.axes if ax.get_legend())]
    pairs = [(text.get_text(), key) for one in legends for text, key in zip(one.get_texts(), one.legend_handles,
                                                                        strict=True)]  # fmt: skip
    return {words.split(",")[0].split(" (")[0]: to_hex((getattr(key, "get_facecolor", None) or key.get_color)())
            for words, key in pairs}  # fmt: skip


def in_paired_dots():
    changes = {"PARAMCD": "M", "USUBJID": list("ab"), "BASE": [1.0, 2.0], "AVAL": [2.0, 1.0]}
    groups = pd.Categorical(["increased", "decreased"], ["decreased", "increased"])
    return in_keys(figures.paired_dots(pd.DataFrame(changes).assign(group=groups), NAMES, visit="later"))


def in_waterfall():
    changes = {"USUBJID": list("abcd"), "PCHG": [-100.0, -40, 0, 30], "best_response": ["CR", "PR", "SD", "PD"]}
    return in_keys(figures.waterfall(pd.DataFrame(changes)).figure)


def in_spider():
    changes = pd.DataFrame({"USUBJID": list("abc"), "ADY": 20, "PCHG": [-40.0, 0, 30]})
    best = pd.Series(["PR", "SD", "PD"], index=list("abc"))
    return in_keys(figures.spider(changes, best).figure)


def in_heat_map(*labels):
    return {name: to_hex(color) for name, color in heatmap_colors(pd.DataFrame({"x": labels}))["x"].items()}


def in_swimmer():
    bars = {response: tones(response)[0].lower() for response in ("CR", "PR", "SD", "PD")}
    clear = CTDNA_COLORS | {"cleared": CTDNA_COLORS["not detected"]}
    return bars | {word: to_hex(clear[word]) for word in ("increased", "decreased", "cleared")}


@pytest.fixture(scope="module")
def shown():
    """The colours of levels in each figure: {level: colour}."""
    orders = [("increased", "decreased"), ("decreased", "increased"), ("PD", "SD", "CR/PR"), ("SD", "PD"),
              ("CR", "PR"), ("PR", "CR"), ("not cleared", "cleared"), ("cleared", "not cleared")]  # fmt: skip
    curves = [in_curves(*levels) for levels in orders]
    heat_map = in_heat_map("PD", "CR", "SD", "PR")
    return [*curves, in_paired_dots(), in_waterfall(), in_spider(), in_swimmer(), heat_map]


@pytest.mark.parametrize("level", ["increased", "decreased", "CR", "PR", "SD", "PD", "cleared", "not cleared"])
def test_the_colours_of_a_level_are_equal_in_all_figures_that_show_it(shown, level):
    found = [one[level] for one in shown if level in one]
    assert len(found) > 1
    assert len(set(found)) == 1
