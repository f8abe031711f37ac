"""Templates of the pieces that a Word file and a PDF are put together from; all words put into them are text."""

import functools
import io
import json
import zipfile
from pathlib import Path

import jinja2

from analysis.report.documents import measuring, prose

FOLDER = Path(__file__).parent
DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say
PLAIN = {"[Content_Types].xml": "content_types", "_rels/.rels": "package_links",
         "word/_rels/document.xml.rels": "links", "word/document.xml": "document"}  # fmt: skip
TITLED = {"word/header1.xml": "header", "word/footer1.xml": "footer", "word/footer2.xml": "turned_footer"}


@functools.cache
def pieces(name):
    """The macros of a template (`word.xml`, `reference.xml`, `pieces.typ`), as functions of their names."""
    escaped = jinja2.select_autoescape(["xml.j2"])
    loader = jinja2.FileSystemLoader(FOLDER)
    made = jinja2.Environment(loader=loader, autoescape=escaped, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"plain": prose.plain, "breakable": measuring.breakable, "quoted": quoted}
    return made.get_template(f"{name}.j2").module


def quoted(words):
    """Words as a typst string, whatever is in them."""
    return json.dumps(prose.plain(words), ensure_ascii=False)


def reference(title, *, synthetic=False):
    """The bytes of a Word file of our look: styles on A4, a header that says SYNTHETIC where rows are, page numbers."""
    own = pieces("reference.xml")
    files = {name: getattr(own, macro)() for name, macro in PLAIN.items()}
    files |= {name: getattr(own, macro)(title, synthetic) for name, macro in TITLED.items()}
    files["word/styles.xml"] = (FOLDER / "styles.xml").read_text()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name, DAY_ZERO), str(content).strip())
    return buffer.getvalue()
