"""The report's page, index.html, one file that asks nothing of a network, and a block as HTML; words are text."""

import base64
import functools
import hashlib
import re
import zlib
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import jinja2
from markupsafe import Markup

from analysis.report import blocks, webfonts
from analysis.report.words import plain

TEMPLATES = Path(__file__).parent / "templates"
# What one cell shows stands side by side where there is room.
BESIDE = (blocks.Figure, blocks.Table, blocks.Output, blocks.Findings)
LONG = 15  # rows: a longer table is shown in a box that scrolls
NOTE, PROSE = 40, 100  # characters: a column of longer cells wraps; needs more width
NAME = 26  # characters of a name that two narrow lines hold
WORDS = {"Population", "Grouping", "Estimate of", "Method", "Group"}  # columns that may take two lines
LOOKS = {blocks.NUMBER: "num", blocks.CODE: "id", blocks.PLACE: "places", blocks.VERDICT: "judged"}
TYPE = "/* type */"  # in the style of a page, where its fonts go
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
READABLE, LEAST, MOST = 10.0, 1.4, 1.8  # pixels of a figure's smallest text; pixels a point, at least and at most
SIZE = re.compile(r"font-size: ([\d.]+)px")
HREF, HOME = f"{{{XLINK}}}href", "../../"  # from a figure's folder to the report's own
# matplotlib says this in a style sheet, which inside a page would hold for every figure and for the page itself.
STROKES = "stroke-linejoin:round;stroke-linecap:butt"

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def html(study, parts, folder, *, ledger=None):
    """The text of index.html: the parts of a report with its figures, whose SVG files lie below `folder`."""
    told = [(part, _runs(part, Path(folder))) for part in parts]
    verdicts = verdict_counts(ledger.rows) if ledger else []
    words = {"study": study, "parts": told, "ledger": ledger, "verdicts": verdicts}
    text = filled("page.html.j2", script=(TEMPLATES / "page.js").read_text(), **words)
    return text.replace(TYPE, webfonts.faces("".join(sorted(set(text)))), 1)


def verdict_counts(rows):
    """How many of the ledger's rows got each verdict, best first, [(verdict, n)] without verdicts nobody got."""
    from analysis.report.ledger import VERDICTS  # a section runs without

    got = [row["verdict"] for row in rows]
    return [(verdict, got.count(verdict)) for verdict in VERDICTS if verdict in got]


def filled(template, *, script, **words):
    """The HTML of a page by its template: our look, and its one script by whose digest the policy allows no other."""
    look = {"style": (TEMPLATES / "page.css").read_text(), "script": script, "script_digest": digest(script)}
    return _environment().get_template(template).render(**look, **words)


def digest(script):
    """The digest by which a page's security policy allows a script, `sha256-…`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def shown(block, *, svg="", number=""):
    """The HTML of a block: with the drawing `svg` (the text of its file) of a figure, the number of a section."""
    own = _environment().get_template("block.html.j2").module
    if isinstance(block, blocks.Figure):
        return own.figure(block, Markup(embedded(svg, block.ident, block.alt)))
    if isinstance(block, blocks.Heading):
        return own.heading(block, number)
    return getattr(own, type(block).__name__.lower())(block)


def alone(svg):
    """A drawing whose links into the atlas start from the report's folder, for a file of its own two folders below."""
    return svg.replace('xlink:href="atlas/', f'xlink:href="{HOME}atlas/')


def embedded(svg, ident, alt):
    """A drawing as an element of a page: enlarged, with its words, without styles or the record of its making.

    An id used inside stays, with a beginning of its own; one with links is a group, so that they can be reached.
    ParseError for a text that is no SVG.
    """
    root = ElementTree.fromstring(svg)
    own = f"f{zlib.crc32(ident.encode()):08x}-"
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style")]:
            parent.remove(child)
    for element in root.iter():
        element.attrib.update(_linked(element.attrib, own))
    used = {value for element in root.iter() for value in _used(element.attrib)}
    for element in root.iter():
        if "id" in element.attrib and (kept := own + element.attrib.pop("id")) in used:
            element.set("id", kept)
    links = next(root.iter(f"{{{SVG}}}a"), None) is not None
    scale = _scale(root)
    sizes = {side: f"{float(root.get(side).removesuffix('pt')) * scale:.1f}" for side in ("width", "height")}
    look = {"role": "group" if links else "img", "aria-label": alt, "style": STROKES, **sizes}
    root.attrib = look | {name: value for name, value in root.attrib.items() if name not in look}
    return ElementTree.tostring(root, encoding="unicode")


def _scale(root):
    """Pixels a point at which the smallest text of a drawing can be read on a screen."""
    sizes = [float(size) for element in root.iter() for size in SIZE.findall(element.get("style", ""))]
    return min(max(READABLE / min(sizes, default=READABLE), LEAST), MOST)


def _runs(part, folder):
    """A part's blocks with their HTML, in runs of such as may stand side by side and of others: [(beside, pairs)]."""
    runs = groupby(part.blocks, key=lambda block: isinstance(block, BESIDE))
    return [(beside, [(block, _html(block, part, folder)) for block in run]) for beside, run in runs]


def _html(block, part, folder):
    svg = (folder / block.path).read_text() if isinstance(block, blocks.Figure) else ""
    return shown(block, svg=svg, number=part.number if block is part.blocks[0] else "")


def _linked(attributes, own):
    """The attributes that refer to a place, as they are among other figures or in the report's folder."""
    found = {name: value.replace("url(#", f"url(#{own}") for name, value in attributes.items() if "url(#" in value}
    if HREF in attributes:
        link = attributes[HREF]
        found[HREF] = f"#{own}{link[1:]}" if link.startswith("#") else link.removeprefix(HOME)
    return found


def _used(attributes):
    for value in attributes.values():
        yield from (part.split(")")[0] for part in value.split("url(#")[1:])
    if attributes.get(HREF, "").startswith("#"):
        yield attributes[HREF][1:]


@functools.cache
def _environment():
    """The templates of the page, with everything put into them escaped."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    made = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"highlighted": _highlighted, "look": _look, "termed": _termed}
    made.filters["prose"] = lambda markdown: Markup(_markdown()(markdown))
    made.filters["sentence"] = lambda markdown: Markup(_markdown()(markdown).strip()[len("<p>") : -len("</p>")])
    made.filters["sort_key"] = lambda cell: "" if cell.value is None else repr(cell.value).replace("inf", "Infinity")
    made.globals["LONG"] = LONG
    return made


@functools.cache
def _markdown():
    import mistune  # a notebook shows its Markdown itself

    made = mistune.create_markdown(escape=True, plugins=["table", "strikethrough", "abbr"])
    return lambda text: made(f"{text}\n\n{_definitions()}")


@functools.cache
def _definitions():
    """The words of statistics with what they mean, as Markdown's abbreviations: told where a reader points at one."""
    return "".join(f"*[{word}]: {meaning}\n" for word, meaning in plain.glossary().items())


def _termed(text):
    """A text as HTML, its words of statistics with what they mean."""
    known = plain.glossary()
    parts = re.split(rf"\b({'|'.join(map(re.escape, known))})\b", text)
    return Markup("").join(Markup('<abbr title="{}">{}</abbr>').format(known[part], part) if part in known else part
                           for part in parts)  # fmt: skip


def _highlighted(source):
    """The HTML of Python code in colours."""
    from pygments import formatters, highlight, lexers

    return Markup(highlight(source, lexers.PythonLexer(), formatters.HtmlFormatter(nowrap=True)))


def _look(column):
    """The class of a column's cells: `num`, `name` (one line), `words (many)`, `note (prose)`, or what it holds."""
    longest = max((len(cell.text) for cell in column.cells), default=0)
    if column.kind != blocks.TEXT:
        return LOOKS[column.kind]
    if column.heading in WORDS:
        return "words many" if longest > NAME else "words"
    return "name" if longest <= NOTE else "note" if longest <= PROSE else "note prose"
