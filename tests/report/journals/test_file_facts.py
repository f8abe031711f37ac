"""What a written file really is, read from it, and the page of a PDF also where it is put together of groups."""

import zlib

import matplotlib.pyplot as plt
import pytest

from analysis.report.journals.file_facts import facts, family, painted
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


def pdf(page, group=b""):
    """The parts of a PDF file that are read: a page of a content stream, and a group that it may paint as /x0."""
    packed = zlib.compress(page)
    return b"""1 0 obj
<</Type/Page/Resources 2 0 R/MediaBox[0 0 72 36]/Contents 3 0 R>>
endobj
2 0 obj
<</XObject<</x0 4 0 R>>>>
endobj
3 0 obj
<</Filter/FlateDecode>>
stream
%b
endstream
endobj
4 0 obj
<</Subtype/Form>>
stream
%b
endstream
endobj
""" % (packed, group)


def test_sizes_are_those_at_print(tmp_path):
    found = painted(pdf(b"q 2 0 0 -2 5 5 cm /f0 6 Tf (a) Tj 0.5 w S Q 0 0 m 1 1 l S"))
    assert (found.sizes, found.lines, found.cmyk) == ({12.0}, {1.0}, False)
    (tmp_path / "t.pdf").write_bytes(pdf(b""))
    page = facts(tmp_path / "t.pdf")
    assert (page.width_mm, page.height_mm) == pytest.approx((25.4, 12.7))


def test_a_group_is_followed_in_the_state_that_paints_it():
    found = painted(pdf(b"q 2 0 0 2 0 0 cm 3 w /x0 Do Q", b"/f0 5 Tf (a) Tj S"))
    assert (found.sizes, found.lines) == ({10.0}, {6.0})


def test_a_colour_for_four_inks_is_found_and_what_is_only_filled_has_no_line():
    found = painted(pdf(b"0 0 0 1 k 0 0 1 1 re f"))
    assert (found.cmyk, found.lines) == (True, set())
