"""A figure and the words that belong to it: caption, alternative text, and the table it is drawn from."""

from typing import NamedTuple


class Words(NamedTuple):
    """What is said of a figure; data: the table it is drawn from, or {part: table}."""

    caption: str
    alt: str
    data: object = None


def described(words):
    """Give a drawing function its words: `words(*arguments of the drawing)` -> Words, or None for nothing to draw.

    `report.Section.draw` asks for the words first and draws only where there are some; called by itself the function
    draws as ever.
    """

    def attach(drawing):
        drawing.words = words
        return drawing

    return attach
