"""The parts of a report in their order, as blocks: summary, sections, published numbers, data, REMARK, its making."""

from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import yaml

from analysis.figures import numbers
from analysis.report import blocks, front, layers, notebook, received
from analysis.report.blocks import Figure, Heading, Prose, Table, column, columns
from analysis.report.claims import BROKEN, STATUSES
from analysis.report.journals import composed
from analysis.report.words import plain

HOLDS = dict(zip(("practice", "naive", "not_shown"), STATUSES, strict=True))
WORDS = yaml.safe_load((Path(__file__).parent / "words" / "parts.yml").read_text())


class Part(namedtuple("Part", "ident number blocks layer", defaults=[layers.MAIN])):
    """A part of the report: its place, the number that its figures carry, its blocks, a heading first, its layer."""

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


def parts(study, sections, results, *, ledger, profile, made, skipped, beside=(), twice=None, claims=(), planned=""):
    """All parts of a report: [Part].

    sections: {name: blocks}; ledger: of `ledger.shown`, or None; profile: [(caption, printed table)]; made: provenance;
    skipped: {section: reason}; beside: files of the same report; twice: `confirmation.summary` and `reasons`; claims:
    of the manuscript; planned: which results were, in a sentence.
    """
    first = front.front(study, sections, results, ledger=ledger, skipped=skipped, beside=beside,
                        planned=planned, claims=claims)  # fmt: skip
    own = [_layered(name, shown, first, plain.sentence(name, results, study)) for name, shown in sections.items()]
    proofs = {
        "published": _published(ledger) if ledger else [],
        "claims": _claims(claims),
        "figures": _paper_figures(composed.listed(study.folder, sections)),
        "received": received.shown(study) if study.received else [],
        "remark": _remark(profile),
        "glossary": _glossary(),
        "provenance": [*_provenance(made), *_twice(*(twice or ()))],
    }
    proofs = [Part(ident, "", shown, layers.APPENDIX) for ident, shown in proofs.items() if shown]
    return [
        Part("summary", "", first),
        *(main for main, _ in own),
        *(part for _, more in own for part in more),
        *proofs,
    ]


def masked(study, sections, results, *, told, made, beside, planned=""):
    """The parts of a report with SMALL_CELLS, as `parts`: a summary that says what was done (`told`), the sections.

    The ledger, the manuscript, the data as received and the REMARK profile count subjects in many ways: they are not
    in it.
    """
    first, *rest = front.masked(study, results, beside=beside, planned=planned)
    own = [_layered(name, shown) for name, shown in sections.items()]
    code = made["code"]["commit"] or "not under version control"
    words = f"Code: `{code[:12]}`. Python {made['python']}. {WORDS['masked']}"
    making = [Heading(1, "How this report was made", "provenance-title"), Prose(words)]
    proofs = [*(part for _, more in own for part in more), Part("provenance", "", making, layers.APPENDIX)]
    return [Part("summary", "", [first, Prose(told), *rest]), *(main for main, _ in own), *proofs]


def _elsewhere(block):
    """The words in place of a figure that stands on the front; what introduces nothing else goes to the appendix."""
    return Prose(WORDS["elsewhere"].format(_link(block)), layer=layers.APPENDIX)


def _link(figure):
    return f"[{figure.label}](#{figure.ident})"


def _layered(name, shown, first=(), found=""):
    """A section as a part of the main text, which says what more there is, and the list of its part in the appendix.

    first: the blocks of the front, which has some of its figures; found: what it found, its first words.
    """
    moved = [block for block in shown if isinstance(block, Figure) and block in first]
    main, more = layers.split([_elsewhere(block) if block in moved else block for block in shown])
    main[1:1] = [Prose(found)] if found else []
    number, place = notebook.number(name), f"{name}-{layers.APPENDIX}"
    if not more:
        return Part(name, number, main), []
    title = [replace(main[0], ident=f"{place}-title")] if isinstance(main[0], Heading) else []
    found = Part(place, f"A{number}", [*title, *more], layers.APPENDIX)
    counts = [
        numbers.counted(sum(isinstance(block, kind) for block in more), noun)
        for kind, noun in ((Figure, "figure"), (Table, "table"))
    ]
    told = [WORDS["leading"].format(", ".join(map(_link, moved)))] if moved else []
    told.append(WORDS["more"].format(" and ".join(one for one in counts if one[0] != "0") or "more", f"#{place}"))
    return Part(name, number, [*main, Prose(" ".join(told))]), [found]


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
    return Table("inconsistencies", "", "Inconsistencies in print", shown, "inconsistencies-table",
                 rows=[front.place_of(row) for row in rows])  # fmt: skip


def _claims(stated):
    """The claims of the manuscript with how each holds, and by which rows."""
    if not stated:
        return []
    counts = {name: sum(one.status == status and not one.broken for one in stated) for name, status in HOLDS.items()}
    shown = [
        column("Conclusion", [one.text for one in stated]),
        column("Holds", [BROKEN if one.broken else one.status for one in stated]),
        column("By", [one.rows for one in stated])]  # fmt: skip
    told = Prose(WORDS["claims_told"].format(n=len(stated), **counts))
    return [Heading(1, WORDS["claims"], "claims-title"), told, Table("claims", "", "", shown, "claims-table")]


def _paper_figures(drawn):
    """Where each figure of the paper stands here, and its file."""
    listed = [f"- **{number}** {_first_words(one)}: {_link(one)}, [SVG]({one.path})" for number, one in drawn]
    heading = Heading(1, WORDS["figures"], "figures-title")
    return [heading, Prose(WORDS["paper_figures"]), Prose("\n".join(listed))] if listed else []


def _first_words(figure):
    return figure.caption.partition(". ")[0].rstrip(".")


def _glossary():
    listed = "\n".join(f"- **{word}**: {meaning}" for word, meaning in plain.glossary().items())
    return [Heading(1, WORDS["glossary"], "glossary-title"), Prose(listed)]


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
