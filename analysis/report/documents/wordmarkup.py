"""Pieces of a Word file in its own markup (WordprocessingML): paragraphs, headings, tables, contents, sections."""

from xml.sax.saxutils import escape, quoteattr

from analysis.report.blocks import NUMBER
from analysis.report.documents import measuring, prose

STYLES = {8.0: "TableText", 7.5: "TableTextMedium", 7.0: "TableTextSmall", 6.5: "TableTextTiny"}
WIDTHS = {False: 9638, True: 14570}  # twentieths of a point: the text's width on an upright page, on a turned one
WHOLE = 0.5  # pages up to which a table is not torn apart
ENDS = 2  # rows of a longer table that hold together at its start and at its end
HEADER, FOOTER, FOOTER_TURNED = "rId91", "rId92", "rId93"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def w(tag, *inside, **given):
    """An element of Word's namespace; names of attributes without it."""
    attributes = "".join(f" w:{name}={quoteattr(str(value))}" for name, value in given.items())
    return f"<w:{tag}{attributes}>{''.join(inside)}</w:{tag}>"


def run(words, *look):
    """Words as a run; look: elements that say how it looks."""
    looks = w("rPr", *look) if look else ""
    return w("r", looks, f'<w:t xml:space="preserve">{escape(prose.plain(words))}</w:t>') if words else ""


def bold(words):
    """Words in bold type."""
    return run(words, w("b"))


def paragraph(style, *inside, first=False, look=()):
    """A paragraph; first: whether it begins a page; look: further elements that say how it is set, in Word's order."""
    begun = [w("pageBreakBefore")] if first else []
    return w("p", w("pPr", w("pStyle", val=style), *begun, *look), *inside)


def caption(style, part, *, first=False):
    """The caption of a figure or a table, its label in bold type."""
    label = [bold(f"{part.label}."), run(" ")] if part.label else []
    return paragraph(style, *label, run(part.caption), first=first)


def heading(part, number, *, first=False):
    """A heading with the bookmark that the contents lead to; number: that of the bookmark."""
    marked = (
        f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(number)}"/>',
        run(part.text),
        w("bookmarkEnd", id=number),
    )
    return paragraph(f"Heading{part.level}", *marked, first=first)


def bookmark(number):
    """The name of a heading's bookmark."""
    return f"_Toc{number}"


def contents(entries, depth):
    """The contents: a field that Word can update, holding its entries, [(heading, number, page)].

    A field that asks to be updated would greet each reader with a question, so this one does not.
    """
    start = [_mark("begin"), _command(f'TOC \\o "1-{depth}" \\h \\z \\u'), _mark("separate")]
    lines = [_entry(*entry, before=[] if at else start, after=[] if at < len(entries) - 1 else [_mark("end")])
             for at, entry in enumerate(entries)]  # fmt: skip
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return w("sdt", w("sdtPr", gallery), w("sdtContent", paragraph("TOCHeading", run("Contents")), *lines))


def table(part, fit):
    """A table in its setting, torn apart only where it must be, its header repeated on every page."""
    widths = [round(share * WIDTHS[fit.landscape]) for share in fit.shares]
    style = [w("tblStyle", val="Table"), w("tblW", type="dxa", w=sum(widths)), w("tblLayout", type="fixed")]
    style.append(w("tblLook", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=0, val="0020"))
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    header = [run(measuring.breakable(column.heading)) for column in part.columns]
    rows = [header, *([_cell(cell) for cell in line] for line in part.lines)]
    sides = [[w("jc", val="right")] if column.kind == NUMBER else [] for column in part.columns]
    return w(
        "tbl", w("tblPr", *style), grid, *(_row(at, row, widths, sides, fit, len(rows)) for at, row in enumerate(rows))
    )


def section_end(*, turned):
    """The paragraph that ends a run of pages, so low that it never needs a page of its own."""
    low = w("spacing", before=0, after=0, line=20, lineRule="exact"), w("rPr", w("sz", val=2))
    return w("p", w("pPr", *low, section(turned=turned)))


def section(*, turned=False):
    """How the pages of a run are: A4, upright or turned, header and footer."""
    refer = '<w:{}Reference w:type="default" r:id="{}" xmlns:r="' + OFFICE + '"/>'
    sides = {"w": 16838, "h": 11906, "orient": "landscape"} if turned else {"w": 11906, "h": 16838}
    margins = {"top": 1247, "right": 1134, "bottom": 964, "left": 1134, "header": 567, "footer": 567, "gutter": 0}
    footer = refer.format("footer", FOOTER_TURNED if turned else FOOTER)
    return w("sectPr", refer.format("header", HEADER), footer, w("pgSz", **sides), w("pgMar", **margins))


def _entry(part, number, page, *, before, after):
    there = [
        _mark("begin"),
        _command(f"PAGEREF {bookmark(number)} \\h"),
        _mark("separate"),
        run(str(page)),
        _mark("end"),
    ]
    words = run(part.text, w("rStyle", val="Hyperlink")), w("r", w("tab")), *there
    return paragraph(f"TOC{part.level}", *before, w("hyperlink", *words, anchor=bookmark(number)), *after)


def _mark(kind):
    return w("r", w("fldChar", fldCharType=kind))


def _command(words):
    return w("r", f'<w:instrText xml:space="preserve"> {escape(words)} </w:instrText>')


def _cell(cell):
    lead = [bold(cell.lead), run(" " if cell.text else "")] if cell.lead else []
    aside = [w("r", w("br")), run(cell.aside, w("rStyle", val="SmallText"))] if cell.aside else []
    return "".join([*lead, run(cell.text), *aside])


def _row(at, row, widths, sides, fit, rows):
    """A row that no page's end divides; the first is the header."""
    held = [w("keepNext")] if at < rows - 1 and (fit.pages <= WHOLE or at < ENDS or at >= rows - ENDS) else []
    close = [w("spacing", before=12, after=12)] if fit.close else []
    cells = [
        w("tc", w("tcPr", w("tcW", type="dxa", w=width)),
          paragraph(STYLES[fit.size], inside, look=[*held, *close, *side]))
        for inside, width, side in zip(row, widths, sides, strict=True)
    ]  # fmt: skip
    return w("tr", w("trPr", w("cantSplit"), *([] if at else [w("tblHeader")])), *cells)
