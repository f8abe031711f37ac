"""A folder takes the place of another in one step, and nothing of it is left lying about."""

import pytest

from analysis.pipeline import replacing


@pytest.fixture
def place(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    return tmp_path / "out"


def names(place):
    return sorted(path.name for path in place.parent.iterdir()), sorted(path.name for path in place.iterdir())


def new(place):
    folder = replacing.fresh(place)
    (folder / "new").touch()
    return folder


@pytest.mark.parametrize("swaps", [True, False])
def test_the_new_takes_the_place_of_the_old(place, swaps, monkeypatch):
    if not swaps:
        monkeypatch.setattr(replacing, "_exchanged", lambda *_: False)
    replacing.replace(new(place), place)
    assert names(place) == (["out"], ["new"])


def test_where_nothing_stands_the_new_is_put(tmp_path):
    replacing.replace(new(tmp_path / "a" / "out"), tmp_path / "a" / "out")
    assert names(tmp_path / "a" / "out") == (["out"], ["new"])


def test_on_this_system_the_old_is_never_away(place):
    folder = new(place)
    assert replacing._exchanged(folder, place)
    assert (place / "new").exists()
    assert (folder / "old").exists()


def test_what_a_killed_run_left_is_removed_and_what_it_had_moved_away_is_put_back(place):
    new(place), new(place)
    place.rename(place.with_name(".out.old-1234"))
    replacing.mended(place)
    assert names(place) == (["out"], ["old"])


def test_signs_in_a_name_are_no_pattern(tmp_path):
    place = tmp_path / "[o]*t"
    new(place), (tmp_path / ".other.new-1").mkdir()
    replacing.mended(place)
    assert [path.name for path in tmp_path.iterdir()] == [".other.new-1"]


def test_a_folder_of_other_files_or_a_file_is_never_replaced(place):
    with pytest.raises(replacing.OutputError, match="OUT=x: the folder holds other files"):
        replacing.check_replaceable(place, "x", "provenance.json")
    with pytest.raises(replacing.OutputError, match="a file of this name"):
        replacing.check_replaceable(place / "old", "x", "provenance.json")
    (place / "provenance.json").touch()
    replacing.check_replaceable(place, "x", "provenance.json")
