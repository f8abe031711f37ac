"""The report of a grid from the result rows of its runs."""

import json

import pandas as pd
import pytest

from analysis.pipeline import compared
from tests.report.test_changes import MEDIAN, ROW, rows

FULL = {"study": "s", "n": "20", "n_event": "14"}


@pytest.fixture
def written(tmp_path):
    """A function of runs that writes their report and gives its folder."""

    def write(**runs):
        for name, table in runs.items():
            place = tmp_path / name / "1_part" / "results"
            place.mkdir(parents=True)
            table.to_csv(place / "1_part.csv", index=False)
            (tmp_path / name / "plan.json").write_text(json.dumps({"sections": ["1_part"]}))
        out = tmp_path / "out"
        out.mkdir()
        return compared.write("data/nct03958097", {f"seed={name}": tmp_path / name for name in runs}, out), out

    return write


def test_rows_that_differ_stand_in_table_figure_and_file(written):
    kept, lost = ROW | FULL | {"p_adjusted": "0.04"}, ROW | FULL | {"p_adjusted": "0.06", "estimate": "0.6"}
    n, out = written(a=rows(kept, MEDIAN | FULL | {"unit": "months"}), b=rows(lost, MEDIAN | FULL | {"unit": "months"}))
    assert n == 1
    page = (out / "index.html").read_text()
    assert "1 of them keep an adjusted P below 0.05 in some runs only" in page
    assert "0.60 (0.20–0.90), adjusted P 0.060" in page
    assert (out / "changed_estimates.svg").exists()
    assert pd.read_csv(out / "changed.csv")["run"].tolist() == ["seed=a", "seed=b"]


def test_runs_that_are_alike_have_neither_table_nor_figure(written):
    n, out = written(a=rows(ROW | FULL), b=rows(ROW | FULL))
    assert n == 0
    assert sorted(path.name for path in out.iterdir()) == ["changed.csv", "index.html"]
