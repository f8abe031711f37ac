"""A figure as a journal's page takes it: drawn as SVG and EPS, with its origin and what is not legible in it."""

import io
import json
from dataclasses import asdict, dataclass

from analysis.figures import theme
from analysis.report.journals.legible import problems
from analysis.report.journals.without_transparency import opaque

UNDATED = {"svg": dict.fromkeys(("Date", "Creator", "Format", "Type")), "eps": {"Creator": None}}


@dataclass
class Panel:
    """A drawn figure and its place: its size as drawn and its upper left corner in mm, its enlargement, its letter.

    The letter stands above the corner, in a strip that the page leaves free; problems: what is not legible in it.
    """

    svg: str
    eps: str
    drawn_mm: tuple
    made: dict
    problems: list
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    letter: str = ""

    @property
    def size_mm(self):
        """Width and height in mm as printed."""
        return tuple(side * self.scale for side in self.drawn_mm)


@theme.styled
def drawn(fig, made=None, *, dpi=300, told=()):
    """The Panel of a figure at its own size; afterwards the figure is without transparency, as its EPS has to be.

    dpi: the resolution of what the figure draws as pixels; told: what is not legible in it.
    """
    size = tuple(float(inches) / theme.MM for inches in fig.get_size_inches())
    svg, eps = _saved(fig, "svg", dpi), _saved(opaque(fig), "eps", dpi)
    return Panel(svg.decode(), eps.decode("latin-1"), size, made or {}, list(told))


@theme.styled
def save(fig, folder, made, *, dpi):
    """Save the Panel of a figure in a folder as JSON under the name of the figure that `made`, its origin, says."""
    found = drawn(fig, made, dpi=dpi, told=problems(fig))
    (folder / f"{made['figure']}.json").write_text(json.dumps(asdict(found), sort_keys=True))


def read(path):
    """A Panel that was saved."""
    return Panel(**json.loads(path.read_text()))


def _saved(fig, kind, dpi):
    buffer = io.BytesIO()
    fig.savefig(buffer, format=kind, dpi=dpi, facecolor=fig.get_facecolor(), metadata=UNDATED[kind])
    return buffer.getvalue()
