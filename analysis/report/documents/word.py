"""The Word file: a document written by pandoc, with real headings, captions and tables that can be edited.

It begins its pages as the PDF does, so that the page numbers of the contents hold for both.
"""

import io
import itertools
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

from analysis.report.blocks import Figure, Heading
from analysis.report.documents import typeset
from analysis.report.documents.pagination import Fitted
from analysis.report.documents.prose import Words, paragraph, raw, text, written

PAGE = (170, 216)  # mm: the width of the text, and the height that leaves room for a caption
NARROW, LOW = 141, 86  # mm: a figure up to this wide is set at most this high, so that two stand on a page
NEARLY, HALF = 130, 110  # mm: so is a wide one up to this high
GAP = 1  # mm beside a picture
STYLES = {8.0: "TableText", 7.5: "TableTextMedium", 7.0: "TableTextSmall", 6.5: "TableTextTiny"}
WIDTHS = {False: 9638, True: 14570}  # twentieths of a point: the text's width on an upright page, on a turned one
WHOLE = 0.5  # pages up to which a table is not torn apart
ENDS = 2  # rows of a longer table that hold together at its start and at its end
FIRST_BOOKMARK = 1000  # pandoc's own stay below
DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say
PLAIN = {"[Content_Types].xml": "content_types", "_rels/.rels": "package_links",
         "word/_rels/document.xml.rels": "links", "word/document.xml": "document"}  # fmt: skip
TITLED = {"word/header1.xml": "header", "word/footer1.xml": "footer", "word/footer2.xml": "turned_footer"}


def docx(laid, folder, *, title, lines=(), synthetic=False):
    """A Word file of a laid document, figures below `folder`; without contents it begins its pages where Word likes."""
    front = [_word("line", "Subtitle", line) for line in lines]
    front += [_word("contents", _entries(laid), laid.depth)] if laid.depth else []
    body = _tree(laid, iter(laid.places if laid.depth else []), Path(folder))
    with tempfile.TemporaryDirectory() as scratch:
        style = Path(scratch) / "reference.docx"
        style.write_bytes(_reference(title, synthetic))
        # Figures by their path below the folder: their names inside the file must not depend on where the report goes.
        options = [f"--resource-path={folder}", f"--reference-doc={style}"]
        return written([*front, *body], "docx", *options, title=title)


def _entries(laid):
    """What the contents list: [(heading, number of its bookmark, page)]."""
    placed = [part for part in laid.parts if not isinstance(part, Words)]
    numbered = enumerate(zip(placed, laid.places, strict=True), FIRST_BOOKMARK)
    return [(part, number, place.page) for number, (part, place) in numbered
            if isinstance(part, Heading) and part.level <= laid.depth]  # fmt: skip


def _tree(laid, places, folder):
    """The tree of a document's runs; tables, headings and ends of runs in Word's own markup."""
    tree, numbers, after_table = [], itertools.count(FIRST_BOOKMARK), False
    for run in laid.runs:
        tree += [_word("section_end", False)] if run.landscape else []
        for part, *other in typeset.beside(run.parts):
            if isinstance(part, Words):
                tree += _below(part.tree) if after_table else part.tree
            else:
                number, first = next(numbers), getattr(next(places, None), "first", False)
                tree += _pair([part, *other], first, folder) if other else _part(part, number, first, folder)
                _ = [(next(numbers), next(places, None)) for _ in other]
            after_table = isinstance(part, Fitted)
        tree += [_word("section_end", True)] if run.landscape else []
    return tree


def _part(part, number, first, folder):
    if isinstance(part, Heading):
        return [_word("heading", part, number, first)]
    if isinstance(part, Figure):
        return [_picture([part], first, folder), _word("caption", "ImageCaption", part)]
    captioned = [_word("caption", "TableCaption", part.table, first)] if part.table.label or part.table.caption else []
    return [*captioned, _word("table", _table(*part))]


def _table(table, fit):
    """A table as its template wants it; `held` says of each row whether it stands on the page of the row after it."""
    last = len(table)
    held = [at < last and (fit.pages <= WHOLE or at < ENDS or at > last - ENDS) for at in range(last + 1)]
    widths = [round(share * WIDTHS[fit.landscape]) for share in fit.shares]
    return {"columns": table.columns, "lines": table.lines, "style": STYLES[fit.size], "close": fit.close,
            "widths": widths, "held": held}  # fmt: skip


def _pair(figures, first, folder):
    """Two narrow figures on a line, their captions below."""
    return [_picture(figures, first, folder), *(_word("caption", "ImageCaption", one) for one in figures)]


def _picture(figures, first, folder):
    images = [_image(one, folder, PAGE[0] / len(figures) - GAP) for one in figures]
    return _styled("Captioned Figure First" if first else "Captioned Figure", paragraph(*images))


def _image(figure, folder, room):
    file = Path(figure.path).with_suffix(".png")
    size = ["", [], [["width", f"{_width(folder / file, room):.1f}mm"]]]
    return {"t": "Image", "c": [size, [text(figure.alt)], [str(file), ""]]}


def _width(picture, room):
    """The width in mm at which a picture is set: its own, or what fits."""
    with Image.open(picture) as image:
        wide, high = (pixels / image.info.get("dpi", (300, 300))[0] * 25.4 for pixels in image.size)
    low = LOW if wide < NARROW else HALF if high < NEARLY else PAGE[1]
    return wide * min(1, room / wide, low / high)


def _below(tree):
    """Words below a table, with the room above that no table has below."""
    return [_styled("Body Text Below Table", tree[0]), *tree[1:]] if tree and tree[0]["t"] == "Para" else tree


def _styled(style, block):
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [block]]}


def _word(piece, *words):
    return raw("openxml", str(getattr(typeset.pieces("word.xml"), piece)(*words)))


def _reference(title, synthetic):
    """The bytes of a Word file of our look: styles on A4, a header that says SYNTHETIC where rows are, page numbers."""
    own = typeset.pieces("reference.xml")
    files = {name: getattr(own, macro)() for name, macro in PLAIN.items()}
    files |= {name: getattr(own, macro)(title, synthetic) for name, macro in TITLED.items()}
    files["word/styles.xml"] = (typeset.TEMPLATES / "styles.xml").read_text()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name, DAY_ZERO), str(content).strip())
    return buffer.getvalue()
