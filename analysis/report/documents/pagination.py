"""What stands on which page of the PDF, asked of the typesetter before any file is written."""

from typing import NamedTuple

from analysis.report.documents import prose, runs, typeset

CONTENTS = 56  # headings that a page of contents holds below the title
NEARLY_EMPTY = 0.35  # of a page's height, the margin above included


class Place(NamedTuple):
    """Where a heading, a figure or a table begins: its page, and whether nothing is above it there."""

    page: int
    first: bool


class Laid(NamedTuple):
    """A document as it is set: its runs, how the typesetter has it, its places in their order, levels of contents."""

    runs: list
    typeset: typeset.Document
    places: list
    depth: int

    @property
    def parts(self):
        """All parts, in their order."""
        return [part for run in self.runs for part in run.parts]


def settled(parts, folder, *, contents=True, **front):
    """A document's parts laid out, tables set closer where the last of turned pages would be nearly empty.

    front: title, lines below it, and whether rows are SYNTHETIC; without contents, the depth of the contents is 0.
    """
    depth = _depth(parts) if contents else 0
    laid = runs.runs(parts)
    made = typeset.Document(typeset.source(laid, depth=depth, **front), folder)
    places, ends = made.asked()
    left = iter(ends)
    closer = [runs.closer(run) if run.landscape and _nearly_empty(**next(left)) else run for run in laid]
    if closer != laid:
        laid, made = closer, typeset.Document(typeset.source(closer, depth=depth, **front), folder)
        places, _ = made.asked()
    return Laid(laid, made, [Place(**one) for one in places], depth)


def _depth(parts):
    """The levels of headings that the contents list, so that they fit a page."""
    return 2 if len(prose.headings(parts)) <= CONTENTS else 1


def _nearly_empty(pages, down):
    return pages > 1 and down < NEARLY_EMPTY
