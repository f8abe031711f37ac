"""The ledger: every number a paper prints, joined to the recomputed one, with a verdict."""

from analysis.report.ledger.entries import KEYS, PARTS, Printed, PublishedError, agreement
from analysis.report.ledger.evidence import inconsistencies
from analysis.report.ledger.verdicts import VERDICTS, Summary, baseline, printing, summary, verdicts, worse

__all__ = [
    "KEYS", "PARTS", "VERDICTS", "Printed", "PublishedError", "Summary",
    "agreement", "baseline", "inconsistencies", "printing", "summary", "verdicts", "worse"]  # fmt: skip
