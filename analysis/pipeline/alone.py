"""One run at a time for a report and its working folder: a lock file beside each, gone when the run is over."""

import contextlib
import fcntl
import getpass
import json
import os
import platform
import time

ENDING = 10  # seconds that a run waits for the children of one that was killed


class BusyError(RuntimeError):
    """A place in which another run is at work."""


@contextlib.contextmanager
def alone(places):
    """Hold places, {what it is: path}, until the end; gives the open files, for children that shall hold them too.

    Raises BusyError that says who holds one and since when.
    """
    with contextlib.ExitStack() as held:
        yield [held.enter_context(_held(what, place)) for what, place in places.items()]


@contextlib.contextmanager
def _held(what, place):
    place.parent.mkdir(parents=True, exist_ok=True)
    path = place.with_name(f".{place.name}.lock")
    file = _locked(path, what)
    try:
        file.write(json.dumps(_me()))
        file.flush()
        yield file
    finally:
        path.unlink(missing_ok=True)
        file.close()


def _locked(path, what):
    """The lock's open file; a lock that its holder removed meanwhile counts for nothing."""
    deadline = time.monotonic() + ENDING
    while True:
        file = open(path, "a+")  # noqa: SIM115  it stays open for as long as the lock is held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                file.truncate(0)
                return file
        except BlockingIOError:
            holder = _holder(file)
            if _lives(holder) or time.monotonic() > deadline:
                file.close()
                raise BusyError(_told(what, holder)) from None
            time.sleep(0.1)
        file.close()


def _me():
    since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    return {"who": getpass.getuser(), "process": os.getpid(), "on": platform.node(), "since": since}


def _holder(file):
    file.seek(0)
    try:
        return json.loads(file.read())
    except ValueError:
        return {}


def _lives(holder):
    """Whether the run that holds a lock is there; its children may outlive it by a moment."""
    if holder.get("on") != platform.node():
        return bool(holder)
    try:
        os.kill(holder["process"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _told(what, holder):
    who = "{who} (process {process} on {on}) since {since}".format(**holder) if holder else "another run"
    return f"{what}: {who} is at work here; wait for the end of that run, or give this one a place of its own (OUT=…)"
