"""Corruptions of the shipped SYNTHETIC studies, each of a named kind: is every one told, or without effect?

python -m tests.corruptions --each 10 --seed 1 prints a table of outcomes for each kind: `error` (a StudyError that
names file and value), `note` (a note that an undisturbed study does not have), `equal` (every typed row of every table,
every variant and every droplet sample is as it was), `silent` (another number and no word) and `traceback`. Kinds in
UNKNOWABLE are changes that no check can know, each with the reason; a silent change of any other kind is a failure.
"""

import io
import random
import shutil
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.estimates import ctdna, persistence
from analysis.study import cells, cohort, declaration, flow
from analysis.study.cohort import unread
from analysis.study.droplets import of_study as droplets
from analysis.study.problems import NotInData, StudyError
from tests.corruptions import made

DATA = Path(__file__).parents[2] / "data"
FIRST, SECOND = "nct03958097", "nct05334329"
ASSAYS, QUPATH = "assays", "qupath"  # made for this: cells of inForm and a wide flow export; measurements of QuPath
LEFT_OUT = {"cells", "published"}
DRAWN = {"samples.csv", "variants.maf", "study.yml"}  # the files that tell what was found in a draw
KINDS, UNKNOWABLE = {}, {}


def kind(study=FIRST, unknowable=""):
    """A corruption of a study: a function of a random source and of the files that changes them."""

    def named(function):
        name = function.__name__.replace("_", " ")
        KINDS[name] = (study, function)
        if unknowable:
            UNKNOWABLE[name] = unknowable
        return function

    return named


class Files:
    """The files of a study as text, and as tables of text; what is changed is written before a trial."""

    def __init__(self, texts):
        self.texts, self.changed = dict(texts), {}

    def table(self, name):
        """The cells of a CSV file as text."""
        text = io.StringIO(self.texts[f"{name}.csv"])
        return pd.read_csv(text, dtype=str, keep_default_na=False)

    def put(self, name, frame):
        """Write a table."""
        self.write(f"{name}.csv", frame.to_csv(index=False))

    def write(self, file, text):
        """Write a file."""
        self.changed[file] = text

    def edit(self, name, change, rows=None):
        """Change rows of a table, a function of the frame and the row numbers (default: all)."""
        frame = self.table(name)
        change(frame, frame.index if rows is None else rows(frame))
        self.put(name, frame)

    def study(self, old, new):
        """Replace a text of study.yml, which must be there."""
        assert old in self.texts["study.yml"], old
        self.write("study.yml", self.texts["study.yml"].replace(old, new, 1))


class Base:
    """A copy of a study in a folder, and what an undisturbed reading of it gives."""

    def __init__(self, place, name):
        self.folder = place / name
        (self._copied if name in (FIRST, SECOND) else made.write)(self.folder)
        self.texts = {
            str(path.relative_to(self.folder)): path.read_text()
            for path in self.folder.rglob("*")
            if path.suffix in (".csv", ".maf", ".yml", ".txt", ".tsv")
        }
        self.found = None
        self.rows, self.notes = self.read()

    def _copied(self, folder):
        name = folder.name
        shutil.copytree(DATA / name, self.folder, ignore=lambda _, names: set(names) & {"cells", "synthetic_rows"})
        text = (self.folder / "study.yml").read_text()
        lines = [line for line in text.splitlines() if not any(line.startswith(f"  {one}:") for one in LEFT_OUT)]
        text = "\n".join(line for line in lines if "table: cells" not in line and not line.startswith("manuscript"))
        (self.folder / "study.yml").write_text(text + "\n")

    def read(self, changed=DRAWN):
        """Every typed row that numbers come from, {table: sorted rows}, and every note; changed: names of files."""
        study = cohort.read(self.folder)
        if not hasattr(self, "used"):  # the columns that anything reads, of the undisturbed study
            reading = unread.Reading(study)
            self.used = {name: _numbers_of(reading, name) for name in study.frames}
        found = _found(study) if DRAWN & set(changed) else self.found
        self.found = self.found or found
        return read(study, self.used, found)

    @contextmanager
    def changed(self, files):
        """The folder with changed files, for as long as a trial lasts."""
        try:
            for name, text in files.changed.items():
                (self.folder / name).write_text(text)
            yield
        finally:
            for name in files.changed:
                if name in self.texts:
                    (self.folder / name).write_text(self.texts[name])
                else:
                    (self.folder / name).unlink()


def _numbers_of(reading, name):
    """The columns of a table that numbers come from: what only a check between tables reads is none."""
    by_checks = set(declaration.CHECKED.get(name, ())) - set(reading.by_sections(name))
    return {*reading.columns(name), "AVISIT"} - by_checks - unread.KEYS | {"USUBJID"}


def _found(study):
    """The variants of each draw, and the notes of their reader; no table without variants."""
    if not study.has("variants"):
        return {}, []
    draws = ctdna.draws(study)
    keyed = draws.keyed[["SAMPLEID", "gene", "USUBJID", "AVISIT"]]
    return {"variants": draws.found.merge(keyed, "left", ["SAMPLEID", "gene"])}, draws.found.attrs["notes"]


def read(study, used, found):
    """The rows of a study's used columns and of its instruments, and the notes; found: of `_found`."""
    frames = {name: study.table(name) for name in study.frames} | found[0]
    notes = [*study.notes, *study.received.unused.agg(": ".join, axis=1), *found[1]]
    if study.has("ddpcr"):
        blood = persistence.blood(study)
        frames["ddpcr"] = droplets.table(study)
        notes += [*blood.notes, *map(str, blood.left_out.itertuples(index=False))]
    if any(source.layout for source in study.declaration.tables.get("nkflow", ())):
        frames["nkflow"] = flow.table(study)
        notes += frames["nkflow"].attrs["notes"]
    if study.has("cells"):
        found = cells.tally(study)
        frames["cells"] = cells.counts_of(study, found)
        notes += list(map(str, found.left_out.itertuples(index=False)))
        notes += list(map(str, found.quality[["USUBJID", "n_no_nucleus"]].itertuples(index=False)))
    rows = {name: _rows(frame, used.get(name)) for name, frame in frames.items()}
    said = study.declaration
    rows["study.yml"] = [str((said.groupings, said.populations, said.data_cutoff, said.response, said.horizons))]
    rows["times"] = sorted(str(row) for name in study.endpoints for row in study.endpoint(name).itertuples())
    return rows, notes


def _rows(frame, used):
    kept = frame[sorted(set(frame.columns) if used is None else set(frame.columns) & used)]
    return sorted(map(str, kept.itertuples(index=False, name=None)))


def outcome(base, files):
    """What becomes of a corruption, and the first words said of it."""
    with base.changed(files):
        try:
            rows, notes = base.read(files.changed)
        except NotInData as reason:  # what needs it is left out, with this reason
            return "note", str(reason)
        except StudyError as error:
            clear = not error.problems or any(problem.file and problem.expected for problem in error.problems)
            return "error" if clear else "unclear", str(error).splitlines()[-1]
        except Exception as error:  # what no user can read is what is looked for
            return "traceback", repr(error)
    if rows == base.rows:
        return "equal", ""
    new = [note for note in notes if note not in base.notes]
    return ("note", new[0]) if new else ("silent", next(name for name in rows if rows[name] != base.rows.get(name)))


def trial(bases, name, number, seed):
    """The outcome of one corruption of a kind; the same number and seed give the same one."""
    study, corrupt = KINDS[name]
    files = Files(bases[study].texts)
    corrupt(random.Random(f"{seed} {name} {number}"), files)
    return outcome(bases[study], files)


def bases(place):
    """The studies, each in a folder."""
    return {name: Base(Path(place), name) for name in (FIRST, SECOND, ASSAYS, QUPATH)}


def campaign(place, *, each, seed, names=None, show=None):
    """The outcomes of `each` corruptions of every kind, {kind: Counter}, and what was silent or a traceback."""
    there, counts, bad = bases(place), {}, []
    for name in names or KINDS:
        counts[name] = Counter()
        for number in range(each):
            what, words = trial(there, name, number, seed)
            counts[name][what] += 1
            if what in ("unclear", "traceback") or (what == "silent" and name not in UNKNOWABLE):
                bad.append(f"{name} {number}: {what}: {words}")
                print(bad[-1], flush=True)
        if show:
            show(name, counts[name])
    return counts, bad


def cell(rng, files, change, columns):
    """Change one filled cell of a column of some table, {table: columns}."""
    name = rng.choice(list(columns))
    column = rng.choice(columns[name])
    frame = files.table(name)
    row = rng.choice(list(frame.index[frame[column] != ""]))
    frame.loc[row, column] = change(frame.loc[row, column])
    files.put(name, frame)


def one(rng, column, **where):
    """One row, filled in a column, at random: a function of a frame."""

    def rows(frame):
        kept = frame[frame[column] != ""]
        for name, value in where.items():
            kept = kept[kept[name] == value]
        return [rng.choice(list(kept.index))]

    return rows
