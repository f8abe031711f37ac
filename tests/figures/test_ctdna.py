"""The ctDNA figures show what their tables say, at the place where the reader looks for it."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.figures import theme
from analysis.figures.landscape import EMPTY as NO_VARIANT
from analysis.figures.landscape import FATE_COLORS, landscape
from analysis.figures.oncoprint import CLASS_COLORS, EMPTY, MISSING, OTHER, oncoprint
from analysis.figures.swimmer import CTDNA_COLORS, OUTCOME_COLORS, TILE, swimmer, tones
from analysis.figures.trajectories import trajectories


@pytest.fixture
def fig():
    made = plt.figure(figsize=(7, 4))
    yield made
    plt.close(made)


def boxes(ax):
    """Every filled rectangle of the axes in drawing order: (x0, y0, x1, y1, colour)."""
    single = [(patch.get_extents().transformed(ax.transData.inverted()), patch.get_facecolor())
              for patch in ax.patches if isinstance(patch, Rectangle)]  # fmt: skip
    many = [(path.get_extents(), color) for found in ax.collections if isinstance(found, PolyCollection)
            for path, color in zip(found.get_paths(), found.get_facecolors(), strict=True)]  # fmt: skip
    return [(*box.min, *box.max, to_hex(color).upper()) for box, color in single + many]


def color_at(ax, x, y):
    """The colour of the topmost rectangle over a point of the axes."""
    return [color for x0, y0, x1, y1, color in boxes(ax) if x0 <= x <= x1 and y0 <= y <= y1][-1]


def drawn_oncoprint(fig):
    points = pd.DataFrame({"USUBJID": list("AABB"), "point": ["Baseline", "After cycle 2"] * 2,
                           "SAMPLEID": ["a0", "a2", "b0", None]})  # fmt: skip
    tiles = pd.DataFrame({"SAMPLEID": ["a0", "b0"], "gene": ["TP53", "KRAS"],
                          "classification": ["Nonsense_Mutation", "Fusion"], "n": 1})  # fmt: skip
    ranked = pd.DataFrame({"gene": ["TP53", "KRAS"], "n_event": [1, 1], "n": 2, "estimate": 0.5})
    burden = pd.DataFrame({"SAMPLEID": ["a0", "a0", "b0"], "n": [3, 2, 4],
                           "classification": ["Missense_Mutation", "Nonsense_Mutation", "Fusion"]})  # fmt: skip
    oncoprint(points, tiles, ranked, burden, fig=fig)
    return {"bars": fig.axes[0], "tiles": fig.axes[4], "frequency": fig.axes[5]}


def test_oncoprint_colours_class_unknown_class_empty_and_missing_sample(fig):
    tiles = drawn_oncoprint(fig)["tiles"]
    # B stands one gap of 0.6 columns to the right of A: samples at 0, 1, 2.6 and 3.6
    assert color_at(tiles, 0, 0) == CLASS_COLORS["Nonsense_Mutation"]
    assert color_at(tiles, 1, 0) == EMPTY
    assert color_at(tiles, 2.6, 1) == OTHER
    assert [color_at(tiles, 3.6, row) for row in (0, 1)] == [MISSING] * 2


def test_oncoprint_stacks_the_burden_of_each_sample(fig):
    bars = drawn_oncoprint(fig)["bars"]
    tops = {}
    for x0, _, x1, top, _ in boxes(bars):
        place = round((x0 + x1) / 2, 3)
        tops[place] = max(tops.get(place, 0), top)
    assert tops == {0: 5, 1: 0, 2.6: 4}


def test_oncoprint_names_genes_subjects_and_frequencies(fig):
    axes = drawn_oncoprint(fig)
    assert [label.get_text() for label in axes["tiles"].get_yticklabels()] == ["TP53", "KRAS"]
    assert [label.get_text() for label in axes["tiles"].get_xticklabels()] == ["A", "B"]
    assert [text.get_text() for text in axes["frequency"].texts] == ["50%", "50%"]
    legend = [text.get_text() for found in fig.legends for text in found.get_texts()]
    assert {"Missense", "Nonsense", "Other class", "No sample", "Baseline", "After cycle 2"} <= set(legend)


def test_oncoprint_of_one_time_point_has_no_strip_and_no_gaps(fig):
    points = pd.DataFrame({"USUBJID": list("AB"), "point": "Baseline", "SAMPLEID": ["a", "b"]})
    later = pd.DataFrame({"USUBJID": list("AB"), "point": "Latest", "SAMPLEID": None})
    tiles = pd.DataFrame({"SAMPLEID": ["b"], "gene": ["TP53"], "classification": ["Silent"], "n": 1})
    ranked = pd.DataFrame({"gene": ["TP53"], "n_event": [1], "n": 2, "estimate": 0.5})
    oncoprint(pd.concat([points, later]), tiles, ranked, tiles, fig=fig)
    assert color_at(fig.axes[4], 1, 0) == CLASS_COLORS["Silent"].upper()
    assert not boxes(fig.axes[2])
    assert len(fig.legends) == 1


def swim(ax):
    subjects = pd.DataFrame({
        "USUBJID": ["s1", "s2", "s3", "s4"], "best_response": ["PD", "PR", "PR", "NE"], "os": [5.0, 10, 30, 2],
        "pfs": [2.0, 10, 12, 1], "outcome": ["dead", "alive, progression-free", "alive after progression", "dead"],
        "baseline": ["detected", None, "detected", None],
    })  # fmt: skip
    assessments = pd.DataFrame({"USUBJID": ["s1", "s2", "x9"], "time": [2.0, 1.5, 3], "response": ["PD", "PR", "SD"]})
    return swimmer(subjects, assessments, ax=ax, columns={"baseline": "Baseline"})


def test_swimmer_groups_by_response_and_orders_by_survival(fig):
    ax = swim(fig.add_subplot())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["s3", "s2", "s1", "s4"]
    heights = list(ax.get_yticks())
    assert heights == pytest.approx([0, 1, 2.7, 4.4])


def test_swimmer_bars_are_dark_until_progression_and_light_after_it(fig):
    ax = swim(fig.add_subplot())
    dark, light = tones("PR")
    assert color_at(ax, 11.9, 0) == dark.upper()
    assert color_at(ax, 12.1, 0) == light.upper()
    assert color_at(ax, 9.9, 1) == dark.upper()


def test_swimmer_has_an_arrow_for_each_subject_alive_and_a_mark_for_each_assessment_of_theirs(fig):
    ax = swim(fig.add_subplot())
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert sorted(arrow.xyann[1] for arrow in arrows) == [0, 1]
    marks = [tuple(point) for found in ax.collections for point in found.get_offsets().tolist()]
    assert sorted(marks) == [(1.5, 1.0), (2.0, 2.7)]


def test_swimmer_annotates_ctdna_and_outcome_and_greys_missing_samples(fig):
    ax = swim(fig.add_subplot())
    width = TILE * 30
    left = -2.6 * width
    assert color_at(ax, left + width / 2, 0) == CTDNA_COLORS["detected"]
    assert color_at(ax, left + width / 2, 1) == theme.MISSING
    assert color_at(ax, left + 1.8 * width, 0) == OUTCOME_COLORS["alive after progression"]


def test_swimmer_shows_words_of_recist_beyond_the_five(fig):
    subjects = pd.DataFrame({"USUBJID": ["a", "b"], "best_response": ["NON-CR/NON-PD", "SD"], "os": [5.0, 9]})
    subjects = subjects.assign(pfs=1.0, outcome="dead")
    seen = pd.DataFrame({"USUBJID": ["a"], "time": [1.0], "response": ["NON-CR/NON-PD"]})
    ax = swimmer(subjects, seen, ax=fig.add_subplot(), columns={})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a"]
    assert color_at(ax, 0.5, 1) == tones("SD")[0].upper()


def test_trajectories_draw_a_panel_per_subject_on_the_root_of_percent(fig):
    draws = pd.DataFrame({"USUBJID": ["A", "A", "B"], "time": [0, 2, 0], "mtbi": [0.16, 0.0, 0.04]})
    assessments = pd.DataFrame({"USUBJID": ["A", "A"], "time": [1.4, 3], "response": ["SD", "PD"]})
    leads = pd.DataFrame({"USUBJID": ["A"], "rise": [2.0], "progression": [3.0]})
    trajectories(draws, assessments, fig=fig, leads=leads, columns=2)
    first, second = fig.axes
    assert [ax.get_title() for ax in fig.axes] == ["A", "B"]
    assert first.lines[0].get_ydata().tolist() == [4, 0]
    assert second.lines[0].get_ydata().tolist() == [2]
    assert [line.get_xdata()[0] for line in first.lines[1:]] == [1.4, 3, 3]  # two ticks and the progression line
    assert [patch.get_x() for patch in first.patches] == [2]
    assert first.get_ylim() == second.get_ylim()


def test_trajectories_leave_unused_panels_empty(fig):
    draws = pd.DataFrame({"USUBJID": list("ABC"), "time": 0, "mtbi": 0.1})
    none = pd.DataFrame({"USUBJID": [], "time": [], "response": []})
    trajectories(draws, none, fig=fig, columns=2)
    assert [ax.axison for ax in fig.axes] == [True, True, True, False]


def test_landscape_puts_changing_genes_first_and_splits_a_tile_among_its_fates(fig):
    fates = pd.DataFrame({"USUBJID": ["A", "A", "A", "B", "B"], "gene": ["TP53", "TP53", "KRAS", "KRAS", "JAK1"],
                          "fate": ["kept", "gained", "kept", "lost", "kept"]})  # fmt: skip
    landscape(fates, fig=fig, order=["A", "B"])
    counts, tiles = fig.axes
    assert [label.get_text() for label in tiles.get_yticklabels()] == ["KRAS", "TP53", "JAK1"]
    assert [color_at(tiles, x, 1) for x in (-0.2, 0.2)] == [FATE_COLORS["kept"], FATE_COLORS["gained"]]
    assert color_at(tiles, 1, 0) == FATE_COLORS["lost"]
    assert color_at(tiles, 1, 1) == NO_VARIANT
    assert sum(top - bottom for _, bottom, _, top, _ in boxes(counts)) == len(fates)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["kept (n=3)", "gained (n=1)", "lost (n=1)"]
