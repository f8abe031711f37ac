"""A figure as a journal's page takes it: drawn as SVG and EPS, with its origin and what is not legible in it."""

import io
import json
from dataclasses import asdict, dataclass

import numpy as np
from matplotlib import colors
from matplotlib.collections import Collection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from analysis.figures import theme
from analysis.report.journals.legible import problems

UNDATED = {"svg": dict.fromkeys(("Date", "Creator", "Format", "Type")), "eps": {"Creator": None}}


@dataclass
class Panel:
    """A drawn figure: size and upper left corner in mm, enlargement, letter above the corner, what is not legible."""

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
    """The Panel of a figure, which loses its transparency; dpi: of what is drawn as pixels; told: its problems."""
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


def on_white(rgba):
    """Colours (n, 4) mixed with white by their alpha, and opaque; a colour of alpha 0 stays invisible."""
    rgba = np.asarray(rgba, dtype=float).reshape(-1, 4)
    alpha = rgba[:, 3:]
    return np.where(alpha == 0, rgba, np.hstack([alpha * rgba[:, :3] + 1 - alpha, np.ones_like(alpha)]))


def opaque(fig):
    """The figure with every colour as it looks on white; what was transparent lies below all lines of its axes."""
    for artist in fig.findobj(lambda found: isinstance(found, Collection | Patch | Line2D | Text)):
        _mixed(artist)
    for image in fig.findobj(AxesImage):
        image.set_alpha(None)
    return fig


def _mixed(artist):
    if isinstance(artist, Collection):
        faces, edges = artist.get_facecolor(), artist.get_edgecolor()
        below = len(faces) and ((faces[:, 3] > 0) & (faces[:, 3] < 1)).any()
        mapped = artist.get_array() is not None
        artist.set_alpha(None)
        if not mapped:
            artist.set(facecolor=on_white(faces), edgecolor=on_white(edges) if len(edges) else edges)
        artist.set_zorder(min(artist.get_zorder(), 0.9) if below else artist.get_zorder())
    elif isinstance(artist, Patch):
        face, edge = artist.get_facecolor(), artist.get_edgecolor()
        artist.set_alpha(None)
        artist.set(facecolor=on_white(face)[0], edgecolor=on_white(edge)[0])
    elif artist.get_alpha() is not None:
        color = colors.to_rgba(artist.get_color(), artist.get_alpha())
        artist.set_alpha(None)
        artist.set_color(on_white(color)[0])


def _saved(fig, kind, dpi):
    buffer = io.BytesIO()
    fig.savefig(buffer, format=kind, dpi=dpi, facecolor=fig.get_facecolor(), metadata=UNDATED[kind])
    return buffer.getvalue()
