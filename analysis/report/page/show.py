"""A block of the report as HTML, in the page and in a notebook alike; all words in it are text, never markup."""

import base64
import functools
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

from analysis.figures import numbers
from analysis.report import blocks
from analysis.report.page.drawing import embedded

TEMPLATES = Path(__file__).parent / "templates"
LONG = 15  # rows: a longer table is shown in a box that scrolls
NOTE = 40  # characters: a column of longer cells wraps; shorter words stand in one line
PROSE = 100  # characters: a column of longer cells needs more width
NAME = 26  # characters of a name that two narrow lines hold
WORDS = {"Population", "Grouping", "Estimate of", "Method", "Group"}  # columns that may take two lines
BLANK = {"", numbers.MISSING}


@functools.cache
def environment():
    """The templates of the page, with everything put into them escaped."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    made = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"prose": prose, "highlighted": highlighted, "look": look, "sort_key": sort_key}
    made.globals |= {"LONG": LONG}
    return made


def page(template, *, script, **words):
    """The HTML of a page by its template: our look, and its one script by whose digest the policy allows no other."""
    look = {"style": (TEMPLATES / "page.css").read_text(), "script": script, "script_digest": digest(script)}
    return environment().get_template(template).render(**look, **words)


def digest(script):
    """The digest by which a page's security policy allows a script, `sha256-…`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def html(block, *, svg="", number=""):
    """The HTML of a block: with the drawing `svg` (the text of its file) of a figure, the number of a section."""
    shown = environment().get_template("block.html.j2").module
    if isinstance(block, blocks.Figure):
        return shown.figure(block, Markup(embedded(svg, block.ident, block.alt)))
    if isinstance(block, blocks.Heading):
        return shown.heading(block, number)
    return getattr(shown, type(block).__name__.lower())(block)


def prose(markdown):
    """The HTML of Markdown; HTML in it is text."""
    import mistune  # a notebook shows its Markdown itself

    return Markup(_markdown(mistune)(markdown))


def highlighted(source):
    """The HTML of Python code in colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def look(column):
    """The class of a column's cells: `num`, `name` (one line), `words (many)`, `note (prose)`, or what it holds."""
    longest = max((len(cell.text) for cell in column.cells), default=0)
    if column.kind != blocks.TEXT:
        return {blocks.NUMBER: "num", blocks.CODE: "id", blocks.PLACE: "places", blocks.VERDICT: "judged"}[column.kind]
    if column.heading in WORDS:
        return "words many" if longest > NAME else "words"
    return "name" if longest <= NOTE else "note" if longest <= PROSE else "note prose"


def sort_key(cell):
    """What a cell of a column of numbers is sorted by: its number, or nothing."""
    return "" if cell.value is None else repr(cell.value).replace("inf", "Infinity")


@functools.cache
def _markdown(mistune):
    return mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])
