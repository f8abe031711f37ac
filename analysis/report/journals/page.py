"""Pages of a journal's width, with a figure alone or several as figures.yml declares, written and judged as written.

Each figure is enlarged as it was drawn, with its text and lines; a row wider than the page is printed smaller, and
judged so. PDF and TIFF are made of the SVG by the typesetter, with the bundled fonts.
"""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis import vocabulary
from analysis.figures import theme
from analysis.report import origin
from analysis.report.drawing import typeset
from analysis.report.journals import composed as numbered
from analysis.report.journals import panel, rules
from analysis.report.journals.file_facts import facts
from analysis.report.journals.specification import JournalError

GAP_MM = 4
POINTS = 72 * theme.MM  # in a mm
MARK = 3.5 / theme.TINY  # mm of the strip below for the SYNTHETIC mark, by the mark's size in points
# A page in the formats that hold its panels; {} stand for width and height in points and what is put in.
SVG, EPS = ((Path(__file__).parent / f"page.{kind}").read_text() for kind in ("svg", "eps"))


@dataclass
class Page:
    """Panels on a page of a width and height in mm, with what made them, and whether their rows are SYNTHETIC."""

    panels: list
    width_mm: float
    height_mm: float
    made: dict
    synthetic: bool = False
    letter_pt: float = 10
    mark_pt: float = theme.TINY

    @property
    def full_mm(self):
        """The height in mm with the strip of the SYNTHETIC mark."""
        return self.height_mm + (MARK * self.mark_pt if self.synthetic else 0)

    def file(self, kind, *, dpi):
        """The bytes of the page as pdf, svg, eps, or tiff at `dpi`."""
        if kind in ("pdf", "tiff"):
            return typeset(self._svg().decode(), kind, self._points, made=self.made, dpi=dpi)
        return {"svg": self._svg, "eps": self._eps}[kind]()

    @property
    def _points(self):
        return self.width_mm * POINTS, self.full_mm * POINTS

    def _placed(self):
        """The panels and, over them, the page's own words: letters and the mark."""
        words = self.synthetic or any(one.letter for one in self.panels)
        return [*self.panels, self._words] if words else self.panels

    @cached_property
    def _words(self):  # drawn once for all formats
        fig = Figure(figsize=(self.width_mm * theme.MM, self.full_mm * theme.MM), facecolor="none")
        with theme.context():
            self._write(fig)
        return panel.drawn(fig)

    def _write(self, fig):
        for one in self.panels:
            x, y = one.left / self.width_mm, 1 - one.top / self.full_mm  # above the panel, beside no word of it
            fig.text(x, y, one.letter, size=self.letter_pt, weight="bold", va="bottom", ha="left")
        if self.synthetic:
            x, y = 1 - 0.8 / self.width_mm, MARK * self.mark_pt / 2 / self.full_mm
            fig.text(x, y, vocabulary.SYNTHETIC, ha="right", va="center", size=self.mark_pt, color=theme.FAINT)

    def _svg(self):
        inside = "".join(map(_inner_svg, self._placed()))
        made = html.escape(f"{origin.MADE}: {origin.text(self.made)}", quote=False)
        return SVG.format(*self._points, theme.FONTS[0], made, inside).encode()

    def _eps(self):
        whole = [-int(-side // 1) for side in self._points]
        inside = "".join(_inner_eps(one, self.full_mm) for one in self._placed())
        words = self.made["figure"], origin.eps_comments(self.made), inside
        return EPS.format(*self._points, *whole, *words).encode("latin-1")


def declared(folder, figures):
    """The composed figures of a study, {name: rows of paths}, of the run's figures {"section/figure": path}.

    A figure is left out when none of a section that it names was run; JournalError for one that a section did not make.
    """
    ran = {name.split("/")[0] for name in figures}
    return {
        name: [[_path(name, figure, figures) for figure in row] for row in rows]
        for name, rows in numbered.rows(folder).items()
        if all(figure.split("/")[0] in ran for row in rows for figure in row)
    }


def alone(path, wanted, *, synthetic):
    """The Page of a saved figure alone, amid the journal's width next to its own; one too wide is printed smaller."""
    one = panel.read(path)
    width = wanted.width_mm(one.drawn_mm[0])
    one.scale = min(wanted.scale, width / one.drawn_mm[0])
    one.left = max((width - one.size_mm[0]) / 2, 0)
    return _page([one], width, one.size_mm[1], one.made, wanted, synthetic)


def composed(name, rows, wanted, *, synthetic):
    """The Page of rows of saved figures, at the journal's full width; with letters where they are several."""
    panels, top, letters = [], 0.0, [letter for letter, _ in numbered.panels(rows)]
    strip = 1.3 * wanted.letters.size_pt / POINTS * any(letters)
    for row in rows:
        placed = _row(row, wanted)
        for one in placed:
            one.top, one.letter = top + strip, getattr(letters[len(panels)], wanted.letters.case)()
            panels.append(one)
        top += strip + max(one.size_mm[1] for one in placed)
    shared = {key: panels[0].made[key] for key in ("study", "rows", "data", "code") if key in panels[0].made}
    made = {"figure": name, **shared, "panels": {one.letter or "A": one.made for one in panels}}
    return _page(panels, wanted.widths_mm[-1], top, made, wanted, synthetic)


def written(page, wanted, folder):
    """Write a page in a folder in the formats of a journal and return the verdicts on it, read from the files."""
    folder.mkdir(parents=True, exist_ok=True)
    name = page.made["figure"]
    told = [f"{one.letter}: {words}" if one.letter else words for one in page.panels for words in one.problems]
    tables = [rules.legible(name, told)]
    for kind in wanted.formats:
        file = folder / f"{name}.{kind}"
        file.write_bytes(page.file(kind, dpi=wanted.written_dpi))
        tables.append(rules.judged(name, f"{folder.name}/{file.name}", facts(file), wanted))
    return pd.concat(tables, ignore_index=True)


def _page(panels, width, height, made, wanted, synthetic):
    made = made | {"journal": wanted.journal, "specification": str(wanted.checked)}
    return Page(panels, width, height, made, synthetic, wanted.letters.size_pt, wanted.text_pt.min)


def _path(name, figure, figures):
    if figure not in figures:
        section = figure.split("/")[0]
        made = ", ".join(known for known in figures if known.startswith(f"{section}/"))
        raise JournalError(f"{numbered.FILE}, {name}: no figure {figure}; {section} made {made}")
    return figures[figure]


def _row(paths, wanted):
    placed, full = [panel.read(path) for path in paths], wanted.widths_mm[-1]
    gaps, drawn = len(placed) - 1, sum(one.drawn_mm[0] for one in placed)
    scale = min(wanted.scale, (full - GAP_MM * gaps) / drawn)
    between, left = (full - drawn * scale) / max(gaps, 1), 0.0
    for one in placed:
        one.left, one.scale = left, scale
        left += one.size_mm[0] + between
    return placed


def _inner_svg(one):
    """A panel's SVG as an element of the page, at its place and size."""
    width, height = (side * POINTS for side in one.size_mm)
    place = f'<svg x="{one.left * POINTS:.4f}" y="{one.top * POINTS:.4f}"'
    inside = one.svg[one.svg.index("<svg") :].replace("<svg", place, 1)
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', f'width="{width:.4f}" height="{height:.4f}"', inside, count=1)


def _inner_eps(one, full_mm):
    """A panel's EPS as a document within the page, at its place and size; PostScript counts from the lower edge."""
    inside = re.sub(r"(?m)^%%(Title|Creator|CreationDate):.*\n", "", one.eps)
    left, low = one.left * POINTS, (full_mm - one.top - one.size_mm[1]) * POINTS
    place = f"{left:.4f} {low:.4f} translate {one.scale:.6f} dup scale"
    return f"save /showpage {{}} def\n{place}\n%%BeginDocument: panel\n{inside}%%EndDocument\nrestore\n"
