"""What a reader's eye would catch in a figure, and its bytes as SVG, for the tests of figures."""

import io

from analysis.report.journals.legible import cut_off, overlaps, smallest_text, texts

__all__ = ["cut_off", "overlaps", "smallest_text", "svg", "texts"]


def svg(fig):
    """The bytes of a figure as SVG without a date."""
    from analysis.figures import theme

    buffer = io.BytesIO()
    with theme.context():
        fig.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
