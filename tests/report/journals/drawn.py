"""A small figure, and figures saved as a section of a run for a journal saves them."""

import json
from dataclasses import asdict
from functools import cache

import matplotlib.pyplot as plt

from analysis.figures import theme
from analysis.report.journals import legible, panel


def figure():
    """A figure of 60 × 40 mm with text of 6, 6.8 and 7.5 points and lines of 0.7 and 1.2 points."""
    fig, ax = theme.canvas(60, 40)
    with theme.context():
        ax.plot([0, 1], [0, 1])
        ax.fill_between([0, 1], [0, 1], alpha=0.2, linewidth=0)
        ax.set_xlabel("x ≥ 3 – β")
        ax.text(0.2, 0.8, "small (\\)", size=theme.tiny())
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:.1f}")
    return fig


@cache
def saved_panel():
    """The figure's Panel as it is saved, {field: value}; drawing the figure as EPS takes a second."""
    fig = figure()
    one = asdict(panel.drawn(fig, dpi=100, told=legible.problems(fig)))
    plt.close(fig)
    return one


def saved(folder, *names):
    """Figures, all alike, saved by their names; {section/figure: file}."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        made = {"figure": name, "study": "s", "parameters": {}}
        (folder / f"{name}.json").write_text(json.dumps(saved_panel() | {"made": made}))
    return {f"1_x/{name}": folder / f"{name}.json" for name in names}
