"""The report that may leave the hospital: every block passes here, and what is not known to be safe is left out.

`small_cells` says which numbers are safe; here tables are printed anew without the others, figures are kept where the
table behind them is safe as it is, paragraphs where they name no subject and no small number.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.report import blocks, small_cells
from analysis.report.blocks import Code, Figure, Heading, Output, Prose, Table
from analysis.report.words import readable

FIGURE = "*{label}. {name} is left out: it would show single subjects, or counts below {k}.*"
TABLE = "*{label}. {name} is left out: it would show single subjects, or numbers not known to be safe.*"
PROSE = "*A paragraph is left out: it may tell of single subjects, or of counts below {k}.*"
OUTPUT = "*What the cell printed is left out.*"
TOLD = (
    "Counts from 1 to {last} do not leave the hospital (SMALL_CELLS={k}). They are shown as <{k}; {withheld} stands "
    "for another count from which one could be had by subtraction, and for an estimate of such counts. Shown as they "
    "are: {whole} tables and {figures} figures; with cells withheld: {masked} tables, {cells} cells; left out: "
    "{tables_out} tables, {figures_out} figures, {prose_out} paragraphs."
)


class Released:
    """What of a study leaves the hospital when counts below `k` do not: results, blocks, files, and how many went."""

    def __init__(self, study, results, k):
        self.study, self.k, self.n, self.counted = study, k, len(study.subjects), Counter()
        hidden = small_cells.withheld(results, k, n=self.n)
        self.known = small_cells.groupings(results, hidden)
        self.labels = readable.labels(study)
        self.known |= {(population, self.labels.get(name, name)) for population, name in self.known}
        self.hidden = small_cells.withheld(results, k, n=self.n, known=self.known)
        self.results = small_cells.masked(results, self.hidden, k)

    @property
    def told(self):
        """What was done, in words."""
        names = ("whole", "figures", "masked", "cells", "tables_out", "figures_out", "prose_out")
        counts = {name: self.counted[name] for name in names}
        return TOLD.format(k=self.k, last=self.k - 1, withheld=f"“{small_cells.WITHHELD}”", **counts)

    def section(self, shown, work, new):
        """The blocks of a section that leave, its files copied or written anew from the folder `work` into `new`."""
        return [self.block(block, Path(work), Path(new)) for block in shown]

    def block(self, block, work, new):
        """A block as it leaves, or words in its place; of a kind that is not known, nothing leaves."""
        if isinstance(block, Heading):
            return replace(block, text=block.text if self._is_quiet(block.text, headed=True) else small_cells.WITHHELD)
        if isinstance(block, Table):
            return self._table(block, work, new)
        if isinstance(block, Figure):
            return self._figure(block, work, new)
        if isinstance(block, Code):
            return block if self._names_nobody(block.source) else Code("# names subjects")
        if isinstance(block, Prose) and self._is_quiet(block.markdown):
            return block
        self.counted["prose_out"] += 1
        return Prose(OUTPUT if isinstance(block, Output) else PROSE.format(k=self.k))

    def _table(self, block, work, new):
        frames = _frames(work, block.links)
        if len(frames) != 1 or not small_cells.is_safe(frame := frames[0], self.study.subjects):
            self.counted["tables_out"] += 1
            return Prose(TABLE.format(label=block.label, name=block.name))
        hidden = small_cells.withheld(frame, self.k, n=self.n, known=self.known)
        labels = {"labels": self.labels, "unit": self.study.report_unit} if "estimand" in frame else {}
        shown = small_cells.printed(frame, hidden, self.k, **labels)
        self.counted["masked" if hidden.any() else "whole"] += 1
        cells = set(frame) & small_cells.KNOWN
        self.counted["cells"] += int(frame.loc[hidden, sorted(cells)].notna().sum().sum())
        _write(new / block.links[0][1], blocks.csv(small_cells.masked(frame, hidden, self.k)))
        return replace(
            block,
            columns=blocks.columns(shown),
            notes={},
            caption=self._quiet(block.caption, bare=hidden.any()),
            rows=[],
        )

    def _figure(self, block, work, new):
        frames = _frames(work, block.links)
        if not frames or not all(map(self._whole, frames)):
            self.counted["figures_out"] += 1
            return Prose(FIGURE.format(label=block.label, name=block.name, k=self.k))
        self.counted["figures"] += 1
        for path in dict.fromkeys([block.path, *(path for _, path in block.links)]):
            _write(new / path, (work / path).read_bytes())
        return replace(block, caption=self._quiet(block.caption), alt=self._quiet(block.alt) or block.name)

    def _whole(self, frame):
        safe = small_cells.is_safe(frame, self.study.subjects)
        return safe and not small_cells.withheld(frame, self.k, n=self.n, known=self.known).any()

    def _quiet(self, text, *, bare=False):
        """The sentences of a caption that may leave; `bare`: of rows that are withheld, so without any number."""
        kept = [one for one in text.split(". ") if self._is_quiet(one) and not (bare and re.search(r"\d", one))]
        return ". ".join(kept)

    def _is_quiet(self, text, *, headed=False):
        return (headed and self._names_nobody(text)) or small_cells.is_quiet(text, self.k, self.study.subjects)

    def _names_nobody(self, text):
        return not any(subject in text for subject in self.study.subjects if len(subject) > 1)


def _frames(work, links):
    """The tables behind a block."""
    files, texts = [work / path for _, path in links if path.endswith(".csv")], ("group", "reference", "USUBJID")
    return [pd.read_csv(file, dtype=dict.fromkeys(texts, str)) for file in files if file.exists()]


def _write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
