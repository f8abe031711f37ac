"""The front of a report, two pages that answer: key numbers, what was found, key figures, what the paper printed."""

from pathlib import Path

import pandas as pd
import yaml

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import blocks, notebook
from analysis.report.blocks import Figure, Findings, Heading, Prose, Table, column
from analysis.report.claims import PRACTICE
from analysis.report.ledger.evidence import SEVERITIES
from analysis.report.small_cells import WITHHELD
from analysis.report.words import designed, plain

# The methods of a key number: a run may choose another interval for its medians.
METHODS = {"median": vocabulary.KAPLAN_MEIER, "follow_up": vocabulary.REVERSE_KAPLAN_MEIER,
           "proportion": [vocabulary.CLOPPER_PEARSON]}  # fmt: skip
LABELS = {"median": "Median {}", "follow_up": "Median follow-up", "proportion": "{}"}
RESPONSES = {"ORR": "Objective response", "DCR": "Disease control"}
EVENTS = {"OS": "death"}  # others: event
DESIGN = "1_overall_survival"  # the section that shows the declared design
WORDS = yaml.safe_load((Path(__file__).parent / "words" / "front.yml").read_text())
SHOWN, SENTENCES, FIGURES = 5, 8, 3  # inconsistencies, findings, figures: so that the front fits two printed pages


def front(study, sections, results, *, ledger=None, skipped=None, beside=(), planned="", claims=()):
    """The blocks of the front: Heading, key numbers, the first figure, findings, the other figures, what was printed.

    sections: {name: blocks}, of which key figures are taken; results: all rows, as text; the others as
    `parts.parts` takes them.
    """
    rows = plain.numeric(results)
    drawn = key_figures(sections, rows, study.causes)
    narrow, wide = ([one for one in drawn if one.wide == is_wide] for is_wide in (False, True))
    told = [one for one in (findings(study, rows, ledger, claims), _gravest(ledger)) if one]
    rest = [*_headlines(ledger), *_files(results, ledger, beside, planned), *_left_out(study, skipped or {}, sections)]
    return [*_opening(study, results), *narrow, *told, *wide, *rest]


def masked(study, results, *, beside=(), planned=""):
    """The front of a report with SMALL_CELLS: the numbers that are not withheld, and where the others stand."""
    return [*_opening(study, results), *_files(results, None, beside, planned)]


def key_figures(sections, rows, causes=()):
    """The figures that lead, of the first three ranks of words/front.yml the first of its names that was drawn.

    `comparison` stands for the curves of the comparison with the smallest adjusted P that is not naive. causes:
    endpoints with which other events compete; of these the cumulative incidence stands for the curve, and no comparison
    of curves leads.
    """
    alone, rows = {name.lower() for name in causes}, rows[~rows["endpoint"].isin(causes)]
    drawn = {block.name: block for shown in sections.values() for block in shown if isinstance(block, Figure)}
    found = []
    for rank in WORDS["figures"]:
        names = [_leading(rows) if name == "comparison" else name for name in rank]
        names = [f"{name}_incidence" if name in alone else name for name in names
                 if name.partition("_by_")[0] not in alone or name in alone]  # fmt: skip
        found += [drawn[name] for name in names if name in drawn and drawn[name] not in found][:1]
    return found[:FIGURES]


def _leading(rows):
    """The name of the figure of the groups that differ most surely, two groups before several, or nothing."""
    own = rows[rows["role"].eq(vocabulary.PRIMARY) & rows["population"].eq(vocabulary.EVERYONE)]
    own = own[own["naive"].ne("True")]
    own = own.assign(ratios=own["estimand"].eq("hazard_ratio"))
    own["ratios"] = own.groupby(["endpoint", "grouping"])["ratios"].transform("sum")
    tested = own[own["p_adjusted"].notna() & own["ratios"].gt(0)]
    if tested.empty:
        return ""
    order = tested.assign(unsure=tested["p_adjusted"] >= plain.LEVEL, several=tested["ratios"] > 1)
    first = order.sort_values(["unsure", "several", "p_adjusted"], kind="stable").iloc[0]
    return f"{first['endpoint'].lower()}_by_{first['grouping']}"


def findings(study, rows, ledger, claims=()):
    """What the design found, a few plain sentences for each section, the verdict on published numbers and conclusions.

    Where they would be many, the groupings of a section beyond the first that differ are only counted.
    """
    told = _told(study, rows, None)
    told = told if len(told) < SENTENCES else _told(study, rows, 1)
    leading = designed.found(rows)
    told[:0] = [[leading, DESIGN]] if leading else []
    told += [[f"{ledger.summary.partition('. ')[0]}. {_held(claims)}".strip(), "published"]] if ledger else []
    told += [[_held(claims), "claims"]] if claims and not ledger else []
    return Findings(WORDS["findings"], told, "findings") if told else None


def _held(claims):
    """How many of the manuscript's conclusions hold, in a sentence; "" for none."""
    held = sum(one.status == PRACTICE and not one.broken for one in claims)
    return WORDS["held"].format(n=len(claims), held=held) if claims else ""


def _told(study, rows, most):
    return [[words, name] for name in rows["section"].unique() for words in plain.brief(name, rows, study, most=most)]


def key_numbers(study, results):
    """The numbers of the landing page, [(label, text, note)]: subjects, then medians, follow-up and response rates."""
    rows = plain.numeric(results[results["reason"].ne(WITHHELD)])
    everyone = rows[(rows["population"] == vocabulary.EVERYONE) & (rows["group"].isin(["", "ORR", "DCR"]))]
    followed = everyone["estimand"].eq("follow_up")  # the same subjects are followed for every endpoint
    keyed = everyone.assign(endpoint=everyone["endpoint"].mask(followed, ""))
    medians = keyed["estimand"].eq("median")
    keyed = keyed[~(medians & (keyed["endpoint"].isin(study.causes) | keyed["role"].eq(vocabulary.SENSITIVITY)))]
    first = keyed.drop_duplicates(["endpoint", "estimand", "group", "method"]).to_dict("records")
    studied = f"data cutoff {study.data_cutoff or 'not stated'}; {designed.named(study)}"
    cards = [("Subjects", str(len(study.subjects)), studied)]
    cards += [_card(row) for row in first if row["method"] in METHODS.get(row["estimand"], [])]
    return cards + _incidences(study, everyone)


def _incidences(study, rows):
    """The cards of endpoints with competing causes: each cause, at the last time at which all can be told."""
    found = []
    for endpoint, said in study.causes.items():
        own = rows[rows["endpoint"].isin([f"{endpoint}: {cause}" for cause in said.names])]
        own = own[own["estimand"].eq("cumulative_incidence") & own["grouping"].eq("") & own["estimate"].notna()]
        at = pd.to_numeric(own["at"])
        found += [_incidence(row, study.report_unit) for row in own[at == at.max()].to_dict("records")]
    return found


def _incidence(row, unit):
    low, high = row["conf_low"], row["conf_high"]
    behind = f"{numbers.counted(row['n_event'], 'event')} in {row['n']:.0f}"
    label = f"{row['endpoint']} by {float(row['at']):g} {unit}"
    return (
        label,
        numbers.percent(row["estimate"]),
        f"95% CI {numbers.interval(low, high, 1, write=numbers.percent)}; {behind}",
    )


def place_of(inconsistency):
    """The place in the report of an inconsistency of the ledger."""
    return f"inconsistency-{inconsistency['id']}"


def _opening(study, results):
    labels, texts, notes = zip(*key_numbers(study, results), strict=True)
    keys = [column("", labels), column("Estimate", texts, kind=blocks.TEXT), column("Interval; subjects", notes)]
    return [Heading(1, "Summary", "summary-title"), Table("key", "", "Key numbers", keys, "key-numbers")]


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


def _gravest(ledger):
    """The gravest inconsistencies of the print, or None."""
    found = sorted(ledger.inconsistencies, key=lambda row: -SEVERITIES.index(row["severity"])) if ledger else []
    listed = [[f"**{row['title']}.** {row['statement']}", place_of(row)] for row in found[:SHOWN]]
    return Findings(WORDS["gravest"], listed, "gravest") if listed else None


def _headlines(ledger):
    """The paper's headline claims beside what the rows say."""
    claims = sorted((row for row in ledger.rows if row["headline"]), key=_rank) if ledger else []
    return [Heading(2, WORDS["printed"], "headlines-title"), _claims(claims)] if claims else []


def _rank(row):
    return int(row["headline"])


def _claims(claims):
    shown = [
        column("Claim", [row["statement"] for row in claims]),
        *(column(words, [row[name] for row in claims], kind=blocks.TEXT) for name, words in WORDS["columns"].items()),
    ]
    return Table("headlines", "", WORDS["claims"], shown, "headlines", rows=[f"headline-{row['id']}" for row in claims])


def _files(results, ledger, beside, planned=""):
    """Where every number stands, and which were planned."""
    published = ", the published numbers with their verdicts in [published.csv](published.csv)" if ledger else ""
    files = f"All {len(results)} estimates stand in [results.csv](results.csv){published}, "
    files += "what made them in [provenance.json](provenance.json)."
    files += f" {planned}" if planned else ""
    same = ", ".join(f"[{name}]({name})" for name in beside)
    return [Prose(f"{files} To edit or print: {same}." if beside else files)]


def _left_out(study, skipped, sections):
    """What was noted of the data, and what is not in the report, with why."""
    noted = study.notes if study.received else []
    found = [Prose(WORDS["noted"].format(len(noted), noted[0]))] if noted else []
    left = ", ".join(f"{notebook.named(name)} ({reason})" for name, reason in skipped.items())
    found += [Prose(f"Sections not in this report: {left}.")] if skipped else []
    lacking = blocks.left_out(sections)
    listed = [f"- {notebook.named(name)}{', ' * bool(under)}{under}: {why}" for name, under, why in lacking]
    return found + ([Prose("\n".join(["Left out, as the data do not allow it:\n", *listed]))] if lacking else [])
