"""The report's page: index.html, one self-contained file that asks nothing of a network."""

import base64
import hashlib
from itertools import groupby
from pathlib import Path

from analysis.report import blocks
from analysis.report.page import show
from analysis.report.parts import verdict_counts

BESIDE = (blocks.Figure, blocks.Table, blocks.Output)  # what one cell shows stands side by side where there is room


def html(study, parts, folder, *, ledger=None):
    """The text of index.html: the parts of a report with its figures, whose SVG files lie below `folder`."""
    script = (show.TEMPLATES / "page.js").read_text()
    return (
        show.environment()
        .get_template("page.html.j2")
        .render(
            study=study,
            style=(show.TEMPLATES / "page.css").read_text(),
            script=script,
            script_digest=digest(script),
            parts=[(part, _runs(part, Path(folder))) for part in parts],
            ledger=ledger,
            verdicts=verdict_counts(ledger.rows) if ledger else [],
        )
    )


def digest(script):
    """The digest by which the page's security policy allows this one script and no other, `sha256-…`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _runs(part, folder):
    """A part's blocks with their HTML, in runs of such as may stand side by side and of others: [(beside, pairs)]."""
    runs = groupby(part.blocks, key=lambda block: isinstance(block, BESIDE))
    return [(beside, [(block, _html(block, part, folder)) for block in run]) for beside, run in runs]


def _html(block, part, folder):
    if isinstance(block, blocks.Figure):
        return show.html(block, svg=(folder / block.path).read_text())
    return show.html(block, number=part.number if block is part.blocks[0] else "")
