"""Digests: content decides, dates do not."""

import os
import subprocess
import sys

import pytest

from analysis.pipeline import digests


@pytest.fixture
def study(tmp_path):
    (tmp_path / "cells").mkdir()
    for name in ("study.yml", "adsl.csv", "cells/a: 1 #%$.txt"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_new_date_changes_nothing_and_a_new_content_with_an_old_date_does(study):
    before = digests.study(study, ["adsl.csv", "cells"])
    os.utime(study / "adsl.csv", (2_000_000_000, 2_000_000_000))
    assert digests.study(study, ["adsl.csv", "cells"]) == before
    (study / "adsl.csv").write_text("other")
    os.utime(study / "adsl.csv", (1, 1))
    after = digests.study(study, ["adsl.csv", "cells"])
    assert {name for name in before if after[name] != before[name]} == {"adsl.csv"}


def test_a_folder_stands_for_all_files_in_it(study):
    before = digests.study(study, ["cells"])
    assert list(before) == ["study.yml", "cells/a: 1 #%$.txt"]
    (study / "cells" / "b.txt").touch()
    assert set(digests.study(study, ["cells"])) - set(before) == {"cells/b.txt"}


def test_what_is_not_there_is_absent(study):
    assert digests.study(study, ["adtte.csv"])["adtte.csv"] == digests.ABSENT


def test_the_ledgers_files_and_the_manuscript_are_read_beside_the_tables(study):
    assert digests.beside(study, "paper.md") == {}
    for name in ("inconsistencies.yml", "published_baseline.csv", "figures.yml", "paper.md"):
        (study / name).touch()
    assert len(digests.beside(study, "paper.md")) == 4


def test_code_that_only_puts_sections_together_has_a_digest_of_its_own(tmp_path, monkeypatch):
    for name in ("pipeline/assemble.py", "pipeline/execute.py", "report/remark.py", "study/cohort.py"):
        (tmp_path / "analysis" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "analysis" / name).touch()
    monkeypatch.setattr(digests, "ROOT", tmp_path)
    changed = {}
    for name in ("pipeline/assemble.py", "pipeline/execute.py", "report/remark.py", "study/cohort.py"):
        before = _code()
        (tmp_path / "analysis" / name).write_text("x = 1")
        changed[name] = tuple(one != other for one, other in zip(before, _code(), strict=True))
    together, sections = (False, True), (True, False)
    assert changed == {"pipeline/assemble.py": together, "pipeline/execute.py": sections,
                       "report/remark.py": together, "study/cohort.py": sections}  # fmt: skip
    digests.files.cache_clear()


def _code():
    digests.files.cache_clear()
    return digests.code()


def test_one_digest_of_many_does_not_know_their_order():
    assert digests.together({"a": "1", "b": "2"}) == digests.together({"b": "2", "a": "1"})
    assert digests.together({"a": "1", "b": "2"}) != digests.together({"a": "2", "b": "1"})


def test_to_know_whether_there_is_anything_to_do_loads_no_library():
    code = "import analysis.pipeline.__main__, analysis.pipeline.run, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "numpy", "pydantic", "yaml", "nbformat", "papermill", "matplotlib"} & set(loaded)
