"""Survival figures by the hundred: curves at their places, pixels as in the SVG, the same bytes again."""

import io
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from analysis.estimates.cutoff.splits import group_curves
from analysis.figures import ticks
from analysis.figures.survival_frame import SurvivalFrame
from tests.swept import swept

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data():
    return swept()


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
