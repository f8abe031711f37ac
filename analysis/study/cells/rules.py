"""Phenotype rules such as `CD56+ & (PD-L1+ | PD-1+)`, decided per cell with three answers: yes, no, not known."""

import re

import pandas as pd

from analysis.study.problems import Problem, StudyError

OTHER = re.compile(r"\s*([&|!()])\s*")


def positive(rule, status):
    """Which rows of `status` meet a rule: nullable booleans, missing where the markers known do not decide it.

    status: frame of nullable booleans, one column per marker. A rule joins `marker+` and `marker-` by & (and), | (or),
    ! (not) and brackets; markers written side by side (`CD56+PD-L1+`) must all hold.
    Raises StudyError that names the rule and the word that is no marker.
    """
    words, at = _words(rule, list(status.columns)), 0

    def either():
        nonlocal at
        value = both()
        while at < len(words) and words[at] == "|":
            at += 1
            value = value | both()
        return value

    def both():
        nonlocal at
        value = single()
        while at < len(words) and words[at] not in ("|", ")"):
            at += words[at] == "&"
            value = value & single()
        return value

    def single():
        nonlocal at
        word = words[at] if at < len(words) else ""
        at += 1
        if word == "!":
            return ~single()
        if word == "(":
            value = either()
            if at >= len(words) or words[at] != ")":
                raise _wrong(rule, "the end", "a closing bracket")
            at += 1
            return value
        if not isinstance(word, tuple):
            raise _wrong(rule, word or "the end", "a marker followed by + or -")
        found = status[word[0]].astype("boolean")
        return found if word[1] == "+" else ~found

    value = either()
    if at < len(words):
        raise _wrong(rule, words[at], "& or |")
    return pd.Series(value, index=status.index, name=rule)


def _words(rule, markers):
    """The words of a rule: operators as text, a marker with its sign as (marker, sign)."""
    names = "|".join(re.escape(name) for name in sorted(markers, key=len, reverse=True))
    marker = re.compile(rf"\s*({names})\s*([+-])") if names else re.compile("(?!)")
    words, at = [], 0
    while rule[at:].strip():
        found = marker.match(rule, at) or OTHER.match(rule, at)
        if not found:
            known = ", ".join(markers) or "none"
            raise _wrong(rule, rule[at:].strip(), f"a marker followed by + or - (known: {known}), &, |, ! or brackets")
        words.append(found.groups() if len(found.groups()) == 2 else found[1])
        at = found.end()
    return words


def _wrong(rule, word, expected):
    return StudyError("", [Problem(f'phenotype rule "{rule}"', "", "", word, expected)])
