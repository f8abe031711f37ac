"""The ledger: every number a paper prints, joined to the recomputed one, with a verdict."""

from analysis.report.ledger.entries import KEYS, PARTS, PublishedError
from analysis.report.ledger.evidence import inconsistencies
from analysis.report.ledger.printed import Printed, agreement
from analysis.report.ledger.record import Summary, baseline, summary, worse
from analysis.report.ledger.verdicts import VERDICTS, verdicts

__all__ = [
    "KEYS", "PARTS", "VERDICTS", "Printed", "PublishedError", "Summary",
    "agreement", "baseline", "inconsistencies", "summary", "verdicts", "worse",
]  # fmt: skip
