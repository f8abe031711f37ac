"""The draws of whole studies: the default cohort against the paper's counts, and survival by mutation on real data."""

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from scipy import stats

from analysis import vocabulary
from analysis.estimates import ctdna
from analysis.estimates.ctdna.draws import concordance, crosstab, proportion
from analysis.estimates.efficacy.compare import comparison
from analysis.figures.oncoprint import oncoprint
from analysis.study import cohort
from analysis.study.problems import NotInData, StudyError
from tests import shipped
from tests.estimates.ctdna.cases import four_subjects, late_clearance

ROOT = Path(__file__).parents[3]
REAL = ROOT.parent / "shared" / "data" / "maf"
real = pytest.mark.skipif(not REAL.exists(), reason="real public MAFs are not beside the project")


def test_paired_subjects_have_a_baseline_and_a_later_draw():
    assert four_subjects().paired.tolist() == list("ABCD")
    assert late_clearance().paired.tolist() == list("ABD")
    assert set(late_clearance().over_time["USUBJID"]) == set("ABD")


def test_direction_leaves_equal_amounts_out_and_cleared_says_it_in_words():
    direction = four_subjects().direction
    assert direction.cat.categories.tolist() == ["increased", "decreased"]
    assert direction.dropna().to_dict() == {"A": "decreased", "B": "increased", "D": "increased"}
    assert late_clearance().cleared.to_dict() == {"A": "cleared", "B": "not cleared", "D": "cleared"}
    assert late_clearance().cleared_at.dropna().to_dict() == {"A": 84, "D": 42}  # days 85 and 43, day 1 being time 0


def test_assessments_carry_their_time_and_the_first_progression_counts():
    draws = four_subjects(progressed={"A": 90.0}, best={"A": "PR", "B": "SD", "C": "PR"})
    assert draws.assessments[["time", "response"]].to_numpy().tolist() == [[89, "PD"]]
    assert draws.progression_day.to_dict() == {"A": 90}
    assert draws.best_response.cat.categories.tolist() == ["PR", "SD"]


def test_members_are_those_of_the_populations_that_the_study_has():
    members = four_subjects(populations={"responders": ["A"]}).members(["unknown", "responders"])
    assert {name: list(of) for name, of in members.items()} == {"responders": ["A"]}


@pytest.fixture(scope="module")
def study():
    return shipped.study()


@pytest.fixture(scope="module")
def draws(study):
    return ctdna.draws(study)


def test_the_default_cohort_has_the_papers_counts(study, draws):
    change = draws.change["change"]
    responders, progressive = (study.population(name) for name in ("responders", "progressive_disease"))
    assert draws.counts["estimate"].tolist() == [19, 18]
    assert change.value_counts()[["decreased", "increased"]].tolist() == [11, 7]
    assert (change[change.index.isin(responders)] == "decreased").sum() == 7
    assert (change[change.index.isin(progressive)] == "increased").sum() == 3
    assert draws.ever["cleared"].value_counts().to_dict() == {True: 10, False: 9}
    assert draws.ever.loc[study.population("progression_free"), "last_cleared"].sum() == 3


def test_amounts_of_the_sheet_that_variants_make_needless_are_told(study, draws):
    assert not [note for note in draws.notes if "not used" in note]
    frames = study.frames | {"samples": study.frames["samples"].assign(AVAL=5.0, DETFL=None)}
    both = ctdna.draws(replace(study, frames=frames))
    assert both.notes[-1] == "samples: AVAL is not used, as the variants tell what was found"
    pd.testing.assert_frame_equal(both.by_sample, draws.by_sample)


def test_draws_that_nothing_names_are_refused_with_the_column(study):
    frames = study.frames | {"samples": study.frames["samples"].drop(columns="SAMPLEID")}
    with pytest.raises(NotInData, match="has no column SAMPLEID"):
        ctdna.draws(replace(study, frames=frames))


def test_draws_without_a_day_are_not_drawn_over_time_and_where_none_has_one_it_is_said(study, draws):
    assert draws.over_time["time"].notna().all()
    none = replace(draws, by_sample=draws.by_sample.assign(ADY=float("nan")))
    with pytest.raises(NotInData, match="no draw has a study day"):
        none.over_time  # noqa: B018
    first = draws.by_sample["ADY"].where(draws.by_sample.index > 0)
    assert len(replace(draws, by_sample=draws.by_sample.assign(ADY=first)).over_time) == len(draws.over_time) - 1


def test_the_default_cohort_has_the_papers_three_genes_on_top(draws):
    assert draws.overview().genes["gene"].head(3).tolist() == ["TP53", "LRP1", "NOTCH1"]


def test_a_limit_of_detection_marks_draws_and_changes_nothing(study, draws):
    limited = ctdna.draws(study, limit=0.01).by_sample
    assert 0 < limited["below_limit"].sum() < limited["detected"].sum()
    pd.testing.assert_frame_equal(limited.drop(columns="below_limit"), draws.by_sample.drop(columns="below_limit"))


@pytest.mark.parametrize(("endpoint", "grouping", "population", "printed"), [
    ("OS", "ctdna_change", "all", (0.23, 0.07, 0.80, 0.021)), ("PFS", "ctdna_change", "all", (0.19, 0.06, 0.67, 0.010)),
    ("OS", "ctdna_clearance", "all", (0.11, 0.03, 0.46, 0.002)),
    ("PFS", "ctdna_clearance", "all", (0.08, 0.02, 0.41, 0.002)),
    ("OS", "ctdna_clearance", "responders", (0.09, 0.01, 1.05, 0.055)),
])  # fmt: skip
def test_the_default_cohort_gives_the_papers_ratios(study, draws, endpoint, grouping, population, printed):
    labels = {"ctdna_change": draws.direction, "ctdna_clearance": draws.cleared}[grouping]
    if population != "all":
        labels = labels[labels.index.isin(draws.paired)]
    tte = study.endpoint(endpoint, population)
    rows = comparison(
        tte, study.group(grouping, labels).reindex(tte.index), endpoint=endpoint, grouping=grouping,
        reference=study.groupings[grouping].reference, known_at=draws.cleared_at,
        reproduction=[vocabulary.COX_BRESLOW_WALD],
    )  # fmt: skip
    row = rows[rows["method"] == vocabulary.COX_BRESLOW_WALD].iloc[0]
    found = row[["estimate", "conf_low", "conf_high"]].astype(float).round(2).tolist()
    assert (*found, round(row["p_value"], 3)) == printed


@pytest.fixture
def leukaemia(tmp_path):
    """The public leukaemia cohort as a study folder; follow-up times kept as they stand, -Inf among them."""
    found = pd.read_csv(REAL / "tcga_laml_annot.tsv", sep="\t", dtype=str)
    found = found.rename(columns={"Tumor_Sample_Barcode": "USUBJID", "days_to_last_followup": "AVAL"})
    found.assign(STUDYID="LAML")[["STUDYID", "USUBJID"]].to_csv(tmp_path / "adsl.csv", index=False)
    times = found.assign(STUDYID="LAML", PARAMCD="OS", CNSR=1 - found["Overall_Survival_Status"].astype(int))
    times[["STUDYID", "USUBJID", "PARAMCD", "AVAL", "CNSR"]].to_csv(tmp_path / "adtte.csv", index=False)
    sequenced = sorted(set(pd.read_csv(REAL / "tcga_laml.maf.gz", sep="\t", dtype=str)["Tumor_Sample_Barcode"]))
    sheet = pd.DataFrame({"STUDYID": "LAML", "USUBJID": sequenced, "SAMPLEID": sequenced, "AVISIT": "Baseline"})
    sheet.assign(AVISITN=0, ADY=1, CFDNA="").to_csv(tmp_path / "samples.csv", index=False)
    (tmp_path / "tcga_laml.maf.gz").write_bytes((REAL / "tcga_laml.maf.gz").read_bytes())
    (tmp_path / "study.yml").write_text(
        "id: laml\ntitle: Acute myeloid leukaemia\nsynthetic: false\ntime_unit: days\nreport_unit: days\n"
        "tables: {adsl: adsl.csv, adtte: adtte.csv, samples: samples.csv, variants: tcga_laml.maf.gz}\n"
    )
    return tmp_path


def without_follow_up(folder):
    """The subjects whose follow-up time is no number, taken out of the endpoint: without a time there is no outcome."""
    times = pd.read_csv(folder / "adtte.csv", dtype=str)
    times[times["AVAL"] != "-Inf"].to_csv(folder / "adtte.csv", index=False)
    return times.loc[times["AVAL"] == "-Inf", "USUBJID"]


@real
def test_follow_up_of_minus_infinity_is_refused_for_each_of_the_twelve(leukaemia):
    with pytest.raises(StudyError) as caught:
        cohort.read(leukaemia)
    assert sum("-Inf" in str(problem) or "-inf" in str(problem) for problem in caught.value.problems) == 12


# Rscript: coxph(Surv(t, status) ~ mutated) on the 182 subjects with a finite time and a sample; survdiff's chi-squared
@real
@pytest.mark.parametrize(("gene", "n", "ratio", "low", "high", "chisq"), [
    ("FLT3", 49, 1.383184, 0.918384, 2.083221, 2.505859), ("DNMT3A", 45, 1.980547, 1.320445, 2.970640, 11.522363),
    ("TP53", 14, 3.538272, 1.989438, 6.292917, 20.254071),
])  # fmt: skip
def test_survival_by_mutation_agrees_with_r_on_the_leukaemia_cohort(leukaemia, gene, n, ratio, low, high, chisq):
    assert len(without_follow_up(leukaemia)) == 12
    study = cohort.read(leukaemia)
    mutated = ctdna.draws(study).mutation(gene)
    keys = {"endpoint": "OS", "grouping": gene, "reference": f"{gene} wild type"}
    rows = comparison(study.endpoint("OS"), mutated, **keys)
    row = rows[rows["method"] == vocabulary.COX_EFRON_WALD].iloc[0]
    assert (row["n"], row["n_event"]) == (182, 117)
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([ratio, low, high], rel=2e-6)
    test = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK)].iloc[0]
    assert test["estimate"] == pytest.approx(chisq, rel=1e-6)
    assert rows.loc[(rows["estimand"] == "median") & (rows["group"] == f"{gene} mutated"), "n"].item() == n


@real
def test_the_oncoprint_of_the_leukaemia_cohort_has_a_column_per_subject(leukaemia):
    without_follow_up(leukaemia)
    overview = ctdna.draws(cohort.read(leukaemia)).overview()
    fig = oncoprint(*overview[:4], order=overview.order)
    assert overview.top[["gene", "n_event"]].head(3).to_numpy().tolist() == [["FLT3", 52], ["DNMT3A", 48], ["NPM1", 33]]
    assert fig.axes[4].get_xlabel() == "193 subjects, by mutated genes"
    assert len(fig.axes[4].collections[0].get_paths()) == 193 * 20
    plt.close(fig)


def test_counts_tell_any_sample_from_paired_samples():
    rows = four_subjects().counts.set_index("group")
    assert rows["estimate"].to_dict() == {"any sample": 5, "paired": 4}
    assert late_clearance().counts["estimate"].tolist() == [4, 3]


def test_a_proportion_is_over_the_members_with_a_label_and_carries_its_exact_interval():
    # binom.test(7, 9)$conf.int in R 4.2: 0.3999064 0.9718550
    labels = pd.Series(["decreased"] * 7 + ["increased"] * 2 + [None], index=list("ABCDEFGHIJ"))
    row = proportion(labels, "decreased", grouping="ctdna_change", population="responders", members=labels.index)
    row = row.iloc[0]
    assert (row["estimate"], row["n"], row["n_event"]) == (7 / 9, 9, 7)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.3999064, 0.9718550), abs=1e-6)
    assert set(row.index) <= set(vocabulary.RESULT_COLUMNS)


def test_concordance_carries_fishers_exact_p():
    # fisher.test(matrix(c(7, 2, 1, 3), 2))$p.value in R 4.2: 0.2168 (7 of 9 against 1 of 4 decreased)
    labels = pd.Series(["decreased"] * 7 + ["increased"] * 2 + ["decreased"] + ["increased"] * 3, index=range(13))
    members = {"responders": range(9), "progressive_disease": range(9, 13)}
    row = concordance(labels, "decreased", members=members).iloc[0]
    assert (row["group"], row["reference"]) == ("responders", "progressive_disease")
    assert (row["n"], row["n_event"]) == (13, 8)
    assert row["estimate"] == pytest.approx(7 / 9 - 1 / 4)
    assert row["p_value"] == pytest.approx(stats.fisher_exact([[7, 2], [1, 3]]).pvalue)
    assert row["p_value"] == pytest.approx(0.2168, abs=5e-5)


def test_concordance_with_an_empty_population_is_not_estimable():
    labels = pd.Series(["decreased"], index=["A"])
    row = concordance(labels, "decreased", members={"x": ["A"], "y": []}).iloc[0]
    assert (row["reason"], row["note"]) == ("no subjects", "not estimable: no subjects")
    assert "p_value" not in row


def test_agreement_is_over_the_populations_that_the_study_has():
    draws = four_subjects(populations={"responders": ["A", "C"], "progressed": ["B", "D"]})
    rows = draws.agreement(["responders", "progressed", "unknown"])
    shares = rows[rows["estimand"] == "proportion"].set_index(["population", "group"])
    assert shares["n_event"].to_dict() == {("responders", "increased"): 0, ("responders", "decreased"): 1,
                                           ("progressed", "increased"): 2, ("progressed", "decreased"): 0}  # fmt: skip
    assert shares["n"].tolist() == [1, 1, 2, 2]  # C, unchanged, is in neither group
    difference = rows[rows["estimand"] == "difference"].iloc[0]
    assert (difference["estimate"], difference["role"]) == (1, "primary")
    assert difference["p_adjusted"] == difference["p_value"]
    assert difference["family"] == "population: ctDNA (1 test)"
    assert set(rows) <= set(vocabulary.RESULT_COLUMNS)


def test_agreement_in_one_population_has_no_difference_and_in_none_no_rows():
    draws = four_subjects(populations={"responders": ["A", "C"]})
    assert set(draws.agreement(["responders"])["estimand"]) == {"proportion"}
    assert draws.agreement(["unknown"]).empty


def test_the_last_draw_is_told_in_each_population():
    late = late_clearance()
    late.study.populations, late.study.population = (
        {"all": "", "progression_free": ""},
        {"all": list("ABCD"), "progression_free": ["D"]}.get,
    )
    rows = late.last_draw
    assert rows[["population", "n_event", "n"]].to_numpy().tolist() == [["all", 1, 3], ["progression_free", 1, 1]]


def test_a_crosstab_counts_those_with_both_labels_and_is_empty_where_nobody_has():
    best = pd.Series(pd.Categorical(["CR", "PD", "PD"], ["CR", "PD"]), index=list("ABZ"))
    table = crosstab(best, four_subjects().direction)
    assert table.to_numpy().tolist() == [["CR", "increased", 0], ["CR", "decreased", 1],
                                         ["PD", "increased", 1], ["PD", "decreased", 0]]  # fmt: skip
    assert crosstab(best.iloc[2:], four_subjects().direction).empty
