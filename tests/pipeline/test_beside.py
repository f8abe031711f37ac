"""Work beside a process gives what it gives in it, and its errors are raised where its result is asked for."""

import os

import pytest

from analysis.pipeline import warm
from analysis.pipeline.beside import Beside


def _who(*, word):
    return word, os.getpid()


def _fail(word):
    raise ValueError(word)


@pytest.fixture(params=[True, False], ids=["forked", "not forked"])
def forked(request, monkeypatch):
    monkeypatch.setattr(warm, "_loaded", ["libraries"] * request.param)
    return request.param


def test_work_is_done_in_another_process_where_that_is_safe(forked):
    with Beside() as beside:
        word, process = beside.do(_who, word="done")()
    assert word == "done"
    assert (process != os.getpid()) is forked


def test_an_error_of_the_work_is_raised_to_who_asks(forked):
    with Beside() as beside, pytest.raises(ValueError, match="no such number"):
        beside.do(_fail, "no such number")()


def test_an_error_of_this_process_ends_the_others(forked):
    beside = Beside()
    with pytest.raises(KeyError), beside:
        raise KeyError(beside.do(_who, word="done"))
    assert forked is False or beside._pool._processes is None
