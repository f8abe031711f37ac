"""The processes of a run end with the one that started them, by whatever death."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from analysis.pipeline import children
from analysis.pipeline.children import Stopped, every

# A child that starts a process of its own in a session of its own, as a kernel is started.
CHILD = """
import subprocess, sys, time
from analysis.pipeline.children import end_with_parent
end_with_parent()
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(grandchild.pid, flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def commands(monkeypatch):
    """Commands are Python's own instead of the pipeline's: words[0] is a program."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda words, **given: real([sys.executable, "-c", words[4]], **given))


def gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_children_of_a_killed_process_and_theirs_end(how):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, text=True)
    pids = [int(parent.stdout.readline()), int(parent.stdout.readline())]
    assert all(psutil.pid_exists(pid) for pid in pids)
    parent.send_signal(how)
    parent.wait()
    assert all(gone(pid) for pid in pids)


@pytest.mark.usefixtures("commands")
def test_every_command_is_run_and_none_after_a_failure():
    assert every([["pass"], ["import sys; sys.exit(3)"], ["1"]]) == {("pass",): 0, ("import sys; sys.exit(3)",): 3}


@pytest.mark.usefixtures("commands")
def test_as_many_as_allowed_run_side_by_side():
    start = time.monotonic()
    assert set(every([[f"import time; time.sleep(1); {n}"] for n in range(3)], at_a_time=3).values()) == {0}
    assert time.monotonic() - start < 2.9


@pytest.mark.usefixtures("commands")
def test_one_that_hangs_is_ended_and_counts_as_none():
    slow = "import sys; sys.stdin.read()"
    assert every([[slow]], limit=0.3) == {(slow,): None}


@pytest.mark.usefixtures("commands")
def test_a_signal_ends_the_children_and_is_told():
    def stop(*_):
        raise Stopped

    there = set(psutil.Process().children())  # multiprocessing keeps one of its own
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(Stopped):
        every([["import sys; sys.stdin.read()"]])
    signal.signal(signal.SIGALRM, before)
    assert set(psutil.Process().children()) == there


@pytest.mark.usefixtures("commands")
@pytest.mark.parametrize("when", [[7, 7, 1], [1]], ids=["in a run", "before its first child"])
def test_when_make_alone_is_killed_the_run_stops(monkeypatch, when):
    monkeypatch.setenv("MAKELEVEL", "1")
    monkeypatch.setattr(children, "BEGUN", (os.getpid(), 7))
    parents = iter(when)
    monkeypatch.setattr(children.os, "getppid", lambda: next(parents))
    with pytest.raises(Stopped):
        every([["import sys; sys.stdin.read()"]])


def test_a_child_has_steady_settings_and_none_that_costs_pictures(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    made = children.environment()
    assert "MPLBACKEND" not in made
    assert (made["TZ"], made["PYTHONHASHSEED"]) == ("UTC", "0")
    assert made["PATH"] == os.environ["PATH"]
