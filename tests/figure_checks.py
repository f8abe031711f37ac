"""What a reader's eye would catch in a figure, and its bytes as SVG, for the tests of figures."""

import contextlib
import io

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.figures import theme
from analysis.report.journals import legible


def texts(fig):
    """Every visible, non-empty text of a figure with its box in pixels, after one draw: list of (words, box)."""
    return [(text.get_text(), box) for text, box in legible.drawn(fig)]


def overlaps(fig, *, slack=0.5):
    """Pairs of texts of a figure that overlap by more than `slack` pixels each way: list of (words, words)."""
    return legible.overlaps(legible.drawn(fig), slack)


def smallest_text(fig):
    """The size in points of the smallest visible text of a figure."""
    return min(text.get_fontsize() for text, _ in legible.drawn(fig))


def clean(fig):
    """Assert that no text overlaps another, is cut off, or is smaller than the look allows."""
    found = legible.drawn(fig)
    assert legible.overlaps(found, 0.5) == []
    assert legible.cut_off(found, fig.bbox, 0.5) == []
    assert min(text.get_fontsize() for text, _ in found) >= theme.tiny()


@contextlib.contextmanager
def drawn_for(look):
    """Draw the figures of a `with` block in a Look."""
    before = theme.look()
    theme.use(look)
    try:
        yield look
    finally:
        theme.use(before)


def svg(fig):
    """The bytes of a figure as SVG without a date."""
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
