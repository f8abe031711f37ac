"""A figure and the words that belong to it: caption and alternative text of captions.yml, and its table."""

import functools
from pathlib import Path
from typing import NamedTuple

import yaml

from analysis.figures import theme


class Words(NamedTuple):
    """What is said of a figure; data: the table it is drawn from, or {part: table}."""

    caption: str
    alt: str
    data: object = None


@functools.cache
def _captions():
    return yaml.safe_load(Path(__file__).with_name("captions.yml").read_text(encoding="utf-8"))


def described(facts, of=0):
    """Give a drawing function the look of the report and, as `words(*its arguments)`, its Words.

    facts: a function of the same arguments that gives (facts for the texts of captions.yml under the drawing's name or
    under the fact `as`, data), or None for nothing to draw, as is where argument number `of` is empty.
    `report.Section.draw` asks for the words first; called by itself the function draws as ever.
    """

    def attach(drawing):
        def words(*args, **kwargs):
            found = facts(*args, **kwargs) if len(args[of]) else None
            if found is None:
                return None
            said, data = found
            texts = _captions()[said.get("as", drawing.__name__)]
            return Words(texts["caption"].format(**said), texts["alt"].format(**said), data)

        drawn = theme.styled(drawing)
        drawn.words = words
        return drawn

    return attach
