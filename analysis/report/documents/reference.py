"""The look of our Word files, as the reference that pandoc takes styles, page, header and footer from."""

import io
import zipfile
from pathlib import Path

from analysis.report.documents.wordmarkup import FOOTER, FOOTER_TURNED, HEADER, OFFICE, paragraph, run, section, w

STYLES = Path(__file__).parent / "templates" / "styles.xml"
BANNER = "SYNTHETIC rows: no line of this document describes a person."
DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say
START = '<?xml version="1.0" encoding="UTF-8"?>\n'
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = {HEADER: ("header1", "header"), FOOTER: ("footer1", "footer"), FOOTER_TURNED: ("footer2", "footer"),
         "rId1": ("styles", "styles")}  # fmt: skip
WIDE_TAB = [w("tabs", w("tab", val="clear", pos=9638), w("tab", val="right", pos=14570))]


def docx(title, *, synthetic=False):
    """The bytes of a reference file: our styles on A4, a header that says SYNTHETIC where rows are, page numbers."""
    pages = run(title), w("r", w("tab")), _field("PAGE"), run(" / "), _field("NUMPAGES")
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships({"rId1": ("word/document", "officeDocument")}),
        "word/_rels/document.xml.rels": _relationships(PARTS),
        "word/document.xml": _part("document", w("body", section())),
        "word/styles.xml": STYLES.read_text(),
        "word/header1.xml": _part("hdr", paragraph("Header", run(BANNER if synthetic else ""))),
        "word/footer1.xml": _part("ftr", paragraph("Footer", *pages)),
        "word/footer2.xml": _part("ftr", paragraph("Footer", *pages, look=WIDE_TAB)),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name, DAY_ZERO), content)
    return buffer.getvalue()


def _part(tag, inside):
    return f"{START}<w:{tag} {WORDS}>{inside}</w:{tag}>"


def _field(command):
    return w("fldSimple", run("1"), instr=f" {command} ")


def _content_types():
    kinds = dict(PARTS.values()) | {"document": "document.main"}
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{KIND}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    basic = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'{START}<Types xmlns="{PACKAGE}/content-types">{basic}{parts}</Types>'


def _relationships(parts):
    links = "".join(
        f'<Relationship Id="{ident}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for ident, (name, kind) in parts.items()
    )
    return f'{START}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
