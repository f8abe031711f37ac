"""What is odd in counted cells: fields there twice, tissues and classes spelt in two ways, areas in another unit."""

from collections import Counter
from difflib import get_close_matches

from analysis.study import text
from analysis.study.cells.classes import INTENSITY, parts_of
from analysis.study.problems import Problem
from analysis.study.tables.words import plain

ENOUGH = 100  # cells of a field from which the same counts of every kind are no chance
ALIKE = 0.8  # likeness of two names of a tissue
NEARLY = 0.7  # likeness of a word and one of QuPath's intensities
NOTHING = {"other", "others", "unclassified", "negative", "none"}  # a class that says so, or says no marker
FAR = 100  # times the middle area of a tissue in a field


def repeated(counted):
    """{field: the earlier field that has as many cells of every kind, and the same areas}."""
    kinds = [name for name in counted if name not in ("field", "USUBJID", "file", "source")]
    seen, again = {}, {}
    for field, rows in counted.groupby("field", sort=False):
        told = tuple(sorted(map(str, rows[kinds].itertuples(index=False, name=None))))
        if rows["n"].sum() >= ENOUGH and seen.setdefault(told, field) != field:
            again[field] = seen[told]
    return again


def remarks(cells, classes, markers):
    """Sentences on tissues nearly of one name, areas far from all others, and classes that no marker reads.

    cells: of a Tally; classes: {name of a phenotype: cells}; markers: the declared ones with their other names.
    """
    counts = cells.groupby("tissue")["n"].sum().drop("", errors="ignore")
    for word, n in counts.items():
        others = {other.casefold(): other for other in counts.index[counts > n]}
        for close in get_close_matches(word.casefold(), others, n=1, cutoff=ALIKE):
            yield f"tissue {word} ({n} cells): is it {others[close]}?"
    areas = cells.drop_duplicates(["field", "tissue"]).dropna(subset="area_mm2")
    middle = areas.groupby("tissue")["area_mm2"].transform("median")
    for row in areas[(areas["area_mm2"] > FAR * middle) | (areas["area_mm2"] * FAR < middle)].itertuples():
        yield f"the area of {row.tissue} in {row.field} is {row.area_mm2:.3g} mm², far from all others: another unit?"
    known, unread = {*markers, *(alias for own in markers.values() for alias in own)}, Counter()
    for name, n in classes.items() if markers else ():
        parts = () if name in known or name in text.MISSING else set(parts_of(name, markers)) - known
        unread.update({part: n for part in parts if part.casefold() not in NOTHING})
    if unread:
        yield "classes of no declared marker: " + ", ".join(f"{name} ({n} cells)" for name, n in unread.items())


def misspelt(classes, markers):
    """A problem for each class with a word that is nearly an intensity of QuPath's, or a declared marker's name."""
    spelt = {plain(name): name for name in markers}
    known = {*markers, *(alias for own in markers.values() for alias in own)}
    for one in sorted(set(classes) - text.MISSING):
        for word in filter(None, (part.strip() for part in one.split(":"))):
            near = get_close_matches(word.casefold(), INTENSITY, n=1, cutoff=NEARLY)
            meant = near[0].capitalize() if near else spelt.get(plain(word))
            if meant and not {word, word.rstrip("+-")} & known and word.casefold() not in INTENSITY:
                yield Problem("Classification", "", "", one, f"{meant} where it says {word}, or a name under markers")
