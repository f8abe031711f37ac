"""One run at a time: the second is told who works where and since when."""

import json
import os
import platform
import subprocess
import sys
import time

import pytest

from analysis.pipeline import alone
from analysis.pipeline.alone import BusyError

HOLD = """
import sys, time
from pathlib import Path
from analysis.pipeline.alone import alone
with alone({"OUT": Path(sys.argv[1])}):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_is_refused_in_words_and_may_come_when_the_first_is_done(tmp_path):
    place = tmp_path / "out"
    with alone.alone({"OUT=out": place}):
        with pytest.raises(BusyError, match=rf"OUT=out: .+ \(process {os.getpid()} on .+\) since \d{{4}}-"):
            alone.alone({"OUT=out": place}).__enter__()
        assert json.loads((tmp_path / ".out.lock").read_text())["on"] == platform.node()
    assert list(tmp_path.iterdir()) == []
    with alone.alone({"OUT=out": place}):
        pass


def test_other_places_are_free_and_all_are_let_go_when_one_is_not(tmp_path):
    with alone.alone({"OUT": tmp_path / "a"}):
        with pytest.raises(BusyError, match="^work: "), alone.alone({"OUT": tmp_path / "b", "work": tmp_path / "a"}):
            pass
        with alone.alone({"OUT": tmp_path / "b"}):
            pass


def test_a_run_that_was_killed_holds_nothing(tmp_path):
    first = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "out"], stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "held\n"
    with pytest.raises(BusyError, match=f"process {first.pid} on"):
        alone.alone({"OUT": tmp_path / "out"}).__enter__()
    first.kill()
    first.wait()
    with alone.alone({"OUT": tmp_path / "out"}):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_held_by_the_ending_children_of_a_dead_run_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(alone, "ENDING", 0.3)
    monkeypatch.setattr(alone, "_lives", lambda _: False)
    start = time.monotonic()
    with (
        alone.alone({"OUT": tmp_path / "out"}),
        pytest.raises(BusyError, match="at work here"),
        alone.alone({"OUT": tmp_path / "out"}),
    ):
        pass
    assert time.monotonic() - start > 0.3
