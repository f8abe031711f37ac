"""A figure as the bytes of a file, drawn once as SVG; the typesetter makes PDF and PNG of that, a TIFF has its pixels.

Each is marked where its rows are SYNTHETIC, and holds its origin.
"""

import io
import re
import struct
from pathlib import Path

import typst
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.transforms import Bbox
from PIL import Image
from PIL.PngImagePlugin import PngInfo, putchunk

from analysis import vocabulary
from analysis.figures import letters, theme
from analysis.report import origin

FORMATS = ("svg", "pdf", "png")
DPI = 300  # of PNG and TIFF
HEADER = 33  # bytes of a PNG file before the first chunk that may say more of it
MARK_HEIGHT = 0.14  # inches added below a figure for the SYNTHETIC mark, so that it covers nothing
# No date and no software version inside: the same figure has the same bytes on every day.
SETTINGS = {"svg.hashsalt": "trial-report", "svg.fonttype": "none"}
TYPESET = Path(__file__).with_suffix(".typ").read_text()  # {} stand for width and height in points


def drawings(fig, *, synthetic=False, made=None):
    """The bytes of a figure in every format, {format: bytes}."""
    svg, (width, height) = drawing(fig, synthetic=synthetic, made=made), fig.get_size_inches()
    points = width * 72, (height + (MARK_HEIGHT if synthetic else 0)) * 72
    return {"svg": svg} | {kind: typeset(svg.decode(), kind, points, made=made) for kind in FORMATS[1:]}


def drawing(fig, *, synthetic=False, made=None):
    """The bytes of a figure as SVG, the SYNTHETIC mark in a strip below it, its origin `made` inside."""
    width, height = fig.get_size_inches()
    below = MARK_HEIGHT if synthetic else 0
    mark = _mark(fig, below / height) if synthetic else None
    buffer, box = io.BytesIO(), Bbox([[0, -below], [width, height]])
    lay_out(fig)
    words = {"Date": None} | origin.metadata(made, "svg")
    with theme.plt.rc_context(SETTINGS):
        fig.savefig(buffer, format="svg", dpi=DPI, bbox_inches=box, metadata=words)
    if mark:
        mark.remove()
    return buffer.getvalue()


def lay_out(fig):
    """Settle the layout of a figure as the SVG file has it, so that saving need not draw it once to find out."""
    FigureCanvasSVG(fig)
    if engine := fig.get_layout_engine():
        fig.dpi = 72  # that of SVG
        engine.execute(fig)
        fig.set_layout_engine("none")
        fig.set_layout_engine(None)


def typeset(svg, kind, points, *, made=None, dpi=DPI):
    """The bytes of a drawing, the text of an SVG file, as pdf, png or tiff, with the bundled fonts.

    points: width and height; dpi: of png and tiff, which is RGB with LZW compression.
    """
    whole = re.sub(r">\n *(?=</?t(?:span|ext)\b)", ">", svg)  # else the text of a formula stands apart
    told = {"svg": whole, "title": made["figure"] if made else "", "made": origin.text(made) if made else ""}
    fonts = {"font_paths": letters.folders(svg), "ignore_system_fonts": True}
    page, made_as = TYPESET.format(*points).encode(), "pdf" if kind == "pdf" else "png"
    drawn = typst.compile(page, format=made_as, ppi=dpi, sys_inputs=told, **fonts)
    return drawn if kind == "pdf" else {"png": _png, "tiff": _tiff}[kind](drawn, dpi, made)


def _png(png, dpi, made):
    """A PNG file with its resolution and its origin; its pixels stay packed as they are, which takes no time."""
    words, dots, buffer = PngInfo(), round(dpi / 0.0254), io.BytesIO()
    for name, text in origin.metadata(made, "png").items():
        words.add_text(name, text)
    buffer.write(png[:HEADER])
    for chunk, data, *_ in [(b"pHYs", struct.pack(">IIB", dots, dots, 1)), *words.chunks]:
        putchunk(buffer, chunk, data)
    return buffer.getvalue() + png[HEADER:]


def _tiff(png, dpi, made):
    """A picture as a TIFF file that says its resolution and its origin."""
    image, buffer = Image.open(io.BytesIO(png)).convert("RGB"), io.BytesIO()
    words = {270: f"{origin.MADE}: {origin.text(made)}"} if made else {}
    image.save(buffer, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=words)
    return buffer.getvalue()


def _mark(fig, depth):
    for legend in fig.legends:
        # A legend placed in the figure's corners would move into the strip when the saved page grows.
        if legend._bbox_to_anchor is None:
            legend.set_bbox_to_anchor((0, 0, 1, 1), transform=fig.transFigure)
    look = {"ha": "right", "va": "center", "size": theme.small(), "color": "0.45", "family": theme.FONTS}
    return fig.text(0.995, -depth / 2, vocabulary.SYNTHETIC, in_layout=False, **look)
