"""Large text tables as a stream of text cells: told from the beginning of the file as `read` does, read by polars."""

import io
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import polars as pl

from analysis.study.problems import Problem, Unreadable
from analysis.study.text import delimited, encoding
from analysis.study.text.values import digestible

BEGINNING, ROWS = 1_000_000, 200  # bytes and lines that tell how a file is laid out


@dataclass(frozen=True)
class Scanned:
    """How a large text table is laid out: its column names, and the first rows of it as lists of text."""

    path: Path
    names: tuple
    rows: list
    delimiter: str
    above: int  # lines above the header
    plain: bool  # UTF-8 and not packed: polars can read the file itself

    def collect(self, query):
        """What `query`, a function of a lazy frame of all cells as text, makes of the table, read as a stream.

        Nothing is guessed: slide 0929309 keeps its zero. Raises Unreadable for rows wider than the header and for
        an encoding that cannot be told.
        """
        try:
            source = self.path if self.plain else io.BytesIO(encoding.text_of(self.path).encode())
            return query(self._lazy(source)).collect(engine="streaming")
        except pl.exceptions.PolarsError as error:
            if self.plain and "utf-8" in str(error).lower():  # other bytes come after the beginning
                return replace(self, plain=False).collect(query)
            expected = "a table with as many cells in each row as columns, each under its own name"
            raise Unreadable(Problem(self.path.name, "", "", str(error).splitlines()[0], expected)) from None

    def _lazy(self, source):
        quote = None if self.delimiter == "\t" else '"'
        layout = {"separator": self.delimiter, "quote_char": quote, "skip_lines": self.above}
        frame = pl.scan_csv(source, infer_schema=False, glob=False, **layout)
        return frame.rename(dict(zip(frame.collect_schema().names(), self.names, strict=True)))


def scan(path, known=delimited.unknown):
    """The Scanned of a text file; `known` as in `read`. A file without any line has no names.

    Raises Unreadable when the encoding cannot be told or a quotation mark is never closed.
    """
    data = encoding.contents(path, BEGINNING)
    whole = len(data) < BEGINNING
    text, name = encoding.decoded(data, path.name, whole=whole)
    text = "".join(islice(io.StringIO(text if whole else text[: text.rfind("\n") + 1], newline=""), ROWS))
    mark = delimited.delimiter(text, known, "\t,;")
    found, lines = delimited.records(text, mark, path.name)
    top = delimited.header_row(found, known)
    names, above = (tuple(map(digestible, found[top])), lines[top] - 1) if top < len(found) else ((), 0)
    plain = name.startswith("utf-8") and path.suffix.lower() != ".gz"
    return Scanned(path, names, found[top + 1 :], mark, above, plain)
