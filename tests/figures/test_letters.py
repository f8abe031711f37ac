"""Letters of other scripts that no font of the figures has are named."""

from pathlib import Path

import matplotlib.pyplot as plt

from analysis.figures import letters, theme
from analysis.report.drawing import typeset

GEORGIAN = "დოზა"  # in matplotlib's own DejaVu Sans, not in the bundled font


def test_letters_of_another_script_are_drawn_with_a_font_of_the_machine():
    fig, ax = plt.subplots()
    ax.set(title=GEORGIAN, xlabel="dose")
    assert letters.lacking(fig) == ""
    plt.close(fig)
    assert letters.families(f"dose {GEORGIAN}") == [letters.families(GEORGIAN)[0]]
    assert letters.families("dose µg/kg") == []
    bundled, copied = letters.folders(GEORGIAN)
    assert letters.folders("dose") == [bundled]
    assert len(list(Path(copied).iterdir())) == 1
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">{GEORGIAN}</text></svg>'
    assert b"DejaVu" in typeset(svg, "pdf", (90, 20))
    assert b"DejaVu" not in typeset(svg.replace(GEORGIAN, "dose"), "pdf", (90, 20))


def test_figures_are_measured_with_the_fonts_of_other_letters():
    theme.use(theme.Look(), ["DejaVu Serif"])
    with theme.context():
        assert plt.rcParams["font.family"][-1] == "DejaVu Serif"
    theme.use(theme.Look())
    with theme.context():
        assert "DejaVu Serif" not in plt.rcParams["font.family"]


def test_letters_without_a_font_are_named_once_and_others_are_not():
    fig, ax = plt.subplots()
    ax.set(title="剂量组 µg/kg 量", xlabel="Größe ≥ 5, PFS – naïve")
    some = letters.families("剂量组")  # a machine may have a font for them
    assert letters.lacking(fig) == ("" if some else "剂量组")
    ax.set_title("dose")
    assert letters.lacking(fig) == ""
    plt.close(fig)
