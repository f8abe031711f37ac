"""The report's page: index.html, one self-contained file that asks nothing of a network."""

from pathlib import Path

import jinja2
import pandas as pd

from analysis import vocabulary
from analysis.pipeline import html as fragments
from analysis.report import numbers

TEMPLATES = Path(__file__).parent / "templates"
NUMERIC = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
KEY_METHODS = {
    "median": vocabulary.KM_LOG_LOG,
    "follow_up": vocabulary.REVERSE_KM,
    "proportion": vocabulary.CLOPPER_PEARSON,
}
KEY_LABELS = {"median": "Median {}", "follow_up": "Median follow-up", "proportion": "{}"}


def html(study, bodies, results, ledger, profile, made, *, skipped):
    """The text of index.html.

    bodies: {section: HTML of its cells}; results: the rows of results.csv; ledger: that of `ledger.ledger`, or None;
    profile: the REMARK profile as [(caption, printed table)]; made: the provenance record; skipped: {section: reason}.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    sections = [
        {"id": name, "title": fragments.title(body), "headings": fragments.headings(body), "body": body}
        for name, body in bodies.items()
    ]
    return environment.get_template("page.html.j2").render(
        study=study,
        style=(TEMPLATES / "page.css").read_text(),
        sections=sections,
        cards=key_numbers(study, results),
        n_results=len(results),
        ledger=ledger,
        profile=profile,
        made=made,
        skipped=skipped,
    )


def key_numbers(study, results):
    """The numbers of the landing page, [(label, text, note)]: subjects, then medians, follow-up and response rates."""
    rows = results.assign(**{name: pd.to_numeric(results[name], errors="coerce") for name in NUMERIC})
    everyone = rows[(rows["population"] == vocabulary.EVERYONE) & (rows["group"].isin(["", "ORR", "DCR"]))]
    followed = everyone["estimand"].eq("follow_up")  # the same subjects are followed for every endpoint
    first = everyone.assign(endpoint=everyone["endpoint"].mask(followed, "")).drop_duplicates(
        ["endpoint", "estimand", "group", "method"]
    )
    cards = [("Subjects", str(len(study.subjects)), f"data cutoff {study.data_cutoff or 'not stated'}")]
    return cards + [_card(row) for row in first.to_dict("records") if row["method"] == KEY_METHODS.get(row["estimand"])]


def _card(row):
    label = KEY_LABELS[row["estimand"]].format(row["group"] or row["endpoint"])
    if row["estimand"] == "proportion":
        text = numbers.percent(row["estimate"])
        limits = numbers.interval(row["conf_low"], row["conf_high"], 1, write=numbers.percent)
    else:
        text = f"{numbers.number(row['estimate'], 1, missing=vocabulary.NOT_REACHED)} {row['unit']}"
        limits = numbers.interval(row["conf_low"], row["conf_high"], 1)
    return label, text, f"95% CI {limits}; {row['n_event']:.0f} of {row['n']:.0f}"
