"""Exports of instruments in a folder: what they are, and what study.yml must say of them that only a person knows."""

import re

from analysis.pipeline.proposal.seen import READ
from analysis.study import text
from analysis.study.problems import StudyError

SIGNS = (  # words of a header that tell an export: (kind, table, words, source, what a person must say)
    ("inForm cell tables", "cells", ("cell id", "phenotype"), {},
     "the subject of each field: columns: {USUBJID: Slide ID} or parameters: {subject: a pattern}"),
    ("inForm cell tables", "cells", ("cell id", "sample name"), {},
     "the subject of each field: columns: {USUBJID: Slide ID} or parameters: {subject: a pattern}"),
    ("QuPath measurements", "cells", ("image", "class"), {},
     "the subject of each image: columns: {USUBJID: Image} with parameters: {subject: a pattern}"),
    ("HALO object tables", "cells", ("object id", "xmin"), {},
     "the subject of each image: columns: {USUBJID: Image Location} with parameters: {subject: a pattern}"),
    ("droplet counts", "ddpcr", ("well", "accepted"), {"layout": "droplets"},
     "parameters: the pattern `sample` for subject, infusion and hours, `targets` and the gene `reference`"),
    ("a flow cytometry export", "nkflow", ("freq. of",), {"layout": "wide"},
     "parameters: `markers` (PARAMCD: column) and the pattern `sample` for USUBJID and AVISIT"))  # fmt: skip


def of(source):
    """The exports in a folder and in its folders, (table, source, remarks) each; they wait for a person's word."""
    found = {}
    for path in sorted(path for path in source.rglob("*") if path.is_file() and not path.is_symlink()):
        names = _header(path)
        for kind, table, words, given, remark in SIGNS:
            if all(any(word in name for name in names) for word in words):
                name = path.relative_to(source).parts[0]
                found.setdefault((table, name), (table, {"file": name} | given, [f"{kind}: {remark}"]))
                break
    return list(found.values())


def _header(path):
    """The names of a text file's columns in small letters; none where it is no table."""
    if path.suffix.lower() not in READ or path.suffix.lower() in (".xlsx", ".xlsm", ".xpt", ".sas7bdat", ".parquet"):
        return []
    try:
        scanned = text.scan(
            path, known=lambda names: any(re.search("(?i)^well$|cell id|^image$", one) for one in names)
        )
        return [name.lower() for name in scanned.names]
    except (StudyError, OSError):
        return []
