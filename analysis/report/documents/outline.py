"""The contents of the Word file: a field that Word can update, filled with the page numbers of the PDF.

The Word file begins a page with every heading, figure and table that begins one in the PDF, and its text takes no more
room, so that the page numbers hold for both. A field that asks to be updated would greet each reader with a question,
so none does.
"""

import re

from analysis.report.documents import reading

BEGIN, END = "CONTENTSBEGIN", "CONTENTSEND"
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
COMMAND = '<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
GALLERY = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
START = re.compile(r'<w:pStyle w:val="(?:Heading[1-6]|CaptionedFigure|TableCaption)" ?/>')
ENTRY = re.compile(r'(<w:hyperlink w:anchor="([^"]+)">)(.*?)(</w:hyperlink>)', re.S)


def markup(parts):
    """The HTML of the contents, which `finished` makes a field of."""
    listed = [one for one in reading.headings(parts) if one[0] <= reading.depth(parts)]
    entries = [_styled(f"toc {level}", f'<a href="#{ident}">{words}</a>') for level, ident, words in listed]
    return f"<p>{BEGIN}</p>{_styled('TOC Heading', 'Contents')}{''.join(entries)}<p>{END}</p>"


def finished(text, places, depth):
    """The document's XML with its contents as a field with page numbers, and the pages begun where the PDF's are."""
    found = re.search(rf"{_paragraph(BEGIN)}(.*?){_paragraph(END)}", text, re.S)
    if not found:
        return text
    pages = iter([place.page for place in places if 0 < place.level <= depth])
    entries = ENTRY.sub(lambda one: _entry(one, next(pages)), found[1])
    sheet = f"<w:sdt><w:sdtPr>{GALLERY}</w:sdtPr><w:sdtContent>{_field(entries, depth)}</w:sdtContent></w:sdt>"
    return text[: found.start()] + sheet + _begun(text[found.end() :], places)


def _entry(found, page):
    start, anchor, words, end = found.groups()
    number = _wrapped(f"PAGEREF {anchor} \\h", f"<w:r><w:t>{page}</w:t></w:r>")
    return f"{start}{words}<w:r><w:tab/></w:r>{number}{end}"


def _field(entries, depth):
    """The entries between the start of the field, in the first of them, and its end, in the last."""
    opening = MARK.format("begin") + COMMAND.format(f'TOC \\o "1-{depth}" \\h \\z \\u') + MARK.format("separate")
    entries = entries.replace("<w:hyperlink", f"{opening}<w:hyperlink", 1)
    before, _, after = entries.rpartition("</w:hyperlink>")
    return f"{before}</w:hyperlink>{MARK.format('end')}{after}"


def _wrapped(command, shown):
    return MARK.format("begin") + COMMAND.format(command) + MARK.format("separate") + shown + MARK.format("end")


def _begun(text, places):
    """The text after the contents with a page begun by each heading, figure and table that begins one in the PDF."""
    left = iter(places)
    return START.sub(lambda found: found[0] + ("<w:pageBreakBefore />" if next(left).first else ""), text)


def _paragraph(mark):
    return rf"<w:p>(?:(?!</w:p>).)*?<w:t[^>]*>{mark}</w:t>.*?</w:p>"


def _styled(style, inside):
    return f'<div custom-style="{style}"><p>{inside}</p></div>'
