"""The page of a PDF file read back, also where it is put together of groups."""

import zlib

from analysis.report.journals import pdf_page


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


def test_sizes_are_those_at_print():
    found = pdf_page.painted(pdf(b"q 2 0 0 -2 5 5 cm /f0 6 Tf (a) Tj 0.5 w S Q 0 0 m 1 1 l S"))
    assert (found.sizes, found.lines, found.cmyk) == ({12.0}, {1.0}, False)
    assert pdf_page.size(pdf(b"")) == (72, 36)


def test_a_group_is_followed_in_the_state_that_paints_it():
    found = pdf_page.painted(pdf(b"q 2 0 0 2 0 0 cm 3 w /x0 Do Q", b"/f0 5 Tf (a) Tj S"))
    assert (found.sizes, found.lines) == ({10.0}, {6.0})


def test_a_colour_for_four_inks_is_found_and_what_is_only_filled_has_no_line():
    found = pdf_page.painted(pdf(b"0 0 0 1 k 0 0 1 1 re f"))
    assert (found.cmyk, found.lines) == (True, set())
