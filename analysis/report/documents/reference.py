"""The look of our Word files, as the reference that pandoc takes styles, page, header and footer from."""

import functools
import html
import subprocess
from pathlib import Path

import pypandoc

from analysis.report.documents import archive

TEMPLATES = Path(__file__).parent / "templates"
BANNER = "SYNTHETIC rows: no line of this document describes a person."
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FIELD = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
FOOTER, FOOTER_TURNED = "rId92", "rId93"  # the footer's page number stands at the right end of the line
WIDE_TAB = '<w:tabs><w:tab w:val="clear" w:pos="9638"/><w:tab w:val="right" w:pos="14570"/></w:tabs>'
SECTION = (
    f'<w:sectPr><w:headerReference w:type="default" r:id="rId91" xmlns:r="{OFFICE}"/>'
    f'<w:footerReference w:type="default" r:id="{FOOTER}" xmlns:r="{OFFICE}"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1134" w:bottom="964" w:left="1134" '
    'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)


def docx(title, *, synthetic=False):
    """The bytes of a reference file: our styles on A4, a header that says SYNTHETIC where rows are, page numbers."""
    files = dict(_default())
    files["word/styles.xml"] = (TEMPLATES / "styles.xml").read_bytes()
    files["word/header1.xml"] = _part("hdr", "Header", f"<w:r><w:t>{BANNER}</w:t></w:r>" if synthetic else "")
    pages = f'{FIELD.format("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{FIELD.format("NUMPAGES")}'
    words = f"<w:r><w:t>{html.escape(title)}</w:t></w:r><w:r><w:tab/></w:r>{pages}"
    files["word/footer1.xml"] = _part("ftr", "Footer", words)
    files["word/footer2.xml"] = _part("ftr", "Footer", words, WIDE_TAB)
    files["word/document.xml"] = _section(files["word/document.xml"].decode()).encode()
    for name, addition, end in _additions():
        files[name] = files[name].replace(end, addition.encode() + end)
    return archive.zipped(files)


@functools.cache
def _default():
    """The files of the reference that pandoc itself brings, {name: bytes}."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return archive.unzipped(data)


def _section(text):
    return text[: text.rindex("<w:sectPr")] + SECTION + text[text.rindex("</w:sectPr>") + len("</w:sectPr>") :]


def _part(tag, style, inside, look=""):
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>{inside}</w:p>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{tag} {WORDS}>{paragraph}</w:{tag}>'.encode()


def _additions():
    for number, name in ((91, "header1"), (92, "footer1"), (93, "footer2")):
        kind = f'<Override PartName="/word/{name}.xml" ContentType="{KIND}.{name[:-1]}+xml"/>'
        link = f'<Relationship Type="{OFFICE}/{name[:-1]}" Id="rId{number}" Target="{name}.xml"/>'
        yield "[Content_Types].xml", kind, b"</Types>"
        yield "word/_rels/document.xml.rels", link, b"</Relationships>"
