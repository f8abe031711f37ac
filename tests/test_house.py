"""The house: imports go downwards, public things are described, notebooks are thin and carry no outputs."""

import ast
import importlib
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import nbformat
import pytest

import analysis

ROOT = Path(__file__).parents[1]
FLOORS = re.findall(r"(?m)^(\w+) {2,}\S", analysis.__doc__)  # the floor plan, lowest first
FLOOR = {room: number for number, room in enumerate(FLOORS)}
TOP = {
    "notebooks", "analysis", "data", "reports", "tests", "environment.yml", "Makefile",
    "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "requirements.lock",
}  # fmt: skip
SOURCES = sorted((ROOT / "analysis").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def room(path):
    """The floor's room a source file belongs to: its package or its own name."""
    return path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")


def imported(path):
    """The rooms of `analysis` that a source file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("analysis.")}
    return found


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def cells(notebook):
    return [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def test_the_rooms_are_those_of_the_floor_plan():
    found = {path.stem for path in (ROOT / "analysis").iterdir() if not path.name.startswith("__")}
    assert found == set(FLOORS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_to_lower_floors_only(path):
    here = room(path)
    if here == "__init__":
        return
    wrong = {name for name in imported(path) - {here} if FLOOR.get(name, len(FLOORS)) >= FLOOR[here]}
    assert not wrong, f"{here} (floor {FLOOR[here]}) imports {wrong}"


def siblings(room):
    """The parts of a room and the other parts that each imports, {part: parts}."""
    folder, found = ROOT / "analysis" / room, {}
    for path in (path for path in folder.rglob("*.py") if path != folder / "__init__.py"):
        own = found.setdefault(path.relative_to(folder).parts[0].removesuffix(".py"), set())
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == f"analysis.{room}":
                own |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"analysis.{room}."):
                own.add(node.module.split(".")[2])
    return {name: (others & set(found)) - {name} for name, others in found.items()}


@pytest.mark.parametrize("room", FLOORS[1:])
def test_parts_of_a_room_do_not_go_round_and_keep_to_the_floors_it_declares(room):
    knows = siblings(room)
    list(TopologicalSorter(knows).static_order())  # CycleError where parts know each other
    said = re.search(r"Floors, lowest first: ([^.]*)\.", importlib.import_module(f"analysis.{room}").__doc__ or "")
    floors = [floor.split() for floor in said[1].split(";")] if said else []
    height = {name: number for number, floor in enumerate(floors) for name in floor}
    assert not floors or set(height) == set(knows)
    wrong = {(name, other) for name in height for other in knows[name] if height[other] >= height[name]}
    assert not wrong


def test_nothing_reads_our_own_html_back():
    assert not [path for path in SOURCES if re.search(r"\bbs4\b|BeautifulSoup|html\.parser", path.read_text())]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_public_function_names_the_errors_that_it_raises(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            raised = [one.exc for one in ast.walk(node) if isinstance(one, ast.Raise) and one.exc is not None]
            names = {getattr(one.func if isinstance(one, ast.Call) else one, "id", "") for one in raised}
            unnamed = {name for name in names if name[:1].isupper()} - {"AttributeError"}
            assert all(name in (ast.get_docstring(node) or "") for name in unnamed), f"{node.name}: {unnamed}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_a_test_of_its_name_or_of_its_package(path):
    place = path.relative_to(ROOT / "analysis")
    if place.stem.startswith("__"):
        return
    tests = ROOT / "tests" / place.parent
    assert (tests / f"test_{place.stem}.py").exists() or tests.with_name(f"test_{tests.name}.py").exists()


def test_style_and_docstrings_are_as_ruff_wants_them():
    for words in (["check"], ["format", "--check"]):
        run = subprocess.run([sys.executable, "-m", "ruff", *words, "."], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_and_stays_small(path):
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= 300, "split it: a module is around 150 lines"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_longer_than_forty_lines(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            assert node.end_lineno - first.lineno < 40, f"{node.name} is {node.end_lineno - first.lineno + 1} lines"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(notebook):
    assert not [cell for cell in cells(notebook) if cell.outputs or cell.execution_count]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin(notebook):
    for cell in cells(notebook):
        tree = ast.parse(cell.source)
        kinds = [type(node).__name__ for node in ast.walk(tree)]
        assert not {"FunctionDef", "ClassDef", "Lambda"} & set(kinds), cell.source
        assert "import *" not in cell.source
        assert "sys.path" not in cell.source
        assert "If" not in kinds, f"what is missing shows nothing by itself:\n{cell.source}"
        assert len(lines(cell)) <= 12, f"a cell of {len(lines(cell))} lines:\n{cell.source}"
    assert median(len(lines(cell)) for cell in cells(notebook)) <= 4


def test_all_notebooks_together_are_short():
    assert sum(len(lines(cell)) for notebook in NOTEBOOKS for cell in cells(notebook)) <= 450


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_its_kernel_and_language(notebook):
    metadata = nbformat.read(notebook, as_version=4).metadata
    assert metadata.kernelspec.name == "python3"
    assert metadata.language_info.name == "python"


def test_the_top_level_holds_the_agreed_things_only():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_no_module_is_named_for_nothing():
    assert not [path for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}]
