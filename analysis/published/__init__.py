"""The ledger: every number a paper prints, joined to the recomputed one, with a verdict."""

from analysis.published.entries import KEYS, PARTS, PublishedError
from analysis.published.evidence import inconsistencies
from analysis.published.ledger import VERDICTS, verdicts
from analysis.published.printed import Printed, agreement
from analysis.published.record import Summary, baseline, summary, worse

__all__ = [
    "KEYS", "PARTS", "VERDICTS", "Printed", "PublishedError", "Summary",
    "agreement", "baseline", "inconsistencies", "summary", "verdicts", "worse",
]  # fmt: skip
