"""The PDF: parts of a document set by typst with contents, page numbers, bookmarks and tags, from bundled fonts."""

import html
import re
from pathlib import Path

import pypandoc
import typst

from analysis.report.documents import measuring, reading, runs
from analysis.report.documents.reading import Figure, Prose

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
ACCESSIBLE = "ua-1"  # PDF/UA-1: tags, a language, words for every image
WHOLE = 0.5  # pages up to which a table is not torn apart
MARK = "PARTNUMBER{}END"
TURNED, UPRIGHT = "PAGETURNED", "PAGEUPRIGHT"  # stand before and after a run of pages on their side
MARKED, NO_SUSPECTS = b"/Marked true", b"/Suspects false"
# typst's markup characters, as text; an escaped one is never markup wherever it stands
SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]/=+\-'\"{}])")
TAGS = {
    "<b>": "#strong[", "<strong>": "#strong[", "<em>": "#emph[", "<i>": "#emph[", "<small>": "#small[",
    "<code>": "#mono[", "<sup>": "#super[", "<sub>": "#sub[",
}  # fmt: skip


def pdf(laid, folder, *, title, lines=(), synthetic=False, contents=True):
    """The bytes of a PDF of a document's runs, with the figures found below `folder`."""
    return compiled(source(laid, title=title, lines=lines, synthetic=synthetic, contents=contents), folder)


def source(laid, *, title, lines=(), synthetic=False, contents=True):
    """The typst text of a document."""
    inserts = {TURNED: "#page(flipped: true)[#metadata(1)<turned>", UPRIGHT: "#metadata(1)<upright>]"}
    body = _prose([piece for run in laid for piece in _run(run, inserts)])
    for mark, text in inserts.items():
        body = body.replace(mark, text)
    start = {"title": string(title), "lines": "".join(f"{string(line)}, " for line in lines)}
    flags = f"synthetic: {str(synthetic).lower()}, depth: {reading.depth(runs.parts(laid)) if contents else 0}"
    head = f"#show: paper.with(title: {start['title']}, lines: ({start['lines']}), {flags})\n\n"
    return TEMPLATE.read_text() + head + body


def _run(run, inserts):
    """The HTML of a run's parts, between marks where it is turned."""
    pieces = [_part(part, inserts) for part in run.parts]
    return [f"<p>{TURNED}</p>", *pieces, f"<p>{UPRIGHT}</p>"] if run.landscape else pieces


def _part(part, inserts):
    """The HTML of a part; for a figure or a table a mark, in whose place its text in `inserts` comes."""
    if isinstance(part, Prose):
        return part.html
    mark = MARK.format(len(inserts))
    inserts[mark] = figure(part) if isinstance(part, Figure) else table(*part)
    return f"<p>{mark}</p>"


def compiled(text, folder):
    """The PDF that typst makes of a text; tagged as PDF/UA-1 where its figures allow, else tagged as typst can."""
    try:
        made = typst.compile(text.encode(), pdf_standards=[ACCESSIBLE], **options(folder))
    except typst.TypstError:
        made = typst.compile(text.encode(), **options(folder))
    # The default, said aloud, is an error to poppler; blanks in its place leave every offset as it is.
    return made.replace(MARKED + NO_SUSPECTS, MARKED + b" " * len(NO_SUSPECTS))


def options(folder):
    """Where the typesetter finds figures and type."""
    return {"root": str(Path(folder).resolve()), "font_paths": [str(measuring.FONTS)], "ignore_system_fonts": True}


def figure(part):
    """The typst text of a figure with caption."""
    words = f"strong[{escaped(part.label)}] {escaped(part.caption)}"
    return f"#drawing({string('/' + part.path + '.svg')}, {string(part.alt)})[#{words}]"


def table(part, fit):
    """The typst text of a table in its setting: header repeated on every page, its words broken where they may be."""
    header = [cell(measuring.breakable(one)) for one in part.header]
    cells = [f"  table.header({', '.join(f'[#strong[{one}]]' for one in header)})," if header else ""]
    cells += ["  " + ", ".join(f"[{cell(one)}]" for one in row) + "," for row in part.rows]
    label = f"#strong[{escaped(part.label)}] " if part.label else ""
    columns = ", ".join(f"{100 * share:.2f}%" for share in fit.shares)
    align = ", ".join("right" if number else "left" for number in part.numeric)
    flags = f"whole: {str(fit.pages <= WHOLE).lower()}, close: {str(fit.close).lower()}, size: {fit.size}pt"
    look = f"{flags}, columns: ({columns},), align: ({align},)"
    return f"#grid-table({look}, caption: [{label}{escaped(part.caption)}],\n" + "\n".join(filter(None, cells)) + "\n)"


def cell(text):
    """The typst text of the HTML of a table's cell."""
    pieces = re.split(r"(</?\w+/?>)", text)
    return "".join(_piece(piece) for piece in pieces)


def escaped(words):
    """Words as typst text that holds no markup."""
    return SPECIAL.sub(r"\\\1", words)


def string(words):
    """Words as a typst string."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _piece(piece):
    if piece in TAGS:
        return TAGS[piece]
    if piece.startswith("<br"):
        return "#linebreak()"
    return "]" if piece.startswith("</") else escaped(html.unescape(piece))


def _prose(pieces):
    return pypandoc.convert_text("\n".join(pieces), "typst", format="html", extra_args=["--wrap=none"])
