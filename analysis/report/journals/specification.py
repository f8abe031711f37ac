"""The dated specifications of journals, read from the YAML files beside this module."""

import datetime
import os
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ConfigDict, create_model, model_validator

from analysis.figures import theme

FOLDER = Path(__file__).parent
RUN_FOR = "TRIAL_REPORT_JOURNAL"  # set by the pipeline in a run for a journal
EVEN_PT = 7.2  # the smallest text with which nearly all is of one size


class JournalError(ValueError):
    """A journal without a specification."""


def _part(name, /, **fields):
    return create_model(name, __config__=ConfigDict(extra="forbid", frozen=True), **fields)


Source = _part("Source", name=str, address=str)  # where a requirement was read
Text = _part("Text", min=float, max=float | None)  # points at printed size; the largest may be open
Lines = _part("Lines", min=float, advised=float | None)  # points: below min a file fails, below advised it is told
Letters = _part("Letters", case=Literal["upper", "lower"], size_pt=float)  # of the panels
Resolution = _part("Resolution", line=int, image=int)  # least dots per inch: of lines and text, of a picture
Format = Literal["tiff", "eps", "pdf", "svg"]
FIELDS = {
    "journal": str, "title": str, "checked": datetime.date, "sources": list[Source], "note": str,
    "widths_mm": list[float], "max_height_mm": float, "text_pt": Text, "letters": Letters, "line_pt": Lines,
    "fonts": list[str], "dpi": Resolution, "written_dpi": int, "colour": Literal["RGB"], "formats": list[Format],
    "accepted": list[Format], "uncertain": dict[str, str]}  # fmt: skip


class Specification(_part("Fields", **FIELDS)):
    """What a journal asks of a figure's file, as of the day `checked`; `uncertain` says which values are not sure."""

    @model_validator(mode="after")
    def _consistent(self):
        strange = sorted(set(self.uncertain) - set(type(self).model_fields))
        if strange:
            raise ValueError(f"uncertain: {strange} are no keys of a specification")
        if self.widths_mm != sorted(self.widths_mm):
            raise ValueError(f"widths_mm: {self.widths_mm}; expected them in ascending order")
        return self

    @property
    def smallest_pt(self):
        """The smallest text as drawn, in points: larger for a journal that wants larger text, to enlarge less."""
        return EVEN_PT if self.text_pt.min > theme.TINY else theme.TINY

    @property
    def scale(self):
        """How much larger than drawn a figure is printed, lines and all, so that its text is within `text_pt`."""
        low = self.text_pt.min / self.smallest_pt
        high = self.text_pt.max / theme.BASE if self.text_pt.max else max(low, 1)
        return min(max(low, 1), high)

    @property
    def look(self):
        """The Look that figures are drawn in, so that enlarged by `scale` they fill the journal's widths."""
        return theme.Look(tuple(width / self.scale for width in self.widths_mm), self.smallest_pt)

    def width_mm(self, drawn):
        """The journal's width, in mm, that a figure drawn at a width in mm is printed at: the next one, or the last."""
        fitting = [width for width in self.widths_mm if width >= drawn * self.scale - 0.1]
        return fitting[0] if fitting else self.widths_mm[-1]


def known():
    """The names of the journals that have a specification."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def asked():
    """The specification of the journal that a run of the pipeline is for; None in any other run, and by hand."""
    return specification(os.environ[RUN_FOR]) if os.environ.get(RUN_FOR) else None


def specification(journal):
    """The specification of a journal; JournalError for another than the known ones, which it names."""
    if journal not in known():
        raise JournalError(f"JOURNAL={journal}: no such specification; expected one of {', '.join(known())}")
    return Specification(**yaml.safe_load((FOLDER / f"{journal}.yml").read_text()))
