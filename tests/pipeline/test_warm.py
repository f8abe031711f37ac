"""A process forked from a warm one ends as a program would, and with the one that began it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from analysis.pipeline import warm
from analysis.pipeline.warm import Forked


def wait_for_end():
    os.read(0, 1)


@pytest.mark.parametrize(("code", "status"), [(None, 0), (0, 0), (3, 3), ("a message", 1)])
def test_its_status_is_that_of_a_program(code, status):
    assert Forked(lambda: sys.exit(code)).wait() == status
    assert Forked(lambda: None).wait() == 0


def test_an_error_is_told_and_is_status_1(capfd):
    assert Forked(lambda: 1 / 0).wait() == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_message_is_told(capfd):
    Forked(lambda: sys.exit("what was wrong")).wait()
    assert capfd.readouterr().err == "what was wrong\n"


def test_one_that_is_killed_has_the_signal_as_status():
    process = Forked(lambda: time.sleep(60))
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.kill()  # it has ended: nothing is sent


def test_its_input_ends_when_the_pipe_is_closed_though_another_was_begun_meanwhile():
    first, second = Forked(wait_for_end), Forked(wait_for_end)
    first.stdin.close()
    assert first.wait(10) == 0
    assert second.poll() is None
    second.stdin.close()
    assert second.wait(10) == 0


def test_it_has_a_session_and_signals_of_its_own():
    def fit():
        quiet = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
        sys.exit(not (os.getsid(0) == os.getpid() and quiet == [signal.SIG_DFL] * 2))

    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        assert Forked(fit).wait() == 0
    finally:
        signal.signal(signal.SIGTERM, before)


def test_nothing_is_loaded_where_a_forked_process_is_not_safe(monkeypatch):
    monkeypatch.setattr(warm.sys, "platform", "darwin")
    warm.load()
    assert not warm.is_loaded()
