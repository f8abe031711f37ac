"""Letters that the fonts of the figures do not have: of other scripts, in words of a study."""

import functools

from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from analysis.figures import theme


@functools.cache
def _known():
    """The code of every letter that a font of the figures has."""
    return frozenset(code for file in theme.FONT_FILES for code in FT2Font(str(file)).get_charmap())


def lacking(fig):
    """The letters in the texts of a figure that no font has, each once in order; "" where all can be drawn."""
    texts = "".join(text.get_text() for text in fig.findobj(Text) if text.get_visible())
    return "".join(dict.fromkeys(letter for letter in texts if letter.isprintable() and ord(letter) not in _known()))
