"""The manuscript of a study: its template filled with the report's numbers, as Markdown, Word and PDF."""

from pathlib import Path

import pypandoc

from analysis.report import manuscript as numbers
from analysis.report.documents import pagination, reading
from analysis.report.documents.typeset import pdf
from analysis.report.documents.word import docx

NAMES = ("manuscript.md", "manuscript.docx", "manuscript.pdf")


def manuscript(study, results, folder):
    """Write the study's manuscript into `folder`, filled with `results`; the names of the files written."""
    template = Path(study.folder) / study.declaration.manuscript
    if not template.exists():
        raise numbers.ManuscriptError(f"{template}: no such file; study.yml names it under manuscript")
    facts = {name: getattr(study, name) for name in numbers.FACTS}
    text = numbers.filled(template.read_text(), results, facts, name=str(template))
    (folder / NAMES[0]).write_text(text)
    front = {"title": study.title, "contents": False}
    laid = pagination.settled(_parts(text, folder), folder, **front)
    (folder / NAMES[1]).write_bytes(docx(laid, folder, **front, synthetic=study.synthetic))
    (folder / NAMES[2]).write_bytes(pdf(laid, folder, **front, synthetic=study.synthetic))
    return NAMES


def _parts(text, folder):
    parts = reading.written(pypandoc.convert_text(text, "html", format="markdown", extra_args=["--wrap=none"]))
    lacking = [part.path for part in parts if isinstance(part, reading.Figure) and not _there(folder, part.path)]
    if lacking:
        raise numbers.ManuscriptError(f"manuscript: no figure {', '.join(lacking)} in this report")
    return parts


def _there(folder, path):
    return (Path(folder) / f"{path}.png").exists() and (Path(folder) / f"{path}.svg").exists()
