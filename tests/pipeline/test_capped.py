"""What a cell prints is kept up to a limit; that a kernel does so is proven in test_execute."""

from types import SimpleNamespace

from analysis.pipeline import capped


def test_a_short_text_stays_and_a_long_one_is_cut_with_a_word():
    assert capped.short("a" * capped.LIMIT) == "a" * capped.LIMIT
    assert capped.short("a" * (capped.LIMIT + 1)) == "a" * capped.LIMIT + capped.CUT


def test_the_limit_holds_for_all_that_one_cell_writes_and_anew_for_the_next():
    written, left, stream = [], {}, SimpleNamespace(name="stdout")
    write = capped.capped(lambda _, text: written.append(text), left)
    for _ in range(5):
        assert write(stream, "a" * 90_000) == 90_000
    assert "".join(written) == "a" * capped.LIMIT + capped.CUT
    write(SimpleNamespace(name="stderr"), "e")
    left.clear()
    write(stream, "b")
    assert written[-2:] == ["e", "b"]
