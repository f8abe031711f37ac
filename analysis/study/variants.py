"""Variants: one reader for the dialects of the Mutation Annotation Format (GDC, cBioPortal, maftools, home-made)."""

import re
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.study import text
from analysis.study.declaration import Source
from analysis.study.problems import Problem, StudyError
from analysis.study.tables import raw as raw_tables
from analysis.study.tables import words

__all__ = ["read"]

COLUMNS = ["SAMPLEID", "gene", "chromosome", "start", "end", "ref", "alt", "classification", "kind", "protein_change",
           "germline", "depth", "alt_count", "vaf"]  # fmt: skip

SPELLINGS = raw_tables.SPELLINGS["variants"]
REQUIRED = ("SAMPLEID", "gene", "classification")
COUNTS = ("start", "end", "depth", "ref_count", "alt_count")
NUMERIC = (*COUNTS, "stated_vaf")
CHROMOSOMES = {"23": "X", "24": "Y", "25": "MT", "M": "MT"}
NOT_TUMOUR = ("germline", "clonal haematopoiesis")
ORIGINS = {r"germline": "germline", r".*\bchip\b|.*ha?ematopo": "clonal haematopoiesis", r"somatic": "tumour"}
# What stands for a value below the assay's limit: ND, n.n., not detected, <LOD, <0.1%.
BELOW = re.compile(
    r"n\.? ?[dn]\.?|(not|un|none) ?-?(detected|detectable|found)|neg(ative)?\.?|b[dl][lq]|below.*"
    r"|< ?(l?lo[dq]|\d*[.,]?\d+(e-?\d+)?) ?%?",
    re.IGNORECASE,
)
INDELS = {"Frame_Shift": "Frame_Shift_", "In_Frame": "In_Frame_"}
CALLED = 0.05  # the largest share of rows with a VAF of 0 in a table of calls; where variants are tracked it is larger
UNITS = {"fraction": 1, "percent": 100}  # the largest VAF


class VariantsError(StudyError):
    """Variants or a sample sheet that cannot be read safely; the message lists every problem found."""


def read(study, *, vaf_unit=""):
    """One row per variant of a study (or of one file), columns `COLUMNS`; no row where the study has no variants.

    VAF is a fraction (0-1): alt_count / depth where both are known, else the file's own VAF column. `vaf_unit`
    ("fraction" or "percent") declares that column's unit. Undeclared, it is percent where the header or a % sign
    says so; else the unit that agrees with the counts; else fraction when no value exceeds 1 and percent when at
    least half do; anything between is an error. So a percent file that never exceeds 1 % must be declared.
    A missing VAF stays NaN. chr17, 17 and 17.0 are one chromosome, 23 is X. `germline` is all that Mutation_Status says
    is not of the tumour. Rows without reads (0, VAF 0, ND, <0.1%) are no detection and left out, but for a VAF of 0
    without counts in a table of calls (see `_detected`); `attrs["notes"]` says what was left out, translated, decided.
    Raises VariantsError listing every problem, unknown words among them.
    """
    if vaf_unit not in (None, "", *UNITS):
        raise VariantsError(f"vaf_unit={vaf_unit!r}: expected 'fraction' or 'percent'")
    raw, problems = _raw(study)
    _stop(problems)
    notes, table = list(raw.notes), _columns(raw, problems)
    for step in (_numbers, _required, _counts, partial(_vaf, declared=vaf_unit, notes=notes)):
        _stop(problems)
        step(table, raw, problems)
    _stop(problems)
    _tidy(table)
    for step in (_status, _classes):
        step(table, raw, problems, notes)
    table = _detected(_without_repeats(table, raw, problems, notes), notes, tracked=_has_courses(study))
    table = table[COLUMNS].reset_index(drop=True)
    _stop(problems)
    table.attrs["notes"] = notes
    return table


def _raw(study):
    """The rows of a study's variants, or of a file, under the file's own names or those of MAF that study.yml gives."""
    if isinstance(study, str | Path):
        folder, sources = Path(study).parent, [Source(file=Path(study).name)]
    else:
        folder, sources = study.folder, study.declaration.tables.get("variants", [])
    if not sources:
        none = pd.DataFrame(columns=[SPELLINGS[name][0] for name in REQUIRED], dtype=object)
        return raw_tables.RawTable(none, []), []
    return raw_tables.read(
        folder, "variants", sources,
        known=lambda names: bool({name.lower() for name in names} & set(SPELLINGS["gene"])),
        numeric=lambda column: column.lower() in SPELLINGS["stated_vaf"],
        named=lambda columns: next((name for name in columns if name.lower() in SPELLINGS["SAMPLEID"]), "SAMPLEID"),
    )  # fmt: skip


def _columns(raw, problems):
    """The columns we know, under our names (attrs: the file's); spellings of one column fill each other's gaps."""
    table, own = pd.DataFrame(index=raw.cells.index), {}
    for name, spellings in SPELLINGS.items():
        found = [column for spelling in spellings for column in raw.cells if column.lower() == spelling]
        if name == "stated_vaf" and found:  # two VAF columns may differ in unit: only the first is read
            found = [column for column in found if column.lower() == found[0].lower()]
        own[name] = found[0] if found else spellings[0]
        table[name] = _merged(raw, found, problems)
        if name in REQUIRED and not found:
            expected = f"one of {', '.join(spellings)}; found {', '.join(raw.cells.columns[:12])}"
            problems += [Problem(file, "", f"column {spellings[0]}", None, expected) for file in raw.files]
    table.attrs["own"] = own
    return table


def _merged(raw, found, problems):
    """One text column out of several spellings; columns that differ only by case must not contradict each other."""
    merged = pd.Series("", index=raw.cells.index)
    for position, column in enumerate(found):
        values = raw.cells[column].where(~raw.cells[column].isin(text.MISSING), "")
        for twin in [other for other in found[:position] if other.lower() == column.lower()]:
            for row in values.index[(values != "") & (merged != "") & (values != merged)]:
                problems.append(raw.problem(row, column, f"{merged[row]}, as in column {twin}"))
        merged = merged.where(merged != "", values)
    return merged


def _numbers(table, raw, problems):
    """Numeric columns as floats, `below` for words such as ND; a % sign declares percent, other text is a problem."""
    said_below = table[["stated_vaf", "alt_count"]].apply(lambda cells: cells.str.fullmatch(BELOW))
    table["below"] = said_below.any(axis=1).astype(bool)
    table[["stated_vaf", "alt_count"]] = table[["stated_vaf", "alt_count"]].mask(said_below.astype(bool), "")
    signed, said = table["stated_vaf"].str.endswith("%"), ~table["stated_vaf"].str.fullmatch("[^%1-9]*")
    table.attrs["percent"] = any(mark in table.attrs["own"]["stated_vaf"].lower() for mark in ("percent", "pct", "%"))
    table.attrs["percent"] |= bool(signed.any() and signed[said].all())
    if table.attrs["percent"]:
        table["stated_vaf"] = table["stated_vaf"].str.removesuffix("%").str.strip()
    for name in NUMERIC:
        values = text.numbers(table[name], raw.marks, whole=name in COUNTS)
        for row in table.index[values.isna() & (table[name] != "")]:
            expected = raw.expectation(row, table.attrs["own"][name], "a number")
            problems.append(_problem(raw, table, row, name, expected))
        table[name] = values


def _problem(raw, table, row, name, expected):
    return raw.problem(row, table.attrs["own"][name], expected)


def _required(table, raw, problems):
    for name in REQUIRED:
        problems += [_problem(raw, table, row, name, "a word") for row in table.index[table[name] == ""]]
    dated = table["gene"].str.fullmatch(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}|\d{4}-\d\d-\d\d.*")
    expected = "a gene; a spreadsheet made a date of its symbol"
    problems += [_problem(raw, table, row, "gene", expected) for row in table.index[dated.astype(bool)]]


def _counts(table, raw, problems):
    """Depth filled from reference + alternate reads; more alternate reads than depth, or a negative count, is wrong."""
    table["depth"] = table["depth"].fillna(table["ref_count"] + table["alt_count"])
    wrong = (table["alt_count"] > table["depth"]) | (table[["depth", "alt_count"]] < 0).any(axis=1)
    for row in table.index[wrong]:
        found = "{:g} of depth {:g}".format(*table.loc[row, ["alt_count", "depth"]])
        problems.append(raw.problem(row, table.attrs["own"]["alt_count"], "0 to depth", found))


def _vaf(table, raw, problems, declared, notes):
    counted = (table["alt_count"] / table["depth"]).where(table["depth"] > 0)
    stated = table["stated_vaf"]
    unit = _unit(stated, counted, declared, table.attrs["percent"], notes)
    if unit is None:
        expected = "one unit: above 1 among values of which most are not; declare vaf_unit: fraction or percent"
        problems += [_problem(raw, table, row, "stated_vaf", expected) for row in stated.index[stated > 1]]
        return
    outside = stated.index[(stated < 0) | (stated > UNITS[unit])]
    problems += [_problem(raw, table, row, "stated_vaf", f"a {unit} from 0 to {UNITS[unit]}") for row in outside]
    clash = stated.index[(counted == 0) & (stated > 0)]
    problems += [_problem(raw, table, row, "stated_vaf", "0, as no read shows the variant") for row in clash]
    table["vaf"] = counted.fillna(stated / UNITS[unit])


def _unit(stated, counted, declared, marked, notes):
    """The unit of the VAF column: declared, marked in the file, told by the counts, or by the values; None: unclear."""
    ratio = (stated / counted)[(counted > 0) & (stated > 0)].median()
    above = stated.dropna() > 1
    if declared or stated.isna().all():
        return declared or "fraction"
    signs = {
        "so marked in the file": marked and "percent",
        "agrees with the read counts": "percent" if ratio > 50 else 0.5 < ratio < 2 and "fraction",
        "no value exceeds 1": not above.any() and "fraction", "most values exceed 1": above.mean() >= 0.5 and "percent",
    }  # fmt: skip
    reason = next((reason for reason, unit in signs.items() if unit), None)
    notes += [f"VAF read as {signs[reason]}: {reason}"] if reason else []
    return signs.get(reason)


def _tidy(table):
    chromosome = table["chromosome"].str.replace(r"(?i)^chr", "", regex=True).str.replace(r"\.0$", "", regex=True)
    table["chromosome"] = chromosome.str.upper().replace(CHROMOSOMES)
    table["protein_change"] = table["protein_change"].str.removeprefix("p.")
    lengths = table["alt"].str.strip("-").str.len() - table["ref"].str.strip("-").str.len()
    derived = lengths.map(lambda change: "INS" if change > 0 else "DEL" if change < 0 else "SNP")
    table["kind"] = table["kind"].where(table["kind"] != "", derived)


def _status(table, raw, problems, notes):
    """Whether a variant is of the tumour, by the words of words.yml; any that begins with germline is germline."""
    said = words.translated(table["status"], "status")
    for pattern, origin in ORIGINS.items():
        said = said.mask(said.isna() & table["status"].str.match(pattern, flags=re.IGNORECASE), origin)
    _unknown(said, "status", table, raw, problems)
    table["germline"] = said.isin(NOT_TUMOUR)
    table["status"] = said
    if (table["status"] == "").all():
        notes.append("no Mutation_Status: every variant is taken as not germline")
    counts = said[table["germline"]].value_counts()
    if len(counts):
        told = " and ".join(f"{n} of {origin}" for origin, n in counts.items())
        notes.append(f"{told} by Mutation_Status: no tumour DNA")


def _classes(table, raw, problems, notes):
    """The consequence in MAF's words; of several (`missense_variant&splice_region_variant`) the worst."""
    worst = list(words.WORDS["classes"])
    parts = table["classification"].str.split(r"[&,;|]").explode()
    said = words.translated(parts.str.strip(), "classes").where(parts.str.strip() != "", worst[-1])
    complete = said.notna().groupby(level=0).all().reindex(table.index)
    _unknown(table["classification"].where(complete), "classification", table, raw, problems)
    found = said.dropna().map(worst.index).groupby(level=0).min().map(dict(enumerate(worst))).reindex(table.index)
    ends = table["kind"].str.upper().map({"INS": "Ins", "DEL": "Del"}).fillna("Indel")
    found = found.mask(found.isin(INDELS), found.map(INDELS) + ends)
    if translated := words.changes(table["classification"], found):
        notes.append(f"consequences are read as MAF's classes: {translated}")
    table["classification"] = found


def _unknown(said, name, table, raw, problems):
    """A problem for each word that is not known, at its first row."""
    rows = table[name][said.isna()].drop_duplicates().index
    kind = {"status": "status", "classification": "classes"}[name]
    own = table.attrs["own"][name]
    problems += [raw.problem(row, own, words.expected(table[name][row], kind), table[name][row]) for row in rows]


def _without_repeats(table, raw, problems, notes):
    """Each variant of a sample once; the same variant with two VAFs is a contradiction.

    A variant is its sample, gene, place and alleles; its protein change stands in where the place is not known.
    """
    key = ["SAMPLEID", "gene", "chromosome", "start", "ref", "alt"]
    names = table[key].assign(protein=table["protein_change"].where(table["start"].isna(), ""))
    repeated = names.duplicated()
    differing = table.groupby([names[name] for name in names], dropna=False)["vaf"].transform("nunique")
    for row in table[repeated & (differing > 1)].itertuples():
        expected = f"a variant once in sample {row.SAMPLEID}; it is there with different VAFs"
        found = f"{row.gene} {row.protein_change}".strip()
        problems.append(raw.problem(row.Index, table.attrs["own"]["gene"], expected, found))
    if repeated.any():
        notes.append(f"{repeated.sum()} repeated rows were dropped")
    return table[~repeated]


def _has_courses(study):
    """Whether a study has subjects with several draws, over which variants are tracked; unknown of a file alone."""
    return hasattr(study, "declaration") and bool(study.table("samples")["USUBJID"].duplicated().any())


def _detected(table, notes, *, tracked):
    """The variants that were seen: tumour-informed assays list every tracked one at every draw, also with 0 reads.

    A caller lists what it found, and its VAF column may be 0 for a long insertion. So where nothing is tracked, every
    sample has something above 0 and one row in twenty at most has 0, a VAF of 0 without counts is a call that could
    not be measured.
    """
    without = table["vaf"].isna() & (table["below"] | (table["alt_count"] == 0))
    seen = ~without & (table["vaf"] != 0) & (table["status"] != "not detected")
    if not tracked and seen.groupby(table["SAMPLEID"]).any().all():
        called = (table["vaf"] == 0) & table["alt_count"].isna() & (table["status"] != "not detected")
        called &= called.mean() <= CALLED
        seen |= called
        notes += [f"{called.sum()} called variants have a VAF of 0 without counts: present"] if called.any() else []
    if unseen := (~seen).sum():
        notes.append(f"{unseen} rows have no read, VAF 0 or a word such as ND: no detection")
    if absent := table.loc[seen, "vaf"].isna().sum():
        notes.append(f"{absent} variants have no VAF and no counts: they count as present, without a VAF")
    return table[seen]


def _stop(problems):
    if problems:
        raise VariantsError("the variants cannot be read", problems)
