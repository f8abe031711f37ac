"""The atlas: a folder per cut-off, each split drawn once, every link leads to a file; its page in the report's look."""

import re
from html import escape
from types import SimpleNamespace
from urllib.parse import unquote

import pandas as pd
import pytest

from analysis.figures.numbers import p_value
from analysis.figures.survival_frame import SurvivalFrame
from analysis.report import page, sweeps
from analysis.report.sweeps import above, atlas
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


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
    assert "High: &gt; 13.5% of cells (50% quantile)" in (folder / "decile_50" / "CD8+_OS.svg").read_text()
    title = "<title>CD8+, overall survival. High: &gt; 8.3% to 10.4% of cells (30% and 40% quantiles: the same groups)"
    assert f"{title}</title>" in (folder / "decile_40" / "CD8+_OS.svg").read_text()


def test_what_splits_alike_from_a_cut_off_to_another_is_said_as_a_range():
    rows = pd.DataFrame({"quantile": [0.2, 0.3, 0.4], "cutoff": [0.05, 0.05, 0.05]})
    assert above(rows) == "High: > 5% of cells (20% to 40% quantiles: the same groups)"


def test_a_cell_of_the_atlas_tells_ratio_interval_tests_and_group_sizes(data):
    _, _, table = data
    row = table[table["estimate"].notna()].head(1).assign(
        link="a.svg", n_high=7, n_low=1, estimate=0.5,
        conf_low=0.1, conf_high=2.0, p_log_rank=0.9, p_exact=0.04, p_grid=1.0, separated=False
    )  # fmt: skip
    text = sweeps.atlas_page({"OS": row}, "T", section="4", synthetic=False)
    cell = f"0.50 (0.10–2.00)</a><small>P 0.040, adjusted {escape(p_value(1.0))}</small><small>7 v 1</small></td>"
    assert f'<td class="raw"><a href="a.svg">{cell}' in text


def test_the_atlas_has_the_look_of_the_report(data):
    _, _, table = data
    text = sweeps.atlas_page({"OS": table.assign(link="", words="")}, "T", section="4", synthetic=False)
    assert (page.TEMPLATES / "page.css").read_text() in text
