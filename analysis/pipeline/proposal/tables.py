"""Which table a file is: its source as study.yml would have it, with a remark beside every guess."""

import re

import pandas as pd

from analysis.pipeline.proposal.seen import SPELLINGS, first
from analysis.study import variants
from analysis.study.tables.words import plain
from analysis.study.text import MISSING
from analysis.vocabulary import DAYS_PER_UNIT

MAPPED = ("USUBJID", "SEX", "AGE", "ECOG", "SMOKING", "STAGE", "HISTOLOGY", "TRTSDT", "ARM")
NUMBERS = ("AGE", "ECOG")
RESPONSES = {"OVR", "BOR", "CBOR"}


def of(seen):
    """The tables that a Seen could be, a list of (name, source, remarks); a source is a dict of study.yml's words."""
    names = set(seen.cells.columns)
    if {"PARAMCD", "AVAL", "CNSR"} <= names:
        return [("adtte", _mapped(seen, ("USUBJID",)), _units(seen))]
    if {"PARAMCD", "AVALC"} <= names and RESPONSES & set(seen.cells["PARAMCD"]):
        return [_adrs(seen)]
    for name, column in (("adae", "AEDECOD"), ("adex", "EXTRT"), ("adcm", "CMDECOD")):
        if column in names:
            return [_events(name, seen)]
    if first(names, variants.SPELLINGS["gene"]) and first(names, variants.SPELLINGS["SAMPLEID"]):
        return [("variants", dict(seen.place), [])]
    if {"PARAMCD", "AVAL", "AVISIT", "USUBJID"} <= names:
        return [("nkflow", _mapped(seen, ("USUBJID",)), ["taken for flow cytometry: percent by visit and marker"])]
    return [*_of_subjects(seen), *_draws(seen)]


def _mapped(seen, names):
    """The source with the names that the file has otherwise, and the words of SEX."""
    columns = {name: own for name in names if name not in seen.cells and (own := seen.own(name))
               and fits(name, seen.cells[own])}  # fmt: skip
    source = dict(seen.place) | ({"columns": columns} if columns else {})
    words = {name: told for name in ("SEX",) if name in names and (told := _words(seen, name))}
    return source | ({"values": words} if words else {})


def fits(name, cells):
    """Whether a column can be what its name says: an age in words (`high`, `low`) is no AGE."""
    return name not in NUMBERS or bool(pd.to_numeric(cells[~cells.isin(MISSING)], errors="coerce").notna().all())


def _words(seen, name, column=None):
    """What the words of a column mean, {the file's: ours}, for those that are not ours already."""
    column = column or seen.own(name)
    spelt = {plain(one): ours for ours, own in SPELLINGS["words"][name].items() for one in own}
    found = {word: spelt.get(plain(word)) for word in seen.words(column)} if column else {}
    return {word: ours for word, ours in found.items() if ours is not None and word != str(ours)}


def _units(seen):
    """Remarks on the unit of AVAL, where no column tells it."""
    if seen.own("AVALU"):
        return []
    return ["AVAL has no unit in the file: see time_unit"]


def _adrs(seen):
    unread = sorted(set(seen.cells["PARAMCD"]) - RESPONSES - {"SUMDIAM", ""})
    remarks = (
        [f"read: {', '.join(sorted(RESPONSES & set(seen.cells['PARAMCD'])))}; not used: {', '.join(unread)}"]
        if unread
        else []
    )
    source = _mapped(seen, ("USUBJID",))
    return (
        "adrs",
        source
        | ({"where": {"PARAMCD": sorted((RESPONSES | {"SUMDIAM"}) & set(seen.cells["PARAMCD"]))}} if unread else {}),
        remarks,
    )


def _events(name, seen):
    """Adverse events, doses or therapies; relatedness in words becomes Y and N."""
    source, remarks = _mapped(seen, ("USUBJID",)), []
    related = first(seen.cells.columns, ["AREL", "AEREL"]) if name == "adae" else None
    if related and related != "AREL":
        source["columns"] = source.get("columns", {}) | {"AREL": related}
    if related and (words := _words(seen, "AREL", related)):
        source["values"] = source.get("values", {}) | {"AREL": words}
        remarks.append("who judged relatedness, and which words count as related, only a person can say")
    if name == "adae" and "AETOXGR" not in seen.cells:
        remarks.append("no CTCAE grade (AETOXGR); severity in words is not turned into grades")
    return name, source, remarks


def _of_subjects(seen):
    """A table of one row per subject: adsl, and what its dates, times and responses give."""
    own = seen.own("USUBJID")
    if not own or seen.cells[own].replace("", None).dropna().duplicated().any() or len(seen.cells) < 3:
        return []
    remarks = [f"{own} is taken as the subject's identifier"] if own != "USUBJID" else []
    return [("adsl", _mapped(seen, MAPPED), remarks), *_dated(seen), *_timed(seen), *_responded(seen)]


def _dated(seen):
    start, progressed, died, last = (seen.date(name) for name in ("start", "progression", "death", "last"))
    if not (start and last):
        return
    for name, events in (("OS", [died]), ("PFS", [progressed, died])):
        if all(events):
            span = {"AVAL": {"from": start, "to": [*events, last]}}
            source = _mapped(seen, ("USUBJID",))
            source |= {"columns": source.get("columns", {}) | span, "constants": {"PARAMCD": name}}
            yield "adtte", source, [f"{name} from {start}: from which date it counts is the protocol's"]


def _timed(seen):
    if seen.date("start") and seen.date("last") and seen.date("death"):
        return
    for name, told in SPELLINGS["times"].items():
        time, status = (first(seen.cells.columns, told[part]) for part in ("time", "status"))
        if time and status:
            source = _mapped(seen, ("USUBJID",))
            words, remark = _ended(seen, status)
            source |= {
                "columns": source.get("columns", {}) | {"AVAL": time, "CNSR": status},
                "constants": {"PARAMCD": name},
            }
            yield ("adtte", source | ({"values": {"CNSR": words}} if words else {}),
                   [f"{name}: {remark}"])  # fmt: skip


def _ended(seen, status):
    """What the words of a status mean for CNSR, and a remark; of two numbers the larger is taken as the event."""
    numbers = seen.words(status)
    if numbers in (["0", "1"], ["1", "2"]):
        return dict(zip(numbers, (1, 0), strict=True)), f"{numbers[1]} in {status} is taken as the event: is it?"
    return _words(seen, "CNSR", status), f"CNSR 0 is the event; see {status}"


def _responded(seen):
    if own := first(seen.cells.columns, SPELLINGS["response"]):
        source = _mapped(seen, ("USUBJID",))
        source |= {"columns": source.get("columns", {}) | {"AVALC": own}, "constants": {"PARAMCD": "BOR"}}
        yield "adrs", source, ["best responses as the file reports them"]


def _draws(seen):
    """A table with several rows a subject and cfDNA, an amount of ctDNA, or whether there is any: blood samples."""
    told = {name: own for name in ("CFDNA", "DETFL") if (own := seen.own(name))}
    unit, amount = next(((unit, own) for unit, names in SPELLINGS["ctdna"].items()
                         if (own := first(seen.cells.columns, names))), (None, None))  # fmt: skip
    if not ((told or amount) and seen.own("AVISIT") and seen.own("USUBJID")):
        return
    own = {name: seen.own(name) for name in ("USUBJID", "AVISIT", "ADY") if seen.own(name)} | told
    label = f"{{{own['USUBJID']}}} {{{own['AVISIT']}}}"
    source = dict(seen.place) | {"columns": own | ({"AVAL": amount} if amount else {})}
    source |= {"constants": {"AVALU": unit}} if amount else {}
    words = {name: read for name in ("AVISIT", "DETFL") if name in own and (read := _words(seen, name))}
    source |= {"derived": {"SAMPLEID": label}, "distinct": True} | ({"values": words} if words else {})
    yield "samples", source, ["SAMPLEID is made of subject and visit",
                              *([f"{amount} is taken as ctDNA in the unit {unit}"] if amount else [])]  # fmt: skip
    if gene := seen.own("GENE"):
        source = dict(seen.place) | {"columns": {"Hugo_Symbol": gene}, "derived": {"SAMPLEID": label}}
        said = first(seen.cells.columns, variants.SPELLINGS["classification"])
        source |= {} if said else {"constants": {"Variant_Classification": "Missense_Mutation"}}
        yield (
            "variants",
            source,
            [] if said else ["no column tells the consequence: each is taken as a missense mutation"],
        )


def latest_date(frames):
    """The latest date in columns of dates, as text, or nothing: the data cutoff is no earlier than what happened."""
    found = (day for cells in frames for name in cells if re.search("DT$|日期|date", str(name), re.IGNORECASE)
             for day in cells[name].str.extract(r"^(\d{4}-\d\d-\d\d)")[0].dropna())  # fmt: skip
    return max(found, default=None)


def unit_of_time(seen):
    """The unit of AVAL told by AVALU, words of PARAM or its dates, and why; ("days", "") where nothing tells."""
    units = {f"{word.lower().rstrip('s')}s" for word in seen.words(seen.own("AVALU"))} if seen.own("AVALU") else set()
    if len(units) == 1 and units <= set(DAYS_PER_UNIT):
        return units.pop(), "AVALU says so"
    words = " ".join(seen.words("PARAM")) if "PARAM" in seen.cells else ""
    for unit in ("months", "weeks", "years", "days"):
        if re.search(rf"\({unit}?\)", words, re.IGNORECASE):
            return unit, "PARAM says so"
    if {"STARTDT", "ADT", "AVAL"} <= set(seen.cells):
        days = (
            pd.to_datetime(seen.cells["ADT"], errors="coerce") - pd.to_datetime(seen.cells["STARTDT"], errors="coerce")
        ).dt.days
        ratio = (days / pd.to_numeric(seen.cells["AVAL"], errors="coerce")).replace(float("inf"), None).median()
        near = {1: "days", 7: "weeks", 30.4375: "months", 365.25: "years"}
        for factor, unit in near.items():
            if ratio and abs(ratio / factor - 1) < 0.1:
                return unit, "ADT - STARTDT agrees"
    return "days", ""
