"""Letters that the bundled fonts do not have: of other scripts, drawn with a font of the machine where one has them."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from analysis.figures import theme

NO_LETTERS = ("Last Resort", "STIX")  # fonts of boxes that name a script, and of signs of formulas


@functools.cache
def _known():
    """The code of every letter that a font of the figures has."""
    return frozenset(code for file in theme.FONT_FILES for code in FT2Font(str(file)).get_charmap())


@functools.cache
def _letters(file):
    """The codes of the letters in a font's file; none in one that cannot be read."""
    try:
        return frozenset(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@functools.cache
def _font(letter):
    """The upright font of this machine that has a letter, the first by name, those without serifs first; or None."""
    fonts = (font for font in font_manager.fontManager.ttflist if not font.name.startswith(NO_LETTERS))
    upright = [font for font in fonts if font.style == "normal" and font.weight in (400, "normal", "regular")]
    ranked = sorted(upright, key=lambda font: ("Sans" not in font.name, font.name, font.fname))
    return next((font for font in ranked if ord(letter) in _letters(font.fname)), None)


def _others(text):
    """The letters of a text that the bundled fonts lack, each once in order."""
    return [letter for letter in dict.fromkeys(text) if letter.isprintable() and ord(letter) not in _known()]


def families(text):
    """The names of the machine's fonts that have the letters which the bundled fonts lack, each once."""
    return list(dict.fromkeys(font.name for font in map(_font, _others(text)) if font))


def folders(text):
    """The folders with the fonts for a text: the bundled ones, and copies of those of `families`, kept for this run."""
    files = tuple(sorted({font.fname for font in map(_font, _others(text)) if font}))
    return [str(theme.FONT_FILES[0].parent), *([_copied(files)] if files else [])]


@functools.cache
def _copied(files):
    folder = tempfile.mkdtemp(prefix="fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for number, file in enumerate(files):
        shutil.copyfile(file, Path(folder, f"{number}{Path(file).suffix}"))
    return folder


def lacking(fig):
    """The letters in the texts of a figure that no font has, each once in order; "" where all can be drawn."""
    texts = "".join(text.get_text() for text in fig.findobj(Text) if text.get_visible())
    return "".join(letter for letter in _others(texts) if _font(letter) is None)
