"""The report as a user makes it: `make report` on a study folder, from the tables to the page."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from analysis import vocabulary
from tests.report.ledger.test_studies import RECONSTRUCTED
from tests.report.ledger.test_studies import write_study as write_trial

ROOT = Path(__file__).parents[2]
# Cox ratios of trials reconstructed from their figures; printed: 0.59, 0.62, 0.73, 0.92, 0.60, 0.50.
RATIOS = {
    "checkmate-017": {"OS": 0.589, "PFS": 0.618},
    "checkmate-057": {"OS": 0.749, "PFS": 0.915},
    "keynote-024": {"OS": 0.615, "PFS": 0.487},
}
TRIALS = sorted(RATIOS) if "EVERY_TRIAL" in os.environ else []  # test_studies has the numbers of all
FACTS = {"place": "Abstract", "statement": "A printed number.", "endpoint": "OS", "population": "all"}
PRINTED = [
    {"id": "N-1", "estimand": "hazard_ratio", "grouping": "sex", "group": "F", "reference": "M", "value": "0.83",
     "method": vocabulary.COX_EFRON_WALD},
    {"id": "N-2", "estimand": "median", "value": "20.0", "method": vocabulary.KM_LOG_LOG},
]  # fmt: skip
STUDY_YML = """
id: small
title: A small trial
synthetic: false
time_unit: months
tables: {adsl: adsl.csv, adtte: adtte.csv, published: published.csv}
groupings:
  sex: {table: adsl, column: SEX, levels: [M, F], reference: M, label: Sex, known_day: 0}
sections:
  1_overall_survival: {endpoints: [OS]}
"""


def make(*words, place, check=True):
    """Run make with its reports and working files under `place`."""
    # MAKEFLAGS of an outer make must not reach the inner one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", *words, f"SCRATCH={place / 'work'}"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=check)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A study of twelve subjects and the report made of it."""
    place = tmp_path_factory.mktemp("small")
    write_study(place / "study")
    run = make("report", f"STUDY={place / 'study'}", f"OUT={place / 'out'}", place=place)
    return place, run


def write_study(folder):
    folder.mkdir()
    (folder / "study.yml").write_text(STUDY_YML)
    names = [f"{n:03d}" for n in range(1, 13)]
    pd.DataFrame({"USUBJID": names, "SEX": ["M", "F"] * 6}).to_csv(folder / "adsl.csv", index=False)
    times = [1.5 * n for n in range(1, 13)]
    endpoint = {"USUBJID": names, "PARAMCD": "OS", "AVAL": times, "CNSR": [0, 0, 1] * 4}
    pd.DataFrame(endpoint).to_csv(folder / "adtte.csv", index=False)
    columns = [*FACTS, *PRINTED[0], "at", "conf_low", "conf_high", "p_value", "n", "n_event"]
    pd.DataFrame([FACTS | one for one in PRINTED], columns=columns).to_csv(folder / "published.csv", index=False)


def again(place, *words, target="report", check=True):
    return make(target, f"STUDY={place / 'study'}", f"OUT={place / 'out'}", *words, place=place, check=check)


def test_the_run_says_a_line_a_section_and_where_the_report_is(small):
    place, run = small
    assert "1_overall_survival: running" in run.stdout
    assert re.search(r"1_overall_survival: done in [\d.]+ s, \d+ figures", run.stdout)
    assert f"Report: {place / 'out'}/index.html" in run.stdout


def test_the_tree_holds_what_is_promised(small):
    place, _ = small
    out = place / "out"
    for name in ("index.html", "results.csv", "provenance.json", "notebooks/1_overall_survival.ipynb"):
        assert (out / name).exists(), name
    drawn = {path.suffix for path in (out / "figures" / "1_overall_survival").glob("os.*")}
    assert drawn == {".svg", ".pdf", ".png", ".csv"}
    assert list(pd.read_csv(out / "results.csv").columns) == vocabulary.RESULT_COLUMNS


def test_the_page_is_self_contained_and_every_link_leads_somewhere(small):
    place, _ = small
    page = (place / "out" / "index.html").read_text()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert page.count("<script") == 1
    assert "SYNTHETIC" not in page
    links = re.findall(r'href="([^"]+)"', page)
    inside = [link[1:] for link in links if link.startswith("#")]
    assert [link for link in inside if f'id="{link}"' not in page] == []
    assert [link for link in links if not link.startswith("#") and not (place / "out" / link).exists()] == []


def test_a_second_run_has_nothing_to_do_though_dates_are_new(small):
    place, _ = small
    for path in [*(place / "study").iterdir(), ROOT / "notebooks" / "1_overall_survival.ipynb"]:
        path.touch()
    run = again(place)
    assert run.stdout == f"Nothing to do: all is as it was. Report: {place / 'out'}/index.html\n"


def test_the_report_is_said_to_be_of_the_files_that_are_there(small):
    place, _ = small
    assert "of the 4 files that are in" in again(place, target="verify-inputs").stdout


def test_an_unknown_parameter_is_refused_and_the_old_report_stays(small):
    place, _ = small
    before = (place / "out" / "index.html").read_bytes()
    run = again(place, "PARAMS=endpont=OS", check=False)
    assert run.returncode != 0
    assert "unknown parameter endpont; did you mean endpoints?" in run.stderr
    assert "landmarks=" in run.stderr
    assert (place / "out" / "index.html").read_bytes() == before
    assert "endpont" in (place / "out.failed" / "message.txt").read_text()


def test_bad_rows_are_listed_together_and_the_old_report_stays(small, tmp_path):
    place, _ = small
    shutil.copytree(place / "out", tmp_path / "out")
    shutil.copytree(place / "study", tmp_path / "study")
    path = tmp_path / "study" / "adtte.csv"
    rows = path.read_text().replace("001,OS,1.5,0", "001,OS,-3,0").replace("002,OS,3.0,0", "002,OS,3.0,dead")
    path.write_text(rows.replace("003,OS", "999,OS"))
    with (tmp_path / "study" / "adsl.csv").open("a") as file:
        file.write("004,F\n")
    run = again(tmp_path, check=False)
    assert run.returncode != 0
    for words in ("adtte.csv, line 2, column AVAL", "-3", "line 3, column CNSR", "dead", "999", "adsl.csv, line 14"):
        assert words in run.stderr, run.stderr
    assert (tmp_path / "out" / "index.html").exists()


def test_sections_without_tables_are_named_with_the_reason(small):
    place, _ = small
    page = (place / "out" / "index.html").read_text()
    assert "2 ctDNA dynamics (needs samples)" in page


def test_printed_numbers_get_the_verdicts_that_the_rows_deserve(small):
    place, _ = small
    rows = pd.read_csv(place / "out" / "results.csv", keep_default_na=False, dtype=str)
    (ratio,) = rows.loc[(rows["grouping"] == "sex") & (rows["method"] == vocabulary.COX_EFRON_WALD), "estimate"]
    assert float(ratio) == pytest.approx(0.829565, abs=1e-6)  # R: coxph(ties = "efron")
    verdicts = pd.read_csv(place / "out" / "published.csv", dtype=str).set_index("id")["verdict"]
    assert verdicts.to_dict() == {"N-1": "reproduced", "N-2": "differs"}


@pytest.mark.skipif(not RECONSTRUCTED.is_dir(), reason="the reconstructed trials are not on this machine")
@pytest.mark.parametrize("trial", TRIALS)
def test_a_reconstructed_trial_gives_its_published_hazard_ratios_and_verdicts(trial, tmp_path):
    (tmp_path / "study").mkdir()
    write_trial(tmp_path / "study", trial)
    again(tmp_path)
    rows = pd.read_csv(tmp_path / "out" / "results.csv", keep_default_na=False, dtype=str)
    chosen = rows[(rows["grouping"] == "arm") & (rows["method"] == vocabulary.COX_EFRON_WALD)]
    chosen = chosen[chosen["estimand"] == "hazard_ratio"].set_index("endpoint")["estimate"].astype(float)
    assert chosen.round(3).to_dict() == pytest.approx(RATIOS[trial], abs=1e-9)
    verdicts = pd.read_csv(tmp_path / "out" / "published.csv", dtype=str)
    assert set(verdicts.loc[verdicts["estimand"] == "hazard_ratio", "verdict"]) <= {"reproduced", "near"}
