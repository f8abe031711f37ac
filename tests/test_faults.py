"""The short form of `make faults`: a kill, some swaps, hostile words in a short study."""

import random
from types import SimpleNamespace

import pytest

from tests import faults, hostile, small_house


def test_a_killed_run_leaves_the_last_report_whole_and_the_next_is_as_undisturbed(tmp_path):
    count, problems = faults.kills(tmp_path, SimpleNamespace(kills=1, seed=random.randrange(10**6)))
    assert (count, problems) == (1, [])


def test_the_moment_of_exchange_shows_the_old_or_the_new(tmp_path):
    assert faults.swaps(tmp_path, SimpleNamespace(swaps=10, seed=random.randrange(10**6))) == (10, [])


def test_places_that_cannot_hold_a_report_are_refused_in_words(tmp_path):
    assert faults.places(tmp_path, None) == (5, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", f"<p onclick=x>{hostile.MARK}"),
        ("a.html", "<script></script><script></script>"),
        ("a.html", '<a href="javascript:x">'),
        ("a.html", f"<style>{hostile.MARK}</style>"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
        ("a.csv", "x\n=1+1\n"),
        ("a.pdf", "/JavaScript"),
    ],
)
def test_what_comes_alive_is_seen(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert hostile.alive(tmp_path)


def test_a_house_is_as_small_as_it_says(tmp_path):
    house = small_house.build(tmp_path / "house")
    assert sorted(path.stem for path in (house / "notebooks").iterdir()) == ["1_part", "2_other"]
