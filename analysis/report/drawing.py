"""A figure as the bytes of a file (SVG, PDF, PNG, TIFF), marked where its rows are SYNTHETIC, its origin inside."""

import io

from matplotlib.transforms import Bbox
from PIL import Image

from analysis import vocabulary
from analysis.figures import theme
from analysis.report import origin

FORMATS = ("svg", "pdf", "png", "tiff")
DPI = 300  # of PNG and TIFF
MARK_HEIGHT = 0.14  # inches added below a figure for the SYNTHETIC mark, so that it covers nothing
# No date and no software version inside: the same figure has the same bytes on every day.
SETTINGS = {"svg.hashsalt": "trial-report", "svg.fonttype": "none", "pdf.fonttype": 42}
UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}, "png": {"Software": None}}


def drawings(fig, *, synthetic=False, made=None):
    """The bytes of a figure in every format, {format: bytes}; the TIFF has the pixels of the PNG."""
    drawn = {kind: drawing(fig, kind, synthetic=synthetic, made=made) for kind in FORMATS if kind != "tiff"}
    return drawn | {"tiff": tiff(Image.open(io.BytesIO(drawn["png"])), dpi=DPI, made=made)}


def drawing(fig, kind, *, synthetic=False, made=None):
    """The bytes of a figure as svg, pdf or png, the SYNTHETIC mark in a strip below it, its origin `made` inside."""
    width, height = fig.get_size_inches()
    below = MARK_HEIGHT if synthetic else 0
    mark = _mark(fig, below / height) if synthetic else None
    buffer, box = io.BytesIO(), Bbox([[0, -below], [width, height]])
    words = UNDATED[kind] | origin.metadata(made, kind)
    with theme.plt.rc_context(SETTINGS):
        fig.savefig(buffer, format=kind, dpi=DPI, bbox_inches=box, metadata=words)
    if mark:
        mark.remove()
    return buffer.getvalue()


def tiff(image, *, dpi, made=None):
    """The bytes of an image as TIFF, in RGB with LZW compression, its resolution and its origin inside."""
    buffer, words = io.BytesIO(), {270: f"{origin.MADE}: {origin.text(made)}"} if made else {}
    image.convert("RGB").save(buffer, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=words)
    return buffer.getvalue()


def _mark(fig, depth):
    for legend in fig.legends:
        # A legend placed in the figure's corners would move into the strip when the saved page grows.
        if legend._bbox_to_anchor is None:
            legend.set_bbox_to_anchor((0, 0, 1, 1), transform=fig.transFigure)
    look = {"ha": "right", "va": "center", "size": 6, "color": "0.45", "family": theme.FONTS}
    return fig.text(0.995, -depth / 2, vocabulary.SYNTHETIC, in_layout=False, **look)
