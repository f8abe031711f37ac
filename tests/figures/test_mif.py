"""Pictures of the tissue section: what is drawn is what the tables say, links lead to files, nothing overlaps."""

import io
import re
import xml.etree.ElementTree as ElementTree
from html import escape
from types import SimpleNamespace
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from analysis.estimates import cutoff, survival
from analysis.estimates.cutoff.group_curves import group_curves
from analysis.figures import SurvivalFrame, bubbles, cell_maps, heatmap, heatmap_colors, split_panels, theme, ticks
from analysis.figures.bubbles import HIGHER, LOWER, Bubble, diameter
from analysis.figures.numbers import p_value
from analysis.report import printed_chance, printed_sweep, printed_trend
from analysis.report.atlas import page as atlas_page
from analysis.report.atlas.files import above, atlas
from analysis.report.words.sweep import sweep_sentences
from tests import figure_checks

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(6)
    index = pd.Index([f"S{n}" for n in range(8)], name="USUBJID")
    tte = pd.DataFrame({"time": [3.0, 5, 8, 11, 16, 20, 30, 41], "event": [True] * 6 + [False] * 2}, index)
    markers = pd.DataFrame({"CD8+": tte["time"] / 100, "PD-1+": rng.random(8), "none+": 0.0}, index)
    return markers, tte, cutoff.sweep(markers, tte)


def close(fig):
    theme.plt.close(fig)


# ---- Bubbles ---------------------------------------------------------------------------------------------------


def drawn(fig):
    return [line for ax in fig.axes for line in ax.lines if isinstance(line, Bubble)]


def test_every_ratio_is_a_bubble_in_its_cell_with_its_colour_and_area(data):
    _, _, table = data
    fig = bubbles({"OS": table})
    rows = table[table["estimate"].notna()]
    assert len(drawn(fig)) == len(rows) == 18
    for bubble, row in zip(drawn(fig), rows.to_dict("records"), strict=True):
        assert bubble.get_markerfacecolor() == (LOWER if row["estimate"] < 1 else HIGHER)
        assert bubble.get_marker() == ("s" if "Firth" in row["method"] else "o")
        assert bool(bubble.get_markeredgewidth()) == (row["p_log_rank"] < 0.05)
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == ["CD8+", "PD-1+"]
    close(fig)


def test_the_area_of_a_bubble_goes_with_the_size_of_the_log_ratio_either_way():
    assert diameter(0.25) == diameter(4)
    assert diameter(16) ** 2 == pytest.approx(2 * diameter(4) ** 2)
    assert diameter(1e9) == diameter(64)


@pytest.mark.parametrize(("marker", "grid", "sign"), [(0.2, 0.6, None), (0.01, 0.6, "o"), (0.01, 0.02, "*")])
def test_what_stays_significant_after_adjustment_has_a_mark_of_its_own(data, marker, grid, sign):
    _, _, table = data
    one = table[table["estimate"].notna()].head(1).assign(p_log_rank=0.001, p_marker=marker, p_grid=grid)
    fig = bubbles({"OS": one})
    (bubble,) = drawn(fig)
    assert (bubble.mark.get_marker() if bubble.mark else None) == sign
    close(fig)


def test_in_svg_each_bubble_is_a_link_that_tells_its_numbers_and_the_figure_has_no_other_trace_of_them(data):
    _, _, table = data
    one = table[table["estimate"].notna()].head(2)
    told = one.assign(link=["atlas/a%2B.svg", ""], words=["first <numbers>", "second"], p_marker=0.01)
    fig = bubbles({"OS": told})
    root = ElementTree.fromstring(figure_checks.svg(fig))
    links = [a for a in root.iter(f"{SVG}a") if a.get("class") == "sweep-bubble"]
    assert [a.get(XLINK) for a in links] == ["atlas/a%2B.svg"]
    assert links[0].get("aria-label") == links[0].find(f"{SVG}title").text == "first <numbers>"
    hidden = links[0].find(f"{SVG}g[@class='sweep-numbers']")
    assert hidden.get("display") == "none"
    assert [links[0].get(f"data-{name}") for name in ("panel", "row", "column")] == ["A", "0", "0"]
    ring, mark = links[0].find(f"{SVG}circle[@class='sweep-ring']"), next(links[0].iter(f"{SVG}use"))
    assert [float(ring.get(name)) for name in ("cx", "cy")] == pytest.approx(
        [float(mark.get(name)) for name in ("x", "y")], abs=0.01
    )
    assert "".join(hidden.itertext()).split() == ["first", "<numbers>"]
    assert len(list(links[0].iter(f"{SVG}use"))) == 2  # the mark of adjustment belongs to the link
    assert not any("numbers" in words for words, _ in figure_checks.texts(fig))
    close(fig)


def test_numbers_at_the_foot_break_into_lines_that_the_figure_holds(data):
    _, _, table = data
    words = " ".join(["CD56+PD-1+PD-L1+"] * 12)
    fig = bubbles({"OS": table[table["estimate"].notna()].head(1).assign(link="a.svg", words=words)})
    root = ElementTree.fromstring(figure_checks.svg(fig))
    lines = ["".join(text.itertext()) for text in root.find(f".//{SVG}g[@class='sweep-numbers']").iter(f"{SVG}text")]
    assert len(lines) == 2
    assert " ".join(lines) == words
    wide = fig.get_window_extent().width
    shown = [fig.text(0, 0, line, size=theme.small()).get_window_extent().width for line in lines]
    assert max(shown) < 0.98 * wide
    close(fig)


def test_bubbles_with_long_names_and_two_endpoints_do_not_overlap_or_leave_the_page(data):
    _, _, table = data
    table = table.assign(marker=table["marker"].replace({"CD8+": "CD56+PD-1+PD-L1+TIM-3+", "PD-1+": "CD4+"}))
    fig = bubbles({"OS": table, "PFS": table}, titles={"OS": "Overall survival", "PFS": "Progression-free survival"})
    assert not figure_checks.overlaps(fig)
    assert not figure_checks.cut_off(fig)
    assert figure_checks.smallest_text(fig) >= 6
    close(fig)


# ---- Heat map --------------------------------------------------------------------------------------------------


def test_the_heat_map_shows_percents_clusters_alike_markers_and_explains_its_colours(data):
    markers, _, _ = data
    values = markers.assign(twin=markers["CD8+"] * 2)
    notes = pd.DataFrame(
        {"Histology": list("AABBABAB"), "Best response": ["CR", "PR", *["SD"] * 5, None]}, values.index
    )
    colors = heatmap_colors(notes)
    assert colors["Best response"] == {name: theme.RESPONSE[name] for name in ("CR", "PR", "SD")}
    fig = heatmap(values, notes, colors=colors)
    names = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    assert set(names) == {"CD8+", "twin", "PD-1+"}  # the marker with one value for everyone is left out
    assert abs(names.index("CD8+") - names.index("twin")) == 1
    words = [text for text, _ in figure_checks.texts(fig)]
    assert {"41.0", "82.0", "not known", "CR"} <= set(words)
    assert not figure_checks.overlaps(fig)
    assert not figure_checks.cut_off(fig)
    close(fig)


def test_a_heat_map_of_many_subjects_has_no_numbers_and_missing_values_are_grey():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.random((40, 6)), columns=list("abcdef"))
    values.iloc[3, 2] = np.nan
    fig = heatmap(values, pd.DataFrame({"Arm": ["x"] * 40}), colors={"Arm": {"x": "#000000"}})
    assert not fig.axes[0].texts
    assert np.ma.is_masked(fig.axes[0].collections[0].get_array())
    close(fig)


# ---- Cell maps -------------------------------------------------------------------------------------------------


def test_cells_lie_where_they_are_and_the_bar_is_a_hundred_microns():
    cells = pd.DataFrame({"x": [100.0, 500, 600], "y": [50.0, 350, 200], "phenotype": ["CD8+", None, "CD56+"]})
    fig = cell_maps({"1": cells, "2": cells}, names=["CD56+", "CD8+"])
    ax = fig.axes[0]
    places = {dots.get_label(): dots.get_offsets().tolist() for dots in ax.collections}
    assert places == {"_other": [[400, 300]], "CD56+": [[500, 150]], "CD8+": [[0, 0]]}
    assert np.ptp(fig.axes[1].lines[0].get_xdata()) == 100
    assert not ax.lines  # both fields have the same scale
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # as in the image, y points downwards
    assert not figure_checks.overlaps(fig)
    assert not figure_checks.cut_off(fig)
    close(fig)


# ---- Curves of splits and their plates -------------------------------------------------------------------------


def test_courses_are_the_curves_and_counts_of_the_survival_core(data):
    markers, tte, _ = data
    high, at = markers["PD-1+"] > 0.5, [0.0, 8.0, 12.0, 40.0]
    group = pd.Series(np.where(high, "high", "low"), tte.index)
    curves = survival.kaplan_meier(tte, group)
    risk = survival.number_at_risk(tte, at, group)
    for course in group_curves(tte, high, at):
        expected = curves[curves["group"] == course.name]
        for time, estimate in zip(course.time, course.estimate, strict=True):
            assert expected[expected["time"] <= time]["estimate"].iloc[-1] == pytest.approx(estimate)
        counts = risk[risk["group"] == course.name]
        for name in ("n_risk", "n_event", "n_censor"):
            assert getattr(course, name).tolist() == counts[name].tolist()
        assert len(course.censored) == (~tte["event"][group == course.name]).sum()


def plate(data, **more):
    markers, tte, _ = data
    at = ticks(41, "months")
    groups = group_curves(tte, markers["CD8+"] > 0.1, at)
    made = SurvivalFrame(at, unit="months", last=max(41, at.max()), **more)
    return made, made.figure("CD8+ & <more>", ["one", "two"], groups)


def test_a_plate_draws_each_curve_at_its_own_places_in_svg(data):
    made, picture = plate(data)
    root = ElementTree.fromstring(picture.svg)
    lines = [line for line in root.iter(f"{SVG}polyline") if line.get("stroke-width") == "1.5"]
    low = [tuple(map(float, point.split(","))) for point in lines[0].get("points").split()]
    assert low[:3] == [
        (round(made.x(0), 2), round(made.y(1), 2)),
        (round(made.x(3), 2), round(made.y(1), 2)),
        (round(made.x(3), 2), round(made.y(2 / 3), 2)),
    ]
    words = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {"CD8+ & <more>", "one", "two", "low (n = 3)", "high (n = 5)", "At risk", "Time (months)"} <= set(words)


def test_a_plates_pixels_are_those_of_its_svg_and_say_their_resolution(data):
    made, picture = plate(data, mark="SYNTHETIC")
    image = Image.open(io.BytesIO(picture.png))
    assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    scale = 200 / 72
    pixel = image.convert("RGB").getpixel((round(made.x(1.5) * scale), round(made.y(1) * scale)))
    colour = tuple(int(made.colors[0][n : n + 2], 16) for n in (1, 3, 5))
    assert pixel == pytest.approx(colour, abs=12)  # the low group's curve; the palette has steps
    assert image.convert("RGB").getpixel((5, image.height - 5)) == (255, 255, 255)
    assert "SYNTHETIC" in picture.svg


def test_a_plate_draws_the_same_bytes_again_and_nothing_of_the_figure_before(data):
    made, first = plate(data)
    markers, tte, _ = data
    made.figure("another", [], group_curves(tte, markers["CD8+"] > 0.2, made.times))
    groups = group_curves(tte, markers["CD8+"] > 0.1, made.times)
    assert made.figure("CD8+ & <more>", ["one", "two"], groups) == first


def test_panels_of_splits_stand_in_rows_without_overlap(data):
    markers, tte, _ = data
    groups = group_curves(tte, markers["CD8+"] > 0.1, [0.0])
    note = "HR 0.05†; n 4, 4\nP = 0.007\nadjusted >0.99"
    panels = [(f"CD56+PD-L1+ at {n}0%", note, groups) for n in range(1, 8)]
    fig = split_panels(panels, unit="months", label="Overall survival (%)")
    assert sum(ax.axison for ax in fig.axes) == 7
    assert fig.axes[0].lines[0].get_ydata().tolist() == pytest.approx([100, 200 / 3, 100 / 3, 0, 0])
    assert not figure_checks.overlaps(fig)
    assert not figure_checks.cut_off(fig)
    close(fig)


# ---- The atlas -------------------------------------------------------------------------------------------------


@pytest.fixture
def section(tmp_path):
    def folder(kind):
        (tmp_path / kind / "4 mif").mkdir(parents=True, exist_ok=True)
        return tmp_path / kind / "4 mif"

    return SimpleNamespace(folder=folder, name="4 mif", study=SimpleNamespace(title="T & T", synthetic=True))


def test_the_atlas_has_a_folder_per_decile_and_every_link_leads_to_a_file(data, section, tmp_path):
    markers, tte, table = data
    linked = atlas(section, {"OS": table}, markers, {"OS": tte}, unit="months")
    folder = section.folder("atlas")
    assert [path.name for path in sorted(folder.glob("decile_*"))] == [f"decile_{n}0" for n in range(1, 10)]
    assert len(list(folder.rglob("*.svg"))) == len(list(folder.rglob("*.png"))) == 18
    assert len(list(folder.rglob("OS.csv"))) == 9
    text = (folder / "index.html").read_text()
    targets = re.findall('href="([^"]+)"', text)
    assert targets.pop(0) == "../../index.html#4%20mif"
    assert len(targets) == 18
    assert all((folder / unquote(target)).exists() for target in targets)
    links = [link for link in linked["OS"]["link"] if link]
    assert all((tmp_path / unquote(link)).exists() for link in links)
    assert "T &amp; T" in text
    assert "SYNTHETIC" in text


def test_identical_splits_share_one_drawing(data, section, monkeypatch):
    markers, tte, table = data
    calls, draw = [], SurvivalFrame.figure
    monkeypatch.setattr(SurvivalFrame, "figure", lambda self, *given: calls.append(given[0]) or draw(self, *given))
    atlas(section, {"OS": table}, markers, {"OS": tte}, unit="months")
    assert len(calls) == 14  # two markers with seven distinct splits each
    folder = section.folder("atlas")
    same = [(folder / f"decile_{n}0" / "CD8+_OS.svg").read_bytes() for n in (3, 4)]
    assert same[0] == same[1]
    assert b"adjusted" in same[0]


def test_a_picture_says_its_cut_off_or_all_that_split_alike(data, section):
    markers, tte, table = data
    atlas(section, {"OS": table}, markers, {"OS": tte}, unit="months")
    folder = section.folder("atlas")
    assert "High: &gt; 0.135 (50% quantile)" in (folder / "decile_50" / "CD8+_OS.svg").read_text()
    title = "<title>CD8+, overall survival. High: &gt; 0.083 to 0.104 (30% and 40% quantiles: the same groups)</title>"
    assert title in (folder / "decile_40" / "CD8+_OS.svg").read_text()


def test_what_splits_alike_from_a_cut_off_to_another_is_said_as_a_range():
    rows = pd.DataFrame({"quantile": [0.2, 0.3, 0.4], "cutoff": [5.0, 5.0, 5.0]})
    assert above(rows) == "High: > 5 (20% to 40% quantiles: the same groups)"


def test_a_cell_of_the_atlas_tells_ratio_interval_tests_and_group_sizes(data, section):
    _, _, table = data
    row = table[table["estimate"].notna()].head(1).assign(
        link="a.svg", estimate=0.5, conf_low=0.1, conf_high=2.0, p_log_rank=0.04, p_grid=1.0, separated=False
    )  # fmt: skip
    text = atlas_page.page({"OS": row}, "T", section="4", synthetic=False)
    cell = f"0.50 (0.10–2.00)</a><small>P 0.040, adjusted {escape(p_value(1.0))}</small><small>7 v 1</small></td>"
    assert f'<td class="raw"><a href="a.svg">{cell}' in text


def test_tables_are_printed_with_the_adjusted_p_beside_the_raw_one(data):
    markers, tte, table = data
    printed = printed_sweep(table)
    assert {"Log-rank P", "Permutation P", "Adjusted P, marker", "Adjusted P, grid"} <= set(printed)
    assert printed["HR (95% CI)"].str.endswith("†").sum() == table["method"].str.contains("Firth").sum()
    assert "inf" not in printed.to_string().lower()
    trend = cutoff.trend(markers, tte)
    assert len(printed_trend(trend[trend["unit"].notna()])) == 2
    chance = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).assign(endpoint="OS")
    assert printed_chance(chance)["Comparisons"].tolist() == ["18"]


# ---- Words and result rows -------------------------------------------------------------------------------------


def test_words_say_that_nothing_remains_or_name_what_does(data):
    markers, tte, table = data
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte)
    words = sweep_sentences(table, row, endpoint="OS")
    assert f"{int(row['found'][0])} of 18 comparisons" in words
    assert "nothing remains" in words
    kept = table.assign(p_grid=np.where(table["marker"] == "CD8+", 0.01, 0.9))
    assert "remain**: CD8+" in sweep_sentences(kept, row.assign(found_grid=9), endpoint="OS")
    one = sweep_sentences(table, row, endpoint="OS", markers=["CD8+", "none+"]).split("\n\n", 1)[1]
    assert "9 cut-offs (7 distinct splits) unadjusted" in one
    assert one.count("**CD8+, OS.**") == 1
    assert "none+" not in one
    assert "No marker could be split" in sweep_sentences(table, row.assign(cells=0), endpoint="OS")


def test_result_rows_have_ratio_and_tests_of_every_cell_with_the_adjusted_p(data):
    markers, tte, table = data
    rows = cutoff.results(table, endpoint="OS", population="mif")
    assert rows["estimand"].value_counts().to_dict() == {"log_rank": 36, "hazard_ratio": 27}
    ratio = rows[(rows["estimand"] == "hazard_ratio") & (rows["grouping"] == "CD8+") & (rows["at"] == 0.5)].iloc[0]
    cell = table[(table["marker"] == "CD8+") & (table["quantile"] == 0.5)].iloc[0]
    exact = rows[(rows["role"] == "primary") & (rows["grouping"] == "CD8+") & (rows["at"] == 0.5)].iloc[0]
    assert (exact["p_adjusted"], exact["method"]) == (cell["p_grid"], "log-rank; exact permutation")
    assert exact["family"] == "OS: 2 markers by cut-off (18 tests)"
    assert rows.loc[rows["role"] != "primary", "p_adjusted"].isna().all()
    assert ratio["p_value"] == cell["p_firth"]
    assert (ratio["group"], ratio["reference"], ratio["population"]) == ("high", "low", "mif")
    none = rows[rows["grouping"] == "none+"]
    assert none["estimate"].isna().all()
    assert set(none["note"]) == {"no subject above the cut-off"}
    trend = cutoff.trend_results(cutoff.trend(markers, tte), endpoint="OS")
    assert trend["family"].value_counts().to_dict() == {"OS: markers as numbers (2 tests)": 2, "": 1}
