"""A page of a journal's width with figures on it, written as SVG, EPS, PDF or TIFF and judged by what is written.

Nothing is laid out anew: each figure is enlarged as it was drawn, with its text and lines. PDF and TIFF are made of
the SVG by the typesetter, with the bundled fonts.
"""

import io
import re
from dataclasses import dataclass

import pandas as pd
import typst
from matplotlib.figure import Figure
from PIL import Image

from analysis import vocabulary
from analysis.figures import theme
from analysis.report import origin
from analysis.report.drawing import tiff
from analysis.report.journals import rules
from analysis.report.journals.file_facts import facts
from analysis.report.journals.panel import drawn

POINTS = 72 * theme.MM  # in a mm
MARK = 3.5 / theme.TINY  # mm of the strip below for the SYNTHETIC mark, by the mark's size in points
TYPESET = """
#set document(date: none, title: sys.inputs.title, description: "Origin: see Keywords", keywords: (sys.inputs.made,))
#set page(width: {width:.4f}pt, height: {height:.4f}pt, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""


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
        if kind == "tiff":
            return tiff(Image.open(io.BytesIO(self._typeset(format="png", ppi=dpi))), dpi=dpi, made=self.made)
        return self._typeset(format="pdf") if kind == "pdf" else {"svg": self._svg, "eps": self._eps}[kind]()

    def _placed(self):
        """The panels and, over them, the page's own words: letters and the mark."""
        words = self.synthetic or any(panel.letter for panel in self.panels)
        return [*self.panels, self._words()] if words else self.panels

    @theme.styled
    def _words(self):
        fig = Figure(figsize=(self.width_mm * theme.MM, self.full_mm * theme.MM), facecolor="none")
        for panel in self.panels:
            x, y = panel.left / self.width_mm, 1 - panel.top / self.full_mm  # above the panel, beside no word of it
            fig.text(x, y, panel.letter, size=self.letter_pt, weight="bold", va="bottom", ha="left")
        if self.synthetic:
            x, y = 1 - 0.8 / self.width_mm, MARK * self.mark_pt / 2 / self.full_mm
            fig.text(x, y, vocabulary.SYNTHETIC, ha="right", va="center", size=self.mark_pt, color=theme.FAINT)
        return drawn(fig)

    def _svg(self):
        width, height = self.width_mm * POINTS, self.full_mm * POINTS
        return (
            '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
            '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" version="1.1" '
            f'width="{width:.4f}pt" height="{height:.4f}pt" viewBox="0 0 {width:.4f} {height:.4f}" '
            f'font-family="{theme.FONTS[0]}" xml:space="preserve">\n{origin.svg_metadata(self.made)}'
            f'<rect width="100%" height="100%" fill="white"/>\n{"".join(map(_inner_svg, self._placed()))}</svg>\n'
        ).encode()

    def _typeset(self, **options):
        text = TYPESET.format(width=self.width_mm * POINTS, height=self.full_mm * POINTS)
        told = {"svg": self._svg().decode(), "title": self.made["figure"], "made": origin.text(self.made)}
        fonts = {"font_paths": [str(theme.FONT_FILES[0].parent)], "ignore_system_fonts": True}
        return typst.compile(text.encode(), sys_inputs=told, **fonts, **options)

    def _eps(self):
        width, height = self.width_mm * POINTS, self.full_mm * POINTS
        head = (
            f"%!PS-Adobe-3.0 EPSF-3.0\n%%LanguageLevel: 3\n%%Title: {self.made['figure']}\n"
            f"%%BoundingBox: 0 0 {-int(-width // 1)} {-int(-height // 1)}\n"
            f"%%HiResBoundingBox: 0.000000 0.000000 {width:.6f} {height:.6f}\n%%EndComments\n"
        )
        inside = "".join(_inner_eps(panel, self.full_mm) for panel in self._placed())
        return (head + origin.eps_comments(self.made) + inside + "showpage\n%%EOF\n").encode("latin-1")


def written(page, wanted, folder):
    """Write a page in a folder in the formats of a journal and return the verdicts on it, read from the files."""
    folder.mkdir(parents=True, exist_ok=True)
    name = page.made["figure"]
    told = [" ".join(filter(None, [panel.letter and f"{panel.letter}:", words]))
            for panel in page.panels for words in panel.problems]  # fmt: skip
    tables = [rules.legible(name, told)]
    for kind in wanted.formats:
        file = folder / f"{name}.{kind}"
        file.write_bytes(page.file(kind, dpi=wanted.written_dpi))
        tables.append(rules.judged(name, f"{folder.name}/{file.name}", facts(file), wanted))
    return pd.concat(tables, ignore_index=True)


def _inner_svg(panel):
    """A panel's SVG as an element of the page, at its place and size."""
    width, height = (side * POINTS for side in panel.size_mm)
    place = f'<svg x="{panel.left * POINTS:.4f}" y="{panel.top * POINTS:.4f}"'
    inside = panel.svg[panel.svg.index("<svg") :].replace("<svg", place, 1)
    inside = re.sub(r">\n *(?=</?t(?:span|ext)\b)", ">", inside)  # else set as text of a formula
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', f'width="{width:.4f}" height="{height:.4f}"', inside, count=1)


def _inner_eps(panel, full_mm):
    """A panel's EPS as a document within the page, at its place and size; PostScript counts from the lower edge."""
    inside = re.sub(r"(?m)^%%(Title|Creator|CreationDate):.*\n", "", panel.eps)
    left, low = panel.left * POINTS, (full_mm - panel.top - panel.size_mm[1]) * POINTS
    place = f"{left:.4f} {low:.4f} translate {panel.scale:.6f} dup scale"
    return f"save /showpage {{}} def\n{place}\n%%BeginDocument: panel\n{inside}%%EndDocument\nrestore\n"
