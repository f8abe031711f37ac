"""The parameters of each notebook: its defaults, what study.yml sets, what PARAMS sets, checked by name and type.

papermill only warns of an unknown name and runs on the default; here it is refused before anything runs.
"""

import ast
import difflib
import re
import shlex
from pathlib import Path

import nbformat
import yaml

from analysis.study import declaration
from analysis.study.declaration import reading
from analysis.study.problems import Problem, StudyError

ALMOST = r"[+-]?[\d.]*,\d+\s*%?|[+-]?[\d.]+\s*%"  # a number, but for its mark or a sign behind it
GIVEN = ("study_dir", "out_dir")  # set by the pipeline in every notebook, never by a user


class ParameterError(StudyError):
    """A parameter that no notebook knows, a value of another type than its default, or a cell without defaults."""


def defaults(notebook):
    """The literals in a notebook's cell tagged `parameters`, by name. Raises ParameterError naming what is none."""
    cells = enumerate(nbformat.read(notebook, as_version=4).cells, 1)
    tagged = [(number, cell) for number, cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        raise ParameterError(f"{notebook}: no cell is tagged `parameters`; expected one that holds the defaults")
    number, cell = tagged[0]
    try:
        return {name: value for line in _lines(cell.source) for name, value in _assigned(line)}
    except _NoLiteral as error:
        expected = 'a name and a literal value such as visit = "Baseline" or landmarks = [6.0, 12.0]'
        problem = Problem(str(notebook), f"cell {number} (parameters)", *error.args, expected)
        raise ParameterError("", [problem]) from None


def requested(text):
    """The PARAMS of the command line as {name: text}. Raises ParameterError for a word without `=`."""
    words = shlex.split(text or "")
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise ParameterError(f"PARAMS: {wrong[0]!r} has no value; expected words like name=value")
    return dict(word.split("=", 1) for word in words)


def names(text):
    """The PARAMS of the command line as {name: words of its value}. Raises ParameterError as `requested`."""
    return {name: re.split(r"\s*,\s*", value.strip("[] ")) for name, value in requested(text).items()}


def settings(known, declared, params):
    """The parameters of every section, {section: {name: value}}.

    known: {section: defaults}; declared: {section: parameters of study.yml}; params: {name: text}, each for every
    section that knows it. Raises ParameterError for an unknown name or a value of another type.
    """
    for name in params:
        _check_known(name, {key for values in known.values() for key in values}, "PARAMS", known)
    chosen = {}
    for section, default in known.items():
        given = _declared(section, default, declared)
        asked = {name: typed(name, text, default[name]) for name, text in params.items() if name in default}
        chosen[section] = default | given | asked
    return chosen


def of_study(study_dir, section):
    """The parameters that a study's study.yml sets for a section, {name: value}, told in a line when there are any.

    For a notebook run by hand, in whose folder it is called. Raises ParameterError as `settings`; what else is wrong
    with study.yml is told when the study is read.
    """
    study, _, _ = declaration.read(Path(study_dir))
    given = _declared(section, defaults(Path(f"{section}.ipynb")), study.sections if study else {})
    if given:
        print(f"study.yml sets {', '.join(f'{name} = {value!r}' for name, value in given.items())}")
    return given


def typed(name, value, default):
    """The value in the type of its default: text is read as YAML unless the default is text.

    A list may be written `6,12,24`; a whole number serves as a float; where the default is None anything goes. Raises
    ParameterError for a value of another type, such as 0.3% or 1,5 for a number.
    """
    parsed = _parsed(value, default) if isinstance(value, str) else value
    if default is None and re.fullmatch(ALMOST, str(parsed)):
        expected = "a number like 0.5, with a decimal point and without a unit"
        raise ParameterError(f"{name}={value}: expected {expected}")
    if default is None or parsed is None or _alike(parsed, default):
        return parsed
    hint = ", with a decimal point and without a unit" if isinstance(default, float) and isinstance(parsed, str) else ""
    expected = f"{type(default).__name__} like {default!r}{hint}"
    raise ParameterError(f"{name}={value}: expected {expected}, got {type(parsed).__name__}")


class _NoLiteral(Exception):
    """A line of a parameters cell that sets no parameter: its name, and what was found."""


def _lines(source):
    """The statements of a cell without remarks; a magic, or what is no Python, is named by its line."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise _NoLiteral(f"line {error.lineno}", source.splitlines()[error.lineno - 1].strip()) from None
    remarks = [line for line in body if isinstance(line, ast.Expr) and isinstance(getattr(line.value, "value", 0), str)]
    return [line for line in body if line not in remarks]


def _assigned(line):
    """The names and literals of one statement; related parameters may share it, `low, high = 0.2, 0.5`."""
    targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
    if not isinstance(line, ast.Assign | ast.AnnAssign) or line.value is None:
        raise _NoLiteral(f"line {line.lineno}", ast.unparse(line).splitlines()[0])
    for target in targets:
        several = isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple)
        if several and len(target.elts) == len(line.value.elts):
            yield from map(_single, target.elts, line.value.elts)
        else:
            yield _single(target, line.value)


def _single(target, value):
    try:
        literal = ast.literal_eval(value)
    except ValueError:
        literal = ()
    if not isinstance(target, ast.Name) or isinstance(literal, tuple | set | bytes):
        raise _NoLiteral(ast.unparse(target), ast.unparse(value))
    return target.id, literal


def _declared(section, default, declared):
    """What study.yml sets for a section, checked against the notebook's defaults."""
    own = declared.get(section) or {}
    for name in own:
        _check_known(name, set(default), f"study.yml, sections: {section}", {section: default})
    return {name: typed(name, value, default[name]) for name, value in own.items()}


def _parsed(text, default):
    """The value of a text of the command line; items of a list of text stay as they are written."""
    if isinstance(default, str):
        return text
    several = isinstance(default, list)
    text = f"[{text}]" if several and not text.lstrip().startswith("[") else text
    try:
        return (reading.words if several and default and isinstance(default[0], str) else reading.value)(text)
    except yaml.YAMLError:
        return text


def _alike(value, default):
    if isinstance(default, bool) or isinstance(value, bool):
        return type(value) is type(default)
    if isinstance(default, int | float):
        return isinstance(value, int) or (isinstance(value, float) and isinstance(default, float))
    if isinstance(default, list) and isinstance(value, list) and default:
        return all(_alike(item, default[0]) for item in value)
    return isinstance(value, type(default))


def _check_known(name, names, where, known):
    if name in names and name not in GIVEN:
        return
    near = difflib.get_close_matches(name, names - set(GIVEN), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    listed = {section: [f"{name}={value!r}" for name, value in values.items() if name not in GIVEN]
              for section, values in known.items()}  # fmt: skip
    listing = [f"  {section}: {', '.join(values) or 'none'}" for section, values in listed.items()]
    raise ParameterError("\n".join([f"{where}: unknown parameter {name}{hint}\nKnown parameters:", *listing]))
