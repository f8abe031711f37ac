"""What the words of a cell table say of its markers: a column of one marker, or the name of a cell's phenotype."""

import re

from analysis.study import text
from analysis.study.problems import Unreadable

MISSING = sorted(text.MISSING)
SIGNS = {"positive": "+", "pos": "+", "negative": "-", "neg": "-", "other": "-"}  # in a column of one marker
INTENSITY = {"positive": True, "negative": False, "1+": True, "2+": True, "3+": True}  # QuPath's, of the class before


def status(texts, name, table, settings):
    """Positive, negative or missing, from texts that end in + or -; the text of an intensity ends in a blank.

    Raises Unreadable for a text that is neither.
    """
    texts = texts.fillna("") if name in settings.thresholds else texts.fillna("").str.strip()
    signs = SIGNS | {name.casefold(): "+"}
    texts = texts.map(lambda word: signs.get(word.casefold(), word))
    known = texts.str.endswith(("+", "-"))
    strange = texts.str.strip()[~known & ~texts.str.strip().isin(MISSING)]
    if len(strange):
        column, word = settings.thresholds.get(name, (table.markers.get(name, name),))[0], strange.iloc[0]
        said = f'"{name}+", "{name}-" or a blank'
        expected = text.expectation("a number", word) if name in settings.thresholds else said
        raise Unreadable(table.problem(column, word, expected))
    return texts.str.endswith("+").astype("boolean").mask(~known)


def by_name(phenotypes, settings, done):
    """The markers that the name of a cell's phenotype says: itself, its parts (`CD8: PD-1`) or signs (`CD8+PD-1-`)."""
    known = sorted(text for text in phenotypes.unique() if text not in MISSING)
    wanted = settings.markers or {name: [] for text in known for name in parts_of(text)}
    blank, columns = phenotypes.isin(MISSING), {}
    for name in wanted:
        if name not in done:
            said = phenotypes.isin([text for text in known if says(text, name, wanted)])
            columns[name] = said.astype("boolean").mask(blank)
    return columns


def parts_of(text, names=()):
    """The classes that a name joins by colons or signs, {class: whether positive}: `CD8: Negative` is no CD8."""
    one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    if re.fullmatch(rf"(\s*({one})[+-])+", text):
        return {name: sign == "+" for name, sign in re.findall(rf"({one})([+-])", text)}
    found, last = {}, None
    for part in re.split(r"\s*:\s*", text):
        if part.casefold() not in INTENSITY:
            last = part.rstrip("+")
            found[last] = True
        elif last or INTENSITY[part.casefold()]:
            found[last or "Positive"] = INTENSITY[part.casefold()]
    return found


def says(text, name, markers):
    """Whether a class says that a cell is positive for a marker; None where it does not speak of it."""
    aliases = markers[name]
    signed = re.search(rf"(?<![A-Za-z0-9-]){re.escape(name)}\+", text)
    said = [positive for part, positive in parts_of(text, markers).items() if part == name or part in aliases]
    return True if text in aliases else any(said) if said else True if signed else None
