"""Small reports in a moment, written and read as whole ones are, of which a test changes one thing."""

import json
from types import SimpleNamespace

import pandas as pd

from analysis.report.blocks import Figure, Findings, Heading, Prose, Table, column
from analysis.report.claims import Claim
from analysis.report.difference import kept
from analysis.report.parts import Part
from tests.report.test_changes import MEDIAN, ROW, rows

RESULTS = [ROW | {"p_adjusted": "0.03", "unit": ""}, MEDIAN | {"unit": "months", "conf_low": "14", "conf_high": "43"}]
FRAMES = {"adsl": pd.DataFrame({"USUBJID": ["1", "2", "3"], "AGE": [50.0, 60, 70]}),
          "adtte": pd.DataFrame({"USUBJID": ["1", "1", "2", "3"], "PARAMCD": ["OS", "PFS", "OS", "OS"],
                                 "AVAL": [9.0, 4, 12, 30]})}  # fmt: skip
MADE = {"inputs": {"study.yml": "a", "adsl.csv": "b", "adtte.csv": "c"}, "parameters": {"1_part": {"landmarks": [6]}},
        "made_of": {"notebooks/1_part.ipynb": "n", "packages": "p"}, "python": "3.11", "skipped": {},
        "packages": {"numpy": "2.4.0"}, "code": {"commit": None}}  # fmt: skip
SECTIONS = {"1_part": {"inputs": dict.fromkeys(["study.yml", "adtte.csv"], ""), "declared": "d"},
            "2_other": {"inputs": {"study.yml": "a", "adsl.csv": "b"}, "declared": "d"}}  # fmt: skip
CODE = {"sections": {"vocabulary.py": "1", "estimates/facts.py": "2"}, "report": {"report/remark.py": "3"}}
CLAIM = Claim("women lived longer", "good practice", "OS.hazard_ratio[sex: F v M].conf_high < 1: 0.50")
VERDICTS = [{"id": "A1", "statement": "Median OS", "verdict": "reproduced", "recomputed": "28"}]
CURVE = "time,n_risk,n_event,n_censor,estimate\n0,3,0,0,1\n9,3,1,0,{}\n"


def parts(words="Women lived longer than men. Few died.", cell="0.50", drawn="os"):
    """The parts of a report: a front with a finding, a section with prose, a table and a figure."""
    shown = [Heading(1, "Overall survival", "1_part-title"), Prose(words),
             Table("ratios", "Table 1.1", "Ratios.", [column("Ratio", [cell])], "1_part-ratios"),
             Figure(drawn, "Figure 1.1", "Survival.", "A curve.", f"figures/1_part/{drawn}.svg", drawn)]  # fmt: skip
    front = [
        Heading(1, "Summary", "summary-title"),
        Findings("What was found", [["Women lived longer.", "1_part"]], "f"),
    ]
    return [Part("summary", "", front), Part("1_part", "1", shown)]


def made(folder, *, results=RESULTS, frames=FRAMES, claims=(CLAIM,), verdicts=VERDICTS, shown=None, code=CODE,
         sections=SECTIONS, curve="0.66", facts=None, manuscript=None, declared=None, **provenance):  # fmt: skip
    """The folder of a report, and what it keeps as it is read back."""
    folder.mkdir(parents=True)
    (folder / "figures" / "1_part").mkdir(parents=True)
    (folder / "index.html").write_text("page")
    rows(*results).to_csv(folder / "results.csv", index=False)
    pd.DataFrame(verdicts).to_csv(folder / "published.csv", index=False)
    (folder / "provenance.json").write_text(json.dumps(MADE | provenance))
    (folder / "figures" / "1_part" / "os.svg").write_text(f"<svg><metadata>{folder}</metadata>{curve}</svg>")
    (folder / "figures" / "1_part" / "os.csv").write_text(CURVE.format(curve))
    if manuscript:
        (folder / "manuscript.md").write_text(manuscript)
    kept.write(folder, study(folder, frames, facts or {}), shown or parts(), sections, code=code, claims=claims)
    if declared:
        told = json.loads((folder / kept.FILE).read_text())
        (folder / kept.FILE).write_text(json.dumps(told | {"declared": declared}))
    return kept.read(folder)


def study(folder, frames, facts):
    """A study that has no more than what is kept of it."""
    known = {"id": "s", "title": "A trial", "synthetic": True, "registration": None, "reference": None,
             "data_cutoff": None, "report_unit": "months"}  # fmt: skip
    declaration = Declared(tables={name: [SimpleNamespace(file=f"{name}.csv")] for name in frames})
    return SimpleNamespace(**known | facts, declaration=declaration, frames=frames, folder=folder, subjects=[],
                           populations={"all": "All subjects"}, groupings={}, numbers={})  # fmt: skip


class Declared(SimpleNamespace):
    """A declaration that says nothing but its tables."""

    def model_dump(self, **_):
        return {"data_cutoff": None}


def changed(values, **changes):
    """The rows of RESULTS with the first changed."""
    return [values[0] | changes, *values[1:]]
