"""The Word file: parts of a document written by pandoc, with real headings, captions and tables that can be edited."""

import html
import re
import tempfile
from pathlib import Path
from urllib.parse import quote

import pypandoc
from PIL import Image

from analysis.pipeline.documents import archive, fitting, reference
from analysis.pipeline.documents.reading import Figure, Prose

PAGE = (170, 220)  # mm: the width of the text, and the height that leaves room for a caption
NARROW, LOW = 141, 86  # mm: a figure up to this wide is set at most this high, so that two stand on a page
TABLE_STYLE = {8.0: "TableText", 7.0: "TableTextSmall", 6.0: "TableTextTiny"}
TURNED, UPRIGHT, CONTENTS, CONTENTS_END = "PAGETURNED", "PAGEUPRIGHT", "CONTENTSBEGIN", "CONTENTSEND"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
TOC = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'


def docx(parts, folder, *, title, lines=(), synthetic=False, contents=True):
    """The bytes of a Word file of the parts, with the figures found below `folder`."""
    text = source(parts, folder, title=title, lines=lines, contents=contents)
    with tempfile.TemporaryDirectory() as scratch:
        written, style = Path(scratch) / "document.docx", Path(scratch) / "reference.docx"
        style.write_bytes(reference.docx(title, synthetic=synthetic))
        # Figures by their path below the folder: their names inside the file must not depend on where the report goes.
        options = [f"--resource-path={folder}", f"--reference-doc={style}"]
        options += [f"--metadata=title={title}", "--metadata=lang=en-GB"]
        pypandoc.convert_text(text, "docx", format="html", outputfile=str(written), extra_args=options)
        return finished(written.read_bytes(), [part for part in parts if hasattr(part, "rows")])


def source(parts, folder, *, title, lines=(), contents=True):
    """The HTML that pandoc makes the Word file of."""
    start = "".join(_styled("Subtitle", html.escape(line)) for line in lines)
    return start + (_contents(parts) if contents else "") + "\n".join(_part(part, folder) for part in parts)


def finished(data, tables):
    """The Word file with its tables in the type that fits, wide ones on a page on its side, and without clock times."""
    files = archive.unzipped(data)
    text = files["word/document.xml"].decode()
    styles = iter([TABLE_STYLE[fitting.fit(table).size] for table in tables])
    text = re.sub(
        r"<w:tbl>.*?</w:tbl>", lambda found: _table_text(found[0], next(styles, "TableText")), text, flags=re.S
    )
    files["word/document.xml"] = _fields(_turned(text)).encode()
    core = re.sub(rb"<dcterms:(created|modified)[^>]*>.*?</dcterms:\1>", b"", files["docProps/core.xml"])
    files["docProps/core.xml"] = core
    return archive.zipped(files)


def _part(part, folder):
    if isinstance(part, Prose):
        return part.html
    return _figure(part, Path(folder)) if isinstance(part, Figure) else _table(part)


def _contents(parts):
    found = [re.match(r'<h([12]) id="([^"]+)">(.*?)</h', part.html) for part in parts if isinstance(part, Prose)]
    entries = [(f"toc {one[1]}", f'<a href="#{one[2]}">{one[3]}</a>') for one in found if one]
    links = "".join(_styled(style, link) for style, link in entries)
    return _styled("TOC Heading", "Contents") + f"<p>{CONTENTS}</p>{links}<p>{CONTENTS_END}</p>"


def _styled(style, inside):
    return f'<div custom-style="{style}"><p>{inside}</p></div>'


def _caption(style, part):
    label = f"<strong>{html.escape(part.label)}</strong> " if part.label else ""
    return _styled(style, label + html.escape(part.caption))


def _figure(part, folder):
    width = _width(folder / f"{part.path}.png")
    image = f'<img src="{quote(part.path)}.png" alt="{html.escape(part.alt)}" width="{width:.1f}mm">'
    return _styled("Captioned Figure", image) + _caption("Image Caption", part)


def _width(picture):
    """The width in mm at which a picture is set: its own, or what fits."""
    with Image.open(picture) as image:
        dots = image.info.get("dpi", (300, 300))[0]
        wide, high = (pixels / dots * 25.4 for pixels in image.size)
    low = LOW if wide < NARROW else PAGE[1]
    return wide * min(1, PAGE[0] / wide, low / high)


def _table(part):
    fit = fitting.fit(part)
    columns = "".join(f'<col style="width:{100 * share:.2f}%">' for share in fit.shares)
    sides = [' style="text-align:right"' if number else "" for number in part.numeric]
    head = f"<thead>{_row(part.header, sides, 'th')}</thead>" if part.header else ""
    body = "".join(_row(row, sides, "td") for row in part.rows)
    text = f"{_caption('Table Caption', part)}<table><colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>"
    return f"<p>{UPRIGHT}</p>{text}<p>{TURNED}</p>" if fit.landscape else text


def _row(cells, sides, tag):
    return f"<tr>{''.join(f'<{tag}{side}>{cell}</{tag}>' for cell, side in zip(cells, sides, strict=True))}</tr>"


def _table_text(table, style):
    return table.replace('<w:pStyle w:val="Compact" />', f'<w:pStyle w:val="{style}" />')


def _turned(text):
    """The marks before and after a wide table made into the ends of an upright and of a turned run of pages."""
    last = re.findall(r"<w:sectPr.*?</w:sectPr>", text, re.S)[-1]
    side = re.sub(r"<w:pgSz[^>]*>", '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>', last)
    for mark, section in ((UPRIGHT, last), (TURNED, side)):
        text = _marked(text, mark, f"<w:pPr>{section}</w:pPr>")
    # a section that ends where the next one begins would be an empty page
    empty = re.escape(f"<w:p><w:pPr>{side}</w:pPr></w:p>") + r"\s*" + re.escape(f"<w:p><w:pPr>{last}</w:pPr></w:p>")
    return re.sub(empty, lambda _: f"<w:p><w:pPr>{side}</w:pPr></w:p>", text)


def _fields(text):
    """The contents as a field that Word can bring up to date, with page numbers, at a right click."""
    begin = FIELD.format("begin") + TOC + FIELD.format("separate")
    return _marked(_marked(text, CONTENTS, begin), CONTENTS_END, FIELD.format("end"))


def _marked(text, mark, inside):
    paragraph = rf"<w:p>(?:(?!</w:p>).)*?<w:t[^>]*>{mark}</w:t>.*?</w:p>"
    return re.sub(paragraph, lambda _: f"<w:p>{inside}</w:p>", text, flags=re.S)
