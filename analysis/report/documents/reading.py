"""The report's page as parts of a document: prose, headings, figures and tables, without what is for a screen.

The page is the one place where the whole report is put together; a document made from it cannot say anything else.
"""

import html
import re
from typing import NamedTuple

from bs4 import BeautifulSoup

DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)
CODE = re.compile(r'<details class="code">.*?</details>', re.S)
CELL_MARKUP = ("strong", "em", "br", "code", "sup", "sub", "b", "i", "small")
CONTENTS = 56  # headings that a page of contents holds below the title
SCREEN_ONLY = ".screen, .bar, .chips, .filter, .files, .anchor, .study, button, script, style, .dot"


class Prose(NamedTuple):
    """Paragraphs, lists or headings as clean HTML; the headings of the page's sections are <h1>."""

    html: str


class Figure(NamedTuple):
    """A figure: the path of its files below the report's folder without suffix, label, caption and alternative text."""

    path: str
    label: str
    caption: str
    alt: str


class Table(NamedTuple):
    """A table: label and caption in words, header and rows as HTML of cells, and which columns are numbers."""

    label: str
    caption: str
    header: list
    rows: list
    numeric: list


def parts(page):
    """The parts of the page's main text in their order: [Prose | Figure | Table]."""
    alternatives = [_alternative(drawing) for drawing in re.findall(r"<figure\b.*?(<svg\b[^>]*>)", page, re.S)]
    soup = BeautifulSoup(CODE.sub("", DRAWING.sub("", page)), "html.parser")
    for figure in soup.find_all("figure"):
        link = figure.find("a", href=re.compile(r"\.svg$"))
        figure["data-path"] = link["href"].removesuffix(".svg") if link else ""
    for element in soup.select(SCREEN_ONLY):
        element.decompose()
    found = []
    _collect(soup.find("main"), found, iter(alternatives))
    return [part for part in found if not (isinstance(part, Prose) and not part.html.strip())]


def headings(parts):
    """The headings of sections and their parts: [(level, identifier, HTML)]."""
    found = [re.match(r'<h([12]) id="([^"]+)">(.*?)</h', part.html) for part in parts if isinstance(part, Prose)]
    return [(int(one[1]), one[2], one[3]) for one in found if one]


def depth(parts):
    """The levels of headings that the contents list, so that they fit a page."""
    return 2 if len(headings(parts)) <= CONTENTS else 1


def written(text):
    """The parts of a document written by hand, from its HTML; its figures and tables are numbered as they come."""
    found = []
    for element in BeautifulSoup(text, "html.parser").find_all(recursive=False):
        image = element.find("img")
        if image and element.name in ("figure", "p"):
            number = 1 + sum(isinstance(part, Figure) for part in found)
            words = element.find("figcaption") or image["alt"]
            caption = words if isinstance(words, str) else " ".join(words.get_text().split())
            path = re.sub(r"\.\w+$", "", image["src"])
            found.append(Figure(path, f"Figure {number}.", caption, image.get("alt") or caption))
        elif element.name == "table":
            number = 1 + sum(isinstance(part, Table) for part in found)
            words = element.caption.extract().get_text() if element.caption else ""
            found.append(_table(element, f"Table {number}.", words))
        else:
            found.append(Prose(str(element)))
    return found


def _alternative(drawing):
    found = re.search(r'aria-label="([^"]*)"', drawing)
    return html.unescape(found[1]) if found else ""


def _collect(element, found, alternatives):
    for child in element.find_all(recursive=False):
        classes = child.get("class") or []
        if child.name == "figure":
            found.append(_figure(child, next(alternatives, "")))
        elif child.name == "ul" and "cards" in classes:
            found.append(_cards(child))
        elif child.name == "table":
            found.append(_table(child, *_words_above(child)))
        elif child.name == "p" and "caption" in classes:
            continue  # stands with its table
        elif child.name in ("div", "section"):
            _collect(child, found, alternatives)
        else:
            found.append(Prose(_prose(child)))


def _prose(element):
    name = element.name
    if re.fullmatch("h[2-6]", name):
        element.name = f"h{int(name[1]) - 1}"
        words = " ".join(element.get_text().split())
        return f'<{element.name} id="{_ident(element)}">{html.escape(words)}</{element.name}>'
    for link in element.find_all("a"):
        link.unwrap()  # the files and places it leads to are those of the web page
    for inside in element.find_all(True):
        inside.attrs = {}
    return str(element)


def _ident(heading):
    return heading.get("id") or re.sub(r"\W+", "-", heading.get_text()).strip("-").lower()


def _figure(element, alternative):
    label, caption = _labelled(element.find("figcaption"))
    return Figure(element["data-path"], label, caption, alternative)


def _labelled(caption):
    label = caption.find("b")
    words = label.get_text().strip() if label else ""
    return words, " ".join(caption.get_text().split()).removeprefix(words).strip()


def _words_above(table):
    box = table.find_parent("div", class_="table")
    if box:
        return _labelled(box.find(class_="caption"))
    return "", (table.parent.get("aria-label") or "").strip()


def _table(element, label, caption):
    rows = [row.find_all(["td", "th"], recursive=False) for row in element.find_all("tr")]
    header, body = (rows[0], rows[1:]) if rows and rows[0] and rows[0][0].name == "th" else ([], rows)
    numeric = ["num" in (cell.get("class") or []) for cell in header]
    return Table(label, caption, [_cell(cell) for cell in header], [[_cell(c) for c in row] for row in body], numeric)


def _cards(element):
    rows = [[_cell(item.find(class_=name)) for name in ("label", "value", "note")] for item in element.find_all("li")]
    return Table("", "Key numbers", ["", "Estimate", "Interval; subjects"], rows, [False, False, False])


def _cell(element):
    for inside in element.find_all(True):
        if inside.name in CELL_MARKUP:
            inside.attrs = {}
        else:
            inside.unwrap()
    return element.decode_contents().strip()
