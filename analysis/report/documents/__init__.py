"""The report on paper: its text, tables and figures as a Word file to edit and a PDF to print."""

from analysis.report.documents import pagination, prose, word
from analysis.report.documents.manuscript import manuscript

REPORT = ("report.docx", "report.pdf")
NOT_ASKED = "not asked for"  # why `plan` leaves out a section of a run that names its sections

__all__ = ["NOT_ASKED", "REPORT", "manuscript", "report"]


def report(parts, folder, study):
    """Write report.docx and report.pdf of the parts of a report into `folder`, where its figures are."""
    front = {"title": study.title, "lines": lines(study), "synthetic": study.synthetic}
    numbered = [block for part in parts for block in part.numbered]
    laid = pagination.settled(prose.parts(numbered), folder, **front)
    printed = laid.typeset.pdf()  # made by the typesetter while the Word file is made here
    (folder / REPORT[0]).write_bytes(word.docx(laid, folder, **front))
    (folder / REPORT[1]).write_bytes(printed())


def lines(study):
    """What stands below the title, a text a line."""
    facts = {"Registration": study.registration, "Reference": study.reference, "Data cutoff": study.data_cutoff}
    return [f"{name}: {value}" for name, value in facts.items() if value] + [f"Times in {study.report_unit}"]
