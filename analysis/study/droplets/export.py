"""Droplet tables as QuantaSoft and QX Manager export them: one row per well and target, in one form.

Met in real files: `Conc(copies/µL)` or `Concentration`, `No Call` where no number stands, Windows-1252 instead of
UTF-8, a comma at the end of every line but the header's, and merged wells (`M01`), which would count droplets twice.
"""

import re

import numpy as np
import pandas as pd

from analysis.study import text
from analysis.study.declaration import Source
from analysis.study.droplets.poisson import DROPLET_NL, concentration
from analysis.study.problems import Problem, near, stop
from analysis.study.tables import raw as raw_tables
from analysis.study.tables import words

NAMES = raw_tables.SPELLINGS["ddpcr"]
KEYS = ("USUBJID", "INFUSION", "HOURS")
NEEDED = ("well", "sample", "target", "accepted", "positives")
COUNTS = ("accepted", "positives", "negatives")
NO_NUMBER = text.MISSING | {"No Call", "no call", "-"}
LOW_DROPLETS = 10_000  # accepted droplets below which Bio-Rad advises against using a well
TOLERANCE = 0.01  # of the instrument's concentration, or half its last digit; more means another droplet volume
TYPES = ("sample_type", "target_type")  # of the well, and of one target in it
CHANNEL = r"(?i)^ch\d+\s*"  # before the type of a target: Ch1NTC


def read(path, *, droplet_nl=DROPLET_NL, source=None):
    """The wells of one export, a row per well and target in the file's order.

    Columns file, line, well, sample, target, sample_type, role (sample, blank, control), accepted, positives, negatives
    (counts), reported (copies per µL by the instrument; NaN for `No Call`), and KEYS that `source`, the file as
    study.yml declares it, maps to columns. Merged wells are left out, and rows that `ignore` names (`attrs` has them).
    Raises Unreadable listing every problem, such as counts that do not add up, a well twice, a concentration that does
    not follow from its counts as far as it is printed.
    """
    source = (source or Source(file=path.name)).model_copy(update={"file": path.name})
    raw, problems = raw_tables.read(
        path.parent, "ddpcr", [source], later=KEYS,
        known=lambda names: "well" in map(_plain, names), numeric=lambda column: _plain(column) in NAMES["reported"],
        named=lambda columns: next((name for name in columns if _plain(name) in NAMES["sample"]), "sample"),
    )  # fmt: skip
    own = _renamed(raw.cells) if raw else {}
    for name in NEEDED:
        if raw and name not in own:
            expected = f"a column such as {NAMES[name][0]}; {near(NAMES[name][0], map(_plain, raw.cells.columns))}"
            problems.append(Problem(path.name, "", f"column {name}", None, expected))
    stop(*problems)
    rows, problems = _numbers(own[~_is_merged(own)], raw, path.name)
    rows = rows.assign(negatives=rows["negatives"].fillna(rows["accepted"] - rows["positives"]))
    problems += [*_inconsistent(rows), *_repeated(rows)]
    problems += [] if problems else _other_volume(rows, droplet_nl)
    stop(*problems)
    rows = rows.astype(dict.fromkeys(COUNTS, "int64"))
    rows = rows[["file", "line", "well", "sample", "target", "sample_type", "role", *COUNTS, "reported",
                 *(name for name in KEYS if name in rows)]]  # fmt: skip
    ignored = _renamed(raw.left_out).reindex(columns=["sample", "well"]).itertuples(index=False, name=None)
    rows.attrs["ignored"] = [(path.name, *well) for well in ignored]
    return rows


def _plain(name):
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("µ", "u").replace("μ", "u"))


def _renamed(cells):
    plain = {_plain(column): column for column in reversed(cells.columns)}
    found = {ours: next((plain[name] for name in names if name in plain), None) for ours, names in NAMES.items()}
    found |= {name: name for name in KEYS if name in cells}
    return pd.DataFrame({ours: cells[column] for ours, column in found.items() if column}, index=cells.index)


def _is_merged(rows):
    listed = rows["merged"].str.contains(",") if "merged" in rows else False
    return rows["well"].str.fullmatch(r"M\d+", case=False) | listed


def _numbers(rows, raw, file):
    """The rows with counts and the reported concentration as numbers, and the cells that hold none."""
    typed = rows.assign(file=file, line=[raw.places[row][1] for row in rows.index])
    for name in ("negatives", "reported", *TYPES):
        typed[name] = typed.get(name, "")
    printed = typed["reported"].str.extract(
        r"(?:[.,](\d*))?(?:[eE]([+-]?\d+))?$"
    )  # digits after the mark, and exponent
    problems = []
    for name in (*COUNTS, "reported"):
        empty = typed[name].isin(NO_NUMBER if name in ("reported", "negatives") else ())
        whole = name != "reported"
        values = text.numbers(typed[name], raw.marks[0], whole=whole)
        wrong = ~empty & (values.isna() | (values < 0) | (whole & (values % 1 != 0)))
        expected = "a whole number of droplets, 0 or more" if whole else "a concentration of 0 or more, or No Call"
        for row, cell in typed[name][wrong].items():
            expectation = text.expectation(expected, cell, raw.marks[0])
            problems.append(Problem(file, typed["line"][row], name, cell, expectation))
        typed[name] = values.where(~wrong)
    typed["printed"] = 0.5 * 10.0 ** (printed[1].fillna("0").astype(int) - printed[0].fillna("").str.len())
    roles = {name: words.translated(typed[name].str.replace(CHANNEL, "", regex=True), "sample_types") for name in TYPES}
    for name, role in roles.items():
        for row, cell in typed[name][role.isna()].items():
            expectation = words.expected(cell, "sample_types")
            problems.append(Problem(file, typed["line"][row], name.replace("_", " "), cell, expectation))
    own, target = (role.replace("", "sample") for role in roles.values())
    typed["role"] = own.where(own != "sample", target)
    return typed, problems


def _inconsistent(rows):
    sums = rows["positives"] + rows["negatives"]
    for row in rows[(sums != rows["accepted"]) & rows[list(COUNTS)].notna().all(axis=1)].itertuples():
        found = f"{row.positives:.0f} + {row.negatives:.0f}"
        yield Problem(row.file, row.line, "positives + negatives", found, f"{row.accepted:.0f} accepted")


def _repeated(rows):
    for row in rows[rows.duplicated(["well", "target"])].itertuples():
        yield Problem(row.file, row.line, "well and target", f"{row.well}, {row.target}", "one row for each")


def _other_volume(rows, droplet_nl):
    """Reported concentrations that do not follow from the counts: mostly another droplet volume."""
    ours, _, _ = concentration(rows["positives"], rows["accepted"], droplet_nl=droplet_nl)
    allowed = np.maximum(TOLERANCE * rows["reported"] + 0.01, rows["printed"] * (1 + 1e-9))
    off = np.isfinite(ours) & ((rows["reported"] - ours).abs() > allowed)
    for row in rows.assign(ours=ours)[off].itertuples():
        expected = f"{row.ours:.4g} copies/µL, from its droplets of {droplet_nl:g} nL (droplet_nl in study.yml)"
        yield Problem(row.file, row.line, "concentration", f"{row.reported:.6g}", expected)
