"""Coded words of files read as ours (words.yml): known spellings are translated and counted, others stay to be told."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml

from analysis.study.problems import near

WORDS = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))


def plain(word):
    """A word as it is compared: without case, blanks and signs."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", word).casefold())


SPELLINGS = {kind: {plain(one): ours for ours, own in words.items() for one in (ours, *own)}
             for kind, words in WORDS.items()}  # fmt: skip


def translated(cells, kind):
    """Our word for each cell of text, missing for an unknown one; blanks stay blank."""
    known = SPELLINGS[kind] | {"": ""}
    return cells.map({cell: known.get(plain(cell)) for cell in cells.unique()})


def expected(word, kind):
    """What was expected instead of an unknown word, with near ones."""
    hint = near(word, [one for ours, own in WORDS[kind].items() for one in (ours, *own)])
    hint = hint if hint.startswith("did") else f"known: {', '.join(WORDS[kind])}"
    return f"a known word; {hint} (or its translation under values: in study.yml)"


def changes(cells, ours):
    """The words that were translated as text, `missense_variant as Missense_Mutation (15)`; "" where there are none."""
    pairs = zip(cells, ours, strict=True)
    counted = Counter((cell, word) for cell, word in pairs if word and cell.strip() != word and not pd.isna(word))
    return ", ".join(f"{cell} as {word} ({n})" for (cell, word), n in counted.items())
