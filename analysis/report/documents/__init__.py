"""The report on paper: the page's text, tables and figures as a Word file to edit and a PDF to print."""

from analysis.report.documents import pagination, reading
from analysis.report.documents.manuscript import manuscript
from analysis.report.documents.typeset import pdf
from analysis.report.documents.word import docx

REPORT = ("report.docx", "report.pdf")
NOT_ASKED = "not asked for"  # why `plan` leaves out a section of a run that names its sections

__all__ = ["NOT_ASKED", "REPORT", "docx", "manuscript", "pdf", "report"]


def report(page, folder, study):
    """Write report.docx and report.pdf of the page, the HTML of index.html, into `folder`, where its figures are."""
    front = {"title": study.title, "lines": lines(study)}
    laid = pagination.settled(reading.parts(page), folder, **front)
    (folder / REPORT[0]).write_bytes(docx(laid, folder, **front, synthetic=study.synthetic))
    (folder / REPORT[1]).write_bytes(pdf(laid, folder, **front, synthetic=study.synthetic))


def lines(study):
    """What stands below the title, a text a line."""
    facts = {"Registration": study.registration, "Reference": study.reference, "Data cutoff": study.data_cutoff}
    return [f"{name}: {value}" for name, value in facts.items() if value] + [f"Times in {study.report_unit}"]
