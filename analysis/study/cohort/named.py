"""Names of the study that study.yml or PARAMS gives to the parameters of sections: each must be there."""

from analysis.study.declaration import FILE, NAMES
from analysis.study.problems import Problem, near
from analysis.vocabulary import EVERYONE

PARTS = {"populations": "a population", "groupings": "a grouping"}
COMPOSED = "groupings in populations"
KINDS = {"first_events": ["any_grade", "grade_3"]}  # words of a parameter beside the names of its table
HORIZONS = dict.fromkeys(["horizons", "covariates"], ["adtte.PARAMCD"])


def problems(given, declaration, frames, *, file=FILE):
    """A problem for each name that the study does not have; where its table is not there, the section says so.

    given: {place: {parameter: name or names}}; frames: the study's tables as read.
    """
    for place, own in given.items():
        for parameter, value in own.items():
            for source in (NAMES | HORIZONS).get(parameter, ()):
                known, kind = _known(source, declaration, frames)
                known = None if known is None else [*KINDS.get(parameter, ()), *known]
                for word in _unknown(value, known):
                    where = ".".join(filter(None, [place, parameter]))
                    yield Problem(file, "", where, word, f"{kind}; {near(word, known)}")


def _known(source, declaration, frames):
    """The names that a source has, and what they are; None where it cannot be told here."""
    if source == COMPOSED:
        names = [f"{group} in {within}" for within in declaration.populations for group in declaration.groupings]
        return names, "a grouping in a population"
    if source in PARTS:
        everyone = [EVERYONE] if source == "populations" else []
        return [*everyone, *getattr(declaration, source)], PARTS[source]
    table, column = source.split(".")
    if column not in frames.get(table, ()):
        return None, ""
    return list(frames[table][column].dropna().unique()), f"a {column} of {table}"


def _unknown(value, known):
    words = value if isinstance(value, list) else [value] if value else []
    return [str(word) for word in words if str(word) not in known] if known is not None else []
