"""Many subjects on one page: a lane each, every value in its place, and what is left out is said."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors
from matplotlib.collections import PolyCollection
from matplotlib.legend import Legend

from analysis.estimates.ctdna.overview import by_pattern
from analysis.figures import exposure, kinetics, lasagna, layout, oncoprint, swimmer, theme, timeline, trajectories
from analysis.figures.adverse_events import MOST, adverse_events
from analysis.figures.paired_dots import SPREAD, beside
from tests.figure_checks import overlaps

NAMES = [f"SYN-{at:04d}" for at in range(1, 301)]


def lanes_of(ax):
    """The rectangles of the axes by drawing order: (x0, x1, lane, colour)."""
    found = next(part for part in ax.collections if isinstance(part, PolyCollection))
    return [
        (box.x0, box.x1, round((box.y0 + box.y1) / 2), colors.to_hex(color).upper())
        for box, color in zip((path.get_extents() for path in found.get_paths()), found.get_facecolors(), strict=True)
    ]


@pytest.fixture
def draws():
    return pd.DataFrame({"USUBJID": ["a", "a", "b", "b"], "time": [0.0, 2, 0, 5], "mtbi": [0.2, 0, 0.1, 0.3]})


def test_a_draw_colours_its_lane_until_the_next_one(draws):
    none = pd.DataFrame({"USUBJID": [], "time": [], "response": []})
    fig = lasagna.over_time(draws, none)
    lanes = {(lane, x0): (x1, color) for x0, x1, lane, color in lanes_of(fig.axes[0])}
    assert lanes[0, 0][0] == 5  # b is followed longest and stands on top
    assert lanes[1, 0][0] == 2
    assert lanes[1, 2][1] == lasagna.BELOW
    darkness = [theme.luminance(lanes[place][1]) for place in ((1, 0), (0, 0), (0, 5))]
    assert np.argsort(darkness).tolist() == [2, 0, 1]
    theme.plt.close(fig)


def test_progression_and_the_rise_before_it_are_ticks_in_the_lane(draws):
    seen = pd.DataFrame({"USUBJID": ["a", "b"], "time": [1.5, 5.0], "response": ["SD", "PD"]})
    leads = pd.DataFrame({"USUBJID": ["b"], "rise": [3.0], "progression": [5.0]})
    fig = lasagna.over_time(draws, seen, leads=leads)
    ticks = [part.get_segments()[0][:, 0].tolist() for part in fig.axes[0].collections if hasattr(part, "get_segments")]
    assert ticks == [[3, 3], [5, 5]]
    theme.plt.close(fig)


def test_a_cell_per_infusion_and_hour_tells_a_censored_sample_from_none():
    samples = pd.DataFrame({"USUBJID": ["a", "a", "b"], "INFUSION": [1, 1, 2], "HOURS": [1.0, 24, 1],
                            "value": [100.0, np.nan, 10], "limit": [np.nan, 5, np.nan]})  # fmt: skip
    fig = lasagna.by_infusion(samples, label="copies")
    cells = {(lane, x0): color for x0, _, lane, color in lanes_of(fig.axes[0])}
    assert set(cells) == {(0, 0), (0, 1), (1, 2)}
    assert cells[0, 1] == lasagna.BELOW
    assert colors.to_hex(fig.axes[0].get_facecolor()).upper() == lasagna.NO_DATA
    assert theme.luminance(cells[0, 0]) < theme.luminance(cells[1, 2])
    theme.plt.close(fig)


@pytest.mark.parametrize(("n", "panels"), [(48, 48), (49, 0)])
def test_courses_become_lanes_where_a_page_holds_no_panel_for_each(n, panels):
    samples = pd.DataFrame({"USUBJID": NAMES[:n], "INFUSION": 1, "HOURS": 1.0, "value": 10.0, "limit": np.nan})
    fig = kinetics.infusion_panels(samples)
    titles = [ax.get_title() for ax in fig.axes if ax.get_title()]
    assert len(titles) == panels
    assert fig.get_figheight() <= layout.PAGE_MM * theme.MM
    theme.plt.close(fig)


def test_trajectories_become_lanes_too():
    draws = pd.DataFrame({"USUBJID": NAMES[:73] * 2, "time": [0.0] * 73 + [1.0] * 73, "mtbi": 0.1})
    fig = trajectories(draws, pd.DataFrame({"USUBJID": [], "time": [], "response": []}))
    assert len(lanes_of(fig.axes[0])) == 146
    theme.plt.close(fig)


def test_so_many_swimmers_have_no_names_and_the_figure_says_so():
    subjects = pd.DataFrame({"USUBJID": NAMES, "best_response": "PR", "os": np.arange(300.0) + 2, "pfs": 1.0,
                             "outcome": "dead", "baseline": "detected"})  # fmt: skip
    ax = swimmer(subjects, pd.DataFrame({"USUBJID": NAMES, "time": 1.0, "response": "SD"}), columns={"baseline": "B"})
    assert ax.get_ylabel() == "300 subjects"
    assert not [name for name in ax.get_yticklabels() if name.get_text()]
    titles = [part.get_title().get_text() for part in ax.get_children() if isinstance(part, Legend)]
    assert any("not drawn" in title for title in titles)
    theme.plt.close(ax.figure)


@pytest.mark.parametrize(("n", "left_out"), [(80, ""), (100, "names and cycles"), (300, "names, cycles and doses")])
def test_lanes_of_exposure_say_what_they_leave_out(n, left_out):
    doses = pd.DataFrame({"USUBJID": NAMES[:n] * 3, "EXTRT": list("ABC") * n, "time": 0.0})
    lanes = pd.DataFrame({"USUBJID": NAMES[:n], "time": 4.0, "end": "COMPLETED", "A": 1, "B": 1, "C": 1})
    ax = exposure(doses, lanes)
    assert left_out in ax.get_ylabel()
    assert bool(left_out) == ax.get_ylabel().startswith(f"{n} subjects")
    drawn = [part for part in ax.collections if hasattr(part, "get_segments")]
    assert bool(drawn) == ("doses" not in left_out)
    theme.plt.close(ax.figure)


def test_many_drugs_have_upright_headings_that_do_not_touch():
    drugs = [f"Investigational drug {letter}" for letter in "ABCDE"]
    lanes = pd.DataFrame({"USUBJID": NAMES[:3], "time": 4.0, "end": "COMPLETED"}).assign(**dict.fromkeys(drugs, 2))
    fig = exposure(pd.DataFrame({"USUBJID": NAMES[0], "EXTRT": drugs, "time": 0.0}), lanes).figure
    assert overlaps(fig) == []
    theme.plt.close(fig)


def test_a_crowded_timeline_stands_in_order_of_follow_up():
    follow_up = pd.DataFrame({"USUBJID": NAMES, "time": np.arange(300.0) + 1, "dead": True})
    events = pd.DataFrame({"USUBJID": NAMES, "time": 400.0, "kind": "infusion", "label": "1"})
    ax = timeline(events, follow_up)
    assert ax.patches[0].get_width() == 300
    assert ax.get_ylabel() == "300 subjects (too many for names)"
    theme.plt.close(ax.figure)


def test_many_samples_stand_in_a_block_for_each_time_point_in_one_order():
    points = pd.DataFrame({"USUBJID": np.repeat(NAMES[:61], 2), "point": ["Baseline", "Latest"] * 61})
    points["SAMPLEID"] = points["USUBJID"] + points["point"]
    tiles = pd.DataFrame({"SAMPLEID": ["SYN-0061Latest"], "gene": ["TP53"], "classification": ["Silent"], "n": 1})
    ranked = pd.DataFrame({"gene": ["TP53"], "n_event": [1], "n": 61, "estimate": 1 / 61})
    burden = tiles.assign(n=2)[["SAMPLEID", "classification", "n"]]
    fig = oncoprint(by_pattern(points, tiles, ["TP53"]), tiles, ranked, burden)
    faces = [colors.to_hex(face) for face in fig.axes[4].collections[0].get_facecolors()]
    assert faces.index("#c9d6df") == 61  # the mutated subject is the first of the second block
    assert "in the same order in each block" in fig.axes[4].get_xlabel()
    theme.plt.close(fig)


def test_many_samples_keep_the_order_that_they_are_given_in():
    points = pd.DataFrame({"USUBJID": NAMES[:61], "point": "Baseline", "SAMPLEID": NAMES[:61]})
    tiles = pd.DataFrame({"SAMPLEID": [NAMES[60]], "gene": ["TP53"], "classification": ["Silent"], "n": 1})
    ranked = pd.DataFrame({"gene": ["TP53"], "n_event": [1], "n": 61, "estimate": 1 / 61})
    fig = oncoprint(points, tiles, ranked, tiles[["SAMPLEID", "classification", "n"]], order="by name")
    faces = [colors.to_hex(face) for face in fig.axes[4].collections[0].get_facecolors()]
    assert faces.index("#c9d6df") == 60
    assert fig.axes[4].get_xlabel() == "61 subjects, by name"
    theme.plt.close(fig)


def test_the_rarest_adverse_events_are_left_to_the_table_and_the_figure_counts_them():
    terms = [f"Event {at:02d}" for at in range(MOST + 4)]
    shares = pd.DataFrame({"AEDECOD": terms, "category": "any_grade", "estimate": 0.1, "conf_low": 0.05,
                           "conf_high": 0.2, "n_event": range(MOST + 4, 0, -1), "n": 300})  # fmt: skip
    rates = pd.DataFrame({"AEDECOD": terms, "estimate": 1.0, "conf_low": 0.5, "conf_high": 2.0})
    fig = adverse_events(shares, rates)
    left = fig.axes[0]
    assert [name.get_text() for name in left.get_yticklabels()] == terms[:MOST]
    assert "4 rarer terms are in the table only" in left.get_xlabel()
    assert fig.get_figheight() <= layout.PAGE_MM * theme.MM + 1e-9
    theme.plt.close(fig)


def test_dots_of_many_alike_stay_within_their_group_and_apart_where_there_is_room():
    places = beside(np.sort(np.repeat(np.linspace(0, 10, 30), 8)))
    assert abs(places).max() <= SPREAD
    assert len(set(places[:8])) == 8
    assert abs(beside(np.zeros(500))).max() <= SPREAD


def test_places_are_moved_apart_in_their_order():
    assert layout.apart([5.0, 1, 1.5], 2).tolist() == [5, 1, 3]
    assert layout.apart([0.0, 10], 2).tolist() == [0, 10]
