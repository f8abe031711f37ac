"""The study.yml of a proposal: every guess with a remark, and every choice that only a person can make."""

import re
from dataclasses import dataclass

import pandas as pd
import yaml

from analysis.estimates.ctdna.response import RESPONSE_VISIT
from analysis.pipeline.proposal import tables
from analysis.pipeline.proposal.seen import SPELLINGS, Seen
from analysis.study.tables.words import plain
from analysis.vocabulary import BASELINE, DAYS_PER_UNIT

MONTHS = (1, 2, 3, 6, 12, 24, 36, 60)  # landmarks, as far as a third of the subjects are followed
GROUPS = ("ARM", "SEX", "ECOG", "STAGE", "HISTOLOGY", "SMOKING")
MOST_LEVELS = 6
AGE = "  age: {table: adsl, column: COLUMN, cut: [65], label: Age (years), known_day: 0}  # the cut is a guess"
BEST_RESPONSE = (
    "# best_response: {table: adrs, where: {PARAMCD: BOR}, column: AVALC, levels: [SD, CR/PR, PD],",
    "#   values: {CR: CR/PR, PR: CR/PR}, label: Best response, known_day: 43}  # known from which day: the protocol's",
)


@dataclass
class Proposal:
    """A study.yml in the making. chosen: {table: [(Seen, source, remarks)]}; others: (table, such a triple, reason)."""

    name: str
    chosen: dict
    others: list
    seen: list
    assays: list
    said: list

    def text(self):
        """The text of study.yml."""
        parts = (self._head(), self._tables(), self._aside(), self._groupings(), self._populations(), self._sections())
        return "\n".join("\n".join(part) for part in parts if part) + "\n"

    @property
    def subjects(self):
        """The Seen of adsl, its source, and the rows that it gives."""
        seen, source, _ = self.chosen["adsl"][0]
        cells = seen.cells.drop_duplicates(seen.own("USUBJID"))
        for column, words in source.get("without", {}).items():
            cells = cells[~cells[column].isin(words)]
        return Seen(seen.place, cells), source, cells

    def _head(self):
        latest = tables.latest_date([one.cells for one in self.seen])
        self.unit, why = tables.unit_of_time(self.chosen["adtte"][0][0])
        sure = why or ("times come from dates" if self._dated() else "a GUESS: nothing in the file tells it")
        yield "# Proposed from the files. A remark tells a guess, or what only you can say; delete it when it is right."
        yield f"id: {self.name}"
        yield f"title: {_flow(self.name)}  # the report's title: write the trial's"
        yield "reference: null  # a citation or DOI"
        yield "registration: null"
        yield "synthetic: false  # true where the rows are of no real person"
        yield from (
            ["identifiers: allowed  # the files name people or record numbers, which are not read"]
            if self._personal()
            else []
        )
        yield f"data_cutoff: null  # only you know it; the latest date in the files is {latest or 'not there'}"
        yield f"time_unit: {self.unit}  # of AVAL where no column AVALU tells it: {sure}"
        yield f"report_unit: {'months' if self.unit != 'years' else 'years'}"

    def _dated(self):
        return any(
            isinstance(own, dict) for _, one, _ in self.chosen["adtte"] for own in one.get("columns", {}).values()
        )

    def _personal(self):
        from analysis.study import identifiers
        from analysis.study.tables.raw import RawTable

        read = [seen for each in self.chosen.values() for seen, _, _ in each]
        return any(identifiers.found(RawTable(seen.cells, []), free=seen.cells.columns) for seen in read)

    def _tables(self):
        yield "tables:"
        for name, each in self.chosen.items():
            yield f"  {name}:"
            for seen, source, remarks in each:
                yield f"    - {_flow(source)}  # {'; '.join([f'{len(seen.cells)} rows', *remarks])}"

    def _aside(self):
        for name, (_, source, _), reason in self.others:
            yield f"#   {name}: {_flow(source)}  # could be this table too; {reason}"
        for name, source, remarks in self.assays:
            yield f"#   {name}: {_flow(source)}  # {'; '.join(remarks)}"
        used = {id(seen) for each in self.chosen.values() for seen, _, _ in each}
        used |= {id(one[0]) for _, one, _ in self.others}
        files = {source["file"] for _, source, _ in self.assays}
        for seen in self.seen:
            if id(seen) not in used and seen.place["file"] not in files:
                yield f"# {seen.shown}: no table that a section reads ({', '.join(list(seen.cells)[:8])})"
        yield from (f"# {sentence}" for sentence in self.said)

    def _groupings(self):
        found = list(self._groups())
        yield from (
            ["groupings:  # known at baseline: known_day 0; a group that forms later needs its own day", *found]
            if found
            else []
        )
        yield from BEST_RESPONSE if "adrs" in self.chosen else ()

    def _groups(self):
        seen, source, cells = self.subjects
        for name in (*GROUPS, "AGE"):
            own = seen.own(name)
            own = None if name == "AGE" and own and tables.fits(name, cells[own]) else own
            words = (
                {word: str(source.get("values", {}).get(name, {}).get(word, word)) for word in seen.words(own)}
                if own
                else {}
            )
            levels = sorted(set(words.values()))
            if 2 <= len(levels) <= MOST_LEVELS:
                reference, why = _reference(levels)
                column = name if name in source.get("columns", {}) else own
                told = {
                    "table": "adsl",
                    "column": column,
                    "levels": levels,
                    "reference": reference,
                    "label": _label(name, own),
                    "known_day": 0,
                }
                yield f"  {name.lower()}: {_flow(told)}  # {why}"
        own = seen.own("AGE")
        ages = pd.to_numeric(cells[own], errors="coerce") if own else pd.Series(dtype=float)
        if (ages < 65).any() and (ages >= 65).any():
            column = "AGE" if own != "AGE" else own
            yield AGE.replace("COLUMN", "AGE" if "AGE" in source.get("columns", {}) else own)

    def _populations(self):
        seen, _, cells = self.subjects
        flags = [
            name
            for name in ("ITTFL", "SAFFL", "EFFFL", "FASFL", "PPROTFL")
            if name in cells and "Y" in set(cells[name]) and set(cells[name]) - {"Y"}
        ]
        yield from ["populations:"] if flags else []
        for name in flags:
            told = {"label": name, "table": "adsl", "column": name, "levels": ["Y"]}
            yield f"  {name.lower()}: {_flow(told)}  # {int((cells[name] == 'Y').sum())} of {len(cells)} subjects"
        if "SAFFL" in cells and not flags:
            yield "# populations: every subject of adsl has SAFFL and ITTFL Y, so none is declared"

    def _sections(self):
        endpoints, longest = self._endpoints(), self._longest()
        reached = [float(month) for month in MONTHS if month <= longest][-4:]
        told = {"endpoints": endpoints, "landmarks": reached or [max(round(float(longest) / 2, 1), 0.1)]}
        yield "sections:"
        yield f"  1_overall_survival: {_flow(told)}  # landmarks in report_unit: the protocol's"
        if told := self._visits():
            yield f"  2_ctdna: {_flow(told)}  # a GUESS, the first two visits: which are before and on treatment?"

    def _visits(self):
        """The visits of the draws that the section of ctDNA is to compare, where they are not called as it expects."""
        seen, source, _ = self.chosen.get("samples", [(None, {}, [])])[0]
        words = source.get("values", {}).get("AVISIT", {})
        visits = [words.get(word, word) for word in seen.words(seen.own("AVISIT"))] if seen else []
        in_order = sorted(visits, key=lambda word: (word != BASELINE, _by_number(word)))
        told = dict(zip(("baseline_visit", "response_visit"), in_order, strict=False))
        usual = {"baseline_visit": BASELINE, "response_visit": RESPONSE_VISIT if RESPONSE_VISIT in visits else None}
        return {name: visit for name, visit in told.items() if usual[name] not in visits}

    def _endpoints(self):
        given = [source.get("constants", {}).get("PARAMCD") for _, source, _ in self.chosen["adtte"]]
        seen = self.chosen["adtte"][0][0]
        return list(dict.fromkeys(given)) if all(given) else list(dict.fromkeys(seen.cells["PARAMCD"]))

    def _longest(self):
        """About the time that two thirds of the times do not reach, in months."""
        seen, source, _ = self.chosen["adtte"][0]
        span = source.get("columns", {}).get("AVAL", "AVAL")
        if isinstance(span, dict):
            days = (
                pd.to_datetime(seen.cells[span["to"][-1]], errors="coerce")
                - pd.to_datetime(seen.cells[span["from"]], errors="coerce")
            ).dt.days
            return days.quantile(0.67) / DAYS_PER_UNIT["months"]
        times = pd.to_numeric(seen.cells[span], errors="coerce") * DAYS_PER_UNIT[self.unit]
        return times.quantile(0.67) / DAYS_PER_UNIT["months"]


def _by_number(word):
    return [int(part) if part.isdigit() else 0 for part in re.split(r"(\d+)", word)]


def _reference(levels):
    """The level that is compared with, and why."""
    spelt = [plain(word) for word in SPELLINGS["reference"]]
    found = next((level for word in spelt for level in levels if word in plain(level)), None)
    return (
        (found, f"{found} is the reference by its name")
        if found
        else (levels[0], f"reference: {levels[0]} is a GUESS, the first")
    )


def _label(name, own):
    return {"ARM": "Treatment", "SEX": "Sex"}.get(name, own if name == own else name.capitalize())


def _flow(value):
    """A value in one line of YAML."""
    return (
        yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
        .removesuffix("\n...\n")
        .strip()
    )
