"""The PDF: a document set by typst with contents, page numbers, bookmarks and tags, from bundled fonts."""

import json
from pathlib import Path

import typst

from analysis.report.blocks import NUMBER, Figure, Heading
from analysis.report.documents import measuring, pandoc, prose

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
ACCESSIBLE = "ua-1"  # PDF/UA-1: tags, a language, words for every image
WHOLE = 0.5  # pages up to which a table is not torn apart
MARKED, NO_SUSPECTS = b"/Marked true", b"/Suspects false"
TURNED, UPRIGHT = "#page(flipped: true)[#metadata(1)<turned>", "#metadata(1)<upright>]"


def source(laid, *, title, lines=(), synthetic=False, depth=0):
    """The typst text of a document's runs; depth: the levels of headings in its contents, 0 for none."""
    tree = [block for run in laid for block in _run(run)]
    start = {"title": string(title), "lines": "".join(f"{string(line)}, " for line in lines)}
    flags = f"synthetic: {str(synthetic).lower()}, depth: {depth}"
    head = f"#show: paper.with(title: {start['title']}, lines: ({start['lines']}), {flags})\n\n"
    return TEMPLATE.read_text() + head + pandoc.written(tree, "typst").decode()


class Document:
    """A typst text with the typesetter that has read it: asked first, then printed, it sets the pages once."""

    def __init__(self, text, folder):
        self.text, self._folder = text, folder
        self._typst = self._new()

    def asked(self):
        """What the typesetter tells: (where headings, figures and tables begin, how far turned pages go).

        Each is a list of dicts in the order of the text: page, first (nothing is above it there); pages, down (the
        share of the last one's height). Raises TypstError for a text that is no typst.
        """
        found = json.loads(self._typst.query("metadata", field="value", format="json"))
        told = [one for one in found if isinstance(one, dict)]
        return [one for one in told if "page" in one], [one for one in told if "pages" in one]

    def pdf(self):
        """The PDF; tagged as PDF/UA-1 where its figures allow, else tagged as typst can."""
        try:
            made = self._typst.compile(format="pdf", pdf_standards=[ACCESSIBLE])
        except typst.TypstError:
            made = self._new().compile(format="pdf")  # one that failed has lost its text
        # The default, said aloud, is an error to poppler; blanks in its place leave every offset as it is.
        return made.replace(MARKED + NO_SUSPECTS, MARKED + b" " * len(NO_SUSPECTS))

    def _new(self):
        fonts = {"font_paths": [str(measuring.FONTS)], "ignore_system_fonts": True}
        return typst.Compiler(self.text.encode(), root=str(Path(self._folder).resolve()), **fonts)


def string(words):
    """Words as a typst string, whatever is in them."""
    return json.dumps(prose.plain(words), ensure_ascii=False)


def _run(run):
    tree = [block for part in run.parts for block in _part(part)]
    return [prose.raw("typst", TURNED), *tree, prose.raw("typst", UPRIGHT)] if run.landscape else tree


def _part(part):
    if isinstance(part, prose.Words):
        return part.tree
    if isinstance(part, Heading):
        return [{"t": "Header", "c": [part.level, [part.ident, [], []], [prose.text(part.text)]]}]
    return [prose.raw("typst", _figure(part) if isinstance(part, Figure) else _table(*part))]


def _figure(part):
    return f"#drawing({string('/' + part.path)}, {string(part.alt)})[{_captioned(part)}]"


def _table(part, fit):
    """A table in its setting: header repeated on every page, its words broken where they may be."""
    header = ", ".join(f"[{_strong(measuring.breakable(column.heading))}]" for column in part.columns)
    rows = ["  " + ", ".join(f"[{_cell(cell)}]" for cell in line) + "," for line in part.lines]
    columns = ", ".join(f"{100 * share:.2f}%" for share in fit.shares)
    align = ", ".join("right" if column.kind == NUMBER else "left" for column in part.columns)
    flags = f"whole: {str(fit.pages <= WHOLE).lower()}, close: {str(fit.close).lower()}, size: {fit.size}pt"
    look = f"{flags}, columns: ({columns},), align: ({align},), caption: [{_captioned(part)}]"
    return "\n".join([f"#grid-table({look},", f"  table.header({header}),", *rows, ")"])


def _captioned(part):
    return " ".join(
        [*([_strong(f"{part.label}.")] if part.label else []), *([_text(part.caption)] if part.caption else [])]
    )


def _cell(cell):
    small = f"#linebreak()#small({string(cell.aside)})" if cell.aside else ""
    return " ".join([*([_strong(cell.lead)] if cell.lead else []), *([_text(cell.text)] if cell.text else [])]) + small


def _text(words):
    # a string is text whatever it holds
    return f"#text({string(words)})"


def _strong(words):
    return f"#strong({string(words)})"
