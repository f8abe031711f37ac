"""A run makes anew what its inputs' content asks for, and nothing else."""

import os
import time

import pytest

from analysis.pipeline import __main__ as pipeline
from tests import small_house

NOTHING = "Nothing to do: all is as it was. Report: out/index.html\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house whose report is made, in a folder and with a study of hostile names."""
    folder = small_house.build(tmp_path_factory.mktemp("Ü $(b) #1 50% 'x'") / "house", study="my: Ü #%$ study")
    status, said, complained = run(folder)
    assert (status, complained) == (0, "")
    assert "1_part: running" in said
    return folder


def run(house, **given):
    return small_house.run(house, **{"STUDY": "my: Ü #%$ study", "JOBS": "2"} | given)


def again(house, **given):
    """The sections that a run makes anew."""
    status, said, complained = run(house, **given)
    assert (status, complained) == (0, "")
    return [line.split(":")[0] for line in said.splitlines() if line.endswith(": running")], said


def test_new_dates_of_equal_content_rerun_nothing_and_are_known_at_once(house):
    for path in house.rglob("*"):
        path.touch()
    start = time.monotonic()
    assert run(house) == (0, NOTHING, "")
    assert time.monotonic() - start < 5  # a second on a machine that does nothing else


def test_a_table_with_an_older_date_is_read_and_one_put_back_is_as_before(house):
    table, before = house / "my: Ü #%$ study" / "adtte.csv", small_house.files(house / "out")
    text = table.read_text()
    table.write_text(text.replace("25.3", "25.4"))
    os.utime(table, (1, 1))
    assert again(house)[0] == ["1_part"]  # the other reads none
    table.write_text(text)
    assert again(house)[0] == ["1_part"]
    assert small_house.files(house / "out") == before


def test_a_changed_table_asks_for_the_sections_that_read_it_and_the_bytes_are_as_from_nothing(tmp_path):
    asks = "from analysis import cohort\nprint(cohort.read(study_dir).table({!r}))"
    house = small_house.build(tmp_path / "house", first=[asks.format("adae")], second=[asks.format("labs")])
    yml, rows = house / "study" / "study.yml", "USUBJID,AEDECOD,{}\nSYN-001,Rash,1\n"
    own = "tables:\n  adae: adae.csv\n  labs: {file: labs.csv, own: true}\n"
    yml.write_text(yml.read_text().replace("tables:\n", own, 1))
    (house / "study" / "adae.csv").write_text(rows.format("ASTDY"))
    (house / "study" / "labs.csv").write_text(rows.format("LDH"))
    assert sorted(_ran(house)) == ["1_part", "2_other"]
    for name, readers in {"adae": ["1_part"], "labs": ["2_other"], "adsl": ["1_part", "2_other"]}.items():
        file = house / "study" / f"{name}.csv"
        file.write_text(file.read_text().replace(",1\n", ",2\n").replace("58,M", "59,M"))
        assert sorted(_ran(house)) == readers
    made = small_house.files(house / "out")
    assert "2" in made["notebooks/1_part.ipynb"].decode().partition("ASTDY")[2]
    assert sorted(_ran(house, OUT="anew", SCRATCH="elsewhere")) == ["1_part", "2_other"]
    assert small_house.files(house / "anew") == made


def _ran(house, **given):
    status, said, complained = small_house.run(house, JOBS="2", **given)
    assert (status, complained) == (0, "")
    return [line.split(":")[0] for line in said.splitlines() if line.endswith(": running")]


def test_a_file_of_the_ledger_asks_for_the_report_only_and_a_notebook_for_its_section(house):
    before = small_house.files(house / "out")
    extra = house / "my: Ü #%$ study" / "inconsistencies.yml"
    extra.write_text("[]\n")
    small_house.write(house, "2_other", small_house.SECOND + "\nmore = 1")
    ran, said = again(house)
    assert ran == ["2_other"]
    extra.unlink()
    ran, said = again(house)
    assert (ran, said.splitlines()[-1]) == ([], "Report: out/index.html")
    small_house.write(house, "2_other", small_house.SECOND)
    again(house)
    assert small_house.files(house / "out") == before


def test_a_section_that_hangs_is_ended_with_its_cell_named_and_nothing_is_left(house):
    before = small_house.files(house / "out")
    small_house.write(house, "2_other", "x = 1", "import time\ntime.sleep(600)")
    status, _, complained = run(house, TIMEOUT="12s")
    assert status == 1
    assert "2_other, cell 4 (import time): not done after 0.2 minutes (TIMEOUT)" in complained
    assert "The last good report is as it was" in complained
    assert (house / "out.failed" / "2_other.ipynb").exists()
    small_house.write(house, "2_other", small_house.SECOND)
    again(house)
    assert small_house.files(house / "out") == before
    assert not (house / "out.failed").exists()
    left = [path.name for path in house.rglob("*") if ".new-" in path.name or path.name.endswith(".lock")]
    assert left == []


def test_two_runs_at_once_of_one_place_are_not_allowed(house, tmp_path):
    small_house.write(house, "2_other", "import time\ntime.sleep(5)")
    first = small_house.start(house, STUDY="my: Ü #%$ study")
    deadline = time.monotonic() + 60
    while not list(house.glob(".out.lock")) and time.monotonic() < deadline:
        time.sleep(0.05)
    status, said, complained = run(house)
    assert (status, said) == (1, "")
    assert f"(process {first.pid} on" in complained
    assert "since 2" in complained
    assert first.wait() == 0


@pytest.mark.parametrize(
    ("error", "told"),
    [(OSError(28, "No space left"), "No space left"), (OSError(13, "Denied", "out"), "Denied: out"),
     (ValueError("row 7"), "row 7"), (RuntimeError(), "RuntimeError")],
)  # fmt: skip
def test_what_ends_a_command_is_told_in_plain_words(monkeypatch, error, told):
    def fail(_):
        raise error

    monkeypatch.setitem(pipeline.COMMANDS, "whatmade", fail)
    with pytest.raises(SystemExit) as caught:
        pipeline.main(["whatmade"])
    assert caught.value.code == told
