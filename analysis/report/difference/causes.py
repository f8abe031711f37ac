"""What is another in what two reports were made of, and which of it could be the cause of a change in a section.

A section can only be changed by what it was made of: its files, its part of study.yml, its parameters, its notebook,
the code and the packages. Where several of these are another at once, each could be the cause, and all are named.
"""

from itertools import chain

import pandas as pd

ROWS, FILE, SETTING, PARAMETER, CODE, PACKAGE = KINDS = "rows", "file", "study.yml", "parameter", "code", "package"
COLUMNS = ["id", "kind", "what", "old", "new", "sections", "words"]
NAMED = 6  # subjects that a cause lists by name
STUDY = "study.yml"
BESIDE = "report"  # stands for what no section is: front, ledger, manuscript


def causes(old, new):
    """Everything that is another, a row each: id (`C1` …), kind, what, old, new, sections that it could change, words.

    old, new: two `Kept`. `sections`: a frozenset of names and `report` for what puts the report together.
    """
    found = [*_files(old, new), *_settings(old, new), *_parameters(old, new), *_code(old, new), *_packages(old, new)]
    return pd.DataFrame([[f"C{number}", *one] for number, one in enumerate(found, 1)], columns=COLUMNS)


def of(found, section):
    """The words of the causes that a section can have, apart by `; `; `report` can have every cause."""
    return "; ".join(dict.fromkeys(able(found, section)["words"]))


def able(found, section):
    """The causes that a section can have."""
    return found if section == BESIDE else found[[section in one for one in found["sections"]]]


def subjects(old, new):
    """Who appeared, left or is another, a row each table and subject: USUBJID, change, table, n_old, n_new, n_same."""
    rows = []
    for table in dict.fromkeys([*old.subjects, *new.subjects]):
        before, after = old.subjects.get(table, {}), new.subjects.get(table, {})
        for subject in dict.fromkeys([*before, *after]):
            was, now = before.get(subject, []), after.get(subject, [])
            if sorted(was) != sorted(now):
                same = _same(was, now)
                change = "appeared" if not was else "left" if not now else "changed"
                rows.append([subject, change, table, len(was), len(now), same])
    return pd.DataFrame(rows, columns=["USUBJID", "change", "table", "n_old", "n_new", "n_same"])


def _same(was, now):
    left = list(now)
    for one in was:
        if one in left:
            left.remove(one)
    return len(now) - len(left)


def _files(old, new):
    """Files of the study with other content: of a table whose rows are another, with the subjects."""
    before, after, moved = old.made["inputs"], new.made["inputs"], subjects(old, new)
    told = set()
    for file in dict.fromkeys([*before, *after]):
        if before.get(file) == after.get(file) or file == STUDY:
            continue
        table = next((name for kept in (old, new) for name, own in kept.tables.items() if _within(file, own)), "")
        sections = _readers(old, new, file)
        if table and (table, sections) in told:
            continue  # one of many files of a folder
        told.add((table, sections))
        own = moved[moved["table"] == table]
        kind, words = (
            (ROWS, _rows_in_words(file, table, own)) if len(own) else (FILE, _file_in_words(file, before, after))
        )
        yield [kind, table or file, before.get(file, ""), after.get(file, ""), sections, words]


def _within(file, places):
    return any(file == place or file.startswith(f"{place}/") for place in places)


def _rows_in_words(file, table, own):
    parts = []
    for change, rows in own.groupby("change", sort=False):
        names = list(rows["USUBJID"])
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        parts.append(f"{', '.join(names[:NAMED])}{more}{' ' + change if change != 'changed' else ''}")
    return f"rows of {table}: {'; '.join(parts)}".replace("; ", ", ")


def _file_in_words(file, before, after):
    how = "new" if file not in before else "gone" if file not in after else "other content"
    return f"file {file} ({how})"


def _readers(old, new, file):
    """The sections that read a file, by either report; what is beside the tables only the report itself reads."""
    names = {name for kept in (old, new) for name, own in kept.sections.items() if file in own.get("inputs", {})}
    return frozenset({BESIDE, *names})


def _settings(old, new):
    """Keys of study.yml that are another; a section that was made of the same part of it cannot be changed by them."""
    changed = list(_apart(old.declared, new.declared))
    for path, was, now in changed:
        names = {name for name in {**old.sections, **new.sections}
                 if _made(old, name, "declared") != _made(new, name, "declared")}  # fmt: skip
        yield [SETTING, path, was, now, frozenset({BESIDE, *names}), f"study.yml {path}: {brief(was)} → {brief(now)}"]
    same = old.made["inputs"].get(STUDY) == new.made["inputs"].get(STUDY)
    if not same and not changed and not list(_parameters(old, new)):
        was, now = old.made["inputs"].get(STUDY, ""), new.made["inputs"].get(STUDY, "")
        yield [FILE, STUDY, was, now, frozenset({BESIDE}), "study.yml (other words, or which files are read)"]


def _made(kept, name, what):
    return kept.sections.get(name, {}).get(what)


def _apart(was, now, path=""):
    """[(path, old, new)] of two nests of mappings, where they are not the same."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            yield from _apart(was.get(key), now.get(key), f"{path}.{key}".strip("."))
    elif was != now:
        yield path, was, now


def brief(value):
    """A value in at most 40 letters."""
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _parameters(old, new):
    for section in dict.fromkeys([*old.made["parameters"], *new.made["parameters"]]):
        was, now = (kept.made["parameters"].get(section) for kept in (old, new))
        if was is None or now is None:
            how = "was not run before" if was is None else "is not run now"
            yield [PARAMETER, section, "", "", frozenset({section, BESIDE}), f"section {section} {how}"]
            continue
        for name, before, after in _apart(was, now):
            words = f"parameter {name}: {brief(before)} → {brief(after)}"
            yield [PARAMETER, f"{section}.{name}", before, after, frozenset({section, BESIDE}), words]


def _code(old, new):
    every = frozenset({BESIDE, *old.sections, *new.sections})
    for part, where in (("sections", every), ("report", frozenset({BESIDE}))):
        was, now = old.code[part], new.code[part]
        for file in sorted({**was, **now}):
            if was.get(file) != now.get(file):
                yield [CODE, file, was.get(file, ""), now.get(file, ""), where, f"code analysis/{file}"]
    was, now = old.made["made_of"], new.made["made_of"]
    for name in (one for one in {**was, **now} if one.endswith(".ipynb") and was.get(one) != now.get(one)):
        section = name.removesuffix(".ipynb").rpartition("/")[2]
        yield [CODE, name, was.get(name, ""), now.get(name, ""), frozenset({section, BESIDE}), f"notebook {name}"]


def _packages(old, new):
    every = frozenset({BESIDE, *old.sections, *new.sections})
    was, now = ({"python": kept.made["python"], **kept.made["packages"]} for kept in (old, new))
    others = [(name, before, after) for name, before, after in _apart(was, now)]
    same = old.made["made_of"].get("packages") == new.made["made_of"].get("packages")
    if not same and not others:
        others = [("a package that others need", "", "")]
    for name, before, after in chain(others):
        yield [PACKAGE, name, before, after, every, f"{name} {before} → {after}" if before or after else name]
