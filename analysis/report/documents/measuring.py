"""How wide the words of a table's cells are, from the metrics of the type they are set in."""

import functools
import re
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parents[2] / "figures" / "fonts"
EM = 1000  # letters are measured this large, so that a width is in thousandths of the type's size
BREAK = "\u200b"  # where a word may be broken, without a sign of it
JOINT = re.compile(r"(?<=\w[_/])(?=\w)")
ESTIMATE = re.compile(r"\S{1,8} \([^()]{1,20}\)")  # a number with its interval or share
LONG = 8  # letters from which a word of a header may be broken at its joints


def breakable(words):
    """The words of a header, long ones such as progression_day fit to be broken after _ and /."""
    return re.sub(r"\S+", lambda word: JOINT.sub(BREAK, word[0]) if len(word[0]) >= LONG else word[0], words)


def line(words, *, bold=False):
    """The width of words on one line, in units of the type's size."""
    return sum(_letter(letter, bold) for letter in words)


def longest_word(words, *, bold=False):
    """The width of the widest piece of a text that must not be broken, in units of the type's size."""
    if ESTIMATE.fullmatch(words):
        return line(words, bold=bold)
    return max((line(word, bold=bold) for word in re.split(rf"[\s{BREAK}]+|(?<=\w-)(?=[a-z]{{3}})", words)), default=0)


@functools.cache
def _letter(letter, bold):
    return 0.0 if letter == BREAK else _font(bold).getlength(letter) / EM


@functools.cache
def _font(bold):
    name = f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(FONTS / name, EM, layout_engine=ImageFont.Layout.BASIC)
