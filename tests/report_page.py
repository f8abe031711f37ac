"""A report's page made in a moment: a section as its notebook would leave it, a ledger, the linked files."""

import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat
import pandas as pd

from analysis import vocabulary
from analysis.figures import bubbles, numbers
from analysis.report import blocks, notebook, page, parts
from analysis.report.drawing import drawing
from analysis.report.ledger.shown import Ledger

STUDY = SimpleNamespace(
    title="A small trial", synthetic=True, registration="NCT0", reference="A journal", data_cutoff=None,
    report_unit="months", subjects=list(range(20)), received=None, groupings={}, folder="nowhere",
    design=None, causes={},
)  # fmt: skip
MADE = {
    "code": {"commit": None}, "python": "3.11", "packages": {"pandas": "2"}, "inputs": {"adsl.csv": "0" * 64},
    "parameters": {"1_part": {"landmarks": [6]}},
}  # fmt: skip
LIMITS = [(10.5, 2.0, None), (None, 4.1, None), (9.0, 1.0, 12.0), None, (-3.0, None, None), (1200.0, None, None)]
VALUES = [numbers.estimate_ci(*one, 1) if one else "" for one in LIMITS]
P_VALUES = [numbers.p_value(value) for value in (0.04, 0.0004, 0.001, None, 0.9999, 0.5)]
EVENTS = {
    "Adverse event": ["Blood", "\u2003Anaemia", "\u2003Neutropenia", "Skin", "\u2003Rash", "\u2003Itching"],
    "Any grade": ["", "3 (15%)", "5 (25%)", "", "1 (5%)", "12 (60%)"],
}
BASELINE = {"Characteristic": ["Sex", "", "ECOG", ""], "Level": ["M", "F", "0", "1"], "n": ["15", "5", "7", "13"]}
SWEEP = pd.DataFrame(
    {"marker": marker, "quantile": quantile, "estimate": 0.5, "separated": False, "p_log_rank": 0.04, "p_exact": 0.04,
     "p_marker": 0.2, "p_grid": 0.6, "link": f"atlas/{marker}_{100 * quantile:.0f}.svg",
     "words": f"{marker} > 0.1 ({100 * quantile:.0f}% quantile), OS: 4 high v 4 low, HR 0.50 (0.10–2.00)"}
    for marker in ("CD8", "CD56") for quantile in (0.3, 0.5, 0.7)
)  # fmt: skip
CURVES = '<svg xmlns="http://www.w3.org/2000/svg" width="264pt" height="260pt"><rect width="9" height="9"/></svg>'
NOTE = "known only later: the comparison from time zero is naive; " * 4
RESULTS = pd.DataFrame(columns=vocabulary.RESULT_COLUMNS, dtype=str)


def write(folder):
    """The page and every file that it links to, under a folder; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    text = html(folder, {"1_part": section(folder)}, ledger=ledger(), skipped={"2_ctdna": "needs samples"})
    (folder / "index.html").write_text(text)
    for name in re.findall(r'href="([^"#]+)"', text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    for name in SWEEP["link"]:
        (folder / name).write_text(CURVES)
    return folder / "index.html"


def html(folder, sections, *, study=STUDY, ledger=None, skipped=None, beside=()):
    """The text of a page of sections, {name: blocks}."""
    profile = [("Patients and variables", pd.DataFrame({"item": ["Patients"], "n": ["20"]}))]
    told = {"ledger": ledger, "profile": profile, "made": MADE, "skipped": skipped or {}, "beside": beside}
    return page.html(study, parts.parts(study, sections, RESULTS, **told), folder, ledger=ledger)


def section(folder):
    """The section's blocks, from a notebook with outputs that no kernel had to make."""
    curves = [figure(folder, f"os_by_{n}", n, alt=f"Curve {n}: median 28.6 months.") for n in (1, 2, 4)]
    swept = bubbles({"OS": SWEEP, "PFS": SWEEP.drop(index=1)})
    swept = shown_figure(folder, swept, "bubbles", 3, alt="A bubble each cut-off.")
    tables = [
        table({"Group": list("ABCDEF"), "Estimate (95% CI)": VALUES, "P": P_VALUES}, "estimates", 1),
        table(EVENTS, "events", 2),
        table(BASELINE, "baseline", 3),
        table({"Row": [f"R{n}" for n in range(40)], "Squared": [n * n for n in range(40)]}, "long", 4),
        table(
            {f"A long heading {n}": ["a long cell of words"] * 2 for n in range(12)} | {"Note": [NOTE, ""]}, "broad", 5
        ),
    ]
    cells = [
        nbformat.v4.new_markdown_cell("# A part\n\nWords.\n\n## Curves"),
        nbformat.v4.new_code_cell("first = 1"),
        nbformat.v4.new_code_cell("print(first)", outputs=[shown(block) for block in curves]),
        nbformat.v4.new_markdown_cell("## Tables"),
        nbformat.v4.new_code_cell("tables()", outputs=[shown(block) for block in [swept, *tables]]),
    ]
    return notebook.read(nbformat.v4.new_notebook(cells=cells), "1_part")


def figure(folder, name, number, *, alt):
    fig, ax = plt.subplots(figsize=(4.5, 2.5))
    ax.plot([0, 1], [1, 0], marker="o")
    return shown_figure(folder, fig, name, number, alt=alt)


def shown_figure(folder, fig, name, number, *, alt):
    path = f"figures/1_part/{name}.svg"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(drawing(fig, synthetic=True))
    plt.close(fig)
    kinds = ("svg", "pdf", "png", "csv one", "csv another", "csv third")
    links = [[kind.upper(), f"figures/1_part/{name}.{kind.replace(' ', '.')}"] for kind in kinds]
    return blocks.Figure(name, f"Figure 1.{number}", "Of it.", alt, path, f"1_part-{name}", links,
                         wide=name == "bubbles")  # fmt: skip


def table(columns, name, number):
    links = [["CSV", f"tables/1_part/{name}.csv"]]
    columns = blocks.columns(pd.DataFrame(columns))
    return blocks.Table(name, f"Table 1.{number}", "Of it.", columns, f"1_part-{name}", links=links)


def shown(block):
    return nbformat.v4.new_output("display_data", data={"text/html": "seen", blocks.MIME: blocks.to_json(block)})


def ledger():
    """Eight numbers that were reproduced, one that is near and one that differs, and a contradiction about the last."""
    verdicts = ["reproduced"] * 8 + ["near", "differs"]
    keys = ("place", "statement", "printed", "recomputed", "practice", "why", "method")
    rows = [
        {
            "id": f"A-{n}",
            "verdict": verdict,
            "css": verdict,
            "headline": "" if n else "1",
            "again": f"again {n}",
            "best": "b",
            "reason": "r",
        }
        | {key: f"{key} {n}" for key in keys}
        for n, verdict in enumerate(verdicts)
    ]
    contradiction = {"id": "I-1", "title": "Two", "statement": "Both.", "evidence": "1 and 2", "severity": "minor"}
    return Ledger(None, "Of 10 published numbers: 8 reproduced.", rows, [], [contradiction | {"ledger": "A-9"}])
