"""A folder put in the place of another in one step: who looks sees the old one or the new one, whole."""

import ctypes
import os
import secrets
import shutil
import sys
from pathlib import Path

AT_FDCWD = {"linux": -100, "darwin": -2}
EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


class OutputError(RuntimeError):
    """An output folder that holds something other than a report."""


def check_replaceable(place, shown, mark):
    """Raise OutputError when a folder without the file `mark` stands where a report or figures are to go."""
    if place.is_dir() and any(place.iterdir()) and not (place / mark).exists():
        raise OutputError(f"OUT={shown}: the folder holds other files; expected a new folder or one of a report")
    if place.exists() and not place.is_dir():
        raise OutputError(f"OUT={shown}: a file of this name is there; expected a new folder or one of a report")


def fresh(place):
    """A new folder beside a place, of a name that nobody else has."""
    folder = place.with_name(f".{place.name}.new-{secrets.token_hex(4)}")
    folder.mkdir(parents=True)
    return folder


def replace(new, place):
    """Put the folder `new` in its place; what stood there is removed."""
    if not place.exists():
        new.rename(place)
    elif _exchanged(new, place):
        shutil.rmtree(new, ignore_errors=True)
    else:  # a file system that cannot: for a moment there is neither, and `mended` puts the old one back
        old = place.with_name(f".{place.name}.old-{secrets.token_hex(4)}")
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)


def mended(place):
    """Put back what a run that was killed had moved away from a place, and remove what it left beside it.

    Only for who holds the place alone.
    """
    old = sorted(place.parent.glob(f"{_literal(place)}.old-*"))
    if old and not place.exists():
        old.pop().rename(place)
    for left in [*old, *place.parent.glob(f"{_literal(place)}.new-*")]:
        shutil.rmtree(left, ignore_errors=True)


def _literal(place):
    return "".join(f"[{sign}]" if sign in "[]*?" else sign for sign in f".{place.name}")


def _exchanged(one, other):
    """Whether the two folders have changed places, in one step of the file system."""
    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(Path(one).absolute()), os.fsencode(Path(other).absolute())
    try:
        here = AT_FDCWD[sys.platform]
        call = system.renameat2 if sys.platform == "linux" else system.renameatx_np
    except (KeyError, AttributeError):
        return False
    return call(here, names[0], here, names[1], EXCHANGE) == 0
