"""A sheet: figures placed on a page of a journal's width and written as PDF, SVG, EPS or TIFF, enlarged as a whole.

Nothing is laid out anew: each figure is drawn as it is and enlarged with its text and lines, in every format alike.
"""

import io
import re
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_pdf import Op, PdfFile, RendererPdf
from matplotlib.figure import Figure
from PIL import Image

from analysis import vocabulary
from analysis.figures import theme
from analysis.report import origin
from analysis.report.drawing import tiff
from analysis.report.journals.without_transparency import opaque

POINTS = 72 * theme.MM  # in a mm
MARK_MM = 3.5  # the strip below for the SYNTHETIC mark
SILENT = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@dataclass
class Panel:
    """A figure on a sheet: `draw()` gives it anew; its upper left corner in mm, its enlargement, its letter or "".

    The letter stands above the corner, in a strip that the sheet leaves free.
    """

    draw: object
    left: float = 0
    top: float = 0
    scale: float = 1
    letter: str = ""
    size_mm: tuple = field(init=False)

    def __post_init__(self):
        fig = self.draw()
        self.size_mm = tuple(inches / theme.MM * self.scale for inches in fig.get_size_inches())
        plt.close(fig)


@dataclass
class Sheet:
    """Panels on a page of a width and height in mm, with what made them, and whether their rows are SYNTHETIC."""

    panels: list
    width_mm: float
    height_mm: float
    made: dict
    synthetic: bool = False
    letter_pt: float = 10
    mark_pt: float = theme.Look().tiny

    @property
    def full_mm(self):
        """The height in mm with the strip of the SYNTHETIC mark."""
        return self.height_mm + (self._strip_mm if self.synthetic else 0)

    @property
    def _strip_mm(self):
        return MARK_MM * self.mark_pt / theme.Look().tiny

    def written(self, kind, *, dpi):
        """The bytes of the sheet in a format: pdf, svg, eps, or tiff at `dpi`."""
        with theme.context():
            return {"pdf": self._pdf, "svg": self._svg, "eps": self._eps}[kind]() if kind != "tiff" else self._tiff(dpi)

    def _placed(self):
        """The panels and, over them, the page's own words: letters and the mark."""
        return (
            [*self.panels, Panel(self._words)] if self.synthetic or any(p.letter for p in self.panels) else self.panels
        )

    def _words(self):
        fig = Figure(figsize=(self.width_mm * theme.MM, self.full_mm * theme.MM), facecolor="none")
        for panel in self.panels:
            x, y = panel.left / self.width_mm, 1 - panel.top / self.full_mm  # above the panel, beside no word of it
            fig.text(x, y, panel.letter, size=self.letter_pt, weight="bold", va="bottom", ha="left")
        if self.synthetic:
            x, y = 1 - 0.8 / self.width_mm, self._strip_mm / 2 / self.full_mm
            fig.text(x, y, vocabulary.SYNTHETIC, ha="right", va="center", size=self.mark_pt, color=theme.FAINT)
        return fig

    def _lower_left(self, panel):
        """The lower left corner of a panel in points from that of the page."""
        return panel.left * POINTS, (self.full_mm - panel.top - panel.size_mm[1]) * POINTS

    def _pdf(self):
        buffer = io.BytesIO()
        file = PdfFile(buffer, metadata={"CreationDate": None, "ModDate": None} | origin.metadata(self.made, "pdf"))
        file.newPage(self.width_mm * theme.MM, self.full_mm * theme.MM)
        for panel in self._placed():
            file.output(Op.gsave)
            file.output(panel.scale, 0, 0, panel.scale, *self._lower_left(panel), Op.concat_matrix)
            _draw_pdf(panel.draw(), file)
            file.output(Op.grestore)
        file.finalize()
        file.close()
        return buffer.getvalue()

    def _svg(self):
        inside = [self._svg_panel(panel) for panel in self._placed()]
        width, height = self.width_mm * POINTS, self.full_mm * POINTS
        made = origin.svg_metadata(self.made)
        return (
            '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
            '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" version="1.1" '
            f'width="{width:.4f}pt" height="{height:.4f}pt" viewBox="0 0 {width:.4f} {height:.4f}">\n'
            f'{made}<rect width="100%" height="100%" fill="white"/>\n{"".join(inside)}</svg>\n'
        ).encode()

    def _svg_panel(self, panel):
        drawn = _saved(panel.draw(), "svg", metadata=SILENT).decode()
        drawn = drawn[drawn.index("<svg") :]
        width, height = (side * POINTS for side in panel.size_mm)
        size = f'width="{width:.4f}" height="{height:.4f}"'
        drawn = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', size, drawn, count=1)
        return drawn.replace("<svg", f'<svg x="{panel.left * POINTS:.4f}" y="{panel.top * POINTS:.4f}"', 1)

    def _eps(self):
        width, height = self.width_mm * POINTS, self.full_mm * POINTS
        head = (
            f"%!PS-Adobe-3.0 EPSF-3.0\n%%LanguageLevel: 3\n%%Title: {self.made['figure']}\n"
            f"%%BoundingBox: 0 0 {-int(-width // 1)} {-int(-height // 1)}\n"
            f"%%HiResBoundingBox: 0.000000 0.000000 {width:.6f} {height:.6f}\n%%EndComments\n"
        )
        inside = "".join(self._eps_panel(panel) for panel in self._placed())
        return (head + origin.eps_comments(self.made) + inside + "showpage\n%%EOF\n").encode("latin-1")

    def _eps_panel(self, panel):
        drawn = _saved(opaque(panel.draw()), "eps", metadata={"Creator": None}).decode("latin-1")
        drawn = re.sub(r"(?m)^%%(Title|Creator|CreationDate):.*\n", "", drawn)
        place = "{:.4f} {:.4f} translate {:.6f} dup scale".format(*self._lower_left(panel), panel.scale)
        return f"save /showpage {{}} def\n{place}\n%%BeginDocument: panel\n{drawn}%%EndDocument\nrestore\n"

    def _tiff(self, dpi):
        size = round(self.width_mm * theme.MM * dpi), round(self.full_mm * theme.MM * dpi)
        page = Image.new("RGB", size, "white")
        for panel in self._placed():
            drawn = Image.open(io.BytesIO(_saved(panel.draw(), "png", dpi=dpi * panel.scale))).convert("RGBA")
            page.paste(drawn, tuple(round(mm * theme.MM * dpi) for mm in (panel.left, panel.top)), drawn)
        return tiff(page, dpi=dpi, made=self.made)


def _saved(fig, kind, **options):
    buffer = io.BytesIO()
    fig.savefig(buffer, format=kind, **({"facecolor": fig.get_facecolor()} | options))
    plt.close(fig)
    return buffer.getvalue()


def _draw_pdf(fig, file):
    dpi, fig.dpi = fig.dpi, 72  # a PDF has 72 points to an inch
    width, height = fig.get_size_inches()
    file.output(0, 0, 72 * width, 72 * height, Op.rectangle, Op.clip, Op.endpath)
    renderer = MixedModeRenderer(fig, width, height, dpi, RendererPdf(file, dpi, height, width))
    fig.draw(renderer)
    renderer.finalize()
    plt.close(fig)
