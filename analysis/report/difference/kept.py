"""What a report keeps of itself so that it can be compared with another: its blocks, what each section was made of.

Of the rows of the data it keeps digests alone, one a row, by table and subject: who is another is known, not how.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.report import blocks
from analysis.report.words import readable
from analysis.study import readers
from analysis.study.problems import StudyError

FILE = "kept.json"
WHOLE = ("index.html", "results.csv", "provenance.json")  # without these a folder is no report
FACTS = ("id", "title", "synthetic", "registration", "reference", "data_cutoff", "report_unit")
SHORT = 12  # hexadecimal signs of the digest of a row


class NoReport(ValueError):
    """A folder that holds no report, half of one, or one that keeps nothing to compare."""


@dataclass(frozen=True)
class Kept:
    """A report as it can be compared.

    results, verdicts: rows as text; parts: {ident: (its number, its blocks)}; made: its provenance; subjects: {table:
    {USUBJID: [digest of each row]}}; tables: {table: [file]}; declared: study.yml as plain values; sections: {name:
    what it was made of}; code: {"sections", "report": {file: digest}}; claims: [dict]; labels: {name: words};
    manuscript: its text or "".
    """

    folder: Path
    facts: dict
    results: pd.DataFrame
    verdicts: pd.DataFrame
    parts: dict
    made: dict
    subjects: dict
    tables: dict
    declared: dict
    sections: dict
    code: dict
    claims: list
    labels: dict
    manuscript: str = ""


def write(folder, study, parts, sections, *, code, claims=()):
    """Write kept.json into the folder of a report; sections, code, claims as in `Kept`, parts as `parts.parts`."""
    shown = {part.ident: [part.number, [blocks.to_json(one) for one in part.blocks if not isinstance(one, blocks.Code)]]
             for part in parts}  # fmt: skip
    declaration = study.declaration
    tables = {name: [one.file for one in own] for name, own in getattr(declaration, "tables", {}).items()}
    declared = readers.plain(declaration) if tables else {}
    facts = {name: getattr(study, name) for name in FACTS}
    told = {"facts": facts, "parts": shown, "subjects": subjects(study), "tables": tables, "declared": declared,
            "sections": sections, "code": code, "claims": [vars(one) for one in claims],
            "labels": readable.labels(study)}  # fmt: skip
    (folder / FILE).write_text(json.dumps(told, ensure_ascii=False, default=str, sort_keys=True) + "\n")


def read(folder):
    """The Kept of the folder of a report. NoReport, in words, where it is not a whole one."""
    folder = Path(folder)
    if not folder.is_dir():
        raise NoReport(f"{folder}: no such folder; expected one of a report or of a study")
    absent = [name for name in WHOLE if not (folder / name).is_file()]
    if absent:
        what = "half a report" if len(absent) < len(WHOLE) else "not a report"
        raise NoReport(f"{folder}: {what}, it has no {', no '.join(absent)}; make it again, or name another folder")
    if not (folder / FILE).is_file():
        raise NoReport(f"{folder}: no {FILE}, as in a report with SMALL_CELLS or one made before there was this file")
    try:
        told, made = (json.loads((folder / name).read_text()) for name in (FILE, "provenance.json"))
        parts = {ident: (number, list(map(blocks.from_json, own))) for ident, (number, own) in told["parts"].items()}
        rest = {name: told[name] for name in Kept.__annotations__ if name in told and name != "parts"}
        tables = {"results": _rows(folder / "results.csv"), "verdicts": _rows(folder / "published.csv")}
        return Kept(folder, parts=parts, made=made, manuscript=_text(folder / "manuscript.md"), **tables, **rest)
    except (ValueError, KeyError, TypeError) as error:
        raise NoReport(
            f"{folder}: {FILE} or provenance.json cannot be read ({error}); make the report again"
        ) from error


def subjects(study):
    """The digests of the rows of each table by subject, {table: {USUBJID: [digest]}}, whatever the order of the rows.

    Of a folder of an instrument's files the digest of each file in whose name the subject stands.
    """
    found = {}
    for name in getattr(study.declaration, "tables", {}):
        rows = getattr(study, "frames", {}).get(name)
        if rows is None:
            found[name] = _by_file(study, name) or _variants(study, name)
        elif "USUBJID" in rows:
            found[name] = _by_subject(rows)
    return {name: own for name, own in found.items() if own}


def _by_subject(rows):
    text = rows.reindex(columns=sorted(rows.columns)).astype(object).where(rows.notna(), "")
    lines = text.astype(str).agg("\0".join, axis=1) if len(text) else pd.Series(dtype=str)
    found = {}
    for subject, line in zip(rows["USUBJID"], lines, strict=True):
        found.setdefault(str(subject), []).append(hashlib.sha256(line.encode()).hexdigest()[:SHORT])
    return {subject: sorted(own) for subject, own in found.items()}


def _by_file(study, table):
    found, names = {}, [str(name) for name in study.subjects]
    for place in (study.folder / one.file for one in study.declaration.tables[table]):
        for file in sorted(place.rglob("*")) if place.is_dir() else []:
            for subject in (name for name in names if name in file.name and file.is_file()):
                found.setdefault(subject, []).append(hashlib.sha256(file.read_bytes()).hexdigest()[:SHORT])
    return found


def _variants(study, table):
    """The variants of a study by subject, whose draws are named in samples."""
    from analysis.study import variants

    samples = study.frames.get("samples", pd.DataFrame())
    if table != "variants" or "SAMPLEID" not in samples:
        return {}
    try:
        rows = variants.read(study)
    except StudyError:  # told by the section
        return {}
    owner = samples.set_index("SAMPLEID")["USUBJID"]
    return _by_subject(rows.assign(USUBJID=rows["SAMPLEID"].map(owner)).dropna(subset="USUBJID"))


def _rows(file):
    rows = pd.read_csv(file, dtype=str, keep_default_na=False) if file.exists() else pd.DataFrame()
    return rows.map(blocks.as_written)


def _text(file):
    return file.read_text() if file.exists() else ""
