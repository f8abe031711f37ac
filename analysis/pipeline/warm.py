"""Processes that start warm: forked from one that has loaded the libraries, instead of each loading them anew.

Only on Linux: on macOS a forked process cannot safely go on, and each is started anew. What starts threads of its own
(polars, numba) is never loaded before a fork.
"""

import contextlib
import gc
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback
import weakref

LIBRARIES = ("papermill", "ipykernel.kernelapp", "pandas", "pandera.pandas", "scipy.stats", "matplotlib.pyplot",
             "seaborn", "analysis.study.cohort", "analysis.pipeline.execute", "analysis.pipeline.assemble")  # fmt: skip
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WAIT = 0.005  # seconds between two looks at a process that is waited for
_loaded, _begun = [], weakref.WeakSet()


def load(study=None):
    """Load the libraries of a run, and its study, into this process; what it starts later has them: only on Linux."""
    if sys.platform == "linux" and not _loaded:
        _loaded.extend(map(importlib.import_module, LIBRARIES))
        if study is not None:
            with contextlib.suppress(ValueError, OSError):  # what is wrong with a study is told by its check
                sys.modules["analysis.study.cohort.reading"].keep(study)
        gc.freeze()  # what is loaded is never looked through again, which would copy its memory in each process


def is_loaded():
    """Whether processes can start warm."""
    return bool(_loaded)


class Forked:
    """A process forked from this one that does `work` in a session of its own, with the words of subprocess.Popen.

    Its standard input is a pipe that ends when this process ends or closes `stdin`. What `work` raises ends it as it
    would a program: SystemExit with its status or message, anything else with a traceback and status 1.
    """

    stdout = stderr = None

    def __init__(self, work):
        read, write = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.returncode, self.pid = None, os.fork()
        if self.pid == 0:
            os.dup2(read, 0)
            os.close(write)
            for other in _begun:  # only the process that began another holds on to it
                other.stdin.close()
            os._exit(_status(work))
        os.close(read)
        self.stdin = os.fdopen(write, "wb", buffering=0)
        _begun.add(self)

    def poll(self):
        """The exit status, None while it works; below 0: the signal that ended it."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def wait(self, timeout=float("inf")):
        """The exit status once it has ended. subprocess.TimeoutExpired when that takes more than `timeout` seconds."""
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("", timeout)
            time.sleep(WAIT)
        return self.returncode

    def send_signal(self, number):
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _status(work):
    """The exit status of work that is done as the whole of this process."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    status = 1
    try:
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if status and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status
