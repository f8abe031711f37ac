"""Droplet tables as QuantaSoft and QX Manager export them: one row per well and target, in one form.

Met in real files: `Conc(copies/µL)` or `Concentration`, `No Call` where no number stands, Windows-1252 instead of
UTF-8, a comma at the end of every line but the header's, and merged wells (`M01`), which would count droplets twice.
"""

import io
import re

import numpy as np
import pandas as pd

from analysis.study import text
from analysis.study.droplets.poisson import DROPLET_NL, concentration
from analysis.study.problems import Problem, listing, near

# our name: the instrument's, compared without case, blanks and signs
NAMES = {
    "well": ("well",),
    "sample": ("sampledescription1", "samplename", "sample"),
    "target": ("target", "targetname"),
    "accepted": ("accepteddroplets",),
    "positives": ("positives", "positivedroplets"),
    "negatives": ("negatives", "negativedroplets"),
    "reported": ("conccopiesul", "concentration", "concentrationcopiesul", "conc"),
    "sample_type": ("sampletype",),
    "merged": ("mergedwells",),
}
NEEDED = ("well", "sample", "target", "accepted", "positives")
COUNTS = ("accepted", "positives", "negatives")
NO_NUMBER = {"", "no call", "nan", "n/a", "na", "#n/a", "-"}
LOW_DROPLETS = 10_000  # accepted droplets below which Bio-Rad advises against using a well
TOLERANCE = 0.01  # of the instrument's concentration; more means another droplet volume


class Unreadable(ValueError):
    """A droplet table that cannot be trusted; the message lists every problem, `problems` holds them."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(["droplet table", *listing(self.problems)]))


def read(path, *, droplet_nl=DROPLET_NL):
    """The wells of one export, a row per well and target in the file's order.

    Columns file, line, well, sample, target, sample_type, accepted, positives, negatives (counts), reported (copies
    per µL by the instrument; NaN for `No Call`). Merged wells are left out. Raises Unreadable listing every problem:
    columns that are missing, counts that are none or do not add up, a well twice, a negative concentration, one that
    does not follow from its counts with droplets of `droplet_nl`.
    """
    cells = _cells(path)
    own, problems = _renamed(cells), []
    for name in NEEDED:
        if name not in own:
            hint = near(NAMES[name][0], [_plain(column) for column in cells.columns])
            problems.append(
                Problem(path.name, "", f"column {name}", None, f"a column such as {NAMES[name][0]}; {hint}")
            )
    if problems:
        raise Unreadable(problems)
    own = own[~_is_merged(own)]
    rows, problems = _numbers(own, path.name)
    rows = rows.assign(negatives=rows["negatives"].fillna(rows["accepted"] - rows["positives"]))
    problems += [*_inconsistent(rows, path.name), *_repeated(rows, path.name)]
    problems += [] if problems else _other_volume(rows, path.name, droplet_nl)
    if problems:
        raise Unreadable(problems)
    rows = rows.astype(dict.fromkeys(COUNTS, "int64"))
    return rows[["file", "line", "well", "sample", "target", "sample_type", *COUNTS, "reported"]]


def _cells(path):
    """The cells as text, indexed by line (row in a workbook)."""
    if path.suffix.lower() == ".xlsx":
        try:
            return text.read(path)
        except text.Unreadable as error:
            raise Unreadable(error.problems) from None
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        frame = pd.read_csv(io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, index_col=False,
                            skip_blank_lines=False, skipinitialspace=True)  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise Unreadable([Problem(path.name, "", "", str(error).strip(), "a table with a header")]) from None
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    return frame[frame.ne("").any(axis=1)].map(str.strip)


def _plain(name):
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("µ", "u").replace("μ", "u"))


def _renamed(cells):
    """The known columns under our names; the first spelling of the list wins."""
    plain = {_plain(column): column for column in reversed(cells.columns)}
    found = {ours: next((plain[name] for name in names if name in plain), None) for ours, names in NAMES.items()}
    return pd.DataFrame({ours: cells[column] for ours, column in found.items() if column}, index=cells.index)


def _is_merged(rows):
    named = rows["well"].str.fullmatch(r"M\d+", case=False)
    listed = rows["merged"].str.contains(",") if "merged" in rows else False
    return named | listed


def _numbers(rows, file):
    """The rows with counts and the reported concentration as numbers, and the cells that hold none."""
    typed = rows.assign(file=file, line=rows.index)
    for name in ("negatives", "reported", "sample_type"):
        typed[name] = typed.get(name, "")
    problems = []
    for name in (*COUNTS, "reported"):
        empty = typed[name].str.casefold().isin(NO_NUMBER if name in ("reported", "negatives") else ())
        values = pd.to_numeric(typed[name].where(~empty), errors="coerce")
        whole = name != "reported"
        wrong = ~empty & (values.isna() | (values < 0) | (whole & (values % 1 != 0)))
        expected = "a whole number of droplets, 0 or more" if whole else "a concentration of 0 or more, or No Call"
        problems += [Problem(file, f"line {line}", name, typed[name][line], expected) for line in typed.index[wrong]]
        typed[name] = values.where(~wrong)
    return typed, problems


def _inconsistent(rows, file):
    wrong = rows.index[
        (rows["positives"] + rows["negatives"] != rows["accepted"]) & rows[list(COUNTS)].notna().all(axis=1)
    ]
    for line in wrong:
        found = f"{rows['positives'][line]:.0f} + {rows['negatives'][line]:.0f}"
        yield Problem(file, f"line {line}", "positives + negatives", found, f"{rows['accepted'][line]:.0f} accepted")


def _repeated(rows, file):
    for line in rows.index[rows.duplicated(["well", "target"])]:
        found = f"{rows['well'][line]}, {rows['target'][line]}"
        yield Problem(file, f"line {line}", "well and target", found, "one row for each")


def _other_volume(rows, file, droplet_nl):
    """Reported concentrations that do not follow from the counts: mostly another droplet volume."""
    ours, _, _ = concentration(rows["positives"], rows["accepted"], droplet_nl=droplet_nl)
    off = np.isfinite(ours) & ((rows["reported"] - ours).abs() > TOLERANCE * rows["reported"] + 0.01)
    for line, own in zip(rows.index, ours, strict=True):
        if off[line]:
            expected = f"{own:.4g} copies/µL, from its droplets of {droplet_nl:g} nL (droplet_nl in study.yml)"
            yield Problem(file, f"line {line}", "concentration", f"{rows['reported'][line]:.6g}", expected)
