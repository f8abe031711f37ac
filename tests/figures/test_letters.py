"""Letters of other scripts that no font of the figures has are named."""

import matplotlib.pyplot as plt

from analysis.figures import letters


def test_letters_without_a_font_are_named_once_and_others_are_not():
    fig, ax = plt.subplots()
    ax.set(title="剂量组 µg/kg 量", xlabel="Größe ≥ 5, PFS – naïve")
    assert letters.lacking(fig) == "剂量组"
    ax.set_title("dose")
    assert letters.lacking(fig) == ""
    plt.close(fig)
