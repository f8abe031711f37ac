"""The report's page: index.html, one self-contained file that asks nothing of a network."""

import base64
import hashlib
from pathlib import Path

import jinja2
import pandas as pd

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import ledger as published
from analysis.report.page import display
from analysis.report.page import html as fragments

TEMPLATES = Path(__file__).parent / "templates"
NUMERIC = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
# The methods of a key number: a run may choose another interval for its medians.
KEY_METHODS = {
    "median": vocabulary.KAPLAN_MEIER,
    "follow_up": vocabulary.REVERSE_KAPLAN_MEIER,
    "proportion": [vocabulary.CLOPPER_PEARSON],
}
KEY_LABELS = {"median": "Median {}", "follow_up": "Median follow-up", "proportion": "{}"}
RESPONSES = {"ORR": "Objective response", "DCR": "Disease control"}
EVENTS = {"OS": "death"}  # others: event


def html(study, bodies, results, ledger, profile, made, *, skipped, documents=()):
    """The text of index.html.

    bodies: {section: HTML of its cells}; results: the rows of results.csv; ledger: that of `ledger.ledger`, or None;
    profile: the REMARK profile as [(caption, printed table)]; made: the provenance record; skipped: {section: reason};
    documents: names of files beside the page that hold the same report, as report.docx.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    script = (TEMPLATES / "page.js").read_text()
    return environment.get_template("page.html.j2").render(
        study=study,
        style=(TEMPLATES / "page.css").read_text(),
        script=script,
        script_digest=digest(script),
        sections=[_section(name, body) for name, body in bodies.items()],
        cards=key_numbers(study, results),
        n_results=len(results),
        ledger=ledger,
        verdicts=verdict_counts(ledger.rows) if ledger else [],
        profile=[_profile_table(caption, table) for caption, table in profile],
        made=made,
        skipped={fragments.named(name): reason for name, reason in skipped.items()},
        documents=documents,
        long=display.LONG,
    )


def digest(script):
    """The digest by which the page's security policy allows this one script and no other, `sha256-…`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def verdict_counts(rows):
    """How many of the ledger's rows got each verdict, best first, [{words, css, n}] without verdicts nobody got."""
    found = [row["verdict"] for row in rows]
    return [
        {"words": verdict, "css": verdict.split()[0], "n": found.count(verdict)}
        for verdict in published.VERDICTS
        if verdict in found
    ]


def key_numbers(study, results):
    """The numbers of the landing page, [(label, text, note)]: subjects, then medians, follow-up and response rates."""
    rows = results.assign(**{name: pd.to_numeric(results[name], errors="coerce") for name in NUMERIC})
    everyone = rows[(rows["population"] == vocabulary.EVERYONE) & (rows["group"].isin(["", "ORR", "DCR"]))]
    followed = everyone["estimand"].eq("follow_up")  # the same subjects are followed for every endpoint
    first = everyone.assign(endpoint=everyone["endpoint"].mask(followed, "")).drop_duplicates(
        ["endpoint", "estimand", "group", "method"]
    )
    cards = [("Subjects", str(len(study.subjects)), f"data cutoff {study.data_cutoff or 'not stated'}")]
    return cards + [_card(row) for row in first.to_dict("records") if _is_key(row)]


def _is_key(row):
    return row["method"] in KEY_METHODS.get(row["estimand"], [])


def _card(row):
    group = RESPONSES.get(row["group"], row["group"])
    label = KEY_LABELS[row["estimand"]].format(group or row["endpoint"])
    if row["estimand"] == "proportion":
        text = numbers.percent(row["estimate"])
        limits = numbers.interval(row["conf_low"], row["conf_high"], 1, write=numbers.percent)
    else:
        decimals = numbers.time_decimals(row["unit"])
        text = numbers.quantity(row["estimate"], decimals, row["unit"], missing=vocabulary.NOT_REACHED)
        limits = numbers.interval(row["conf_low"], row["conf_high"], decimals)
    return label, text, f"95% CI {limits}; {_behind(row)}"


def _behind(row):
    """The counts behind a key number, with what they count."""
    n = f"{row['n']:.0f}"
    if row["estimand"] == "proportion":
        return f"{row['n_event']:.0f} of {n} subjects"
    if row["estimand"] == "follow_up":
        return f"{row['n_event']:.0f} of {n} without event"
    return f"{numbers.counted(row['n_event'], EVENTS.get(row['endpoint'], 'event'))} in {n}"


def _section(name, body):
    return {
        "id": name,
        "number": fragments.number(name),
        "title": fragments.title(body),
        "headings": fragments.headings(body),
        "body": fragments.placed(body, name),
    }


def _profile_table(caption, table):
    file = f"remark_{caption.split()[0].lower()}"
    return display.table(table, ident=file, label=caption, caption="", links=[("CSV", f"tables/{file}.csv")])
