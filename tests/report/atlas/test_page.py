"""The page of the atlas: ratio, interval, tests and group sizes in each cell, in the colours of the report."""

from html import escape

import pytest

from analysis.figures.numbers import p_value
from analysis.report.atlas import page as atlas_page
from analysis.report.page import show
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


def test_a_cell_of_the_atlas_tells_ratio_interval_tests_and_group_sizes(data):
    _, _, table = data
    row = table[table["estimate"].notna()].head(1).assign(
        link="a.svg", estimate=0.5, conf_low=0.1, conf_high=2.0, p_log_rank=0.04, p_grid=1.0, separated=False
    )  # fmt: skip
    text = atlas_page.page({"OS": row}, "T", section="4", synthetic=False)
    cell = f"0.50 (0.10–2.00)</a><small>P 0.040, adjusted {escape(p_value(1.0))}</small><small>7 v 1</small></td>"
    assert f'<td class="raw"><a href="a.svg">{cell}' in text


def test_the_atlas_has_the_look_of_the_report(data):
    _, _, table = data
    text = atlas_page.page({"OS": table.assign(link="", words="")}, "T", section="4", synthetic=False)
    assert (show.TEMPLATES / "page.css").read_text() in text
