"""Every figure's file says what made it: data, parameters, notebook, code; and nothing that a clock or a path knows."""

import hashlib
import subprocess
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat
import pytest
from PIL import Image

from analysis.figures import theme
from analysis.report import origin
from analysis.report.drawing import FORMATS, drawings
from analysis.report.journals.page import Page
from analysis.report.journals.panel import drawn

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
    declaration = SimpleNamespace(tables={"adsl": [SimpleNamespace(file="adsl.csv")]})
    return SimpleNamespace(id="s", synthetic=True, folder=tmp_path, declaration=declaration)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_figure_of_the_report_says_what_made_it(kind, tmp_path):
    path = tmp_path / f"os.{kind}"
    path.write_bytes(drawings(figure(), made=MADE)[kind])
    assert origin.read(path) == MADE


@pytest.mark.parametrize("kind", ["tiff", "eps", "pdf", "svg"])
def test_a_figure_for_a_journal_says_what_made_it(kind, tmp_path):
    path = tmp_path / f"os.{kind}"
    path.write_bytes(Page([drawn(figure())], 60, 40, MADE, synthetic=True).file(kind, dpi=100))
    assert origin.read(path) == MADE


@pytest.mark.parametrize("kind", ["tiff", "eps", "pdf", "svg"])
def test_a_figure_made_again_has_the_same_bytes(kind):
    pages = [Page([drawn(figure())], 60, 40, MADE, synthetic=True) for _ in range(2)]
    first, second = (page.file(kind, dpi=100) for page in pages)
    assert first == second
    assert b"CreationDate" not in first


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


def test_the_data_digest_is_that_of_the_list_that_sha256sum_prints(study):
    lines = [
        f"{hashlib.sha256((study.folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("adsl.csv", "study.yml")
    ]
    assert origin.data_digest(study) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_one_changed_byte_changes_the_digest_and_a_new_date_does_not(study):
    before = origin.data_digest(study)
    (study.folder / "study.yml").touch()
    assert origin.data_digest(study) == before
    (study.folder / "adsl.csv").write_text("USUBJID\n2\n")
    assert origin.data_digest(study) != before


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
