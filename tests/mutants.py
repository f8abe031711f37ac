"""A mutation campaign: single wrong turns in estimates, study and report/words, and whether a test notices each.

    python -m tests.mutants [--count 320] [--seed 1] [--jobs 2] [--only estimates/survival]

Each mutant changes one comparison, operator, constant, word or argument of one module, in memory only. The tests that
mirror the module run first, then those of its package and those that import it. Survivors are listed with their line;
tests/mutants_survivors.txt says of the known ones, by their line of code, why no test can or need notice them.
"""

import argparse
import ast
import contextlib
import importlib.abc
import importlib.util
import os
import random
import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = ("estimates", "study", "report/words")
REASONS = Path(__file__).with_name("mutants_survivors.txt")
# Seconds of computing: for one file of tests, that has noticed the mutant where it never ends, and for all files, after
# which a mutant that none has noticed is a survivor.
FILE, ALL = 150, 400
SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "first": "last", "left": "right", "right": "left"}


def mutants(path):
    """Every mutant of a module: (line, what is changed, function that changes a fresh tree in place)."""
    found = []
    for number, node in enumerate(ast.walk(ast.parse(path.read_text()))):
        for words in _changes(node):
            found.append((getattr(node, "lineno", 0), words, number))
    return found


def changed(path, number, words):
    """The source of a module with one mutant in it."""
    tree = ast.parse(path.read_text())
    node = next(node for place, node in enumerate(ast.walk(tree)) if place == number)
    _change(node, words)
    return ast.unparse(ast.fix_missing_locations(tree))


def _changes(node):
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        yield f"{_sign(node.ops[0])} becomes {_sign(SWAPS[type(node.ops[0])]())}"
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS and not isinstance(node.left, ast.JoinedStr):
        yield f"{_sign(node.op)} becomes {_sign(SWAPS[type(node.op)]())}"
    if isinstance(node, ast.BoolOp):
        yield f"{_sign(node.op)} becomes {_sign(SWAPS[type(node.op)]())}"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not is dropped"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} becomes {node.value + 1}"
    # `strict` of zip is left out: it refuses what no caller can give, so that neither way round is wrong.
    switch = isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant) and node.arg != "strict"
    if switch and isinstance(node.value.value, bool):
        yield f"{node.arg}={node.value.value} is turned round"
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield f"{node.attr} becomes {NAMES[node.attr]}"
    if isinstance(node, ast.Name) and node.id in NAMES:
        yield f"{node.id} becomes {NAMES[node.id]}"
    if isinstance(node, ast.IfExp):
        yield "if and else change places"


def _change(node, words):
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.Invert) else node.op
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        node.value += 1
    elif isinstance(node, ast.keyword):
        node.value = ast.Constant(not node.value.value)
    elif isinstance(node, ast.Attribute):
        node.attr = NAMES[node.attr]
    elif isinstance(node, ast.Name):
        node.id = NAMES[node.id]
    else:
        node.body, node.orelse = node.orelse, node.body


def _sign(operator):
    return type(operator).__name__


def tests_of(path):
    """The test files that may notice a change of a module: its mirror, those of its package, those that import it."""
    place = path.relative_to(ROOT / "analysis").with_suffix("")
    parts = [part for part in place.parts if part != "__init__"]
    folder = ROOT / "tests" / Path(*parts[:-1])
    mirror = [folder / f"test_{parts[-1]}.py", folder.parent / f"test_{parts[-2]}.py" if len(parts) > 1 else folder]
    package = sorted(folder.glob("test_*.py")) if len(parts) > 2 else []
    word = re.compile(rf"\b{re.escape(parts[-1])}\b" + (rf"|\b{re.escape(parts[-2])}\b" if len(parts) > 2 else ""))
    importing = [test for test in sorted((ROOT / "tests").rglob("test_*.py")) if word.search(_imports(test))]
    slow = ("test_browser.py", "test_sizes.py", "test_interactive.py", "test_house.py")
    found = dict.fromkeys(file for file in [*mirror, *package, *importing] if file.is_file() and file.name not in slow)
    return [str(file) for file in found]


def _imports(test):
    return "\n".join(line for line in test.read_text().splitlines() if line.startswith(("from analysis", "import")))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module of the package from a changed source."""

    def __init__(self, name, path, source):
        self.name, self.path, self.source = name, str(path), source.encode()

    def find_spec(self, name, path=None, target=None):
        """The spec of the one module that is changed."""
        if name != self.name:
            return None
        package = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(name, self.path, loader=self, submodule_search_locations=package)

    def get_filename(self, name):
        """Where the module stands."""
        return self.path

    def get_data(self, path):
        """The changed source; never byte code of the true one."""
        if not str(path).endswith(".py"):
            raise OSError(path)
        return self.source


def noticed(path, source, tests):
    """Whether a test fails, or never ends, on a changed module; tried in a child process of this one."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    sys.meta_path.insert(0, Changed(name, path, source))
    sys.dont_write_bytecode = True
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        failed = any(_fails(test) for test in tests if time.process_time() < ALL)
    os._exit(failed)


def _fails(test):
    """Whether a test file fails; the process ends where it computes for longer than FILE."""
    import pytest

    signal.setitimer(signal.ITIMER_PROF, FILE)  # not by the clock: a busy machine notices nothing
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", test]) not in (0, 5)


def main():
    """Run a campaign and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--count", 320), ("--seed", 1), ("--jobs", os.cpu_count())):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    import hypothesis  # noqa: F401  loaded once here, so that no child need do it
    import lifelines  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import pandera.pandas  # noqa: F401
    import polars  # noqa: F401
    import pytest  # noqa: F401
    import scipy.stats  # noqa: F401

    files = [path for place in PLACES for path in sorted((ROOT / "analysis" / place).rglob("*.py"))]
    files = [path for path in files if options.only in str(path) and path.name != "compiled.py"]
    every = [(path, *mutant) for path in files for mutant in mutants(path)]
    chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
    print(f"{len(chosen)} of {len(every)} possible mutants in {len(files)} modules", flush=True)
    known = REASONS.read_text() if REASONS.exists() else ""
    survivors = []

    def tried(one):
        path, line, words, number = one
        if not noticed(path, changed(path, number, words), tests_of(path)):
            file, text = path.relative_to(ROOT), path.read_text().splitlines()[line - 1].strip()
            survivors.append(f"{file}: {words}: `{text}`: " in known)
            print(f"survived  {file}:{line}: {words}: {text}", flush=True)

    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(tried, sorted(chosen, key=lambda one: (str(one[0]), one[1]))))
    noted, share = len(chosen) - len(survivors), 1 - len(survivors) / len(chosen)
    print(f"{noted} of {len(chosen)} noticed ({share:.1%}); of the survivors {sum(survivors)} have a reason")


if __name__ == "__main__":
    main()
