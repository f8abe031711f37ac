"""Large tables as a stream: the same cells as the reader of whole files gives, in any encoding."""

import pytest

from analysis.study import text
from analysis.study.problems import Unreadable
from analysis.study.text import scanned

ROWS = "Größe\tB\n007\tä\n008\t\n"


def cells(path):
    found = scanned.scan(path).collect(lambda frame: frame)
    return [list(found.columns), *map(list, found.fill_null("").rows())]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_stream_has_the_cells_of_the_whole_file(tmp_path, name):
    path = tmp_path / "t.txt"
    path.write_bytes(("#made by hand\n" + ROWS).encode(name))
    whole = text.read(path)
    assert cells(path) == [list(whole), *whole.to_numpy().tolist()]


def test_other_bytes_far_below_the_beginning_are_read_as_windows_text(tmp_path, monkeypatch):
    monkeypatch.setattr(scanned, "BEGINNING", 8)
    (tmp_path / "t.txt").write_bytes("A\tB\n1\t2\n3\tµ\n".encode("cp1252"))
    assert scanned.scan(tmp_path / "t.txt").plain
    assert cells(tmp_path / "t.txt")[2] == ["3", "µ"]


def test_a_row_too_wide_and_a_name_twice_are_told(tmp_path):
    (tmp_path / "t.txt").write_text("A\tB\n1\t2\t3\n")
    with pytest.raises(Unreadable, match="as many cells in each row as columns"):
        cells(tmp_path / "t.txt")
    (tmp_path / "t.txt").write_text("A\tA\n1\t2\n")
    with pytest.raises(Unreadable, match="each under its own name"):
        cells(tmp_path / "t.txt")


def test_an_empty_file_has_no_names(tmp_path):
    (tmp_path / "t.txt").write_text("")
    assert scanned.scan(tmp_path / "t.txt").names == ()
