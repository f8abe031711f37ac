"""The Word file: a document written by pandoc, with real headings, captions and tables that can be edited.

It begins a page with every heading, figure and table that begins one in the PDF, and its text takes no more room, so
that the page numbers of the contents hold for both.
"""

import tempfile
from pathlib import Path

from PIL import Image

from analysis.report.blocks import Figure, Heading
from analysis.report.documents import pandoc, reference, runs, wordmarkup
from analysis.report.documents.prose import Words, paragraph, raw, text

PAGE = (170, 216)  # mm: the width of the text, and the height that leaves room for a caption
NARROW, LOW = 141, 86  # mm: a figure up to this wide is set at most this high, so that two stand on a page
FIRST_BOOKMARK = 1000  # pandoc's own stay below


def docx(laid, folder, *, title, lines=(), synthetic=False):
    """The bytes of a Word file of a laid document with the figures below `folder`.

    One without contents begins its pages where Word likes.
    """
    front = [_word(wordmarkup.paragraph("Subtitle", wordmarkup.run(line))) for line in lines]
    if laid.depth:
        front.append(_word(_contents(laid)))
    body = _tree(laid, iter(laid.places if laid.depth else []), Path(folder))
    with tempfile.TemporaryDirectory() as scratch:
        style = Path(scratch) / "reference.docx"
        style.write_bytes(reference.docx(title, synthetic=synthetic))
        # Figures by their path below the folder: their names inside the file must not depend on where the report goes.
        options = [f"--resource-path={folder}", f"--reference-doc={style}"]
        return pandoc.written([*front, *body], "docx", *options, title=title)


def _contents(laid):
    placed = [part for part in laid.parts if not isinstance(part, Words)]
    numbered = enumerate(zip(placed, laid.places, strict=True), FIRST_BOOKMARK)
    entries = [(part, number, place.page) for number, (part, place) in numbered if isinstance(part, Heading)]
    return wordmarkup.contents([entry for entry in entries if entry[0].level <= laid.depth], laid.depth)


def _tree(laid, places, folder):
    """The tree of a document's runs; tables, headings and ends of runs in Word's own markup."""
    tree, number, after_table = [], FIRST_BOOKMARK, False
    for run in laid.runs:
        tree += [_word(wordmarkup.section_end(turned=False))] if run.landscape else []
        for part in run.parts:
            if isinstance(part, Words):
                tree += _below(part.tree) if after_table else part.tree
            else:
                first = getattr(next(places, None), "first", False)
                tree += _part(part, number, first, folder)
                number += 1
            after_table = isinstance(part, runs.Fitted)
        tree += [_word(wordmarkup.section_end(turned=True))] if run.landscape else []
    return tree


def _part(part, number, first, folder):
    if isinstance(part, Heading):
        return [_word(wordmarkup.heading(part, number, first=first))]
    if isinstance(part, Figure):
        return [_picture(part, first, folder), _word(wordmarkup.caption("ImageCaption", part))]
    return [_word(wordmarkup.caption("TableCaption", part.table, first=first) + wordmarkup.table(*part))]


def _picture(part, first, folder):
    file = Path(part.path).with_suffix(".png")
    size = ["", [], [["width", f"{_width(folder / file):.1f}mm"]]]
    image = {"t": "Image", "c": [size, [text(part.alt)], [str(file), ""]]}
    return _styled("Captioned Figure First" if first else "Captioned Figure", paragraph(image))


def _width(picture):
    """The width in mm at which a picture is set: its own, or what fits."""
    with Image.open(picture) as image:
        dots = image.info.get("dpi", (300, 300))[0]
        wide, high = (pixels / dots * 25.4 for pixels in image.size)
    low = LOW if wide < NARROW else PAGE[1]
    return wide * min(1, PAGE[0] / wide, low / high)


def _below(tree):
    """Words below a table, with the room above that no table has below."""
    return [_styled("Body Text Below Table", tree[0]), *tree[1:]] if tree and tree[0]["t"] == "Para" else tree


def _styled(style, block):
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [block]]}


def _word(markup):
    return raw("openxml", markup)
