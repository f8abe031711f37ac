"""Every figure of every section at 3 and at 120 subjects: no overlap, nothing cut off, tiny or taller than a page.

Each also tells numbers in its alternative text and brings its data, and tables have words for headings. Beyond some 90
subjects no lane carries a name, no subject has a panel of its own: more only cost time. SUBJECTS=300 draws so many.
"""

import os
import re
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

from analysis import report
from analysis.figures import layout, theme
from analysis.report import section, sweeps
from analysis.report.journals import legible
from analysis.report.words.tables import Titled, titled
from analysis.study import cohort, parameters
from tests import sized_study

ROOT = Path(__file__).parents[2]
SIZES = (3, int(os.environ.get("SUBJECTS", "120")))
# One endpoint and few permutations show every kind of figure and cost less.
CHEAP = {"1_overall_survival": {"endpoints": ["OS"]}, "4_mif_cutoff": {"endpoints": ["OS"], "permutations": 20},
         "2_ctdna": {"endpoints": ["OS"], "mutated_genes": ["TP53"]}}  # fmt: skip
ROUNDING = 0.5  # mm


class Looked(section.Section):
    """A section that looks at each figure instead of saving it, and keeps what it found: {name: sentences}."""

    def __init__(self, study, name, out_dir):
        super().__init__(study, name, out_dir)
        self.found = {}

    def figure(self, fig, name, *, caption, alt, data=None, layer="main"):
        """Look at a figure and close it."""
        width, height = fig.get_size_inches() / theme.MM
        sizes = {"tall": (height, layout.PAGE_MM), "wide": (width, theme.DOUBLE_MM)}
        large = [f"{mm:.0f} mm {way}" for way, (mm, most) in sizes.items() if mm > most + ROUNDING]
        silent = [] if re.search(r"\d", alt) else [f"no number in {alt!r}"]
        bare = [] if data is not None else ["no data"]
        self.found[name] = large + silent + bare + legible.problems(fig, floor=theme.tiny())
        plt.close(fig)

    def table(self, tidy, name, *, caption=None, show=None, **facts):
        """Look at the headings of a table and show it; one without rows is not shown."""
        if not len(tidy):
            return
        words = titled(self.name, name) if caption is None else Titled(caption)
        show = words.shown(tidy, facts) if words.printed else show
        printed = self._printed(tidy) if show is None else show
        self.found[f"table {name}"] = [head for head in printed if re.fullmatch(r"\w+_\w+|[A-Z]{5,}", str(head))]
        super().table(tidy, name, caption=caption, show=show, **facts)


@pytest.fixture(scope="module", params=SIZES, ids=lambda n: f"{n} subjects")
def study(request, tmp_path_factory):
    return cohort.read(sized_study.write(tmp_path_factory.mktemp("study"), request.param))


@pytest.fixture
def run(study, tmp_path, monkeypatch):
    """A function that runs the code of a notebook on the study and returns what was found on its figures."""
    monkeypatch.setattr(section, "display", lambda *_, **__: None)
    monkeypatch.setattr(cohort, "read", lambda _: study)  # once for all sections
    monkeypatch.setattr(report, "Section", Looked)
    # Its hundreds of pictures are all drawn like one, on a plate of fixed size, and take seconds.
    monkeypatch.setattr(sweeps, "atlas", lambda section, swept, *_, **__: swept)

    def running(name):
        notebook = ROOT / "notebooks" / f"{name}.ipynb"
        known = parameters.settings({name: parameters.defaults(notebook)}, study.declaration.sections, {})[name]
        own = known | CHEAP.get(name, {}) | {"study_dir": "", "out_dir": str(tmp_path)}
        space = {}
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{name}, a cell", "exec"), space)
                space |= own if "parameters" in cell.metadata.get("tags", []) else {}
        return space["section"].found

    return running


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_every_figure_and_table_of_a_section_can_be_read(run, name):
    found = run(name)
    assert found
    assert not {thing: sentences for thing, sentences in found.items() if sentences}
