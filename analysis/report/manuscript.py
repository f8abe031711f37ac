"""Live numbers in a manuscript: placeholders such as {{ OS.median | estimate_ci }} filled from results.csv."""

import difflib
import re
from collections import namedtuple

import pandas as pd

from analysis import vocabulary
from analysis.report.words import phrases

PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.S)
PARTS = re.compile(
    r"\s*(?P<address>[^|\[]+?)\s*(?:\[(?P<chosen>.*)\])?\s*\|\s*(?P<format>\w+)\s*(?:\((?P<decimals>\d)\))?\s*", re.S
)
SHAPE = "{{ endpoint.estimand[which] | format }}, as in {{ OS.rate[24] | percent }}"
FACTS = ("title", "reference", "registration", "data_cutoff", "report_unit", "id")
SAME = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
Wanted = namedtuple("Wanted", "keys format decimals")  # columns of results.csv: values, how it is written
ORDER = ("endpoint", "estimand", "population", "grouping", "group", "reference", "at", "method")


class ManuscriptError(ValueError):
    """Placeholders that stand for no number or for several."""


def filled(text, results, facts, *, name="manuscript"):
    """The text with every placeholder replaced by its number in results.csv, or its fact {"title": …} of the study.

    Every placeholder that cannot be filled is listed in one ManuscriptError with its line and near names.
    """
    problems = []

    def fill(found):
        try:
            return _filled(found[1], results, facts)
        except ManuscriptError as error:
            line = text.count("\n", 0, found.start()) + 1
            problems.append(f"{name}, line {line}: {' '.join(found[0].split())}: {error}")
            return found[0]

    done = PLACEHOLDER.sub(fill, text)
    for words in PLACEHOLDER.sub("", text).splitlines():
        if "{{" in words or "}}" in words:
            problems.append(f"{name}: {words.strip()[:60]!r}: braces without their pair; expected {SHAPE}")
    if problems:
        raise ManuscriptError("\n".join(problems))
    return done


def wanted(words):
    """What the words between the braces ask for. ManuscriptError where they cannot be read."""
    found = PARTS.fullmatch(words)
    if not found:
        raise ManuscriptError(f"cannot be read; expected {SHAPE}")
    *endpoint, estimand = found["address"].rsplit(".", 1)
    keys = {"endpoint": "".join(endpoint).strip(), "estimand": estimand.strip(), "population": vocabulary.EVERYONE}
    keys |= {"grouping": "", "group": "", "reference": "", "at": ""}
    for piece in re.findall(r'(?:[^;"]|"[^"]*")+', found["chosen"] or ""):  # apart by ; outside quotation marks
        keys |= _chosen(piece.strip()) if piece.strip() else {}
    if keys["group"] and not keys["reference"]:
        del keys["reference"]  # a group has one reference wherever it has any
    return Wanted(keys, found["format"], int(found["decimals"]) if found["decimals"] else None)


def row(keys, results):
    """The row of results.csv, one or several that say the same, for a placeholder's keys; else ManuscriptError."""
    rows = results.assign(at=results["at"].map(_plain))
    for column in ORDER:
        if column == "method" and "method" not in keys:
            rows = _usual(rows)
        elif column in keys:
            found = rows[rows[column] == keys[column]]
            if found.empty:
                raise ManuscriptError(_unknown(column, keys, rows))
            rows = found
    if len(rows.drop_duplicates(SAME)) > 1:
        differing = [one for one in ("section", "method", "at") if rows[one].nunique() > 1]
        choices = {one: sorted(rows[one].unique()) for one in differing}
        raise ManuscriptError(f"{len(rows)} numbers fit; say which: {choices}")
    return rows.iloc[0]


def _filled(words, results, facts):
    if words.strip().startswith("study."):
        name = words.split("|")[0].strip().removeprefix("study.")
        if name not in facts:
            raise ManuscriptError(f"no fact {name!r} of the study; {_near(name, list(facts))}")
        return phrases.fact(facts[name])
    one = wanted(words)
    if one.format not in phrases.FORMATS:
        raise ManuscriptError(f"no format {one.format!r}; {_near(one.format, list(phrases.FORMATS))}")
    found = row(one.keys, results)
    values = {name: pd.to_numeric(found[name], errors="coerce") for name in [*SAME, "p_adjusted"]}
    try:
        return phrases.FORMATS[one.format](found.to_dict() | values, one.decimals)
    except phrases.PhraseError as error:
        raise ManuscriptError(str(error)) from None


def _chosen(piece):
    """The keys that one part in brackets sets: `24`, `by "…"`, `in mif`, `section 4_…`, `grouping: a v b`, `group`."""
    word, _, rest = piece.partition(" ")
    if word == "at" or re.fullmatch(r"[\d.]+", piece):
        return {"at": _plain(_bare(rest) if word == "at" else piece)}
    if word in ("by", "in", "section"):
        return {{"by": "method", "in": "population", "section": "section"}[word]: _bare(rest)}
    grouping, colon, groups = piece.partition(":")
    return {"grouping": _bare(grouping)} | _groups(groups) if colon else _groups(piece)


def _groups(words):
    group, versus, reference = words.partition(" v ")
    return {"group": _bare(group)} | ({"reference": _bare(reference)} if versus else {})


def _bare(words):
    return words.strip().strip('"')


def _plain(value):
    return str(value).removesuffix(".0")


def _usual(rows):
    """The rows by the method that is meant when none is named; another estimator never stands in for it unnamed."""
    name, usual = rows["estimand"].iloc[0], vocabulary.estimand(rows["estimand"].iloc[0]).usual
    primary = rows[rows["role"].eq(vocabulary.PRIMARY)] if "role" in rows else rows.iloc[:0]
    if not usual or (name in ("hazard_ratio", "log_rank") and len(primary)):
        return primary if usual else rows
    found = rows[rows["method"].isin(usual)]
    if found.empty:
        raise ManuscriptError(f"method must be named; {_listed(sorted(rows['method'].unique()))}")
    return found


def _unknown(column, keys, rows):
    known, of = [value for value in dict.fromkeys(rows[column]) if value], ""
    if not keys[column]:
        return f"{column} must be named; {_listed(known)}"
    if column not in ("endpoint", "estimand"):
        of = " of " + ".".join(filter(None, (keys["endpoint"], keys["estimand"])))
    return f"no {column} {keys[column]!r}{of} in the results; {_near(keys[column], known)}"


def _near(name, known):
    alike = difflib.get_close_matches(name.lower(), [one.lower() for one in known], n=3, cutoff=0.6)
    near = [one for name in dict.fromkeys(alike) for one in known if one.lower() == name]
    return f"near: {', '.join(near)}" if near else _listed(known)


def _listed(known):
    return f"known: {', '.join(known[:12])}{', …' if len(known) > 12 else ''}" if known else "there is none"
