"""Watching: the report is made again when something is saved, and the page knows it."""

import threading
import time
import urllib.request
from types import SimpleNamespace

import pytest

from analysis.pipeline import watch


def asked(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def test_the_page_holds_the_report_and_its_state_changes_with_it(tmp_path):
    (tmp_path / "index.html").write_text("the report")
    with watch.served(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert 'src="report/index.html"' in asked(address)
        assert asked(f"{address}report/index.html") == "the report"
        before = asked(f"{address}state")
        (tmp_path / "provenance.json").write_text("{}")
        assert asked(f"{address}state") != before
    with pytest.raises(OSError, match="refused"):
        asked(address)


def test_no_file_above_the_report_is_served(tmp_path):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "out").mkdir()
    with watch.served(tmp_path / "out") as address, pytest.raises(OSError, match="404"):
        asked(f"{address}report/../../secret")


@pytest.mark.parametrize("saved", ["study/adsl.csv", "notebooks/1_part.ipynb"])
def test_a_file_that_is_saved_makes_the_report_anew(tmp_path, monkeypatch, saved):
    for name in ("study/adsl.csv", "notebooks/1_part.ipynb"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("a")
    monkeypatch.chdir(tmp_path)
    made = []
    monkeypatch.setattr(watch.subprocess, "run", lambda *_, **__: made.append(time.monotonic()))
    wanted = SimpleNamespace(study=tmp_path / "study", out=tmp_path / "out")
    thread = threading.Thread(target=watch.watch, args=(wanted, 2), daemon=True)
    thread.start()
    time.sleep(4 * watch.LOOK)
    assert len(made) == 1
    (tmp_path / saved).write_text("another")
    time.sleep(4 * watch.LOOK)
    assert len(made) == 2
    (tmp_path / saved).write_text("and another")
    thread.join(10)
    assert not thread.is_alive()
