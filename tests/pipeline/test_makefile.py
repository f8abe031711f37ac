"""The Makefile: thin, for every make from 3.81 on, and blind to what a study holds."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Makefile").read_text()
# The functions of GNU make 3.81; `shell` is one of them and is not wanted.
KNOWN = {"subst", "patsubst", "strip", "findstring", "filter", "filter-out", "sort", "word", "wordlist", "words",
         "firstword", "lastword", "dir", "notdir", "suffix", "basename", "addsuffix", "addprefix", "join", "wildcard",
         "realpath", "abspath", "if", "or", "and", "foreach", "call", "value", "eval", "origin", "flavor", "error",
         "warning", "info"}  # fmt: skip
NAMES = re.search(r"ASKED := (.*)", TEXT)[1].split()
HOSTILE = "x $(shell touch made) ${info made} `touch made`; touch made # % \" ' ü:"
MAKES = [make for make in ("make", "gmake", os.environ.get("OLD_MAKE", "")) if make and shutil.which(make)]


def test_no_function_newer_than_make_3_81_and_no_shell_when_the_file_is_read():
    assert set(re.findall(r"\$\(([a-z-]+)[ ,]", TEXT)) <= KNOWN
    assert not re.search(r"\.ONESHELL|\.SHELLFLAGS|\$\(file|!=|::=|&:|undefine|\.RECIPEPREFIX", TEXT)


def test_no_sed_whose_dialects_differ():
    assert not re.search(r"\b(sed|expand|getconf|readlink|realpath -|timeout|flock|md5sum|sha256sum)\b", TEXT)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_stands_in_no_rule(name):
    assert not re.search(rf"\$[({{]{name}\b", TEXT)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("way", ["argument", "environment"])
def test_what_is_asked_for_reaches_the_runner_letter_for_letter(tmp_path, make, way):
    (tmp_path / "Makefile").write_text(TEXT.replace(".PHONY: ready", ".PHONY: said ready"))
    with (tmp_path / "Makefile").open("a") as file:
        file.write("said:\n\t@env -0\n")
    given = {name: HOSTILE.replace("x", name) for name in NAMES}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    words = [f"{name}={value}" for name, value in given.items()] if way == "argument" else []
    settings = clean | (given if way == "environment" else {})
    run = subprocess.run([make, "said", *words], cwd=tmp_path, env=settings, capture_output=True, check=True)
    seen = dict(entry.split("=", 1) for entry in run.stdout.decode().split("\0") if "=" in entry)
    assert {name: seen[name] for name in NAMES} == given
    assert not (tmp_path / "made").exists()
    assert run.stderr == b""


def test_targets_are_told_by_help():
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    told = set(re.findall(r"^  ([a-z-]+) ", run.stdout, re.MULTILINE))
    assert {"report", "test", "lab", "figures", "check", "new-study", "verify", "bench", "clean", "help", "mutants",
            "tables", "verify-inputs", "faults", "check-published", "whatmade", "fast", "lock"} <= told  # fmt: skip
    for name in ("STUDY", "OUT", "SECTIONS", "PARAMS", "JOBS", "TIMEOUT", "RUN"):
        assert f"  {name}=" in run.stdout
