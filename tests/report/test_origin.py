"""Every figure's file says what made it: data, parameters, notebook, code; and nothing that a clock or a path knows."""

import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from PIL import Image

from analysis.figures import theme
from analysis.report import origin
from analysis.report.drawing import FORMATS, drawings
from analysis.study import readers
from analysis.study.cohort import Study
from analysis.study.declaration import Declaration
from analysis.study.declaration.model import Figure
from analysis.study.readers import Noted

ROOT = Path(__file__).parents[2]
MADE = {"figure": "os", "study": "s (β)", "rows": "as given", "data": "0" * 64, "parameters": {"words": "a\\b (c) “d”"}}


def figure():
    fig, ax = theme.canvas(60, 40)
    ax.plot([0, 1], [1, 0])
    return fig


@pytest.fixture
def study(tmp_path):
    """A study of one table, as far as its files go."""
    (tmp_path / "study.yml").write_text("id: s\n")
    (tmp_path / "adsl.csv").write_text("USUBJID\n1\n")
    (tmp_path / "adae.csv").write_text("USUBJID\n1\n")
    said = {"id": "s", "title": "S", "synthetic": True, "tables": {"adsl": "adsl.csv", "adae": "adae.csv"}}
    frames = Noted({"adsl": pd.DataFrame(), "adae": pd.DataFrame()})
    return Study(tmp_path, Declaration.model_validate(said), frames)


def data(study, **said):
    """The digest of the data in a figure of `2_x`; said: what study.yml says besides."""
    study = replace(study, declaration=study.declaration.model_copy(update=said))
    return origin.origin(study, "2_x", "os")["data"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_figure_of_the_report_says_what_made_it(kind, tmp_path):
    path = tmp_path / f"os.{kind}"
    path.write_bytes(drawings(figure(), made=MADE)[kind])
    assert origin.read(path) == MADE


def test_a_file_that_says_nothing_is_refused(tmp_path):
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    plain = figure()
    for kind in ("svg", "pdf", "eps"):
        plain.savefig(tmp_path / f"a.{kind}")
    plt.close(plain)
    for kind in ("png", "svg", "pdf", "eps"):
        with pytest.raises(origin.OriginError, match="does not say what made it"):
            origin.read(tmp_path / f"a.{kind}")


def test_a_path_that_is_no_figure_is_told(tmp_path):
    with pytest.raises(origin.OriginError, match=r"FIG=.*no such file"):
        origin.read(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(origin.OriginError, match=r"expected one of \.png"):
        origin.read(tmp_path / "a.txt")


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Where the notebook of a section stands, which asks for nothing yet."""
    monkeypatch.chdir(tmp_path)
    source = 'study = cohort.read(study_dir)\nsection = report.Section(study, "2_x", out_dir)'
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), tmp_path / "2_x.ipynb")


def test_the_data_digest_is_that_of_the_list_that_sha256sum_prints(study, notebook):
    parts = readers.parts(readers.plain(study.declaration), study.frames.read)
    lines = [f"{hashlib.sha256((study.folder / 'adsl.csv').read_bytes()).hexdigest()}  adsl.csv\n"]
    lines += [f"{parts}  study.yml\n"]
    assert data(study) == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert origin.origin(study, "2_x", "os")["tables"] == "adsl"


def test_the_data_digest_goes_by_what_was_read_and_not_by_dates(study, notebook):
    before = data(study)
    (study.folder / "adsl.csv").touch()
    (study.folder / "adae.csv").write_text("USUBJID\n2\n")
    figures = {"pfs": Figure(title="T")}
    assert data(study, figures=figures, sections={"2_x": {"word": "x"}}, manuscript="m.md") == before
    assert len({before, data(study, title="T"), data(study, report_unit="days")}) == 3
    study.lack("adae")
    assert origin.origin(study, "2_x", "os")["tables"] == "adae, adsl"
    with_adae = data(study)
    (study.folder / "adae.csv").write_text("USUBJID\n3\n")
    readers.figure(study, "pfs")
    assert len({before, with_adae, data(study), data(study, figures=figures)}) == 4
    (study.folder / "adsl.csv").write_text("USUBJID\n2\n")
    assert data(study) != with_adae


def test_a_notebook_that_goes_to_the_folder_by_itself_has_a_digest_of_all(study, notebook, tmp_path):
    cell = nbformat.v4.new_code_cell("rows = open(study_dir + '/adae.csv').read()")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "2_x.ipynb")
    assert origin.origin(study, "2_x", "os")["tables"] == "adae, adsl"


def test_the_parameters_are_those_of_the_notebook_as_they_are_now(study, tmp_path, monkeypatch):
    source = 'out_dir = "x"\nlandmarks = [6.0]\nn = 1'
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "2_x.ipynb")
    monkeypatch.chdir(tmp_path)
    values = {"landmarks": [12.0], "n": 1, "out_dir": "/somewhere", "other": 3}
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(user_ns=values))
    assert origin.origin(study, "2_x", "os")["parameters"] == {"landmarks": [12.0], "n": 1}


def test_synthetic_rows_and_the_notebook_are_named(study):
    made = origin.origin(study, "2_x", "os")
    assert made["rows"].startswith("SYNTHETIC")
    assert made["notebook"] == "notebooks/2_x.ipynb"
    assert str(study.folder) not in origin.text(made)


def test_the_code_is_a_commit_and_says_when_files_differ_from_it(monkeypatch):
    if subprocess.run(["git", "rev-parse"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("not a git repository")
    assert len(origin.code().removesuffix("+changes")) == 40
    monkeypatch.setattr(origin, "git", lambda *words: "abc" if words[0] == "log" else " M analysis/x.py")
    assert origin.code.__wrapped__() == "abc+changes"
    monkeypatch.setattr(origin, "git", lambda *words: "")
    assert origin.code.__wrapped__() == ""


def test_the_description_lists_the_parameters():
    words = origin.described(MADE | {"panels": {"A": {"figure": "pfs"}}})
    assert "figure:   os\n" in words
    assert r'  words:  "a\\b (c)' in words
    assert "Panel A\nfigure:  pfs" in words
