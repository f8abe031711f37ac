"""A figure as the bytes of a file, drawn once as SVG; the typesetter makes PDF and PNG of that, a TIFF has its pixels.

Each is marked where its rows are SYNTHETIC, and holds its origin.
"""

import io
import re
from pathlib import Path

import typst
from matplotlib.transforms import Bbox
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis import vocabulary
from analysis.figures import letters, theme
from analysis.report import origin

FORMATS = ("svg", "pdf", "png")
DPI = 300  # of PNG and TIFF
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
    words = {"Date": None} | origin.metadata(made, "svg")
    with theme.plt.rc_context(SETTINGS):
        fig.savefig(buffer, format="svg", dpi=DPI, bbox_inches=box, metadata=words)
    if mark:
        mark.remove()
    return buffer.getvalue()


def typeset(svg, kind, points, *, made=None, dpi=DPI):
    """The bytes of a drawing, the text of an SVG file, as pdf, png or tiff, with the bundled fonts.

    points: width and height; dpi: of png and tiff, which is RGB with LZW compression.
    """
    whole = re.sub(r">\n *(?=</?t(?:span|ext)\b)", ">", svg)  # else the text of a formula stands apart
    told = {"svg": whole, "title": made["figure"] if made else "", "made": origin.text(made) if made else ""}
    fonts = {"font_paths": letters.folders(svg), "ignore_system_fonts": True}
    page, made_as = TYPESET.format(*points).encode(), "pdf" if kind == "pdf" else "png"
    drawn = typst.compile(page, format=made_as, ppi=dpi, sys_inputs=told, **fonts)
    return drawn if kind == "pdf" else _pixels(drawn, kind, dpi, made)


def _pixels(png, kind, dpi, made):
    """A picture as the bytes of a PNG or TIFF file that says its resolution and its origin."""
    image, buffer = Image.open(io.BytesIO(png)).convert("RGB"), io.BytesIO()
    if kind == "png":
        words = PngInfo()
        for name, text in origin.metadata(made, "png").items():
            words.add_text(name, text)
        image.save(buffer, "PNG", dpi=(dpi, dpi), pnginfo=words)
    else:
        words = {270: f"{origin.MADE}: {origin.text(made)}"} if made else {}
        image.save(buffer, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=words)
    return buffer.getvalue()


def _mark(fig, depth):
    for legend in fig.legends:
        # A legend placed in the figure's corners would move into the strip when the saved page grows.
        if legend._bbox_to_anchor is None:
            legend.set_bbox_to_anchor((0, 0, 1, 1), transform=fig.transFigure)
    look = {"ha": "right", "va": "center", "size": 6, "color": "0.45", "family": theme.FONTS}
    return fig.text(0.995, -depth / 2, vocabulary.SYNTHETIC, in_layout=False, **look)
