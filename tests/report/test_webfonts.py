"""The fonts inside a page: the letters that it has, no others, the same bytes for the same letters."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from analysis.report import webfonts


def fonts(css):
    return [TTFont(io.BytesIO(base64.b64decode(data))) for data in re.findall(r"base64,([^\"]+)", css)]


def test_each_face_has_the_letters_of_the_page_and_no_others():
    found = fonts(webfonts.faces("OS ≥ 28.6–µ"))
    assert len(found) == 3
    for font in found:
        letters = set(map(chr, font.getBestCmap()))
        assert set("OS ≥ 28.6–µ") <= letters
        assert len(letters) < 20
        assert font["name"].getDebugName(1) == "Liberation Sans"


def test_the_same_letters_give_the_same_bytes_and_few_of_them():
    assert webfonts.faces("abc") == webfonts.faces("abc") != webfonts.faces("abcd")
    assert len(webfonts.faces("abc")) < 20_000
    assert all(f"font-style:{style};font-weight:{weight}" in webfonts.faces("a") for style, weight in
               (("normal", 400), ("normal", 700), ("italic", 400)))  # fmt: skip


def test_a_letter_that_no_font_has_is_left_to_the_reader_s_own_fonts():
    assert "漢" not in map(chr, fonts(webfonts.faces("a漢"))[0].getBestCmap())
