"""The look of every figure: colours by role, type and line sizes for print, the bundled font, the canvas.

Colours follow Okabe & Ito's idea: apart for colour-blind readers and, by lightness or line style, in grey.
Importing this registers fonts and changes no setting; `context()` does, for as long as it lasts.
"""

import dataclasses
import functools
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import colors, font_manager

FONT_FILES = sorted((Path(__file__).parent / "fonts").glob("*.ttf"))
FONTS = ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"]

MM = 1 / 25.4  # inches
DOUBLE_MM = 180  # the width of most figures: two columns
BASE, TINY = 7.5, 6.0  # points at print size: most text, the smallest, which a Look may enlarge
THIN, LINE, CURVE = 0.5, 0.7, 1.5  # points

INK, FAINT, GRID, MISSING = "#1A1A1A", "#6B6B6B", "#E3E3E3", "#BDBDBD"
ESTIMATE, LIMITS, BAND = "#0B5CAD", "#8E4FA8", "#F5F0F9"  # one population, as in the paper's Figure 1

GROUP = ["#1B4F9C", "#E08A00", "#00875F", "#9A3F8F", "#4FA9DE"]  # in this order
LINESTYLES = ["-", (0, (5, 1.6)), (0, (6, 1.5, 1.2, 1.5)), (0, (1.3, 1.2)), (0, (6, 1.5, 1.2, 1.5, 1.2, 1.5))]
MARKERS = ["o", "s", "^", "D", "v"]

RESPONSE = {"CR": "#0B4F8A", "PR": "#5FB0E5", "SD": "#F2CF63", "PD": "#C8501E", "NE": MISSING}
CHANGE = {"decreased": "#1B4F9C", "increased": "#E08A00"}  # ctDNA, PD-1 and PD-L1 on NK cells
CLEARANCE = {"cleared": "#1B4F9C", "not cleared": "#E08A00"}
DIVERGING = "RdBu_r"  # one of matplotlib's colour maps that survive colour blindness

SAVE = {"svg.fonttype": "none", "svg.hashsalt": "trial-report", "pdf.fonttype": 42, "ps.fonttype": 42}
STYLE = mpl.rc_params_from_file(Path(__file__).with_name("report.mplstyle"), use_default_template=False)
INKED = ["axes.labelcolor", "axes.edgecolor", "text.color", "xtick.color", "ytick.color"]
RC = {**STYLE, **SAVE, **dict.fromkeys(INKED, INK), "grid.color": GRID, "axes.prop_cycle": mpl.cycler(color=GROUP)}


@dataclasses.dataclass(frozen=True)
class Look:
    """How large figures are drawn: widths of a page's columns in mm, ascending (none: as planned), smallest text."""

    columns_mm: tuple = ()
    smallest_pt: float = 0.0


_current = Look()
_more = []  # families of the machine's fonts, for letters that the bundled fonts lack


def look():
    """The Look that figures are drawn in at present."""
    return _current


def use(new, families=()):
    """Draw all figures that follow in a Look; families: fonts for letters that the bundled ones lack."""
    global _current
    _current, _more[:] = new, families


def tiny():
    """The size in points of the smallest text, in the present Look."""
    return max(TINY, _current.smallest_pt)


def small():
    """The size in points of text at ticks, in keys and in tables under curves, in the present Look."""
    return max(6.8, _current.smallest_pt)


def column_mm(width_mm):
    """The width in mm that a figure planned at a width is drawn at: its own, or that of the Look's next column.

    It may become a tenth narrower rather than take a wider column; none is wider than the widest.
    """
    columns = _current.columns_mm
    return next((width for width in columns if width >= 0.9 * width_mm), [width_mm, *columns][-1])


def _register_fonts():
    """Put the bundled font first; where Arial or Helvetica is absent it stands in, having the same widths."""
    fonts = font_manager.fontManager
    before = list(fonts.ttflist)
    for file in FONT_FILES:
        fonts.addfont(file)
    own, present = fonts.ttflist[len(before) :], {entry.name for entry in before}
    own += [dataclasses.replace(entry, name=name) for name in FONTS[1:3] if name not in present for entry in own]
    fonts.ttflist[:] = own + before


_register_fonts()


def context(**changes):
    """Matplotlib's settings for a figure of the report, for a `with` block; seaborn draws in them too."""
    sizes = dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), small())
    return mpl.rc_context(RC | sizes | ({"font.family": [*FONTS, *_more]} if _more else {}) | changes)


def styled(drawing):
    """The function with the settings of the report in force while it draws."""

    @functools.wraps(drawing)
    def in_context(*args, **kwargs):
        with context():
            return drawing(*args, **kwargs)

    return in_context


@styled
def canvas(width_mm, height_mm, **subplots):
    """A figure of a size in mm and its axes, `fig, ax = canvas(85, 60)`; `subplots` goes to `plt.subplots`."""
    size = (column_mm(width_mm) * MM, height_mm * MM)
    return plt.subplots(**({"figsize": size, "layout": "constrained"} | subplots))


def dress(ax):
    """The axes, also those that were made outside `canvas`, with the report's font and lines on all their ticks."""
    look = {"color": INK, "labelfontfamily": FONTS}
    ax.tick_params(which="major", labelsize=small(), labelcolor=INK, width=LINE, length=2.5, pad=2.5, **look)
    ax.tick_params(which="minor", width=THIN, length=1.5, **look)
    return ax


def group_colors(levels, chosen=None):
    """The colour of each level: of `chosen` (a list in order, a mapping) or the palette; ValueError for one without."""
    if isinstance(chosen, dict):
        missing = [level for level in levels if level not in chosen]
        if missing:
            raise ValueError(f"colors: no colour for {missing}; given for {sorted(map(str, chosen))}")
        return {level: chosen[level] for level in levels}
    cycle = list(chosen) if chosen else GROUP
    return {level: cycle[place % len(cycle)] for place, level in enumerate(levels)}


def group_linestyles(levels):
    """The line style of each level in order, so that curves stay apart without colour, also when colours repeat."""
    count = len(LINESTYLES)
    return {level: LINESTYLES[(place + place // count) % count] for place, level in enumerate(levels)}


def luminance(color):
    """Relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2 defines it."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colors.to_rgb(color)]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def text_color(color):
    """The colour darkened until small text in it reads on white (contrast at least 4.5 to 1)."""
    rgb = colors.to_rgb(color)
    while 1.05 / (luminance(rgb) + 0.05) < 4.5:
        rgb = tuple(0.95 * channel for channel in rgb)
    return colors.to_hex(rgb)
