"""What a notebook shows: a figure or a table as HTML with its number, caption and place to be linked to."""

import html
import re
import zlib

from analysis.vocabulary import signs

ON_SCREEN = 1.8  # pixels a point
WIDE = 400  # points: a wider figure gets the whole width of the page, narrower ones may stand side by side
LONG = 15  # rows: a longer table is shown in a box that scrolls
WORDY = 12  # characters: a longer heading gets a width of its own, lest each of its words take a line
NOTE = 40  # characters: a column of longer cells wraps; shorter words stand in one line
PROSE = 100  # characters: a column of longer cells needs more width
NAMES = {"usubjid", "subjid", "subject", "sampleid", "sample", "id"}  # headings of what may look like numbers
NAME = 26  # characters of a name that two narrow lines hold
WORDS = {"Population", "Grouping", "Estimate of", "Method", "Group"}  # columns that may take two lines
# matplotlib says this in a style sheet, which inside a page would hold for every figure and for the page itself.
STROKES = "stroke-linejoin:round;stroke-linecap:butt"


def anchor(section, name):
    """The HTML id of a figure or table of a section, safe in a link."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"{section}-{name}")


def figure(svg, *, ident, label, caption, alt, links):
    """The HTML of a figure: the drawing inline (its text stays text), caption, and links to the saved files."""
    drawing = embedded(svg, ident)
    role = "group" if "<a " in drawing else "img"  # the links inside an image could not be reached
    drawing = drawing.replace("<svg", f'<svg role="{role}" aria-label="{_escaped(alt)}" style="{STROKES}"', 1)
    kind = "figure wide" if _width(drawing) > WIDE * ON_SCREEN else "figure"
    return (
        f'<figure class="{kind}" id="{ident}"><div class="drawing">{drawing}</div>'
        f"<figcaption><b>{label}.</b> {_escaped(caption)} {_downloads(links)}</figcaption></figure>"
    )


def embedded(svg, ident):
    """A drawing fit to stand among others in one page: enlarged for the screen, no id, style or record of a file.

    An id that is used inside the drawing stays, with a beginning that no other figure's has.
    """
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)
    used = set(re.findall(r"(?:url\(|href=[\"'])#([^)\"']+)", svg))
    own = f"f{zlib.crc32(ident.encode()):08x}-"
    svg = re.sub(r' id="([^"]*)"', lambda found: f' id="{own}{found[1]}"' if found[1] in used else "", svg)
    svg = re.sub(r"(url\(|href=[\"'])#", rf"\1#{own}", svg)
    return _enlarged(svg)


def table(frame, *, ident, label, caption, links, notes=()):
    """The HTML of a table of strings with its caption above; numbers are aligned right, only prose wraps.

    notes: {letter: words}, what the letters in the rows stand for, shown below.
    """
    kinds = [f' class="{_kind(*column)}"' for column in frame.items()]
    wordy = [" wordy" * (len(str(heading)) > WORDY) for heading in frame]
    heads = [f'{kind[:-1]}{more}"' for kind, more in zip(kinds, wordy, strict=True)]
    head = _row(frame.columns, heads, "th scope=col")
    body = "".join(_row(row, kinds, "td") for row in frame.itertuples(index=False))
    box = "scroll long" if len(frame) > LONG else "scroll"
    return (
        f'<div class="table" id="{ident}"><p class="caption"><b>{label}.</b> {_escaped(caption)} '
        f'{_downloads(links)}</p><div class="{box}" role="region" aria-label="{label}"><table><thead>{head}</thead>'
        f"<tbody>{body}</tbody></table></div>{_notes(notes)}</div>"
    )


def alone(svg):
    """A drawing whose links start from the report's folder, for a file of its own two folders below."""
    return re.sub(r'xlink:href="(?!#|[a-z]+:)', 'xlink:href="../../', svg)


def _escaped(text):
    return html.escape(signs(text))


def _notes(notes):
    words = " ".join(f"<b>{letter}</b>\u00a0{_escaped(notes[letter])}." for letter in notes)
    return f'<p class="notes"><small>{words}</small></p>' if notes else ""


def _downloads(links):
    return '<span class="files">' + " ".join(f'<a href="{path}">{name}</a>' for name, path in links) + "</span>"


def _row(cells, kinds, tag):
    inside = "".join(
        f"<{tag}{kind}>{_escaped(cell)}</{tag.split()[0]}>" for cell, kind in zip(cells, kinds, strict=True)
    )
    return f"<tr>{inside}</tr>"


def _kind(heading, column):
    """What a column holds, as the class of its cells: `num`, `name` (one line), `words (many)` or `note (prose)`."""
    cells = [str(cell) for cell in column if str(cell)]
    if heading in WORDS:
        return "words many" if max(map(len, cells), default=0) > NAME else "words"
    if str(heading).lower() not in NAMES and _numeric(cells):
        return "num"
    longest = max(map(len, cells), default=0)
    return "name" if longest <= NOTE else "note" if longest <= PROSE else "note prose"


def _numeric(cells):
    """Whether every cell is a printed number, an interval, a range or a word for a missing one."""
    number = r"[<>≤≥]?[−-]?[\d.,]+(e[−-]?\d+)?"
    printed = rf"{number}(%?( \(.*\))?[†‡*]?|(–| to )({number}|∞|NR|NE))|[–∞]|NR.*|NE.*|reference"
    return bool(set(cells) - {"reference"}) and all(re.fullmatch(printed, cell) for cell in cells)


def _enlarged(svg):
    """The drawing at `ON_SCREEN` times its print size, for a screen is read from further away than paper."""
    sizes = re.compile(r'(width|height)="([\d.]+)pt"')
    return sizes.sub(lambda found: f'{found[1]}="{float(found[2]) * ON_SCREEN:.1f}"', svg, count=2)


def _width(svg):
    found = re.search(r'width="([\d.]+)', svg)
    return float(found[1]) if found else 0
