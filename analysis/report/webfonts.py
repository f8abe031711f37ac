"""The page's type: of the bundled fonts what a page has letters for, inside it, so that it looks alike anywhere."""

import base64
import io
import logging
from pathlib import Path

from analysis.figures import theme

FOLDER = Path(theme.__file__).parent / "fonts"
FACES = {"Regular": "normal 400", "Bold": "normal 700", "Italic": "italic 400"}  # style and weight
RULE = (
    '@font-face{{font-family:"Liberation Sans";font-style:{style};font-weight:{weight};'
    'src:url("data:font/woff;base64,{data}") format("woff")}}'
)
PLAIN = ("GSUB", "GPOS", "GDEF", "kern", "FFTM", "DSIG")  # tables for scripts and kerning, not needed on a screen


def faces(letters):
    """The CSS that brings the fonts of a page, each with those of `letters` (a text) that it has."""
    return "".join(_rule(name, letters) for name in FACES)


def _rule(name, letters):
    style, weight = FACES[name].split()
    return RULE.format(style=style, weight=weight, data=base64.b64encode(_subset(name, letters)).decode())


def _subset(name, letters):
    """The bytes of a bundled font as WOFF with no more than these letters; the same letters give the same bytes."""
    from fontTools import subset  # a section's notebook runs without

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(layout_features=[], hinting=False, flavor="woff", notdef_outline=True)
    options.drop_tables += PLAIN
    options.recalc_timestamp = False
    font = subset.load_font(FOLDER / f"LiberationSans-{name}.ttf", options)
    chosen = subset.Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()
