"""The processes of a run: started side by side, given a limit of time, and ended with the one that started them.

A child holds the reading end of a pipe whose writing end only its parent has. When the parent ends in whatever way, the
pipe ends, and the child ends with everything that it started.
"""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

from analysis.pipeline import warm
from analysis.pipeline.digests import ROOT

# Same input, same bytes: no hash order, no local time or language, one thread for linear algebra.
STEADY = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
          "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONPATH": str(ROOT)}  # fmt: skip
# Either would cost time or pictures: byte code is compiled once, notebooks choose their own backend.
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "MPLBACKEND", "PYTHONWARNINGS", "PYTHONSAFEPATH")
WAIT = 0.03  # seconds between two looks at the children
BEGUN = os.getpid(), os.getppid()  # this process and who began it, who may be gone before the first child is begun
GRACE = 5  # seconds that a child has to end


class Stopped(Exception):
    """The run is to end: make or the shell that started it is gone, or a signal came."""


class Child:
    """A command of the pipeline at work in a process of its own."""

    def __init__(self, *words, keep=()):
        self.words, self.since = words, time.monotonic()
        self.process = warm.Forked(partial(_main, words)) if warm.is_loaded() else _started(words, keep)

    def ended(self):
        """The exit status when the child has ended, else None; below 0: the signal that ended it."""
        return self.process.poll()

    def end(self):
        """End the child with everything that it started."""
        self.process.stdin.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _main(words):
    importlib.import_module("analysis.pipeline.__main__").main(["child", *words])


def _started(words, keep):
    command, files = [sys.executable, "-m", "analysis.pipeline", "child", *words], [file.fileno() for file in keep]
    return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment(), pass_fds=files, start_new_session=True)


def environment():
    """The environment of a child: steady settings, nothing that changes how Python or a notebook starts."""
    given = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {"SOURCE_DATE_EPOCH": "1704067200"} | given | STEADY


def every(commands, *, at_a_time=1, limit=None, keep=()):
    """Run commands, lists of words, so many at a time; {words: exit status} of those that were started.

    After one that fails no more are started. One that is not done within `limit` seconds is ended and counts as None.
    Stopped is raised when the run is to end; no child is left then, nor after any other error.
    """
    waiting, working, done = [tuple(words) for words in commands], [], {}
    parent = BEGUN[1] if BEGUN[0] == os.getpid() else os.getppid()
    try:
        while working or (waiting and not any(done.values()) and None not in done.values()):
            while waiting and len(working) < at_a_time and all(status == 0 for status in done.values()):
                working.append(Child(*waiting.pop(0), keep=keep))
            time.sleep(WAIT)
            _look(working, done, limit)
            if "MAKELEVEL" in os.environ and os.getppid() != parent:
                raise Stopped
    finally:
        for child in working:
            child.end()
    return done


def _look(working, done, limit):
    for child in list(working):
        status, late = child.ended(), limit and time.monotonic() - child.since > limit
        if status is None and late:
            child.end()
        if status is not None or late:
            working.remove(child)
            done[child.words] = status


def stop_on_signals():
    """Let the signals that end a run raise Stopped in it, so that it ends clean."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)


def _stop(*_):
    raise Stopped


def end_with_parent():
    """In a child: end, with everything that it started, as soon as the parent is gone or says so."""
    import psutil  # slow to load, and a child's only: here, as it must be ready when it is needed

    threading.Thread(target=_watch, args=(psutil,), daemon=True).start()


def _watch(psutil):
    me = psutil.Process()
    while os.read(0, 1):
        pass
    for _ in range(2):  # what was being started at the first look is there at the second
        for descendant in me.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                descendant.kill()
    os._exit(1)


def path_is_fit(root=ROOT):
    """Whether Python can work in the project's folder: a colon in its path parts two paths."""
    return os.pathsep not in str(Path(root))
