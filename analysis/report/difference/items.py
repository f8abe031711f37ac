"""Everything that two reports do not have in common, a row each, in the order of what matters, each with its cause."""

import pandas as pd

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import changes
from analysis.report.claims import BROKEN
from analysis.report.difference import causes, shown
from analysis.report.words import plain

COLUMNS = ["matters", "kind", "change", "section", "what", "old", "new", "cause"]
FLIPPED, OUTSIDE, REST = MATTERS = "conclusion flipped", "outside its old interval", "other"
ROW, CLAIM, VERDICT, INPUT = "result", "claim", "verdict", "input"
ADDED, GONE, CHANGED = "added", "gone", "changed"
COMPARED = [*vocabulary.VALUE_COLUMNS, "method"]
NULL = {"ratio": 1.0}  # by the kind of an estimand, what an interval excludes where groups differ
TESTED = {"difference": 0.0, "correlation": 0.0}  # by estimand
UNKNOWN = "not recorded"
JOINED = ("endpoint", "estimand", "population", "grouping", "group", "reference")  # a verdict and its result
RUNS = OLD, NEW = "old", "new"


def items(old, new):
    """(A row of COLUMNS each difference of two `Kept`, the most important first; their `causes.causes`; result rows).

    The result rows are those that changed, as `changes.changed` gives them of the runs `old` and `new`.
    """
    found = causes.causes(old, new)
    rows, differ = _rows(old, new)
    every = [*_claims(old, new), *rows, *_verdicts(old, new), *shown.apart(old, new)]
    known = {section: causes.of(found, section) or UNKNOWN for section in {one[3] for one in every}}
    every = [[*one, known[one[3]]] for one in every]
    every += [[REST, INPUT, CHANGED, "", one.words, *map(causes.brief, (one.old, one.new)), "given"]
              for one in found.itertuples()]  # fmt: skip
    told = pd.DataFrame(every, columns=COLUMNS, dtype=object)
    order = told["matters"].map(MATTERS.index)
    return told.loc[order.sort_values(kind="stable").index].reset_index(drop=True), found, differ


def _rows(old, new):
    """The result rows that are another, [[of COLUMNS but the cause]], and all their values."""
    differ, _ = changes.changed({OLD: old.results, NEW: new.results}, COMPARED)
    words = changes.printed(differ, old.labels | new.labels)
    tested, told = set(changes.flipped(differ)), []
    numeric = plain.numeric(differ).assign(what=[one for one, _ in words], text=[one for _, one in words])
    for number, own in numeric.groupby("row", sort=False):
        by_run = dict(zip(own["run"], own.to_dict("records"), strict=True))
        told.append(_row(by_run.get(OLD), by_run.get(NEW), number in tested))
    return told, differ


def _row(was, now, flipped):
    one = now or was
    change = ADDED if was is None else GONE if now is None else CHANGED
    matters = REST
    if change == CHANGED:
        matters = FLIPPED if flipped or _decided(was) != _decided(now) else OUTSIDE if _left(was, now) else REST
    what = f"{one['what']} ({one['method']})" if one["method"] else one["what"]
    texts = [row["text"] if row else "" for row in (was, now)]
    if was and now and texts[0] == texts[1]:
        texts = [_precisely(row, _unlike(was, now)) for row in (was, now)]
    return [matters, ROW, change, one["section"], what, *texts]


def _decided(row):
    """Whether an interval excludes that there is no difference; None for a row that compares nothing."""
    null = TESTED.get(row["estimand"], NULL.get(vocabulary.estimand(row["estimand"]).kind))
    if null is None or row["role"] == vocabulary.REPRODUCTION or pd.isna(row["conf_low"]) or pd.isna(row["conf_high"]):
        return None
    return bool(row["conf_low"] > null or row["conf_high"] < null)


def _left(was, now):
    """Whether an estimate lies outside its old interval, or came or went."""
    if numbers.absent(was["estimate"]) or numbers.absent(now["estimate"]):
        return numbers.absent(was["estimate"]) != numbers.absent(now["estimate"])
    return bool(now["estimate"] < was["conf_low"] or now["estimate"] > was["conf_high"])


def _unlike(was, now):
    return [name for name in COMPARED if str(was[name]) != str(now[name])]


def _precisely(row, names):
    return "; ".join(f"{name} {row[name]}" for name in names)


def _claims(old, new):
    before, after = ([one | {"holds": BROKEN if one["broken"] else one["status"]} for one in kept.claims]
                     for kept in (old, new))  # fmt: skip
    yield from _by_key(CLAIM, before, after, key="text", value=lambda one: f"{one['holds']}: {one['rows']}",
                       weight=lambda was, now: FLIPPED if was["holds"] != now["holds"] else REST)  # fmt: skip


def _verdicts(old, new):
    before, after = (kept.verdicts.to_dict("records") for kept in (old, new))
    sections = {tuple(row[name] for name in JOINED): row["section"] for kept in (old, new)
                for row in kept.results.to_dict("records")}  # fmt: skip
    where = {one["id"]: sections.get(tuple(one.get(name, "") for name in JOINED)) for one in (*before, *after)}
    for one in _by_key(VERDICT, before, after, key="id", named="statement", value=_verdict,
                       weight=lambda was, now: FLIPPED if was["verdict"] != now["verdict"] else REST):  # fmt: skip
        one[3] = where[one[4].partition(":")[0]] or one[3]
        yield one


def _verdict(row):
    rest = {name: text for name, text in row.items() if text and name.startswith("recomputed")}
    return "; ".join([row["verdict"], *(f"{name.removeprefix('recomputed_')} {text}" for name, text in rest.items())])


def _by_key(kind, before, after, *, key, value, weight, named=None):
    """The differences of two lists of dicts, joined by a key."""
    was, now = ({one[key]: one for one in own} for own in (before, after))
    for name in dict.fromkeys([*was, *now]):
        one, other = was.get(name), now.get(name)
        if one == other:
            continue
        what = ": ".join(filter(None, [str(name), (other or one).get(named, "") if named else ""]))
        change = ADDED if one is None else GONE if other is None else CHANGED
        matters = weight(one, other) if change == CHANGED else REST
        yield [matters, kind, change, causes.BESIDE, what, *(value(row) if row else "" for row in (one, other))]
