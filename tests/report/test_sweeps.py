"""Sweeps as a section shows them: rows for results.csv, tables, sentences."""

import pytest

from analysis.estimates import cutoff
from analysis.report import sweeps
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


@pytest.fixture
def kept(section, monkeypatch):
    """The rows that the section adds to results.csv."""
    found = []
    monkeypatch.setattr(section, "results", found.append)
    return found


def test_every_endpoint_is_kept_and_the_table_names_it(section, shown, kept, data):
    table = data[2]
    sweeps.sweep_table(section, {"OS": table, "PFS": table}, ["CD8+"], population="mif")
    assert [rows["endpoint"].unique().tolist() for rows in kept] == [["OS"], ["PFS"]]
    assert all(rows["population"].eq("mif").all() for rows in kept)
    tidy, given = shown[1]["sweep"]
    assert tidy["endpoint"].value_counts().to_dict() == {"OS": len(table), "PFS": len(table)}
    assert given == {"marker": ["CD8+"], "layer": "appendix"}


def test_what_remains_is_said_for_each_endpoint_after_a_warning_of_synthetic_rows(section, shown, data):
    markers, tte, table = data
    chance = cutoff.chance(table, markers, tte)
    sweeps.what_remains(section, {"OS": table, "PFS": table}, {"OS": chance, "PFS": chance}, ["CD8+"])
    _, tables, said = shown
    assert said[0] == (sweeps.SYNTHETIC if section.study.synthetic else "")
    assert [words.split(".")[0] for words in said[1:]] == ["**OS", "**CD8+, OS", "**PFS", "**CD8+, PFS"]
    assert tables["chance"][0]["endpoint"].tolist() == ["OS", "PFS"]


def test_trends_are_kept_said_and_shown_by_p_without_those_that_have_no_unit(section, shown, kept, data):
    trend = cutoff.trend(*data[:2]).iloc[::-1]
    sweeps.trend_table(section, {"OS": trend}, {"OS": data[2].assign(p_grid=0.9)})
    _, tables, said = shown
    table = tables["trend"][0]
    assert table["marker"].tolist() == ["CD8+", "PD-1+"]
    assert table["p_exact"].is_monotonic_increasing
    assert kept[0]["endpoint"].unique().tolist() == ["OS"]
    assert len(said) == 1
    assert said[0].startswith("**OS.** Of 2 markers as numbers")
    assert "Believe the number" in said[0]


def test_the_atlas_is_linked_from_the_bubbles_and_from_a_sentence(section, monkeypatch, data):
    markers, tte, table = data
    drawn, said = [], []
    monkeypatch.setattr(section, "draw", lambda function, tables: drawn.append(tables))
    monkeypatch.setattr(section, "say", said.append)
    sweeps.sweep_atlas(section, {"OS": table}, markers, {"OS": tte})
    links = drawn[0]["OS"]["link"]
    linked = links[links != ""]
    assert len(linked) == table["p_log_rank"].notna().sum()
    assert all(link.startswith(f"atlas/{section.name}/") for link in linked)
    assert said == [f"[All Kaplan-Meier figures, by cut-off and marker](atlas/{section.name}/index.html)"]
