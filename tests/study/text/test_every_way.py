"""The law of the one reader: whatever the encoding, delimiter and decimal mark of a table, the same frame comes out."""

import gzip
import itertools
import os

import openpyxl
import pandas as pd
import pytest

from analysis.study import cells, cohort, droplets, flow, variants
from analysis.study.cells.fractions import positions

ENCODINGS = {
    "utf-8": b"", "utf-8-sig": b"", "utf-16": b"", "utf-16-le": b"", "utf-16-be": b"", "cp1252": b"",
    "utf-16-be with its mark": b"\xfe\xff",
}  # fmt: skip
DELIMITERS = (",", ";", "\t")
# Every two of an encoding, a delimiter and a decimal mark meet; with EVERY_WAY=1 every three.
WAYS = [way for place, way in enumerate(itertools.product(ENCODINGS, DELIMITERS, ".,"))
        if (place + place // 2) % 2 == 0 or "EVERY_WAY" in os.environ]  # fmt: skip
SETTINGS = r"""{sample: '(?P<USUBJID>P\d) inf(?P<INFUSION>\d) (?P<HOURS>\d)h', targets: {CAR: Tµ}, reference: R}"""
GATE = "NK/PD-L1 µ+ | Freq."
TABLES = {
    "adsl": [["USUBJID", "AGE", "STAGE"], ["P1", "60.5", "Größe 1,2"], ["P2", "71", "über 3,5"]],
    "adtte": [["USUBJID", "PARAMCD", "AVAL", "CNSR"], ["P1", "OS", "3.25", "0"], ["P2", "OS", "4", "1"]],
    "variants": [
        ["Tumor_Sample_Barcode", "Hugo_Symbol", "Variant_Classification", "VAF", "HGVSp_Short"],
        ["P1", "TP53", "Silent", "0.25", "p.µ1,5"], ["P2", "KRAS", "Silent", "0.125", "é"],
    ],
    "nkflow": [["", GATE], ["P1 Baseline", "12.5 %"], ["P2 Baseline", "1.25 %"], ["Mean", "6.9 %"]],
    "ddpcr": [
        ["Well", "Sample", "Target", "Concentration", "AcceptedDroplets", "Positives"],
        ["A01", "P1 inf1 1h", "Tµ", "6.2084", "19000", "100"], ["A01", "P1 inf1 1h", "R", "641.9", "19000", "8000"],
    ],
    "cells": [
        ["Sample Name", "Slide ID", "Tissue Category", "Cell X Position", "Cell Y Position",
         "Tissue Category Area (square microns)", "Nucleus Area (square microns)", "Phenotype CD8", "Membrane µ Mean"],
        ["A_1,5.im3", "P1", "Tumör", "10.5", "20.25", "1000000.5", "31.5", "CD8+", "2.75"],
        ["A_1,5.im3", "P1", "Tumör", "11.5", "1.125", "1000000.5", "30", "CD8-", "0.125"],
        ["A_1,5.im3", "P1", "Tumör", "12.5", "1.125", "1000000.5", "30", "CD8-", "#N/A"],
    ],
}  # fmt: skip
YML = """
id: s
title: Every way
synthetic: true
time_unit: months
tables:
  adsl: adsl.csv
  adtte: adtte.txt
  variants: variants.maf
  nkflow:
    file: nkflow.xls
    layout: wide
    parameters:
      sample: '(?P<USUBJID>P\\d) (?P<AVISIT>\\w+)'
      days: {Baseline: 1}
      markers: {PDL1: "NK/PD-L1 µ+ | Freq."}
  ddpcr: {file: plates, layout: droplets, parameters: SETTINGS}
  cells: {file: cells, parameters: {thresholds: {PD-L1: {column: Membrane µ Mean, above: 1.5}}}}
"""
PLACES = {
    "adsl": "adsl.csv", "adtte": "adtte.txt", "variants": "variants.maf", "nkflow": "nkflow.xls",
    "ddpcr": "plates/p.csv", "cells": "cells/A_cell_seg_data.txt",
}  # fmt: skip
TEXTS = {"p.µ1,5", "A_1,5.im3", "Größe 1,2", "über 3,5"}


def text(rows, delimiter, decimal):
    """The rows as a delimited text, the numbers in them with this decimal mark and quoted where they must be."""
    marked = [[cell if cell in TEXTS or row is rows[0] else cell.replace(".", decimal) for cell in row] for row in rows]
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in marked]
    return "\r\n".join([*lines, ""])


def read(folder, encoding, delimiter, decimal, *, pack=False):
    """Every table of a study written in one way, as its reader gives it."""
    (folder / "plates").mkdir(parents=True)
    (folder / "cells").mkdir()
    (folder / "study.yml").write_text(YML.replace("SETTINGS", SETTINGS), encoding="utf-8")
    for name, place in PLACES.items():
        own = text(TABLES[name], delimiter, decimal).replace(".im3", f"{decimal}im3" if name == "cells" else ".im3")
        data = ENCODINGS[encoding] + own.encode(encoding.split(" ")[0])
        (folder / place).write_bytes(gzip.compress(data) if pack else data)
    return frames(cohort.read(folder))


def frames(study):
    counted = cells.tally(study)
    return [
        study.table("adsl"), study.table("adtte"), variants.read(study).drop(columns="kind"), flow.table(study),
        droplets.table(study), counted.cells, positions(study, "A_cell_seg_data.txt"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return read(tmp_path_factory.mktemp("plain") / "s", "utf-8", ",", ".")


def same(found, plain):
    for one, other in zip(found, plain, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_plain_way_reads_what_is_written(plain):
    adsl, adtte, found, nkflow, ddpcr, counted, places = plain
    assert adsl["AGE"].tolist() == [60.5, 71]
    assert adsl["STAGE"].tolist() == ["Größe 1,2", "über 3,5"]
    assert adtte["AVAL"].tolist() == [3.25, 4]
    assert found["vaf"].tolist() == [0.25, 0.125]
    assert found["protein_change"].tolist() == ["µ1,5", "é"]
    assert nkflow["AVAL"].tolist() == [12.5, 1.25]
    assert ddpcr[["positives", "accepted", "HOURS"]].to_numpy().tolist() == [[100, 19000, 1]]
    assert counted["PD-L1"].astype(str).tolist() == ["False", "<NA>", "True"]
    assert counted["area_mm2"].unique() == pytest.approx(1.0000005, abs=1e-12)
    assert places["y"].tolist() == [20.25, 1.125, 1.125]
    assert places["PD-L1"].astype(str).tolist() == ["True", "False", "<NA>"]


@pytest.mark.parametrize(("encoding", "delimiter", "decimal"), WAYS)
def test_every_encoding_delimiter_and_decimal_mark_gives_equal_frames(tmp_path, plain, encoding, delimiter, decimal):
    same(read(tmp_path / "s", encoding, delimiter, decimal), plain)


def test_packed_files_give_equal_frames_whatever_their_name(tmp_path, plain):
    same(read(tmp_path / "s", "utf-16", ";", ",", pack=True), plain)


@pytest.mark.parametrize("declared", [".", ","])
def test_workbooks_give_equal_frames_whatever_decimal_mark_is_declared(tmp_path, plain, declared):
    read(tmp_path / "s", "utf-8", ",", ".")
    yml = YML.replace("SETTINGS", SETTINGS)
    for name, place in list(PLACES.items())[:3]:
        book = openpyxl.Workbook()
        for row in TABLES[name]:
            book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
        book.save(tmp_path / "s" / f"{name}.xlsx")
        yml = yml.replace(f"{name}: {place}", f'{name}: {{file: {name}.xlsx, decimal: "{declared}"}}')
    (tmp_path / "s" / "study.yml").write_text(yml, encoding="utf-8")
    same(frames(cohort.read(tmp_path / "s")), plain)
