"""The parameters of each notebook: its defaults, what study.yml sets, what PARAMS sets, checked by name and type.

papermill only warns of an unknown parameter and runs on the default; here both an unknown name
and a value of another type are refused, before anything runs.
"""

import ast
import difflib
import shlex
from pathlib import Path

import nbformat
import yaml

from analysis.study import declaration

GIVEN = ("study_dir", "out_dir")  # set by the pipeline in every notebook, never by a user


class ParameterError(ValueError):
    """A parameter that no notebook knows, or a value of another type than the notebook's default."""


def defaults(notebook):
    """The parameters of a notebook with their default values, {name: literal}, from its cell tagged `parameters`."""
    cells = nbformat.read(notebook, as_version=4).cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        raise ParameterError(f"{notebook}: no cell is tagged `parameters`; expected one that holds the defaults")
    lines = [line for line in ast.parse(tagged[0].source).body if isinstance(line, ast.Assign)]
    return {name: value for line in lines for name, value in _assigned(line.targets[0], line.value)}


def requested(text):
    """The PARAMS of the command line as {name: text}; a word without `=` is an error."""
    words = shlex.split(text or "")
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise ParameterError(f"PARAMS: {wrong[0]!r} has no value; expected words like name=value")
    return dict(word.split("=", 1) for word in words)


def settings(known, declared, params):
    """The parameters of every section, {section: {name: value}}.

    known: {section: defaults}; declared: {section: parameters of study.yml}; params: {name: text}.
    A name of `params` goes to each section that knows it and must be known to one of them.
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

    For a notebook run by hand, in whose folder it is called: `make report` brings them itself, with those of PARAMS.
    Names and types are checked as there; what else is wrong with study.yml is told when the study is read.
    """
    study, _, _ = declaration.read(Path(study_dir))
    given = _declared(section, defaults(Path(f"{section}.ipynb")), study.sections if study else {})
    if given:
        print(f"study.yml sets {', '.join(f'{name} = {value!r}' for name, value in given.items())}")
    return given


def typed(name, value, default):
    """The value in the type of its default: text is read as YAML unless the default is text.

    A list may be written `6,12,24`; a whole number serves as a float; where the default is None anything goes.
    """
    parsed = _parsed(value, default) if isinstance(value, str) else value
    if default is None or parsed is None or _alike(parsed, default):
        return parsed
    expected = type(default).__name__
    raise ParameterError(f"{name}={value}: expected {expected} like {default!r}, got {type(parsed).__name__}")


def _assigned(target, value):
    """The names and literals of one assignment; related parameters may share a line, `low, high = 0.2, 0.5`."""
    if isinstance(target, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return [(name.id, ast.literal_eval(one)) for name, one in pairs]
    return [(target.id, ast.literal_eval(value))]


def _declared(section, default, declared):
    """What study.yml sets for a section, checked against the notebook's defaults."""
    own = declared.get(section) or {}
    for name in own:
        _check_known(name, set(default), f"study.yml, sections: {section}", {section: default})
    return {name: typed(name, value, default[name]) for name, value in own.items()}


def _parsed(text, default):
    if isinstance(default, str):
        return text
    if isinstance(default, list) and not text.lstrip().startswith("["):
        text = f"[{text}]"
    try:
        return yaml.safe_load(text)
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
    listing = "\n".join(f"  {section}: {_listed(values)}" for section, values in known.items())
    raise ParameterError(f"{where}: unknown parameter {name}{hint}\nKnown parameters:\n{listing}")


def _listed(values):
    return ", ".join(f"{name}={value!r}" for name, value in values.items() if name not in GIVEN) or "none"
