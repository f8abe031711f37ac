"""What a written file really is, read from it."""

import matplotlib.pyplot as plt
import pytest

from analysis.report.journals.file_facts import facts, family
from analysis.report.journals.page import Page
from analysis.report.journals.panel import drawn
from tests.report.journals.drawn import figure


def test_a_word_in_another_font_is_found_in_svg_and_eps(tmp_path):
    fig = figure()
    fig.axes[0].set_title("DejaVu", family="DejaVu Sans")
    page = Page([drawn(fig)], 60, 40, {"figure": "t"})
    for kind in ("svg", "eps"):
        path = tmp_path / f"t.{kind}"
        path.write_bytes(page.file(kind, dpi=100))
        assert facts(path).fonts == {"Liberation Sans", "DejaVu Sans"}
    plt.close(fig)


@pytest.mark.parametrize(("kind", "embedded"), [(3, False), (42, True)])
def test_a_font_drawn_as_type_3_is_not_embedded(tmp_path, kind, embedded):
    fig = figure()
    with plt.rc_context({"pdf.fonttype": kind}):
        fig.savefig(tmp_path / "t.pdf")
    plt.close(fig)
    assert facts(tmp_path / "t.pdf").embedded is embedded


def test_fonts_are_named_by_family():
    names = ["ABCDEF+LiberationSans-Bold", "LiberationSans", "DejaVuSans", "Arial"]
    assert [family(name) for name in names] == ["Liberation Sans", "Liberation Sans", "DejaVu Sans", "Arial"]
