"""What leaves the hospital passes one door: every kind of block, every file, with nothing small in any byte."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.report import blocks, released
from analysis.report.blocks import Code, Figure, Heading, Output, Prose, Table
from tests.report.test_small_cells import rows

STUDY = SimpleNamespace(
    subjects=[f"S-{n:03}" for n in range(100)], populations={"all": "All"}, report_unit="months",
    groupings={"arm": SimpleNamespace(label="Arm"), "sex": SimpleNamespace(label="Sex")},
)  # fmt: skip
ARM = [{"grouping": "arm", "group": "a", "n": 97, "n_event": 61},
       {"grouping": "arm", "group": "b", "n": 3, "n_event": 2}]  # fmt: skip
SEX = [{"grouping": "sex", "group": "M", "n": 60, "n_event": 31},
       {"grouping": "sex", "group": "F", "n": 40, "n_event": 19}]  # fmt: skip


@pytest.fixture
def door(tmp_path):
    results = rows({}, *ARM, *SEX)
    return released.Released(STUDY, results, 5), tmp_path / "work", tmp_path / "new"


def table(work, name, frame, caption="Words."):
    (work / "tables").mkdir(parents=True, exist_ok=True)
    frame.to_csv(work / "tables" / f"{name}.csv", index=False)
    return Table(name, "Table 1.1", caption, blocks.columns(frame), name, links=[["CSV", f"tables/{name}.csv"]])


def figure(work, name, frame):
    (work / "figures").mkdir(parents=True, exist_ok=True)
    frame.to_csv(work / "figures" / f"{name}.csv", index=False)
    (work / "figures" / f"{name}.svg").write_text("<svg/>")
    links = [[kind.upper(), f"figures/{name}.{kind}"] for kind in ("csv", "svg")]
    return Figure(name, "Figure 1.1", "Events. 2 died.", "Of 3.", f"figures/{name}.svg", name, links)


def test_a_table_is_masked_whole_or_left_out_and_its_file_with_it(door):
    out, work, new = door
    mixed, safe, single = out.section(
        [table(work, "mixed", rows(*ARM, *SEX), "By arm. All rows: n = 97."), table(work, "safe", rows(*SEX)),
         table(work, "single", pd.DataFrame({"USUBJID": ["S-001"], "n": [9]}))], work, new)  # fmt: skip
    assert mixed.caption == "By arm"
    assert [cell.text for cell in next(one for one in mixed.columns if one.heading == "n").cells] == [
        "withheld", "<5", "60", "40"]  # fmt: skip
    assert isinstance(safe, Table)
    assert single == Prose(released.TABLE.format(label="Table 1.1", name="single"))
    assert sorted(path.name for path in new.rglob("*.csv")) == ["mixed.csv", "safe.csv"]
    assert out.told.endswith("Shown as they are: 1 tables and 0 figures; with cells withheld: 1 tables, 6 cells; "
                             "left out: 1 tables, 0 figures, 0 paragraphs.")  # fmt: skip


def test_a_figure_stays_where_its_table_is_safe_as_it_is(door):
    out, work, new = door
    curve = pd.DataFrame({"time": [1.0, 2.0], "n_risk": [100, 99]})
    safe, masked, single = out.section(
        [figure(work, "safe", rows(*SEX)), figure(work, "masked", rows(*ARM)), figure(work, "os", curve)], work, new
    )
    assert isinstance(safe, Figure)
    assert (safe.caption, safe.alt) == ("Events", "safe")
    assert masked == Prose(released.FIGURE.format(label="Figure 1.1", name="masked", k=5))
    assert isinstance(single, Prose)
    assert sorted(path.name for path in new.rglob("*.*")) == ["safe.csv", "safe.svg"]


def test_paragraphs_headings_code_and_what_a_cell_printed(door):
    out, work, new = door
    given = [Prose("Methods."), Prose("2 died."), Prose("S-007 died."), Heading(2, "Grade 3", "g"), Code("n = 3"),
             Heading(2, "S-007", "s"), Code("who = 'S-007'"), Output("anything")]  # fmt: skip
    made = out.section(given, work, new)
    assert made[0] == given[0]
    assert {made[1], made[2]} == {Prose(released.PROSE.format(k=5))}
    assert made[3:5] == given[3:5]
    assert made[5].text == "withheld"
    assert "S-007" not in made[6].source
    assert made[7] == Prose(released.OUTPUT)


def test_nothing_small_stands_in_any_byte_that_leaves(door):
    out, work, new = door
    blocks_in = [table(work, "mixed", rows(*ARM, *SEX), "b has 3 of 100. Two died."), Prose("3 in b."),
                 figure(work, "arms", rows(*ARM)), Output("3")]  # fmt: skip
    made = out.section(blocks_in, work, new)
    text = " ".join([*(str(vars(one)) for one in made), blocks.csv(out.results).decode(),
                     *(path.read_text() for path in new.rglob("*.*"))])  # fmt: skip
    text = text.replace("from 1 to 4", "").replace("<5", "").replace("below 5", "").replace("1.1", "")
    assert not set(re.findall(r"(?<![\w.])\d+(?![\w.])", text)) & {"2", "3", "61", "97", "1", "4"}
