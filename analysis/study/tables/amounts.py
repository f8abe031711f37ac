"""Numbers with a unit behind them, as spreadsheets have them: `3.0 mo`, `20 %`; the unit is checked and taken off."""

import re
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from analysis.study import text

SIGNED = re.compile(r"([<>≤≥]?)\s*([+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?)\s*(.*)")


class Amounts(NamedTuple):
    """The cells without their units, what is `wrong` with some ({row: what was expected}), and what is said of them."""

    cells: pd.Series
    wrong: dict
    said: list


def without_units(cells, known, decimal=None):
    """The Amounts of text cells; known: {unit: by what its numbers are multiplied}; decimal: the declared mark.

    A number without a unit is accepted where no cell has one and one unit is declared, and for 0. Cells that begin
    with no number stay as they are; an unknown unit, and a bare number among others, is wrong.
    """
    split = {cell: SIGNED.fullmatch(cell) for cell in dict.fromkeys(cells)}
    units = {cell: found[3].strip() for cell, found in split.items() if found}
    factors = {_plain(unit): factor for unit, factor in known.items()}
    bare = next(iter(known.values())) if not any(units.values()) and len(known) == 1 else None
    made, wrong, counts = {}, {}, Counter()
    for cell, unit in units.items():
        sign, number, _ = split[cell].groups()
        factor = factors.get(_plain(unit)) if unit else 1.0 if _zero(number) else bare
        if factor is None:
            elsewhere = "" if unit else ", as elsewhere in the column"
            wrong[cell] = f"a number with its unit, {' or '.join(known)}{elsewhere}"
        else:
            made[cell] = sign + _times(number, factor, decimal)
            counts[unit, factor] += int((cells == cell).sum())
    told = [f"{n} numbers {_told(unit, factor)}" for (unit, factor), n in counts.items() if unit or factor != 1]
    expected = {row: wrong[cell] for row, cell in cells.items() if cell in wrong}
    return Amounts(cells.map(lambda cell: made.get(cell, cell)), expected, told)


def _plain(unit):
    return re.sub(r"[\s.]", "", unit).casefold().replace("μ", "µ").replace("％", "%")


def _zero(number):
    return not re.search("[1-9]", number)


def _told(unit, factor):
    off = f"had {unit} behind them" if unit else "had no unit"
    return off if factor == 1 else f"{off} and are multiplied by {text.as_text(factor)}"


def _times(number, factor, decimal):
    """The number as it is written, or times a factor other than 1, with its own decimal mark."""
    if factor == 1:
        return number
    comma = decimal == "," or (decimal is None and re.fullmatch(r"[+-]?\d*,\d+", number) is not None)
    pointed = number.translate(text.SWAP) if comma else number
    product = f"{(Decimal(pointed.replace(',', '')) * Decimal(str(factor))).normalize():f}"
    return product.replace(".", ",") if comma else product
