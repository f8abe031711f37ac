"""The report's page: index.html, one self-contained file that asks nothing of a network."""

from itertools import groupby
from pathlib import Path

from analysis.report import blocks
from analysis.report.page import show
from analysis.report.parts import verdict_counts

BESIDE = (blocks.Figure, blocks.Table, blocks.Output)  # what one cell shows stands side by side where there is room


def html(study, parts, folder, *, ledger=None):
    """The text of index.html: the parts of a report with its figures, whose SVG files lie below `folder`."""
    return show.page(
        "page.html.j2",
        script=(show.TEMPLATES / "page.js").read_text(),
        study=study,
        parts=[(part, _runs(part, Path(folder))) for part in parts],
        ledger=ledger,
        verdicts=verdict_counts(ledger.rows) if ledger else [],
    )


def _runs(part, folder):
    """A part's blocks with their HTML, in runs of such as may stand side by side and of others: [(beside, pairs)]."""
    runs = groupby(part.blocks, key=lambda block: isinstance(block, BESIDE))
    return [(beside, [(block, _html(block, part, folder)) for block in run]) for beside, run in runs]


def _html(block, part, folder):
    if isinstance(block, blocks.Figure):
        return show.html(block, svg=(folder / block.path).read_text())
    return show.html(block, number=part.number if block is part.blocks[0] else "")
