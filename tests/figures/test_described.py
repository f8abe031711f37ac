"""A drawing function carries its words and draws as before."""

from analysis.figures.described import Words, described


def test_the_words_are_asked_with_the_arguments_of_the_drawing():
    @described(lambda table, *, unit: Words(f"{len(table)} {unit}", "alt") if table else None)
    def drawing(table, *, unit):
        return table, unit

    assert drawing([1], unit="days") == ([1], "days")
    assert drawing.words([1], unit="days") == ("1 days", "alt", None)
    assert drawing.words([], unit="days") is None
