"""Variants: one reader for the dialects of the Mutation Annotation Format (GDC, cBioPortal, maftools, home-made)."""

import csv
import gzip
from pathlib import Path

import pandas as pd

COLUMNS = [
    "SAMPLEID", "gene", "chromosome", "start", "end", "ref", "alt", "classification", "kind",
    "protein_change", "germline", "depth", "alt_count", "vaf",
]  # fmt: skip

# The spellings of one column, lower case, the best first. `AF` is absent on purpose: in annotated MAFs it is
# the frequency of the allele in a population, not in the sample.
SPELLINGS = {
    "SAMPLEID": ("tumor_sample_barcode", "sampleid", "sample_id"),
    "gene": ("hugo_symbol", "gene", "gene_symbol"),
    "chromosome": ("chromosome", "chr", "chrom"),
    "start": ("start_position", "start", "pos"),
    "end": ("end_position", "end"),
    "ref": ("reference_allele", "ref"),
    "alt": ("tumor_seq_allele2", "alt"),
    "classification": ("variant_classification", "classification"),
    "kind": ("variant_type",),
    "protein_change": ("hgvsp_short", "protein_change", "amino_acid_change", "aachange"),
    "status": ("mutation_status",),
    "depth": ("t_depth", "depth"),
    "ref_count": ("t_ref_count",),
    "alt_count": ("t_alt_count",),
    "stated_vaf": (
        "vaf", "t_vaf", "tumor_vaf", "tumorvaf", "i_tumorvaf_wu", "t_af", "allele_fraction", "variant_allele_fraction",
        "vaf_percent", "vaf_pct", "vaf%", "vaf(%)", "vaf (%)",
    ),
}  # fmt: skip
REQUIRED = ("SAMPLEID", "gene", "classification")
NUMERIC = ("start", "end", "depth", "ref_count", "alt_count", "stated_vaf")
BLANK = {"", "na", "n/a", "#n/a", ".", "nan", "null"}
CHROMOSOMES = {"23": "X", "24": "Y", "25": "MT", "M": "MT"}
SHOWN = 5  # problems of one kind spelt out in a message


class VariantsError(ValueError):
    """A MAF or sample sheet that cannot be read safely; the message lists every problem found."""


def read(path, *, vaf_unit=None):
    """One row per variant of a MAF (plain or gz; tab, comma or semicolon), columns `COLUMNS`.

    VAF is a fraction (0-1): alt_count / depth where both are known, else the file's own VAF column. `vaf_unit`
    ("fraction" or "percent") declares that column's unit. Undeclared, it is percent where the header or a % sign
    says so; else the unit that agrees with the counts; else fraction when no value exceeds 1 and percent when at
    least half do; anything between is an error. So a percent file that never exceeds 1 % must be declared.
    A missing VAF stays NaN. chr17, 17 and 17.0 are one chromosome, 23 is X. A variant is germline only where
    Mutation_Status says so. Repeated rows are dropped and counted; `attrs["notes"]` says what was decided.
    Raises VariantsError naming file, line, value and what was expected.
    """
    path, problems, notes = Path(path), [], []
    table = _columns(_rows(path), path, problems)
    for step in (_numbers, _required, _counts):
        table = step(table, problems)
        _stop(path, problems)
    table["vaf"] = _vaf(table, vaf_unit, problems, notes)
    _stop(path, problems)
    table = _without_repeats(_tidy(table, notes), problems, notes)
    _stop(path, problems)
    result = table[COLUMNS].reset_index(drop=True)
    result.attrs["notes"] = notes
    return result


def _rows(path):
    """Every cell as text, indexed by its line number in the file; comment and empty lines are left out."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    lines = data.decode("utf-8-sig", errors="replace").splitlines()
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not kept:
        raise VariantsError(f"{path}: no header line; expected column names such as Hugo_Symbol")
    separator = max("\t,;", key=kept[0][1].count)
    quoting = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
    header, *rows = csv.reader((line for _, line in kept), delimiter=separator, quoting=quoting)
    index = pd.Index([number for number, _ in kept[1:]], name="line")
    for line, row in zip(index, rows, strict=True):
        if any(row[len(header) :]):
            raise VariantsError(f"{path}, line {line}: {len(row)} fields; the header has {len(header)} columns")
    cells = [[cell.strip() for cell in row[: len(header)]] + [""] * (len(header) - len(row)) for row in rows]
    return pd.DataFrame(cells, index=index, columns=header, dtype=str)


def _columns(raw, path, problems):
    """The columns we know, under our names; spellings of one column fill each other's gaps."""
    table, unique = pd.DataFrame(index=raw.index), raw.loc[:, ~raw.columns.duplicated()]
    table.attrs["percent"] = False
    for name, spellings in SPELLINGS.items():
        found = [column for spelling in spellings for column in raw.columns if column.strip().lower() == spelling]
        for column in {column for column in found if found.count(column) > 1}:
            problems.append(f"column {column} is there twice under the very same name; expected one")
        if name == "stated_vaf" and found:  # two VAF columns may differ in unit: only the first is read
            found = [column for column in found if column.lower() == found[0].lower()]
            table.attrs["percent"] = any(mark in found[0].lower() for mark in ("percent", "pct", "%"))
        table[name] = _merged(unique, found, problems)
        if name in REQUIRED and not found:
            problems.append(f"{path.name}: column {spellings[0]} is missing; found {', '.join(raw.columns[:12])}")
    return table


def _merged(raw, found, problems):
    """One text column out of several spellings; columns that differ only by case must not contradict each other."""
    merged = pd.Series("", index=raw.index)
    for position, column in enumerate(found):
        values = raw[column].where(~raw[column].str.lower().isin(BLANK), "")
        twins = [other for other in found[:position] if other.lower() == column.lower()]
        clash = (values != "") & (merged != "") & (values != merged) if twins else pd.Series(False, index=raw.index)
        for line in clash[clash].index[:SHOWN]:
            problems.append(f"line {line}: columns {twins[0]} and {column} differ only by case but say "
                            f"{merged[line]!r} and {values[line]!r}")  # fmt: skip
        merged = merged.where(merged != "", values)
    return merged


def _numbers(table, problems):
    """Numeric columns as floats; a decimal comma is read, a % sign declares percent, any other text is a problem."""
    signed = table["stated_vaf"].str.endswith("%")
    table.attrs["percent"] = table.attrs["percent"] or bool(signed.any() and signed[table["stated_vaf"] != ""].all())
    for name in NUMERIC:
        text = table[name].str.replace(r"^(\d+),(\d+)", r"\1.\2", regex=True)
        text = text.str.removesuffix("%").str.strip() if table.attrs["percent"] and name == "stated_vaf" else text
        numbers = pd.to_numeric(text, errors="coerce").astype(float)
        for line in table.index[numbers.isna() & (text != "")][:SHOWN]:
            problems.append(f"line {line}: {SPELLINGS[name][0]} {table.at[line, name]!r} is not a number")
        table[name] = numbers
    return table


def _required(table, problems):
    for name in REQUIRED:
        for line in table.index[table[name] == ""][:SHOWN]:
            problems.append(f"line {line}: {SPELLINGS[name][0]} is blank")
    dated = table["gene"].str.fullmatch(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}|\d{4}-\d\d-\d\d.*")
    for line in table.index[dated][:SHOWN]:
        problems.append(f"line {line}: gene {table.at[line, 'gene']!r} is a date; a spreadsheet changed the symbol")
    return table


def _counts(table, problems):
    """Depth filled from reference + alternate reads; more alternate reads than depth, or a negative count, is wrong."""
    table["depth"] = table["depth"].fillna(table["ref_count"] + table["alt_count"])
    wrong = (table["alt_count"] > table["depth"]) | (table[["depth", "alt_count"]] < 0).any(axis=1)
    for line in table.index[wrong][:SHOWN]:
        alt, depth = table.loc[line, ["alt_count", "depth"]]
        problems.append(f"line {line}: t_alt_count {alt:g} of depth {depth:g}; expected 0 <= t_alt_count <= depth")
    return table


def _vaf(table, declared, problems, notes):
    counted = (table["alt_count"] / table["depth"]).where(table["depth"] > 0)
    stated = table["stated_vaf"]
    unit = _unit(stated, counted, declared, table.attrs["percent"], problems, notes)
    most = 100 if unit == "percent" else 1
    outside = stated[(stated < 0) | (stated > most)]
    for line, value in outside.head(SHOWN).items():
        problems.append(f"line {line}: VAF {value:g} is not a {unit}; expected 0 to {most}")
    vaf = counted.fillna(stated / most)
    if vaf.isna().any():
        notes.append(f"{vaf.isna().sum()} variants have no VAF and no counts: they count as present, without a VAF")
    return vaf


def _unit(stated, counted, declared, marked, problems, notes):
    """The unit of the VAF column: declared, marked in the file, told by the counts, or told by the values."""
    if declared not in (None, "", "fraction", "percent"):
        raise VariantsError(f"vaf_unit={declared!r}: expected 'fraction' or 'percent'")
    ratio = (stated / counted)[(counted > 0) & (stated > 0)].median()
    above = stated.dropna() > 1
    if declared or stated.isna().all():
        return declared or "fraction"
    if marked:
        unit, reason = "percent", "so marked in the file"
    elif ratio > 50 or 0.5 < ratio < 2:
        unit, reason = ("percent" if ratio > 50 else "fraction"), "agrees with the read counts"
    elif not above.any() or above.mean() >= 0.5:
        unit, reason = ("percent", "most values exceed 1") if above.any() else ("fraction", "no value exceeds 1")
    else:
        lines = ", ".join(f"{stated[line]:g} (line {line})" for line in above[above].index[:SHOWN])
        problems.append(f"VAF {lines} above 1 among {len(above)} values of which most are not: neither fractions nor "
                        "plausibly percents; expected one unit, declare vaf_unit")  # fmt: skip
        return "percent"
    notes.append(f"VAF read as {unit}: {reason}")
    return unit


def _tidy(table, notes):
    chromosome = table["chromosome"].str.replace(r"(?i)^chr", "", regex=True).str.replace(r"\.0$", "", regex=True)
    table["chromosome"] = chromosome.str.upper().replace(CHROMOSOMES)
    table["protein_change"] = table["protein_change"].str.removeprefix("p.")
    table["germline"] = table["status"].str.lower() == "germline"
    lengths = table["alt"].str.strip("-").str.len() - table["ref"].str.strip("-").str.len()
    derived = lengths.map(lambda change: "INS" if change > 0 else "DEL" if change < 0 else "SNP")
    table["kind"] = table["kind"].where(table["kind"] != "", derived)
    if (table["status"] == "").all():
        notes.append("no Mutation_Status: every variant is taken as not germline")
    return table


def _without_repeats(table, problems, notes):
    """Each variant of a sample once; the same variant with two VAFs is a contradiction.

    A variant is its sample, gene, place and alleles; its protein change stands in where the place is not known.
    """
    placed = table["start"].notna()
    key = ["SAMPLEID", "gene", "chromosome", "start", "ref", "alt"]
    names = table[key].assign(protein=table["protein_change"].where(~placed, ""))
    repeated = names.duplicated()
    differing = table.groupby(list(names.columns[:-1]) + [names["protein"]], dropna=False)["vaf"].transform("nunique")
    for line in table.index[repeated & (differing > 1)][:SHOWN]:
        row = table.loc[line]
        problems.append(f"line {line}: {row['gene']} {row['protein_change']} of sample {row['SAMPLEID']} is there "
                        "twice with different VAFs; expected one row per variant and sample")  # fmt: skip
    if repeated.any():
        notes.append(f"{repeated.sum()} repeated rows were dropped")
    return table[~repeated]


def _stop(path, problems):
    if problems:
        raise VariantsError(f"{path}: the variants cannot be read\n" + "\n".join(f"- {line}" for line in problems))
