"""The PDF: parts of a document set by typst with contents, page numbers, bookmarks and tags, from bundled fonts."""

import html
import re
from pathlib import Path

import pypandoc
import typst

from analysis.pipeline.documents import fitting
from analysis.pipeline.documents.reading import Figure, Prose

FONTS = Path(__file__).parents[2] / "figures" / "fonts"
TEMPLATE = Path(__file__).parents[1] / "templates" / "document" / "document.typ"
ACCESSIBLE = "ua-1"  # PDF/UA-1: tags, a language, words for every image
WHOLE = 20  # rows up to which a table stays on one page
MARKED, NO_SUSPECTS = b"/Marked true", b"/Suspects false"
MARK = "PARTNUMBER{}END"
# typst's markup characters, as text; an escaped one is never markup wherever it stands
SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]/=+\-'\"{}])")
TAGS = {
    "<b>": "#strong[", "<strong>": "#strong[", "<em>": "#emph[", "<i>": "#emph[", "<small>": "#small[",
    "<code>": "#mono[", "<sup>": "#super[", "<sub>": "#sub[",
}  # fmt: skip


def pdf(parts, folder, *, title, lines=(), synthetic=False, contents=True):
    """The bytes of a PDF of the parts, with the figures found below `folder`."""
    return compiled(source(parts, title=title, lines=lines, synthetic=synthetic, contents=contents), folder)


def source(parts, *, title, lines=(), synthetic=False, contents=True):
    """The typst text of a document."""
    body = _prose(
        [part.html if isinstance(part, Prose) else f"<p>{MARK.format(n)}</p>" for n, part in enumerate(parts)]
    )
    for number, part in enumerate(parts):
        if not isinstance(part, Prose):
            body = body.replace(MARK.format(number), figure(part) if isinstance(part, Figure) else table(part))
    start = {"title": string(title), "lines": "".join(f"{string(line)}, " for line in lines)}
    flags = f"synthetic: {str(synthetic).lower()}, contents: {str(contents).lower()}"
    head = f"#show: paper.with(title: {start['title']}, lines: ({start['lines']}), {flags})\n\n"
    return TEMPLATE.read_text() + head + body


def compiled(text, folder):
    """The PDF that typst makes of a text; tagged as PDF/UA-1 where its figures allow, else tagged as typst can."""
    options = {"root": str(Path(folder).resolve()), "font_paths": [str(FONTS)], "ignore_system_fonts": True}
    try:
        made = typst.compile(text.encode(), pdf_standards=[ACCESSIBLE], **options)
    except typst.TypstError:
        made = typst.compile(text.encode(), **options)
    # The default, said aloud, is an error to poppler; blanks in its place leave every offset as it is.
    return made.replace(MARKED + NO_SUSPECTS, MARKED + b" " * len(NO_SUSPECTS))


def figure(part):
    """The typst text of a figure with caption."""
    words = f"strong[{escaped(part.label)}] {escaped(part.caption)}"
    return f"#drawing({string('/' + part.path + '.svg')}, {string(part.alt)})[#{words}]"


def table(part):
    """The typst text of a table: header repeated on every page, columns wide enough, on its side where it must be."""
    fit = fitting.fit(part)
    cells = [f"  table.header({', '.join(f'[{cell(one)}]' for one in part.header)})," if part.header else ""]
    cells += ["  " + ", ".join(f"[{cell(one)}]" for one in row) + "," for row in part.rows]
    label = f"#strong[{escaped(part.label)}] " if part.label else ""
    columns = ", ".join(f"{100 * share:.2f}%" for share in fit.shares)
    align = ", ".join("right" if number else "left" for number in part.numeric)
    flags = f"whole: {str(len(part.rows) <= WHOLE).lower()}, landscape: {str(fit.landscape).lower()}"
    look = f"{flags}, size: {fit.size}pt, columns: ({columns},), align: ({align},)"
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
