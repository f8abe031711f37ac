"""What a section reads is noted, all of it: a number that rests on a changed table is never kept."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from analysis.study import cells, cohort, droplets, flow, readers, variants
from analysis.study.readers import Noted
from tests.study.cohort.test_derived import study

ANALYSIS = Path(__file__).parents[2] / "analysis"
ADAE = "USUBJID,AEDECOD,ASTDY\n1,Rash,1\n"
ADRS = "USUBJID,PARAMCD,AVALC,ADY\n1,OVR,SD,20\n"
MORE = """groupings:
  rash: {table: adae, column: AEDECOD, levels: [Rash, Fever], reference: Rash, known_day: 20}
populations:
  seen: {table: adrs}
  early: {conditions: [{population: seen}]}
figures: {os: {title: T}}
"""


@pytest.fixture
def made(tmp_path):
    return study(tmp_path, adae=ADAE, adrs=ADRS, more=MORE)


def test_reading_and_checking_a_study_is_no_reading_by_a_section(made):
    assert made.frames.read == {"tables": ["adsl"], "figures": []}


@pytest.mark.parametrize(
    ("asks", "tables"),
    [
        (lambda study: study.subjects, ""),
        (lambda study: study.endpoint("OS"), "adtte"),
        (lambda study: study.endpoints, "adtte"),
        (lambda study: study.endpoint_words, "adtte"),
        (lambda study: study.table("adae"), "adae"),
        (lambda study: study.frames["adae"], "adae"),
        (lambda study: dict(study.frames.items()), "adae adrs adtte"),
        (lambda study: list(study.frames.values()), "adae adrs adtte"),
        (lambda study: study.frames | {}, "adae adrs adtte"),
        (lambda study: {**study.frames}, "adae adrs adtte"),
        (lambda study: "adae" in study.frames, ""),
        (lambda study: study.lack("adae"), "adae"),
        (lambda study: study.path("adrs"), "adrs"),
        (lambda study: study.file("adrs"), "adrs"),
        (lambda study: readers.sources(study, "adrs"), "adrs"),
        (lambda study: study.group("rash"), "adae"),
        (lambda study: study.known_at("rash"), "adae"),
        (lambda study: study.population("early"), "adrs"),
        (lambda study: study.table("samples"), ""),
        (lambda study: study.has("adae"), ""),  # whether a table is there is said to every section
    ],
)
def test_every_way_to_a_table_is_noted(made, asks, tables):
    asks(made)
    assert made.frames.read["tables"] == sorted({"adsl", *tables.split()})


@pytest.mark.parametrize(
    ("reader", "table"),
    [(variants.read, "variants"), (flow.table, "nkflow"), (droplets.table, "ddpcr"), (cells.tally, "cells")],
)
def test_readers_of_instruments_ask_by_the_name_of_their_table(made, reader, table, tmp_path, monkeypatch):
    (tmp_path / "instrument").mkdir()
    source = readers.sources(made, "adrs")[0].model_copy(update={"file": "instrument", "layout": "none"})
    tables = made.declaration.tables | {table: [source]}
    made = cohort.Study(tmp_path, made.declaration.model_copy(update={"tables": tables}), Noted(made.frames))
    with pytest.raises(Exception, match=r"."):
        reader(made)
    assert table in made.frames.read["tables"]


def test_no_part_of_the_package_that_sections_use_passes_by_the_notes():
    private = {"study/cohort", "study/declaration", "report/difference", "report/documents", "report/ledger"}
    for path in ANALYSIS.rglob("*.py"):
        place = path.relative_to(ANALYSIS).as_posix()
        if not place.startswith(("pipeline", *private)) and place not in ("report/origin.py", "study/readers.py"):
            assert not re.search(r"declaration\.tables\b", path.read_text()), place


def test_notes_are_kept_in_a_file_where_a_run_asks_for_it(made, tmp_path, monkeypatch):
    file = tmp_path / "read.jsonl"
    assert readers.noted(file) == {"tables": ["adsl"], "figures": []}
    monkeypatch.setenv(readers.READS, str(file))
    for _ in range(2):
        made.table("adae")
        readers.figure(made, "os")
    assert [json.loads(line) for line in file.read_text().splitlines()] == [["tables", "adae"], ["figures", "os"]]
    assert readers.noted(file) == {"tables": ["adae", "adsl"], "figures": ["os"]} == made.frames.read


def test_what_study_yml_says_of_a_table_or_a_figure_belongs_to_those_who_read_it(made):
    said = readers.plain(made.declaration)
    without = {"tables": ["adsl"], "figures": []}
    parts = {name: readers.parts(said, without | own) for name, own in
             {"nothing": {}, "adae": {"tables": ["adae", "adsl"]}, "os": {"figures": ["os"]}}.items()}  # fmt: skip
    assert len(set(parts.values())) == 3
    tables = said["tables"] | {"adae": [said["tables"]["adae"][0] | {"file": "other.csv"}]}
    assert readers.parts(said | {"tables": tables, "figures": {}}, without) == parts["nothing"]
    assert readers.parts(said | {"tables": tables}, {"tables": ["adae", "adsl"], "figures": []}) != parts["adae"]
    kind = said["tables"] | {"adae": [said["tables"]["adae"][0] | {"layout": "wide"}]}
    for other in ({"tables": kind}, {"groupings": {}}, {"populations": {}}, {"report_unit": "days"}, {"title": "U"}):
        assert readers.parts(said | other, without) != parts["nothing"]


def test_files_are_those_of_the_tables_read_and_all_files_in_a_folder():
    folder = ["adsl.csv", "cells/a.txt", "cells/b/c.txt", "cells.csv", "adae.csv"]
    sources = {"adsl": ["adsl.csv"], "cells": ["cells"], "adae": ["adae.csv"]}
    assert readers.files(sources, {"tables": ["adsl", "cells", "gone"]}, folder) == folder[:3]


@pytest.mark.parametrize(
    ("source", "alone"),
    [
        ("study = cohort.read(study_dir)\nrows = study.table('adae')\nsection.folder('figures')", False),
        ("study = cohort.read(study_dir=study_dir)", False),
        ("%matplotlib inline\nreport.take_parameters('1_x', study_dir)", False),
        ("from analysis.cohort import read\nstudy = read(study_dir)\nfigures.os.figures", False),
        ("rows = pd.read_csv(study_dir + '/lab.csv')", True),
        ("place = study_dir", True),
        ("s = cohort.read(study_dir)\npd.read_csv(s.folder / 'lab.csv')", True),
        ("study = cohort.read(study_dir)\nfor note in study.notes:\n    print(note)", True),
        ("s = cohort.read(study_dir)\ns.declaration.tables", True),
        ("s = cohort.read(study_dir)\ns.figures", True),
        ("files = !ls\n", True),  # no Python: it cannot be known
    ],
)
def test_a_notebook_that_goes_to_the_folder_is_told_by_its_code(tmp_path, source, alone):
    given = nbformat.v4.new_code_cell('study_dir, out_dir = "a", "b"')
    cells = [given, nbformat.v4.new_markdown_cell("study_dir"), nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    assert readers.by_itself(tmp_path / "a.ipynb") is alone
