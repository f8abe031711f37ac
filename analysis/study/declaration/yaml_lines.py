"""YAML as a person means it: yes, no, TRUE and dates stay text, 0012 keeps its zeros, a key given twice is refused."""

import re

import yaml

from analysis.study.problems import Problem

PLAIN = {
    "bool": (r"true|false", "tf"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?", "-+0123456789."),
}


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


def load(text, file):
    """The mapping written in a YAML text, the line of each key by its path, and the problems that stand in the way.

    Paths are tuples of keys and list positions; the line is the key's own, or the item's.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        return {}, {}, [Problem(file, line, "", str(getattr(error, "problem", error)), "YAML")]
    if not isinstance(content, dict):
        return {}, {}, [Problem(file, "line 1", "", str(content), "keys such as id: and tables:")]
    lines, problems = {}, []
    _walk(node, (), file, lines, problems)
    return content, lines, problems


def _walk(node, path, file, lines, problems):
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here, line = (*path, key.value), key.start_mark.line + 1
            if here in lines:
                expected = f"each key once (first in line {lines[here]})"
                problems.append(Problem(file, f"line {line}", ".".join(map(str, path)), key.value, expected))
            else:
                lines[here] = line
                _walk(value, here, file, lines, problems)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            lines[(*path, place)] = item.start_mark.line + 1
            _walk(item, (*path, place), file, lines, problems)
