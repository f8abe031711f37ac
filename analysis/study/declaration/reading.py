"""study.yml read: what it declares, and every problem with the line it stands in.

YAML as a person means it: yes, no, TRUE and dates stay text, 0012 keeps its zeros, a key given twice is refused.
"""

import re
from itertools import chain
from typing import get_args

import yaml
from pydantic import BaseModel, ValidationError

from analysis.study import inside
from analysis.study.declaration.model import Declaration, Grouping, Number, Population, Source
from analysis.study.problems import Problem, near
from analysis.vocabulary import BESIDE_TABLES

FILE = "study.yml"
STAND_INS = {"id": "unknown", "title": "unknown", "synthetic": True, "tables": {}}
ATTEMPTS = 5  # parts put aside in one attempt uncover problems of the whole in the next
PLAIN = {
    "bool": (r"true|false", "tf"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?", "-+0123456789."),
}
MODELS = {"tables": Source, "groupings": Grouping, "numbers": Number, "populations": Population}


def read(folder):
    """The Declaration in a study folder's study.yml, the line of each key by its path, and the list of problems.

    With problems, the Declaration holds what could be understood, or is None when there is too little of it.
    """
    path = folder / FILE
    if not path.is_file():
        return None, {}, [Problem(FILE, "", "", None, f"a file at {path}")]
    try:
        content, lines, problems = load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        return None, {}, [Problem(FILE, "", "", str(error), "UTF-8 text")]
    if problems and not lines:  # no YAML at all: nothing can be said of what it declares
        return None, {}, problems
    declaration, more = understood(content, lines)
    declaration, out = _kept_inside(folder, declaration)
    return declaration, lines, problems + more + out


def _kept_inside(folder, declaration):
    """The Declaration without the tables whose files or links lead out of the folder, and the problems of those."""
    if declaration is None:
        return None, []
    files = {name: [one.file for one in sources] for name, sources in declaration.tables.items()}
    beside = [name for name in (FILE, *BESIDE_TABLES, declaration.manuscript, declaration.program) if name]
    out = inside.leading_out(folder, [*beside, *chain.from_iterable(files.values())])
    for name in BESIDE_TABLES[1:]:
        if name not in out and (folder / name).is_file() and (line := inside.alias((folder / name).read_text("utf-8"))):
            out[name] = Problem(name, f"line {line}", "", "an alias (*name)", "everything written out")
    kept = {name: sources for name, sources in declaration.tables.items() if not set(files[name]) & set(out)}
    return declaration.model_copy(update={"tables": kept}), list(out.values())


def understood(content, lines):
    """The Declaration made of a mapping, without the parts that have problems, and those problems."""
    content, problems = {str(key): value for key, value in content.items()}, {}
    rest = dict(content)
    for _ in range(ATTEMPTS):
        try:
            return Declaration.model_validate(rest), list(problems)
        except ValidationError as error:
            # a problem seen only after others were put aside still speaks of what the user wrote
            problems |= {_problem(item, content, lines): True for item in error.errors()}
            rest = _without([item["loc"] for item in error.errors()], rest)
    return None, list(problems)


def _without(places, content):
    """The mapping without the faulty parts; what is required and absent gets a stand-in, as it is never used."""
    rest = dict(content)
    for place in places:
        head, *tail = place
        if tail and isinstance(rest.get(head), dict):
            rest[head] = {key: value for key, value in rest[head].items() if key != tail[0]}
        else:
            rest.pop(head, None)
    return STAND_INS | rest


def _problem(item, content, lines):
    """The problem of one pydantic error, its expectation taken from the field's description."""
    place = _own_place(item["loc"], content)
    field, model = _field(place)
    value = None if item["type"] == "missing" else _shown(item["input"])
    if item["type"] == "extra_forbidden":
        value, expected = str(place[-1]), f"a known key; {near(place[-1], model.model_fields)}"
    elif item["type"] == "value_error":
        expected, *key = item["ctx"]["error"].args  # the models' own errors: what was expected, and of which key
        place = (*place, *key)
        value = _shown(_at(place, content)) if _has(place, content) else None
    else:
        expected = field.description if field else item["msg"]
    return Problem(FILE, line_of(place, lines), ".".join(map(str, place)), value, expected)


def _own_place(loc, content):
    """Pydantic's path as the user wrote it: without the names of union members and of positions he did not write."""
    place, here = [], content
    for step in loc:
        if (isinstance(here, list) and step in range(len(here))) or (isinstance(here, dict) and step in here):
            here = here[step]
            place.append(step)
    missing = isinstance(here, dict) and isinstance(loc[-1], str) and loc[-1] not in place[-1:]
    return (*place, loc[-1]) if missing and loc[-1].isidentifier() else tuple(place)


def _field(place):
    """The innermost model field that a path leads to, and the model of its last step."""
    model, field = Declaration, None
    for n, step in enumerate(place):
        if isinstance(step, str) and step in model.model_fields:
            field = model.model_fields[step]
            inner = [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
            model = next((one for one in inner if issubclass(one, BaseModel)), model)
        if n == 1 and place[0] in MODELS:
            model, field = MODELS[place[0]], None
    return field, model


def _at(place, content):
    for step in place:
        content = content[step] if isinstance(content, dict | list) else content
    return content


def _has(place, content):
    above = _at(place[:-1], content)
    return not place or isinstance(above, list) or place[-1] in above


def _shown(value):
    """A value as short text, with nothing of Python's about it where that can be had."""
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_unset=True)
    if isinstance(value, bool | None):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    return ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)


def line_of(place, lines):
    """The line of a path, or of the nearest key above it."""
    while place and place not in lines:
        place = place[:-1]
    return f"line {lines[place]}" if place else ""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain scalars instead of 1.1's, and every key the text it was written as."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(problem="a key of several parts", problem_mark=key.start_mark)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


for _tag, (_pattern, _first) in PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def value(text):
    """The value of a text as study.yml would hold it: 1e-3 a number, 0012 text. Raises yaml.YAMLError."""
    return yaml.load(text, _Loader)


def words(text):
    """The same with every scalar as it is written. Raises yaml.YAMLError."""
    return yaml.load(text, yaml.BaseLoader)


def load(text):
    """The mapping in a YAML text, the line of each key by its path (keys and list positions), and the problems."""
    try:
        if line := inside.alias(text):
            return {}, {}, [Problem(FILE, f"line {line}", "", "an alias (*name)", "everything written out")]
        loader = _Loader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else {}
    except RecursionError:
        return {}, {}, [Problem(FILE, "", "", "brackets in brackets without end", "YAML")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        return {}, {}, [Problem(FILE, line, "", str(getattr(error, "problem", error)), "YAML")]
    if not isinstance(content, dict):
        return {}, {}, [Problem(FILE, "line 1", "", str(content), "keys such as id: and tables:")]
    lines, problems = {}, []
    _walk(node, (), lines, problems)
    return content, lines, problems


def _walk(node, path, lines, problems):
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here, line = (*path, key.value), key.start_mark.line + 1
            if here in lines:
                expected = f"each key once (first in line {lines[here]})"
                problems.append(Problem(FILE, f"line {line}", ".".join(map(str, path)), key.value, expected))
            else:
                lines[here] = line
                _walk(value, here, lines, problems)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            lines[(*path, place)] = item.start_mark.line + 1
            _walk(item, (*path, place), lines, problems)
