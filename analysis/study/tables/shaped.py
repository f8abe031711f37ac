"""The rows of a file as it is kept made into the rows of a table, as study.yml declares it.

The steps of `Shaped.done` stand in the order in which they are taken. Nothing is evaluated: names are looked up,
patterns matched, dates compared; what cannot be is a problem, and what changed rows or values is said.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from analysis.study import text
from analysis.study.problems import Problem, near
from analysis.study.tables import amounts

FIELD = re.compile(r"\{([^{}]+)\}")
LEFT_OUT = ["file", "name", "by"]  # beside the cells of rows that are left out
SPAN = ("STARTDT", "ADT", "CNSR", "AVALU", "EVNTDESC")  # what a duration makes besides AVAL
DATE = "a whole date as YYYY-MM-DD (or date_order: DMY or MDY in study.yml)"


def made(source):
    """The columns that a source declares or makes, whatever the file has."""
    spans = [*source.durations, *SPAN] if source.durations else []
    return list(dict.fromkeys([*source.columns, *spans, *source.derived, *_stacked(source.stack), *source.constants]))


def asked(source):
    """The columns of the file, ours or its own names, that study.yml names to make or to choose rows of."""
    made_of = [part for told in source.derived.values()
               for part in (FIELD.findall(told) if isinstance(told, str) else [told.column])]  # fmt: skip
    spans = [name for told in source.durations.values() for name in (told.origin, *told.to)]
    by_name = source.ignore if isinstance(source.ignore, dict) else {}
    return [*made_of, *spans, *(SPAN if spans else ()), *source.where, *source.without, *by_name]


def _stacked(told):
    """The columns that a Stack makes."""
    given = [name for own in told.columns.values() for name in own] if told else []
    return [told.to, *re.compile(told.pattern or "").groupindex, *given] if told else []


def worded(cells, values):
    """The cells with the words of `values` (column: {the file's word: ours}) put in; null leaves a cell empty."""
    for column, words in values.items():
        if column in cells:
            cells[column] = cells[column].map(lambda cell, words=words: words.get(cell, cell) or "")
    return cells


@dataclass
class Shaped:
    """The cells of one file on their way to a table; the index is each row's place, such as "row 4".

    place: the source's place in study.yml; dated: whether a column holds dates; `problems`, and `said` in sentences;
    `left_out`: rows that study.yml leaves out, with their file, name and the key that does it.
    """

    cells: pd.DataFrame
    source: object
    place: str
    dated: object
    problems: list = field(default_factory=list)
    said: list = field(default_factory=list)
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEFT_OUT))

    def __post_init__(self):
        self.written = self.cells.attrs.pop("written")  # pandas would copy it at each step
        self.cells = self.cells.set_axis([f"{self.cells.index.name} {row}" for row in self.cells.index])

    def done(self):
        """Take every step, and give this back."""
        for step in (self._named, self._filled_down, self._ids, self._derived, self._stacked, self._dates, self._words,
                     self._ids, self._units, self._durations, self._where, self._without, self._distinct):  # fmt: skip
            step()
        return self

    def _say(self, sentence):
        self.said.append(f"{self.source.file}: {sentence}")

    def _column(self, key, name):
        """The column of a name, ours or the file's; a problem of `key` and nothing where there is none."""
        name = text.digestible(name)
        ours = {text.digestible(given): adam for adam, given in reversed(self.source.columns.items())}
        found = name if name in self.cells else ours.get(name)
        if found in self.cells:
            return found
        expected = f"a column of {self.source.file}; {near(name, self.cells.columns)}"
        self.problems.append(Problem("study.yml", "", f"{self.place}.{key}", name, expected))
        return None

    def _columns(self, key, names):
        return [found for name in names if (found := self._column(key, name))]

    def _cell(self, row, column, expected):
        self.problems.append(Problem(self.source.file, row, f"column {column}", self.cells[column][row], expected))

    def _named(self):
        """Ours for the file's names; a column of the file may have several of ours."""
        ours = {text.digestible(given): adam for adam, given in reversed(self.source.columns.items())}
        self.cells = self.cells.rename(columns=ours)
        self.cells = self.cells.loc[:, ~self.cells.columns.duplicated()].copy()
        for adam, given in self.source.columns.items():
            if adam not in self.cells and (first := ours[text.digestible(given)]) in self.cells:
                self.cells[adam] = self.cells[first]

    def _filled_down(self):
        for name in self._columns("fill_down", self.source.fill_down or ()):
            filled = self.cells[name].mask(self.cells[name] == "").ffill().fillna("")
            self._say(f"{int((filled != self.cells[name]).sum())} blank cells of {name} repeat the cell above")
            self.cells[name] = filled

    def _ids(self):
        if self.source.ids and "USUBJID" in self.cells:
            written = self.cells["USUBJID"].map(self.source.ids.written)
            changed = written.index[written != self.cells["USUBJID"]]
            if len(changed):
                first = f"{self.cells['USUBJID'][changed[0]]} as {written[changed[0]]}"
                self._say(f"{len(changed)} USUBJID are written as `ids` in study.yml says, {first}")
            self.cells["USUBJID"] = written

    def _derived(self):
        for name, told in self.source.derived.items():
            whole = isinstance(told, str)
            fields = FIELD.findall(told) if whole else [told.column]
            columns = self._columns(f"derived.{name}", fields)
            if len(columns) == len(fields):
                parts = self.cells[columns].itertuples(index=False, name=None)
                self.cells[name] = [_joined(told, part) if whole else _found(told.pattern, *part) for part in parts]

    def _stacked(self):
        told = self.source.stack
        if told and (rows := self._stack(told)):
            kept, order = self.cells.drop(columns=list(rows)), {row: n for n, row in enumerate(self.cells.index)}
            parts = [kept.assign(**own, **{told.to: self.cells[name]}).set_axis([f"{row}, {name}" for row in order])
                     .assign(_=list(order.values())) for name, own in rows.items()]  # fmt: skip
            long = pd.concat(parts).sort_values("_", kind="stable").drop(columns="_")
            blank = long[told.to] == ""
            self._say(f"{len(rows)} columns are put below one another; {int(blank.sum())} cells are blank")
            self.cells = long[~blank]

    def _stack(self, told):
        """The columns put below one another and what their rows have, {column: {column: value}}."""
        if told.columns:
            return {found: own for name, own in told.columns.items() if (found := self._column("stack.columns", name))}
        fits = {name: re.fullmatch(told.pattern, name) for name in self.cells}
        found = {name: fit.groupdict("") for name, fit in fits.items() if fit}
        if not found:
            expected = f"a pattern of names of columns; known: {', '.join(self.cells)}"
            self.problems.append(Problem("study.yml", "", f"{self.place}.stack.pattern", told.pattern, expected))
        return found

    def _dates(self):
        for name in (name for name in self.cells if self.source.date_order and self.dated(name)):
            self.cells[name] = text.dates(self.cells[name], self.source.date_order)

    def _words(self):
        self.cells = worded(self.cells.copy(), self.source.values).assign(**self.source.constants)

    def _units(self):
        for name, known in self.source.units.items():
            if column := self._column(f"units.{name}", name):
                found = amounts.without_units(self.cells[column], known, self.source.decimal)
                for row, expected in found.wrong.items():
                    self._cell(row, column, expected)
                self.cells[column] = found.cells
                for sentence in found.said:
                    self._say(f"{column}: {sentence}")

    def _durations(self):
        for name, told in self.source.durations.items():
            names = [told.origin, *told.to]
            columns = self._columns(f"columns.{name}", names)
            if len(columns) == len(names):
                days = {own: self._days(column) for own, column in zip(names, columns, strict=True)}
                self._span(name, told, pd.DataFrame(days))

    def _days(self, column):
        """The dates of a column; a problem for each cell that is none."""
        cells = text.dates(self.cells[column], self.source.date_order)
        days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        for row in cells.index[days.isna() & ~cells.isin(text.MISSING)]:
            self._cell(row, column, DATE)
        return days

    def _span(self, name, told, days):
        """The time to the earliest event, else to the last of the dates, where the subject is censored."""
        *events, last = told.to
        first = days[events].min(axis=1) if events else pd.Series(pd.NaT, days.index)
        end = first.fillna(days[last])
        which = days[events].eq(first, axis=0).idxmax(axis=1).where(first.notna(), last) if events else last
        for row in end.index[end.isna() | days[told.origin].isna()]:
            lacking = told.origin if pd.isna(days[told.origin][row]) else " or ".join(told.to)
            self.problems.append(Problem(self.source.file, row, f"column {name}", None, f"a date in {lacking}"))
        time = (end - days[told.origin]).dt.days.map(text.as_text)
        self.cells = self.cells.assign(**{
            name: time, "AVALU": "DAYS", "CNSR": first.isna().map({True: "1", False: "0"}), "EVNTDESC": which,
            "STARTDT": days[told.origin].map(text.as_text), "ADT": end.map(text.as_text)})  # fmt: skip
        self._say_span(name, told, days, first)

    def _say_span(self, name, told, days, first):
        *events, last = told.to
        event = f"the earliest of {', '.join(events)} ({int(first.notna().sum())} events), else to " if events else ""
        self._say(f"{name} is days from {told.origin} to {event}{last} (censored)")
        if later := int((first > days[last]).sum()):
            self._say(f"{later} rows have an event after {last}")

    def _keep(self, kept, key, names):
        """Keep these rows; the others are known as left out by a key, each with its name."""
        out = self.cells[~kept].assign(file=self.source.file, name=names[~kept], by=key)
        self.left_out, self.cells = pd.concat([self.left_out, out]), self.cells[kept]

    def _where(self):
        for name, words in self.source.where.items():
            if column := self._column("where", name):
                kept = self.cells[column].isin(words)
                for word in (word for word in words if word not in set(self.cells[column])):
                    expected = f"what some row has in {column}; {near(word, sorted(set(self.cells[column]))[:20])}"
                    self.problems.append(Problem("study.yml", "", f"{self.place}.where.{name}", word, expected))
                self._say(f"{int(kept.sum())} of {len(kept)} rows are read, those with {column}: {', '.join(words)}")
                self._keep(kept, "where", self.cells[column])

    def _without(self):
        for name, words in self.source.without.items():
            if column := self._column("without", name):
                out = self.cells[column].isin(words)
                told = ", ".join(f"{word or 'blank'} ({int((self.cells[column] == word).sum())})" for word in words)
                self._say(f"{int(out.sum())} of {len(out)} rows are left out, those with {column}: {told}")
                self._keep(~out, "without", self.cells[column])

    def _distinct(self):
        if self.source.distinct:
            again = self.cells.duplicated([name for name in made(self.source) if name in self.cells])
            self._say(f"{int(again.sum())} rows repeat another in all declared columns and count once")
            self._keep(~again, "distinct", pd.Series("", self.cells.index))


def _joined(told, parts):
    """The text with the columns' words in its braces; blank where one of them is."""
    left = iter(parts)
    return FIELD.sub(lambda _: next(left), told) if all(parts) else ""


def _found(pattern, cell):
    found = re.search(pattern, cell)
    return (found[1] if found.re.groups else found[0]) or "" if found else ""
