"""Tables of the Word file: their HTML for pandoc, and in what it wrote their type and the rows that hold together."""

import re

from analysis.report.documents import measuring

STYLES = {8.0: "TableText", 7.5: "TableTextMedium", 7.0: "TableTextSmall", 6.5: "TableTextTiny"}
SMALL = '<span custom-style="Small Text">'  # pandoc knows no <small>
CLOSE = '<w:spacing w:before="12" w:after="12" />'
WHOLE = 0.5  # pages up to which a table is not torn apart
ENDS = 2  # rows of a longer table that hold together at its start and at its end
AFTER = re.compile(r'</w:tbl>\s*<w:p><w:pPr><w:pStyle w:val="(?:BodyText|FirstParagraph)" />')
TABLE, ROW = re.compile(r"<w:tbl>.*?</w:tbl>", re.S), re.compile(r"<w:tr>.*?</w:tr>", re.S)


def markup(part, fit):
    """The HTML of a table in its setting."""
    columns = "".join(f'<col style="width:{100 * share:.2f}%">' for share in fit.shares)
    sides = [' style="text-align:right"' if number else "" for number in part.numeric]
    header = _row([measuring.breakable(cell) for cell in part.header], sides, "th")
    head = f"<thead>{header}</thead>" if part.header else ""
    body = "".join(_row(row, sides, "td") for row in part.rows)
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>"


def finished(text, fits):
    """The document's XML with each of its tables in the type of its setting, torn apart only where it must be."""
    left = iter(fits)
    text = TABLE.sub(lambda found: _finished(found[0], next(left, None)), text)
    return AFTER.sub(lambda found: f'{found[0]}<w:spacing w:before="160" />', text)


def _row(cells, sides, tag):
    cells = [cell.replace("<small>", SMALL).replace("</small>", "</span>") for cell in cells]
    return f"<tr>{''.join(f'<{tag}{side}>{cell}</{tag}>' for cell, side in zip(cells, sides, strict=True))}</tr>"


def _finished(table, fit):
    if fit is None:  # a table inside of prose stays as pandoc wrote it
        return table
    table = table.replace('<w:pStyle w:val="Compact" />', f'<w:pStyle w:val="{STYLES[fit.size]}" />')
    if fit.close:
        table = re.sub(r"(<w:pStyle [^>]*>)", rf"\1{CLOSE}", table)
    rows = ROW.findall(table)
    held = [_unbroken(row) if _ends(n, len(rows), fit) else _whole(row) for n, row in enumerate(rows)]
    left = iter(held)
    return ROW.sub(lambda _: next(left), table)


def _ends(number, rows, fit):
    """Whether a row must be on the page of the one after it."""
    last = number == rows - 1
    return not last and (fit.pages <= WHOLE or number < ENDS or number >= rows - ENDS)


def _unbroken(row):
    """A row that stands on the page of the row after it."""
    return re.sub(r"(<w:pStyle [^>]*>)", r"\1<w:keepNext />", _whole(row))


def _whole(row):
    """A row that no page's end divides."""
    if "<w:trPr>" in row:
        return row.replace("<w:trPr>", "<w:trPr><w:cantSplit />", 1)
    return row.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", 1)
