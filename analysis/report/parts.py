"""The parts of a report in their order, as blocks: summary, sections, published numbers, data, REMARK, its making."""

from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import blocks, notebook, received
from analysis.report.blocks import Heading, Prose, Table, column, columns
from analysis.report.small_cells import WITHHELD

NUMERIC = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
# The methods of a key number: a run may choose another interval for its medians.
METHODS = {"median": vocabulary.KAPLAN_MEIER, "follow_up": vocabulary.REVERSE_KAPLAN_MEIER,
           "proportion": [vocabulary.CLOPPER_PEARSON]}  # fmt: skip
LABELS = {"median": "Median {}", "follow_up": "Median follow-up", "proportion": "{}"}
RESPONSES = {"ORR": "Objective response", "DCR": "Disease control"}
EVENTS = {"OS": "death"}  # others: event
WORDS = yaml.safe_load((Path(__file__).parent / "words" / "parts.yml").read_text())


class Part(namedtuple("Part", "ident number blocks")):
    """A part of the report: its place, the number that its figures carry, and its blocks, a heading first."""

    @property
    def title(self):
        """The words of its heading."""
        first = self.blocks[0] if self.blocks else None
        return first.text if isinstance(first, Heading) else ""

    @property
    def numbered(self):
        """Its blocks with the number before its title."""
        first, *others = self.blocks
        return [replace(first, text=f"{self.number} {first.text}".strip()), *others] if self.title else self.blocks

    @property
    def headings(self):
        """The headings below its own that a list of contents shows."""
        return [block for block in self.blocks if isinstance(block, Heading) and block.level == 2]


def parts(study, sections, results, *, ledger, profile, made, skipped, beside=(), twice=None):
    """All parts of a report: [Part].

    sections: {name: blocks}; ledger: of `ledger.shown`, or None; profile: [(caption, printed table)]; made: provenance;
    skipped: {section: reason}; beside: files of the same report; twice: `second_witness.summary` and `reasons`.
    """
    found = [Part("summary", "", _summary(study, results, ledger, skipped, beside, blocks.left_out(sections)))]
    found += [Part(name, notebook.number(name), own) for name, own in sections.items()]
    found += [Part("published", "", _published(ledger))] if ledger else []
    found += [Part("received", "", received.shown(study))] if study.received else []
    making = [*_provenance(made), *_twice(*(twice or ()))]
    return [*found, Part("remark", "", _remark(profile)), Part("provenance", "", making)]


def masked(study, sections, results, *, told, made, beside):
    """The parts of a report with SMALL_CELLS, as `parts`: a summary that says what was done (`told`), the sections.

    The ledger, the manuscript, the data as received and the REMARK profile count subjects in many ways: they are not
    in it.
    """
    first, *rest = _summary(study, results, None, {}, beside, [])
    own = [Part(name, notebook.number(name), blocks_of) for name, blocks_of in sections.items()]
    code = made["code"]["commit"] or "not under version control"
    words = f"Code: `{code[:12]}`. Python {made['python']}. {WORDS['masked']}"
    making = [Heading(1, "How this report was made", "provenance-title"), Prose(words)]
    return [Part("summary", "", [first, Prose(told), *rest]), *own, Part("provenance", "", making)]


def key_numbers(study, results):
    """The numbers of the landing page, [(label, text, note)]: subjects, then medians, follow-up and response rates."""
    rows = results.assign(**{name: pd.to_numeric(results[name], errors="coerce") for name in NUMERIC})
    rows = rows[rows["reason"].ne(WITHHELD)]
    everyone = rows[(rows["population"] == vocabulary.EVERYONE) & (rows["group"].isin(["", "ORR", "DCR"]))]
    followed = everyone["estimand"].eq("follow_up")  # the same subjects are followed for every endpoint
    keyed = everyone.assign(endpoint=everyone["endpoint"].mask(followed, ""))
    first = keyed.drop_duplicates(["endpoint", "estimand", "group", "method"]).to_dict("records")
    cards = [("Subjects", str(len(study.subjects)), f"data cutoff {study.data_cutoff or 'not stated'}")]
    return cards + [_card(row) for row in first if row["method"] in METHODS.get(row["estimand"], [])]


def _summary(study, results, ledger, skipped, beside, lacking):
    labels, texts, notes = zip(*key_numbers(study, results), strict=True)
    keys = [column("", labels), column("Estimate", texts, kind=blocks.TEXT), column("Interval; subjects", notes)]
    found = [Heading(1, "Summary", "summary-title"), Table("key", "", "Key numbers", keys, "key-numbers")]
    if ledger:
        agreement = f"{ledger.summary} [The ledger](#published) shows each."
        found += [Heading(2, "Agreement with the published numbers", "agreement"), Prose(agreement)]
    published = ", the published numbers with their verdicts in [published.csv](published.csv)" if ledger else ""
    files = f"All {len(results)} estimates stand in [results.csv](results.csv){published}, "
    files += "what made them in [provenance.json](provenance.json)."
    same = ", ".join(f"[{name}]({name})" for name in beside)
    found.append(Prose(f"{files} The same report to edit or to print: {same}." if beside else files))
    left = ", ".join(f"{notebook.named(name)} ({reason})" for name, reason in skipped.items())
    found += [Prose(f"Sections not in this report: {left}.")] if skipped else []
    listed = [f"- {notebook.named(name)}{', ' * bool(under)}{under}: {why}" for name, under, why in lacking]
    if study.received and study.notes:
        found.append(Prose(WORDS["noted"].format(len(study.notes), study.notes[0])))
    return found + ([Prose("\n".join(["Left out, as the data do not allow it:\n", *listed]))] if lacking else [])


def _card(row):
    label = LABELS[row["estimand"]].format(RESPONSES.get(row["group"], row["group"]) or row["endpoint"])
    limits, n = (row["conf_low"], row["conf_high"]), f"{row['n']:.0f}"
    if row["estimand"] == "proportion":
        text, interval = numbers.percent(row["estimate"]), numbers.interval(*limits, 1, write=numbers.percent)
        return label, text, f"95% CI {interval}; {row['n_event']:.0f} of {n} subjects"
    decimals = numbers.time_decimals(row["unit"])
    text = numbers.quantity(row["estimate"], decimals, row["unit"], missing=vocabulary.NOT_REACHED)
    behind = f"{numbers.counted(row['n_event'], EVENTS.get(row['endpoint'], 'event'))} in {n}"
    if row["estimand"] == "follow_up":
        behind = f"{row['n_event']:.0f} of {n} without event"
    return label, text, f"95% CI {numbers.interval(*limits, decimals)}; {behind}"


def _published(ledger):
    found = [Heading(1, "Published numbers", "published-title"), Prose(WORDS["published"].format(ledger.summary)),
             _ledger(ledger.rows)]  # fmt: skip
    if ledger.statements:
        found += [Heading(2, "Statements without a number", "statements"), _statements(ledger.statements)]
    if ledger.inconsistencies:
        found += [Heading(2, "Inconsistencies in print", "inconsistencies"), Prose(WORDS["inconsistencies"])]
        found += [_inconsistencies(ledger.inconsistencies)]
    return found


def _ledger(rows):
    of = {name: [row[name] for row in rows] for name in ("id", "statement", "printed", "recomputed", "verdict", "why")}
    places = ["; ".join(filter(None, (row["place"], row["method"]))) for row in rows]
    shown = [
        column("Id", of["id"], kind=blocks.CODE), column("Statement", of["statement"], aside=places),
        column("Printed", of["printed"], kind=blocks.TEXT), column("Recomputed", of["recomputed"], kind=blocks.TEXT),
        column("Verdict", of["verdict"], kind=blocks.VERDICT, aside=of["why"]),
        column("Good practice", [row["practice"] for row in rows])]  # fmt: skip
    return Table("ledger", "", "Published numbers", shown, "ledger", rows=[f"ledger-{name}" for name in of["id"]])


def _statements(rows):
    names = {"id": "Id", "statement": "Statement", "place": "Place", "why": "Why it is not judged"}
    shown = [column(words, [row[name] for row in rows]) for name, words in names.items()]
    return Table("statements", "", "Statements without a number", shown, "statements-table",
                 rows=[f"ledger-{row['id']}" for row in rows])  # fmt: skip


def _inconsistencies(rows):
    of = {name: [row[name] for row in rows] for name in ("id", "statement", "evidence", "severity", "ledger")}
    shown = [
        column("Id", of["id"], kind=blocks.CODE),
        column("What", of["statement"], lead=[f"{row['title']}." for row in rows]),
        column("Evidence", of["evidence"]), column("Weight", of["severity"]),
        column("Ledger", of["ledger"], kind=blocks.PLACE)]  # fmt: skip
    return Table("inconsistencies", "", "Inconsistencies in print", shown, "inconsistencies-table")


def _remark(profile):
    files = [f"remark_{caption.split()[0].lower()}" for caption, _ in profile]
    tables = [Table(file, caption, "", columns(table), file, links=[["CSV", f"tables/{file}.csv"]])
              for file, (caption, table) in zip(files, profile, strict=True) if len(table)]  # fmt: skip
    without = [Prose(WORDS["no_analysis"])] if len(tables) < len(profile) else []
    return [Heading(1, "REMARK profile", "remark-title"), Prose(WORDS["remark"]), *tables, *without]


def _provenance(made):
    code, changed = made["code"], ", with local changes" if made["code"].get("modified") else ""
    commit = f"commit `{code['commit'][:12]}`{changed}" if code["commit"] else "not under version control"
    packages = ", ".join(f"{name} {version}" for name, version in made["packages"].items())
    inputs, given = made["inputs"], made["parameters"]
    files = [column("Input file", inputs), column("SHA-256", [f"{one[:16]}…" for one in inputs.values()])]
    values = ["; ".join(f"{key}={value}" for key, value in own.items()) for own in given.values()]
    return [
        Heading(1, "How this report was made", "provenance-title"),
        Prose(f"Code: {commit}. Python {made['python']}; {packages}."),
        Table("inputs", "", "Input files", files, "inputs"),
        Table("parameters", "", "Parameters", [column("Section", given), column("Parameters", values)], "parameters"),
    ]


def _twice(counts=(), reasons=()):
    """How many estimates lifelines confirms, and why it cannot confirm the others."""
    if not len(counts):
        return []
    why = {kind: "; ".join(f"{row.n}: {row.reason}" for row in own.itertuples())
           for kind, own in reasons.groupby("kind")}  # fmt: skip
    shown = [
        column("Estimate", counts["kind"]), column("Values", counts["n"].map(lambda n: numbers.number(n, 0))),
        column("Agree", counts["n_agree"].map(lambda n: numbers.number(n, 0))),
        column("Largest relative difference", counts["largest"].map(_tiny)),
        column("The others", [why.get(kind, "") for kind in counts["kind"]])]  # fmt: skip
    links = [["CSV", "tables/computed_twice.csv"]]
    table = Table("computed_twice", "Computed twice", "", shown, "computed-twice-table", links=links)
    return [Heading(2, "Computed twice", "computed-twice"), Prose(WORDS["computed_twice"]), table]


def _tiny(apart):
    """The power of ten that a relative difference is of; 0 for none, – where nothing agreed."""
    return numbers.Printed(numbers.MISSING if numbers.absent(apart) else f"{apart:.0e}" if apart else "0", apart)
