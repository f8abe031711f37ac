"""A Tally is true where it has cells, and tells which files it did not count."""

from analysis.study import cells
from tests.study.test_cells import ROWS, simple


def test_a_tally_is_true_where_it_has_cells_and_lists_the_files_left_out(tmp_path):
    simple(tmp_path)
    simple(tmp_path, ROWS, name="A_merge_cell_seg_data.txt")
    found = cells.tally(tmp_path)
    assert found
    assert found.left_out["file"].tolist() == ["A_1_cell_seg_data.txt"]
    assert found.left_out["note"].str.startswith("the same field is in A_merge_cell_seg_data.txt").all()
