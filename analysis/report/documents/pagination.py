"""What stands on which page of the PDF, asked of the typesetter before any file is written."""

import json
from typing import NamedTuple

import typst

from analysis.report.documents import runs, typeset

PLACES = """
#context for one in query(selector(heading.where(outlined: true)).or(figure)) {
  let (level, place) = (one.fields().at("level", default: 0), one.location().position())
  [#metadata((level: level, page: place.page, first: place.y < 25mm))<place>]
}"""
# of each run of turned pages: how many it has, and how far down the last of them it goes
ENDS = """
#context for (start, end) in query(<turned>).zip(query(<upright>)) {
  let (start, end) = (start.location().position(), end.location().position())
  [#metadata((pages: end.page - start.page + 1, down: end.y / 210mm))<place>]
}"""
NEARLY_EMPTY = 0.35  # of a page's height, the margin above included


class Place(NamedTuple):
    """Where a heading, a figure or a table (level 0) begins: its page, and whether nothing is above it there."""

    level: int
    page: int
    first: bool


def settled(parts, folder, *, title, lines=(), contents=True):
    """The runs of a document, with tables set closer where the last of turned pages would be nearly empty."""
    laid = runs.runs(parts)
    if not any(run.landscape for run in laid):
        return laid
    ends = iter(_asked(ENDS, laid, folder, title=title, lines=lines, contents=contents))
    return [runs.closer(run) if run.landscape and _nearly_empty(**next(ends)) else run for run in laid]


def places(laid, folder, *, title, lines=()):
    """The places of all headings, figures and tables in the PDF, in their order: [Place]."""
    return [Place(**one) for one in _asked(PLACES, laid, folder, title=title, lines=lines)]


def _nearly_empty(pages, down):
    return pages > 1 and down < NEARLY_EMPTY


def _asked(question, laid, folder, **look):
    text = typeset.source(laid, **look) + question
    return json.loads(typst.query(text.encode(), "<place>", field="value", format="json", **typeset.options(folder)))
