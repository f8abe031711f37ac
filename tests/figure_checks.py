"""What a reader's eye would catch in a figure, and its bytes as SVG, for the tests of figures."""

import io

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.report.journals.legible import cut_off, overlaps, smallest_text, texts

__all__ = ["boxes", "color_at", "cut_off", "overlaps", "smallest_text", "svg", "texts"]


def svg(fig):
    """The bytes of a figure as SVG without a date."""
    from analysis.figures import theme

    buffer = io.BytesIO()
    with theme.context():
        fig.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def boxes(ax):
    """Every filled rectangle of the axes in drawing order: (x0, y0, x1, y1, colour)."""
    single = [(patch.get_extents().transformed(ax.transData.inverted()), patch.get_facecolor())
              for patch in ax.patches if isinstance(patch, Rectangle)]  # fmt: skip
    many = [(path.get_extents(), color) for found in ax.collections if isinstance(found, PolyCollection)
            for path, color in zip(found.get_paths(), found.get_facecolors(), strict=True)]  # fmt: skip
    return [(*box.min, *box.max, to_hex(color).upper()) for box, color in single + many]


def color_at(ax, x, y):
    """The colour of the topmost rectangle over a point of the axes."""
    return [color for x0, y0, x1, y1, color in boxes(ax) if x0 <= x <= x1 and y0 <= y <= y1][-1]
