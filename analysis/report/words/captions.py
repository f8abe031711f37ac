"""What a printed table says once instead of in every row: in its caption, in notes below it, and what NR stands for."""

import re
import string

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report.words import readable

# Where every row says the same, the caption says it once.
SHARED = {
    "Endpoint": "", "Population": "", "Grouping": "", "n": "n = ", "Events": "events: ", "Censored": "censored: ",
    "Method": "", "Note": ""}  # fmt: skip
BLANK = {"", numbers.MISSING}
SHORT_NOTE = 24  # characters of a note that may stand in its row
ABBREVIATED = {numbers.NOT_REACHED: vocabulary.NOT_REACHED, readable.NOT_ESTIMABLE: vocabulary.NOT_ESTIMABLE}


def shared(frame):
    """A printed table without the columns of `SHARED` that say the same in every row, and those words as a sentence."""
    if len(frame) < 2:
        return frame, ""
    found = [name for name in SHARED if name in frame and frame[name].nunique() == 1]
    same = [name for name in found if frame[name].iloc[0] not in BLANK]
    words = "; ".join(filter(None, [_shared(name, frame[name].iloc[0]) for name in same]))
    return frame.drop(columns=same), f"All rows: {words}." if words else ""


def footnoted(frame):
    """A printed table with letters for the parts of its long notes, if letters suffice; notes {letter: words}."""
    notes = frame["Note"].map(_parts) if "Note" in frame else []
    parts = list(dict.fromkeys(part for note in notes for part in note))
    if max(map(len, parts), default=0) <= SHORT_NOTE or len(parts) > len(string.ascii_lowercase):
        return frame, {}
    letters = dict(zip(parts, string.ascii_lowercase, strict=False))
    lettered = [" ".join(sorted(letters[part] for part in note)) for note in notes]
    return frame.assign(Note=lettered), {letter: part for part, letter in letters.items()}


def abbreviations(frame):
    """What NR and NE among the intervals of a printed table stand for, as a sentence; "" for a table without them."""
    cells = " ".join(str(cell) for name in frame if "95% CI" in name for cell in frame[name])
    said = [f"{short}: {words}" for short, words in ABBREVIATED.items() if re.search(rf"\b{short}\b", cells)]
    return f"{'; '.join(said)}." if said else ""


def families(tidy, labels=None):
    """The families of the adjusted P values of result rows, each with its size, as a sentence; "" without any.

    labels: the words for groupings and populations.
    """
    found = tidy["family"].dropna() if "family" in tidy else []
    said = "; ".join(family(one, labels) for one in dict.fromkeys(found) if one)
    return f"Adjusted P within {said}." if said else ""


def family(name, labels=None):
    """The name of a family in words, its grouping and population as `readable.named`."""
    question, colon, rest = name.partition(": ")
    return " in ".join(readable.named(one, labels) for one in question.split(" in ")) + colon + rest


def _parts(note):
    return [part for part in note.split("; ") if part not in BLANK]


def _shared(name, value):
    if value == "count":  # as the estimand says
        return ""
    if name == "Endpoint":  # other codes than these tell a reader nothing
        return vocabulary.ENDPOINTS.get(value, "").lower()
    return f"{SHARED[name]}{value}"
