"""Figures put on pages for a journal: each alone, or several in rows with letters, as declared in figures.yml.

    figure_3:
      - [2_ctdna/os_by_ctdna_change, 2_ctdna/os_by_ctdna_clearance]   # a row of panels: section/figure
      - [2_ctdna/trajectories]

Panels keep the size that they have alone; a row that is wider than the page is printed smaller, and its text judged so.
"""

import string

import yaml

from analysis.report.journals import panel
from analysis.report.journals.page import POINTS, Page
from analysis.report.journals.specification import JournalError

FILE = "figures.yml"  # beside study.yml
GAP_MM = 4


def declared(folder, figures):
    """The composed figures of a study as {name: rows of paths}, {} without a figures.yml.

    figures: {"section/figure": path} of the run. A figure is left out when none of a section that it names was run;
    JournalError for a figure that a section which ran did not make names those that it made.
    """
    file = folder / FILE
    found = yaml.safe_load(file.read_text()) or {} if file.exists() else {}
    ran = {name.split("/")[0] for name in figures}
    return {
        name: [[_path(name, figure, figures) for figure in row] for row in rows]
        for name, rows in found.items()
        if all(figure.split("/")[0] in ran for row in rows for figure in row)
    }


def alone(path, wanted, *, synthetic):
    """The Page of a saved figure alone, in the middle of the journal's width that is next to its own.

    A figure that is wider than the widest column is printed smaller, whatever becomes of its text.
    """
    one = panel.read(path)
    width = wanted.width_mm(one.drawn_mm[0])
    one.scale = min(wanted.scale, width / one.drawn_mm[0])
    one.left = max((width - one.size_mm[0]) / 2, 0)
    return _page([one], width, one.size_mm[1], one.made, wanted, synthetic)


def composed(name, rows, wanted, *, synthetic):
    """The Page of rows of saved figures, at the journal's full width."""
    panels, top = [], 0.0
    strip = 1.3 * wanted.letters.size_pt / POINTS
    for row in rows:
        placed = _row(row, wanted)
        for one in placed:
            one.top, one.letter = top + strip, getattr(string.ascii_letters[len(panels)], wanted.letters.case)()
            panels.append(one)
        top += strip + max(one.size_mm[1] for one in placed)
    shared = {key: panels[0].made[key] for key in ("study", "rows", "data", "code") if key in panels[0].made}
    made = {"figure": name, **shared, "panels": {one.letter: one.made for one in panels}}
    return _page(panels, wanted.widths_mm[-1], top, made, wanted, synthetic)


def _page(panels, width, height, made, wanted, synthetic):
    made = made | {"journal": wanted.journal, "specification": str(wanted.checked)}
    return Page(panels, width, height, made, synthetic, wanted.letters.size_pt, wanted.text_pt.min)


def _path(name, figure, figures):
    if figure not in figures:
        section = figure.split("/")[0]
        made = ", ".join(known for known in figures if known.startswith(f"{section}/"))
        raise JournalError(f"{FILE}, {name}: no figure {figure}; {section} made {made}")
    return figures[figure]


def _row(paths, wanted):
    placed, full = [panel.read(path) for path in paths], wanted.widths_mm[-1]
    gaps, drawn = len(placed) - 1, sum(one.drawn_mm[0] for one in placed)
    scale = min(wanted.scale, (full - GAP_MM * gaps) / drawn)
    between, left = (full - drawn * scale) / max(gaps, 1), 0.0
    for one in placed:
        one.left, one.scale = left, scale
        left += one.size_mm[0] + between
    return placed
