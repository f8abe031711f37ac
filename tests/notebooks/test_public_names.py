"""The names that a notebook's author meets: few, each with its words and each used, their page up to date."""

import inspect
import json
import re

import pytest

import analysis
from tests import public_names

MOST_MODULES, MOST_NAMES = 12, 83
FOR_TESTS_AND_READERS = {"survival"}  # estimates that efficacy and report stand on, named for who computes by hand
PAIRS = [(short, name) for short, module in public_names.public().items() for name in module.__all__]


@pytest.fixture(scope="module")
def used():
    code = [json.loads(path.read_text())["cells"] for path in sorted(public_names.PAGE.parent.glob("*.ipynb"))]
    lines = ["".join(cell["source"]) for cells in code for cell in cells if cell["cell_type"] == "code"]
    return set(re.findall(rf"(?<![\w.\"])({'|'.join(analysis.__all__)})\.([A-Za-z]\w*)", "\n".join(lines)))


def test_there_are_few():
    assert len(analysis.__all__) <= MOST_MODULES
    assert len(PAIRS) <= MOST_NAMES


def test_notebooks_use_only_what_is_exported(used):
    assert used - set(PAIRS) == set()


def test_what_is_exported_is_used_in_a_notebook(used):
    told = {pair for pair in PAIRS if pair[0] not in FOR_TESTS_AND_READERS} - {("cohort", "Study")}
    assert told - used == set()


@pytest.mark.parametrize(("short", "name"), PAIRS)
def test_each_has_its_words(short, name):
    assert inspect.getdoc(getattr(public_names.public()[short], name))


def test_their_page_is_up_to_date():
    assert public_names.PAGE.read_text() == public_names.text(), "python -m tests.public_names writes it anew"
