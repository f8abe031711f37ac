"""The file of another trial's curve: what it may hold, and what is said of what does not fit."""

import pytest

from analysis.study import curves


def checked(folder, text):
    (folder / "c.csv").write_text(text)
    frame, problems = curves.checked(folder, "c.csv")
    return frame, [str(problem) for problem in problems]


def test_points_with_numbers_at_risk_where_they_are_printed(tmp_path):
    frame, wrong = checked(tmp_path, "time;survival;n_risk\n0;1;20\n1,5;0,9;\n6;;15\n")
    assert wrong == []
    assert frame["time"].tolist() == [0, 1.5, 6]
    assert frame["survival"].tolist() == [1, 0.9, 0.9]  # a number at risk alone: as above
    assert frame["n_risk"].isna().tolist() == [False, True, False]


def test_rows_of_subjects(tmp_path):
    frame, wrong = checked(tmp_path, "time,event,arm\n3,1,a\n4,0,a\n")
    assert wrong == []
    assert frame.to_dict("list") == {"time": [3, 4], "event": [True, False]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "time,survival\n0,1\n3,80\n",
            'c.csv, line 3, survival: found "80"; expected a fraction from 0 to 1, not above',
        ),
        ("time,survival\n0,1\n3,0.5\n4,0.6\n", 'line 4, survival: found "0.6"; expected'),
        ("time,survival\n2,1\n1,0.5\n", 'line 3, time: found "1"; expected a time of 0 or more, not before'),
        ("time,survival,n_risk\n0,1,some\n", 'line 2, n_risk: found "some"; expected a whole number'),
        ("time,event\n1,2\n", 'line 2, event: found "2"; expected 1 for an event, 0 for censored'),
        ("time,alive\n1,2\n", "c.csv, survival: missing; expected columns time and survival"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path, text, said):
    frame, wrong = checked(tmp_path, text)
    assert frame is None
    assert any(said in one for one in wrong), wrong


def test_a_file_that_is_not_there(tmp_path):
    assert "expected a file at" in str(curves.checked(tmp_path, "none.csv")[1][0])
