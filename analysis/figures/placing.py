"""Figures measured in millimetres: a blank one of a size, and axes with margins that do not scale with it."""

import matplotlib.pyplot as plt

from analysis.figures import theme


@theme.styled
def blank(width_mm, height_mm):
    """A figure of a size in mm without axes and without automatic layout."""
    return plt.figure(figsize=(width_mm * theme.MM, height_mm * theme.MM), layout="none")


def margins(fig, *, left, right, top, bottom, **spaces):
    """Set the margins around the axes of `fig`, in mm; `spaces` (hspace, wspace) go to matplotlib as they are."""
    width, height = fig.get_size_inches() / theme.MM
    fig.subplots_adjust(left=left / width, right=1 - right / width, top=1 - top / height, bottom=bottom / height,
                        **spaces)  # fmt: skip


def below(fig, height_mm):
    """The height above the lower edge of the figure, as the share that `bbox_to_anchor` of a figure legend takes."""
    return height_mm * theme.MM / fig.get_size_inches()[1]
