"""Figures without transparency, which PostScript cannot hold: colours as they look on white."""

import numpy as np
from matplotlib import colors
from matplotlib.collections import Collection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text


def on_white(rgba):
    """Colours (n, 4) mixed with white by their alpha, and opaque; a colour of alpha 0 stays invisible."""
    rgba = np.asarray(rgba, dtype=float).reshape(-1, 4)
    alpha = rgba[:, 3:]
    mixed = np.hstack([alpha * rgba[:, :3] + 1 - alpha, np.ones_like(alpha)])
    return np.where(alpha == 0, rgba, mixed)


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
            artist.set_facecolor(on_white(faces))
            artist.set_edgecolor(on_white(edges) if len(edges) else edges)
        artist.set_zorder(min(artist.get_zorder(), 0.9) if below else artist.get_zorder())
    elif isinstance(artist, Patch):
        face, edge = artist.get_facecolor(), artist.get_edgecolor()
        artist.set_alpha(None)
        artist.set_facecolor(on_white(face)[0])
        artist.set_edgecolor(on_white(edge)[0])
    elif artist.get_alpha() is not None:
        color = colors.to_rgba(artist.get_color(), artist.get_alpha())
        artist.set_alpha(None)
        artist.set_color(on_white(color)[0])
