"""The Word file: parts of a document written by pandoc, with real headings, captions and tables that can be edited."""

import html
import re
import tempfile
from pathlib import Path
from urllib.parse import quote

import pypandoc
from PIL import Image

from analysis.report.documents import archive, outline, pagination, reading, reference, runs, wordtables
from analysis.report.documents.reading import Figure, Prose

PAGE = (170, 216)  # mm: the width of the text, and the height that leaves room for a caption
NARROW, LOW = 141, 86  # mm: a figure up to this wide is set at most this high, so that two stand on a page
TURNED, UPRIGHT = "PAGETURNED", "PAGEUPRIGHT"
# the paragraph that ends a section, so low that it never needs a page of its own
LAST = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'


def docx(laid, folder, *, title, lines=(), synthetic=False, contents=True):
    """The bytes of a Word file of a document's runs, with the figures found below `folder`."""
    front = "".join(_styled("Subtitle", html.escape(line)) for line in lines)
    front += outline.markup(runs.parts(laid)) if contents else ""
    made = _written(front + source(laid, folder), folder, title, synthetic)
    places = pagination.places(laid, folder, title=title, lines=lines) if contents else []
    return finished(made, laid, places, reading.depth(runs.parts(laid)))


def source(laid, folder):
    """The HTML, for pandoc, of a document's runs."""
    return "\n".join(_run(run, Path(folder)) for run in laid)


def finished(data, laid, places, depth):
    """The Word file with its tables and contents as they are set, wide tables on turned pages, and no clock times."""
    files = archive.unzipped(data)
    text = files["word/document.xml"].decode()
    fits = [part.fit for part in runs.parts(laid) if isinstance(part, runs.Fitted)]
    text = outline.finished(wordtables.finished(text, fits), places, depth)
    files["word/document.xml"] = _turned(text).encode()
    core = re.sub(rb"<dcterms:(created|modified)[^>]*>.*?</dcterms:\1>", b"", files["docProps/core.xml"])
    files["docProps/core.xml"] = core
    return archive.zipped(files)


def _written(text, folder, title, synthetic):
    """The Word file that pandoc makes of HTML."""
    with tempfile.TemporaryDirectory() as scratch:
        written, style = Path(scratch) / "document.docx", Path(scratch) / "reference.docx"
        style.write_bytes(reference.docx(title, synthetic=synthetic))
        # Figures by their path below the folder: their names inside the file must not depend on where the report goes.
        options = [f"--resource-path={folder}", f"--reference-doc={style}"]
        options += [f"--metadata=title={title}", "--metadata=lang=en-GB"]
        pypandoc.convert_text(text, "docx", format="html", outputfile=str(written), extra_args=options)
        return written.read_bytes()


def _run(run, folder):
    text = "\n".join(_part(part, folder) for part in run.parts)
    return f"<p>{UPRIGHT}</p>{text}<p>{TURNED}</p>" if run.landscape else text


def _part(part, folder):
    if isinstance(part, Prose):
        return part.html
    if isinstance(part, Figure):
        return _figure(part, folder)
    return _caption("Table Caption", part.table) + wordtables.markup(*part)


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


def _turned(text):
    """The marks around wide tables made into the ends of an upright and of a turned run of pages."""
    last = re.findall(r"<w:sectPr.*?</w:sectPr>", text, re.S)[-1]
    side = re.sub(r"<w:pgSz[^>]*>", '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>', last)
    side = side.replace(reference.FOOTER, reference.FOOTER_TURNED)
    for mark, section in ((UPRIGHT, last), (TURNED, side)):
        text = _marked(text, mark, f"<w:pPr>{LAST}{section}</w:pPr>")
    return text


def _marked(text, mark, inside):
    paragraph = rf"<w:p>(?:(?!</w:p>).)*?<w:t[^>]*>{mark}</w:t>.*?</w:p>"
    return re.sub(paragraph, lambda _: f"<w:p>{inside}</w:p>", text, flags=re.S)
