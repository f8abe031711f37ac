"""Work beside a process gives what it gives in it, and its errors are raised where its result is asked for."""

import os
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from analysis.pipeline import warm
from analysis.pipeline.beside import Beside


def _who(*, word):
    return word, os.getpid()


def _fail(word):
    raise ValueError(word)


@pytest.fixture(params=[True, False], ids=["forked", "not forked"])
def forked(request, monkeypatch):
    monkeypatch.setattr(warm, "_loaded", ["libraries"] * request.param)
    return request.param


def test_work_is_done_in_another_process_where_that_is_safe(forked):
    with Beside() as beside:
        word, process = beside.do(_who, word="done")()
    assert word == "done"
    assert (process != os.getpid()) is forked


def test_an_error_of_the_work_is_raised_to_who_asks(forked):
    with Beside() as beside, pytest.raises(ValueError, match="no such number"):
        beside.do(_fail, "no such number")()


def test_an_error_of_this_process_ends_the_others(forked):
    beside = Beside()
    with pytest.raises(KeyError), beside:
        raise KeyError(beside.do(_who, word="done"))
    assert forked is False or beside._pool._processes is None


KILLED = """
import os, signal
from analysis.pipeline import warm
from analysis.pipeline.beside import Beside
warm._loaded.append("libraries")
with Beside() as beside:
    print(beside.do(os.getpid)(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_is_left_when_one_is_killed_and_its_run_ends():
    with subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killed:
        other = psutil.Process(int(killed.stdout.readline()))
        killed.stdin.close()  # the run ends
        with suppress(psutil.NoSuchProcess):
            other.wait(10)
    assert not other.is_running()
