"""The environment is made from the lock, by uv where it can be had and by pip where it cannot."""

import subprocess
from types import SimpleNamespace

import pytest

from analysis.pipeline import venv


@pytest.mark.parametrize(("uv", "pip", "expected", "calls"), [(0, 0, True, 1), (1, 0, True, 2), (1, 1, False, 2),
                                                              (None, 0, True, 2)])  # fmt: skip
def test_pip_serves_where_uv_cannot(monkeypatch, uv, pip, expected, calls):
    made = []

    def run(words, **_):
        made.append(words)
        if "uv" in str(words[0]) and uv is None:
            raise FileNotFoundError("uv")
        return SimpleNamespace(returncode=uv if "uv" in str(words[0]) else pip)

    monkeypatch.setattr(subprocess, "run", run)
    assert venv.install("x.lock") is expected
    assert len(made) == calls
    assert all("--require-hashes" in words for words in made)


def test_an_old_python_and_a_colon_in_the_path_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(venv.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3.11 or later is needed; this is 3.9.2. Name another: make PYTHON3="):
        venv._new("")
    monkeypatch.setattr(venv.sys, "version_info", (3, 12, 2))
    monkeypatch.setattr(venv.os, "getcwd", lambda: "/a:b")
    with pytest.raises(SystemExit, match="a : in its path"):
        venv._new("")


def test_the_environment_of_another_clone_is_never_emptied_through_a_link(tmp_path, monkeypatch):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "python").touch()
    (tmp_path / ".venv").symlink_to("other")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=r".venv is a link to other"):
        venv._new("")
    assert (tmp_path / "other" / "python").exists()
