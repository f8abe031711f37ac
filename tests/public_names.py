"""The page of the names that a notebook's author meets: notebooks/README.md, made from docstrings.

python -m tests.public_names        # write it anew
"""

import importlib
import inspect
from pathlib import Path

import analysis

PAGE = Path(__file__).parents[1] / "notebooks" / "README.md"
HEAD = """# What a notebook can say

A notebook takes these names from `analysis`; a cell computes, then shows. All else in the package is for the package.
This page is made from the docstrings by `python -m tests.public_names`.
"""


def public():
    """The public modules in order, {short name: module}."""
    rooms = {name: importlib.import_module(f"analysis.{name}") for name in ("figures", "report")}
    return {name: rooms.get(name) or getattr(analysis, name) for name in analysis.__all__}


def text():
    """The page as Markdown: a heading per module, a line per name."""
    parts = [f"\n## {name}\n\n{_first(module)}\n\n{_lines(name, module)}" for name, module in public().items()]
    return HEAD + "".join(parts)


def _lines(name, module):
    return "".join(f"- `{name}.{one}` {_first(getattr(module, one))}\n" for one in module.__all__)


def _first(thing):
    """The first sentence of a docstring; of a plain value, its text."""
    if not (inspect.ismodule(thing) or callable(thing)):
        return f"is {thing!r}."
    words = inspect.cleandoc(thing.__doc__ or "").split("\n\n")[0]
    return " ".join(words.split())


if __name__ == "__main__":
    PAGE.write_text(text())
