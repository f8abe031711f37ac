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
    fits = len(prose.headings(parts)) <= CONTENTS  # on a page, with the headings of the second level
    depth, laid = (2 if fits else 1) if contents else 0, runs.runs(parts)
    made = typeset.Document(typeset.source(laid, depth=depth, **front), folder)
    places, ends = made.asked()
    sparse = iter([end["pages"] > 1 and end["down"] < NEARLY_EMPTY for end in ends])
    closer = [runs.closer(run) if run.landscape and next(sparse) else run for run in laid]
    if closer != laid:
        laid, made = closer, typeset.Document(typeset.source(closer, depth=depth, **front), folder)
        places, _ = made.asked()
    return Laid(laid, made, [Place(**one) for one in places], depth)
