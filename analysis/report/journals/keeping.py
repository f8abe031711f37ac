"""Figures kept as objects while a notebook runs for a journal, so that they can be drawn again in its formats."""

import io
import json
import marshal
import os
import pickle
import sys
import types

FOR_JOURNAL = "FIGURES_FOR"  # set in the environment of a run for a journal; the figures' widths follow it too


def keep(fig, path, made):
    """In a run for a journal, keep a figure as `path`.pickle and its origin as `path`.json; else do nothing."""
    if not os.environ.get(FOR_JOURNAL):
        return
    buffer = io.BytesIO()
    _Pickler(buffer).dump(fig)
    path.with_suffix(".pickle").write_bytes(buffer.getvalue())
    path.with_suffix(".json").write_text(json.dumps(made, sort_keys=True))


def kept(path):
    """A figure that was kept, drawn anew at each call, and its origin."""
    return pickle.loads(path.read_bytes()), json.loads(path.with_suffix(".json").read_text())


class _Pickler(pickle.Pickler):
    """A pickler that also takes the small functions that figures use to write their ticks."""

    def reducer_override(self, found):
        if isinstance(found, types.FunctionType) and "<" in found.__qualname__:
            inside = tuple(cell.cell_contents for cell in found.__closure__ or ())
            return _function, (marshal.dumps(found.__code__), found.__module__, found.__defaults__, inside)
        return NotImplemented


def _function(code, module, defaults, inside):
    __import__(module)
    cells = tuple(types.CellType(value) for value in inside)
    return types.FunctionType(marshal.loads(code), vars(sys.modules[module]), "tick", defaults, cells)
