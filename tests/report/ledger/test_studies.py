"""The ledger on studies that are not ours: trials reconstructed from their published Kaplan-Meier figures."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import survival
from analysis.report import ledger as published
from analysis.study import cohort, text

RECONSTRUCTED = Path(__file__).parents[4] / "shared" / "data" / "survival"
pytestmark = pytest.mark.skipif(not RECONSTRUCTED.is_dir(), reason="the reconstructed trials are not on this machine")

TRIALS = {
    "checkmate-017": ({"OS": "Checkmate017_1", "PFS": "Checkmate017_2B"}, {"d1": "docetaxel"}),
    "checkmate-057": ({"OS": "Checkmate057_1A", "PFS": "Checkmate057_1C"}, {"d1": "docetaxel"}),
    "keynote-024": ({"OS": "KEYNOTE024_2", "PFS": "KEYNOTE024_1A"}, {"chemo": "chemotherapy"}),
}
# As printed by Brahmer 2015, Borghaei 2015 and Reck 2016 (N Engl J Med 373:123, 373:1627, 375:1823), and what the
# reconstructed rows give: their hazard ratios came from stratified models, which the figures do not carry.
PRINTED = pd.DataFrame(
    [
        ("checkmate-017", "OS", "hazard_ratio", "nivolumab", "0.59", "<0.001", "reproduced"),
        ("checkmate-017", "OS", "median", "nivolumab", "9.2", "", "reproduced"),  # 9.25, half even
        ("checkmate-017", "OS", "median", "docetaxel", "6.0", "", "reproduced"),
        ("checkmate-017", "PFS", "hazard_ratio", "nivolumab", "0.62", "<0.001", "reproduced"),
        ("checkmate-057", "OS", "hazard_ratio", "nivolumab", "0.73", "", "near"),  # 0.749
        ("checkmate-057", "PFS", "hazard_ratio", "nivolumab", "0.92", "", "reproduced"),  # 0.9150004
        ("checkmate-057", "PFS", "median", "docetaxel", "4.2", "", "reproduced"),
        ("keynote-024", "PFS", "hazard_ratio", "pembrolizumab", "0.50", "<0.001", "near"),  # 0.487
        ("keynote-024", "OS", "hazard_ratio", "pembrolizumab", "0.60", "", "near"),  # 0.615
        ("keynote-024", "OS", "median", "pembrolizumab", "NR", "", "reproduced"),
        ("keynote-024", "OS", "median", "chemotherapy", "NR", "", "reproduced"),
    ],
    columns=["trial", "endpoint", "estimand", "group", "value", "p_value", "verdict"],
)


def rows_of(trial):
    """adtte of a trial with its arms; OS and PFS were digitised apart, so no subject has both."""
    sources, names = TRIALS[trial]
    parts = []
    for endpoint, source in sources.items():
        part = pd.read_csv(RECONSTRUCTED / f"kmdata_{source}.csv").assign(PARAMCD=endpoint)
        parts.append(part.assign(USUBJID=[f"{endpoint}-{i:03d}" for i in range(1, len(part) + 1)]))
    rows = pd.concat(parts).assign(ARM=lambda t: t["arm"].replace(names), AVALU="MONTHS", CNSR=lambda t: 1 - t["event"])
    return rows.rename(columns={"time": "AVAL"})


def write_study(folder, trial):
    """A study folder with study.yml, adsl, adtte and the trial's printed numbers."""
    rows, printed = rows_of(trial), PRINTED[PRINTED["trial"] == trial].reset_index(drop=True)
    arms = [printed["group"][0], next(iter(TRIALS[trial][1].values()))]
    rows[["USUBJID", "ARM"]].to_csv(folder / "adsl.csv", index=False)
    rows[["USUBJID", "PARAMCD", "AVAL", "AVALU", "CNSR"]].to_csv(folder / "adtte.csv", index=False)
    ratio = printed["estimand"] == "hazard_ratio"
    printed = printed.assign(
        id=[f"N-{i}" for i in printed.index], place="Abstract", statement="A printed number.", population="all",
        grouping="arm", reference=ratio.map({True: arms[1], False: ""}), at="", conf_low="", conf_high="", n="",
        method=ratio.map({True: vocabulary.COX_EFRON_WALD, False: vocabulary.KM_LOG_LOG}), n_event="",
    )  # fmt: skip
    printed.drop(columns=["trial", "verdict"]).to_csv(folder / "published.csv", index=False)
    (folder / "study.yml").write_text(
        f"id: {trial}\ntitle: {trial}, reconstructed\nsynthetic: false\ntime_unit: months\nreport_unit: months\n"
        "tables: {adsl: adsl.csv, adtte: adtte.csv, published: published.csv}\n"
        f"groupings:\n  arm: {{table: adsl, column: ARM, levels: [{arms[1]}, {arms[0]}], reference: {arms[1]}, "
        "label: Arm, known_day: 0}\n"
    )
    return folder


def results_of(study):
    """Medians of each arm and the hazard ratio, of every endpoint."""
    arm, rows = study.group("arm"), []
    for endpoint in study.endpoints:
        tte = study.endpoint(endpoint)
        ratio = survival.hazard_ratio(tte, arm, reference=arm.cat.categories[0]).assign(estimand="hazard_ratio")
        medians = [
            survival.median_survival(tte[arm.reindex(tte.index) == level]).assign(group=level, estimand="median")
            for level in arm.cat.categories
        ]
        rows += [part.assign(endpoint=endpoint, population="all", grouping="arm") for part in (ratio, *medians)]
    return pd.concat(rows).reindex(columns=vocabulary.RESULT_COLUMNS)


@pytest.mark.parametrize("trial", TRIALS)
def test_printed_numbers_of_a_foreign_trial_get_the_verdicts_its_reconstruction_deserves(tmp_path, trial):
    study = cohort.read(write_study(tmp_path, trial))
    found = published.verdicts(text.read(study.path("published")), results_of(study))
    expected = PRINTED.loc[PRINTED["trial"] == trial, "verdict"].tolist()
    assert dict(zip(found["id"], found["verdict"], strict=True)) == dict(zip(found["id"], expected, strict=True))


def test_arms_the_other_way_round_are_never_reproduced(tmp_path):
    study = cohort.read(write_study(tmp_path, "checkmate-017"))
    results = results_of(study)
    ratio = results["estimand"] == "hazard_ratio"
    swapped = results.assign(estimate=results["estimate"].mask(ratio, 1 / results["estimate"]))
    found = published.verdicts(text.read(study.path("published")), swapped)
    assert set(found.loc[found["estimand"] == "hazard_ratio", "verdict"]) == {"differs"}
