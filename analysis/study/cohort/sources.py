"""What study.yml says of the sources of its tables: known tables, files that are there, keys that are read."""

from analysis.study.declaration import FILE
from analysis.study.problems import Problem, near
from analysis.study.tables import PATH_ONLY, REQUIRED, TABLES

LAYOUTS = {"nkflow": "wide", "ddpcr": "droplets"}
# Tables that a reader of their own opens, and the keys of their source that it reads.
KEYS = {"cells": {"file", "columns", "values", "decimal", "ignore", "parameters", "ids"},
        "curves": {"file", "ids"}, "published": {"file", "ids"}}  # fmt: skip
ALONE = ("cells", "published")


def problems(read):
    """The problems of the sources of all tables of a `crosschecks.Read`."""
    return [problem for look in (_table_names, _unread_paths, _unread_keys) for problem in look(read)]


def _table_names(read):
    """Tables that are required and not declared, or declared and not known."""
    tables = read.declaration.tables
    for name in (name for name in REQUIRED if name not in tables):
        yield Problem(FILE, "", f"tables.{name}", None, f"the file of {name}")
    for name, sources in tables.items():
        if name not in TABLES and not any(source.own for source in sources):
            known = f"{near(name, TABLES)} (known: {', '.join(TABLES)}; one of your own says own: true)"
            yield Problem(FILE, "", "tables", name, f"a known table; {known}")


def _unread_paths(read):
    """Files and folders that only their own readers open, and that are not there."""
    for name, sources in read.declaration.tables.items():
        for file in (source.file for source in sources if name in PATH_ONLY or source.layout):
            if not (read.folder / file).exists():
                yield Problem(FILE, "", f"tables.{name}", file, f"a file or folder at {read.folder / file}")


def _unread_keys(read):
    """Keys of a table's source that its reader does not know: nothing is declared and then ignored."""
    for name, sources in read.declaration.tables.items():
        for number, source in enumerate(sources):
            place = f"tables.{name}" + (f".{number}" if len(sources) > 1 else "")
            if number and name in ALONE:
                yield Problem(FILE, "", place, source.file, f"one file or folder for {name}")
            for key in sorted(source.model_fields_set - KEYS.get(name, source.model_fields_set)):
                expected = f"a key that {name} is read by: {', '.join(sorted(KEYS[name]))}"
                yield Problem(FILE, "", f"{place}.{key}", key, expected)
            yield from _unread_layout(name, source, place)


def _unread_layout(name, source, place):
    if source.layout and source.layout != LAYOUTS.get(name) and name not in KEYS:
        known = " or ".join(f"{layout} for {table}" for table, layout in LAYOUTS.items())
        yield Problem(FILE, "", f"{place}.layout", source.layout, f"no layout, or {known}")
    if source.parameters and not source.layout and name not in KEYS:
        yield Problem(FILE, "", f"{place}.parameters", ", ".join(source.parameters), "no parameters without a layout")
