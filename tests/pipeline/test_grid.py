"""A grid: what varies is read, every combination runs, and what changed between the runs is written."""

import pandas as pd
import pytest

from analysis.pipeline import grid
from tests import small_house

WORDY = small_house.FIRST.replace("lines = [", "row['estimate'] = len(word)\nlines = [")


def test_a_grid_is_every_combination_of_lists_read_as_yaml(tmp_path):
    axes = grid.axes("landmarks=[6,12],[24] conf_type=log,log-log seed=1")
    assert axes == {"landmarks": ["[6,12]", "[24]"], "conf_type": ["log", "log-log"], "seed": ["1"]}
    assert [grid.named(cell) for cell in grid.cells(axes)][1] == "landmarks=[6,12] conf_type=log-log seed=1"
    assert len(grid.cells(axes)) == 4
    (tmp_path / "grid.yml").write_text("seed: [1, 2]\nvisit: [After cycle 2]\n")
    assert grid.axes(str(tmp_path / "grid.yml")) == {"seed": ["1", "2"], "visit": ["After cycle 2"]}


@pytest.mark.parametrize(("text", "told"), [("- 1", "found a list"), ("a: [", "no YAML"), ("a: 1", "a has no values")])
def test_a_file_that_is_no_grid_is_refused(tmp_path, text, told):
    (tmp_path / "grid.yml").write_text(text)
    with pytest.raises(grid.GridError, match=told):
        grid.axes(str(tmp_path / "grid.yml"))


@pytest.mark.parametrize(("text", "told"), [("", "GRID: empty"), ("seed", "seed has no values"), ("a=[1", "a=")])
def test_a_grid_without_values_is_refused(text, told):
    with pytest.raises(grid.GridError, match=told):
        grid.axes(text)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = small_house.build(tmp_path_factory.mktemp("grid") / "house", first=(WORDY,))
    return house, small_house.run(house, "grid", GRID="word=a,bb,'c d'", SECTIONS="1_part", OUT="grid")


def test_each_cell_runs_and_the_rows_that_differ_are_told(house):
    house, (status, said, complained) = house
    assert (status, complained) == (0, "")
    assert said.splitlines()[-1] == "3 runs; 1 result rows differ between them: grid/index.html"
    changed = pd.read_csv(house / "grid" / "changed.csv")
    assert dict(zip(changed["run"], changed["estimate"], strict=True)) == {"word=a": 1, "word=bb": 2, "word=c d": 3}
    page = (house / "grid" / "index.html").read_text()
    assert "Of 1 result rows 1 differ between them" in page
    assert sorted(path.name for path in house.iterdir() if path.name.startswith("grid")) == ["grid"]


def test_a_parameter_of_no_section_and_a_cell_that_fails_are_named_and_the_grid_stays(house):
    house, _ = house
    before = (house / "grid" / "changed.csv").read_bytes()
    status, _, complained = small_house.run(house, "grid", GRID="words=a", SECTIONS="1_part", OUT="grid")
    assert status
    assert "GRID: no section has words; they have word" in complained
    status, _, complained = small_house.run(house, "grid", GRID="word=a", OUT="grid", SMALL_CELLS="5")
    assert status
    assert "SMALL_CELLS: what a grid compares is not masked" in complained
    small_house.write(house, "1_part", "assert word != 'bad', 'a bad word'")
    status, _, complained = small_house.run(house, "grid", GRID="word=good,bad", SECTIONS="1_part", OUT="grid")
    assert status
    assert "word=bad: 1_part, cell" in complained
    assert (house / "grid" / "changed.csv").read_bytes() == before
