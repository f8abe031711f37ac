"""ctDNA of whole studies: the default cohort against the paper's counts, and survival by mutation on real data."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import ctdna
from analysis.estimates.efficacy.compare import comparison
from analysis.figures.oncoprint import oncoprint
from analysis.study import cohort, variants

ROOT = Path(__file__).parents[3]
REAL = ROOT.parent / "shared" / "data" / "maf"
real = pytest.mark.skipif(not REAL.exists(), reason="real public MAFs are not beside the project")


@pytest.fixture(scope="module")
def study():
    return cohort.read(ROOT / "data" / "nct03958097")


@pytest.fixture(scope="module")
def by_sample(study):
    return ctdna.by_sample(study.table("samples"), variants.read(study.path("variants")))


def test_the_default_cohort_has_the_papers_counts(study, by_sample):
    change = ctdna.delta(by_sample)["change"]
    responders, progressive = (study.population(name) for name in ("responders", "progressive_disease"))
    ever = ctdna.ever_clearance(by_sample)
    assert ctdna.counts(by_sample)["estimate"].tolist() == [19, 18]
    assert change.value_counts()[["decreased", "increased"]].tolist() == [11, 7]
    assert (change[change.index.isin(responders)] == "decreased").sum() == 7
    assert (change[change.index.isin(progressive)] == "increased").sum() == 3
    assert ever["cleared"].value_counts().to_dict() == {True: 10, False: 9}
    assert ever.loc[study.population("progression_free"), "last_cleared"].sum() == 3


def test_the_default_cohort_has_the_papers_three_genes_on_top(study, by_sample):
    keyed = ctdna.keyed(variants.read(study.path("variants")), study.table("samples"))
    assert ctdna.genes(keyed, subjects=by_sample["USUBJID"].unique())["gene"].head(3).tolist() == [
        "TP53", "LRP1", "NOTCH1"]  # fmt: skip


@pytest.mark.parametrize(("endpoint", "grouping", "population", "printed"), [
    ("OS", "ctdna_change", "all", (0.23, 0.07, 0.80, 0.021)), ("PFS", "ctdna_change", "all", (0.19, 0.06, 0.67, 0.010)),
    ("OS", "ctdna_clearance", "all", (0.11, 0.03, 0.46, 0.002)),
    ("PFS", "ctdna_clearance", "all", (0.08, 0.02, 0.41, 0.002)),
    ("OS", "ctdna_clearance", "responders", (0.09, 0.01, 1.05, 0.055)),
])  # fmt: skip
def test_the_default_cohort_gives_the_papers_ratios(study, by_sample, endpoint, grouping, population, printed):
    ever = ctdna.ever_clearance(by_sample)
    cleared = ever["cleared"].map({True: "cleared", False: "not cleared"})
    labels = {"ctdna_change": ctdna.group(ctdna.delta(by_sample)["change"], ["increased", "decreased"]),
              "ctdna_clearance": cleared}[grouping]  # fmt: skip
    if population != "all":
        labels = labels[labels.index.isin(ctdna.paired(by_sample))]
    tte = study.endpoint(endpoint, population)
    rows = comparison(
        tte, study.group(grouping, labels).reindex(tte.index), endpoint=endpoint, grouping=grouping,
        reference=study.groupings[grouping].reference, known_at=ever["known_day"] / vocabulary.DAYS_PER_MONTH,
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
    with pytest.raises(cohort.StudyError) as caught:
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
    found = variants.read(study.path("variants"))
    keyed, by_sample = ctdna.keyed(found, study.table("samples")), ctdna.by_sample(study.table("samples"), found)
    mutated = ctdna.mutation(keyed, by_sample, gene)
    keys = {"endpoint": "OS", "grouping": gene, "reference": f"{gene} wild type"}
    rows = comparison(study.endpoint("OS"), mutated, **keys)
    row = rows[rows["method"] == vocabulary.COX_EFRON_WALD].iloc[0]
    assert (row["n"], row["n_event"]) == (182, 117)
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([ratio, low, high], rel=2e-6)
    test = rows[(rows["estimand"] == "log_rank") & (rows["method"] == vocabulary.LOG_RANK)].iloc[0]
    assert test["estimate"] == pytest.approx(chisq, rel=1e-6)
    assert rows.loc[(rows["estimand"] == "median") & (rows["group"] == f"{gene} mutated"), "n"].item() == n


@real
def test_the_oncoprint_of_the_leukaemia_cohort_has_a_column_per_subject():
    found = variants.read(REAL / "tcga_laml.maf.gz")
    keyed = ctdna.keyed(found)
    ranked = ctdna.genes(keyed, top=20)
    points = keyed[["USUBJID", "SAMPLEID"]].drop_duplicates().assign(point="Baseline")
    tiles = ctdna.matrix(found, points["SAMPLEID"], names=ranked["gene"])
    burden = ctdna.by_class(found, points["SAMPLEID"])
    points = ctdna.by_pattern(points, tiles, ranked["gene"])
    fig = oncoprint(points, tiles, ranked, burden, order="by mutated genes")
    assert ranked[["gene", "n_event"]].head(3).to_numpy().tolist() == [["FLT3", 52], ["DNMT3A", 48], ["NPM1", 33]]
    assert fig.axes[4].get_xlabel() == "193 subjects, by mutated genes"
    assert len(fig.axes[4].collections[0].get_paths()) == 193 * 20
    plt.close(fig)
