"""The finished report: swapped in whole, or not at all."""

import hashlib
import json
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import survival, vocabulary
from analysis.estimates.second_witness import DisagreementError
from analysis.estimates.survival import inputs
from analysis.pipeline import assemble, digests
from analysis.pipeline.assemble import ChangedError
from analysis.report import blocks
from analysis.report.claims import Claim
from analysis.study.cohort import received

ROW = {"study": "s", "section": "1_part", "endpoint": "OS", "estimand": "median", "population": "all",
       "at": "", "estimate": "27.299999999999997", "conf_low": "13.6", "conf_high": "", "n": "20", "n_event": "14",
       "unit": "months", "method": vocabulary.KM_LOG_LOG}  # fmt: skip


@pytest.fixture
def work(tmp_path):
    """A working folder with one section that ran."""
    part = tmp_path / "work" / "1_part"
    (part / "figures" / "1_part").mkdir(parents=True)
    (part / "figures" / "1_part" / "os.svg").write_text("<svg/>")
    (part / "results").mkdir()
    frame = pd.DataFrame([ROW], columns=vocabulary.RESULT_COLUMNS)
    frame.to_csv(part / "results" / "1_part.csv", index=False)
    blocks.write([blocks.Heading(1, "Overall survival", "1_part-A"), blocks.Heading(2, "Curves", "1_part-B")], part)
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "adsl.csv").write_text("USUBJID\n1\n")
    return tmp_path / "work"


TABLE = pd.DataFrame([["adsl", "adsl.csv", 1]], columns=["table", "files", "n_read"]).reindex(columns=received.COLUMNS)
CHECKS = pd.DataFrame(columns=["check", "table", "n", "n_against", "notes"])
RECEIVED = received.Received(TABLE, CHECKS, pd.DataFrame())


def study(work, **changes):
    facts = {"id": "s", "title": "A <small> trial", "reference": "a DOI", "registration": None, "synthetic": False,
             "data_cutoff": None, "report_unit": "months", "folder": work.parent / "study", "subjects": [1],
             "has": lambda name: False, "received": RECEIVED, "notes": (), "endpoints": [], "groupings": {},
             "populations": {}, "causes": {},
             "declaration": SimpleNamespace(manuscript=None), "design": None}  # fmt: skip
    return SimpleNamespace(**facts | changes)


def state(work):
    inputs = digests.study(work.parent / "study", ["adsl.csv"])
    rest = {"beside": {}, "made_of": {}, "parameters": {"1_part": {"landmarks": [6]}}}
    return rest | {"inputs": inputs, "skipped": {"2_ctdna": "needs samples"}}


def build(work, out, **changes):
    assemble.report(study(work, **changes), ["1_part"], state=state(work), work=work, out=out)
    return (out / "index.html").read_text()


def test_the_report_holds_page_results_figures_and_provenance(work, tmp_path):
    page = build(work, tmp_path / "out")
    assert (tmp_path / "out" / "figures" / "1_part" / "os.svg").exists()
    results = pd.read_csv(tmp_path / "out" / "results.csv")
    assert list(results.columns) == vocabulary.RESULT_COLUMNS
    assert '<a href="#1_part-B">Curves</a>' in page
    assert "2 ctDNA dynamics (needs samples)" in page
    assert "27.3 months" in page
    made = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert made["inputs"]["adsl.csv"] == hashlib.sha256(b"USUBJID\n1\n").hexdigest()
    assert made["parameters"] == {"1_part": {"landmarks": [6]}}


def test_the_key_numbers_keep_the_median_whatever_interval_the_run_chose(work, tmp_path):
    path = work / "1_part" / "results" / "1_part.csv"
    path.write_text(path.read_text().replace("Kaplan-Meier; log-log", "Kaplan-Meier; log"))
    assert "27.3 months" in build(work, tmp_path / "log")
    path.write_text(path.read_text().replace("Kaplan-Meier; log", vocabulary.KM_SPSS))
    assert "27.3 months" not in build(work, tmp_path / "spss")


def test_results_are_joined_without_touching_a_digit(work, tmp_path):
    build(work, tmp_path / "out")
    assert "27.299999999999997" in (tmp_path / "out" / "results.csv").read_text()


def test_the_page_escapes_what_the_study_says_and_asks_nothing_of_a_network(work, tmp_path):
    page = build(work, tmp_path / "out")
    assert "A &lt;small&gt; trial" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_synthetic_rows_are_said_to_be_synthetic_and_real_ones_are_not(work, tmp_path):
    assert "SYNTHETIC" in build(work, tmp_path / "a", synthetic=True)
    assert "SYNTHETIC" not in build(work, tmp_path / "b", synthetic=False)


def test_a_claim_that_fails_and_stands_marked_is_told(work, tmp_path, monkeypatch, capsys):
    told = [Claim("A lives longer", "if", "rows", "`if 1 < 0`"), Claim("B lives longer", "if", "rows")]
    monkeypatch.setattr(assemble.documents, "manuscript", lambda *_, **__: ((), told))
    build(work, tmp_path / "out", declaration=SimpleNamespace(manuscript="m.md"))
    assert capsys.readouterr().out == 'Note: claim "A lives longer": no longer holds: `if 1 < 0`\n'


def test_a_new_report_replaces_the_old_one_whole(work, tmp_path):
    build(work, tmp_path / "out")
    (tmp_path / "out" / "figures" / "stale.svg").touch()
    build(work, tmp_path / "out")
    assert not (tmp_path / "out" / "figures" / "stale.svg").exists()


def test_the_old_report_stays_when_the_new_one_cannot_be_written(work, tmp_path):
    build(work, tmp_path / "out")
    (work / "1_part" / blocks.FILE).unlink()
    with pytest.raises(FileNotFoundError):
        build(work, tmp_path / "out")
    assert (tmp_path / "out" / "index.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study", "work"]


def test_a_report_of_inputs_that_changed_meanwhile_is_not_put_in_place(work, tmp_path):
    def changed():
        return state(work) | {"inputs": {"study.yml": "absent", "adsl.csv": "another"}}

    with pytest.raises(ChangedError, match="while the report was made: adsl.csv. Run again"):
        assemble.report(study(work), ["1_part"], state=state(work), work=work, out=tmp_path / "out", now=changed)
    assert not (tmp_path / "out").exists()


def test_lifelines_confirms_what_the_sections_kept_and_a_changed_estimate_stops_the_report(tmp_path):
    inputs.keep_in(tmp_path / "inputs")
    survival.median_survival(pd.DataFrame({"time": [1.0, 2, 3, 4, 5], "event": True}))
    inputs.keep_in(None)
    first = assemble.computed_twice([tmp_path])
    _, counts, _ = again = assemble.computed_twice([tmp_path])
    assert (counts["n"].tolist(), counts["kind"].tolist()) == ([3], ["Kaplan-Meier median"])
    assert all(one.equals(other) for one, other in zip(first, again, strict=True))
    (tmp_path / assemble.WITNESS).unlink()
    file = tmp_path / "inputs" / inputs.FILE
    file.write_text(file.read_text().replace('"estimate": 3.0', '"estimate": 3.5'))
    with pytest.raises(DisagreementError, match="Kaplan-Meier median"):
        assemble.computed_twice([tmp_path])


def test_a_report_with_small_cells_holds_what_may_leave_and_nothing_else(work, tmp_path):
    (work / "1_part" / "notebooks").mkdir()
    (work / "1_part" / "notebooks" / "1_part.ipynb").write_text("{}")
    people = {"subjects": [f"S{n}" for n in range(20)], "populations": {"all": "All"}}
    masked = state(work) | {"masked": {"SMALL_CELLS": 5}}
    assemble.report(study(work, **people), ["1_part"], state=masked, work=work, out=tmp_path / "out")
    files = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {"index.html", "report.docx", "report.pdf", "results.csv", "provenance.json"}
    made = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert (list(made["inputs"]), made["SMALL_CELLS"]) == (["all files"], 5)
    assert "Counts from 1 to 4 do not leave the hospital" in (tmp_path / "out" / "index.html").read_text()
