"""The biomarker rows of the default study: ctDNA, NK cells and tissue say what the survival layer says."""

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import survival
from analysis.estimates.survival.rank import log_rank_exact
from tests.synthetic_study import STUDY, cells, layer, study, table, visits

RESISTANCE = ["JAK1", "JAK2", "B2M", "STK11", "PTEN", "HLA-A", "TAP1", "TGFBR2", "CTNNB1"]
MARKERS = ["CD4", "CD8", "PD-1", "PD-L1", "CD56"]


@cache
def maf():
    found = pd.read_csv(STUDY / "variants.maf", sep="\t", comment="#", dtype={"Chromosome": str})
    found = found.rename(columns={"Tumor_Sample_Barcode": "SAMPLEID"})
    found["vaf"] = found["t_alt_count"] / found["t_depth"]
    return found.merge(table("samples"), on="SAMPLEID", how="left", validate="many_to_one")


def somatic():
    return maf()[maf()["Mutation_Status"] != "Germline"]


@cache
def plasma():
    """Every draw with its hGE/mL: the largest allele fraction that is not germline, times cfDNA in pg, over 3.3 pg."""
    largest = somatic().groupby("SAMPLEID")["vaf"].max()
    found = table("samples").assign(vaf=lambda draws: draws["SAMPLEID"].map(largest).fillna(0))
    return found.assign(hge=found["vaf"] * found["CFDNA"] * 1000 / 3.3)


@cache
def fraction(*markers):
    positive = pd.concat([cells()[f"Phenotype {marker}"] == f"{marker}+" for marker in markers], axis=1).all(axis=1)
    return positive.groupby(cells()["Slide ID"]).mean()


def sweep(*markers):
    """Log-rank at the nine deciles of a marker: P, exact P and whether the high group does better."""
    value, rows = fraction(*markers), []
    tte = study().endpoint("OS", population="mif")
    for decile in range(1, 10):
        high = value > np.quantile(value, decile / 10)
        group = high.map({True: "high", False: "low"})
        longer = restricted(tte[high]) > restricted(tte[~high])
        p_values = [test(tte, group)["p_value"].iloc[0] for test in (survival.log_rank, log_rank_exact)]
        rows.append((*p_values, longer))
    return pd.DataFrame(rows, columns=["p_value", "p_exact", "longer"])


def restricted(tte):
    return survival.restricted_mean(tte, horizon=39.9)["estimate"].iloc[0]


# -- ctDNA


def test_nineteen_have_a_sample_eighteen_are_paired_and_one_has_only_the_second():
    draws = table("samples").groupby("USUBJID")["AVISIT"].agg(set)
    assert len(draws) == 19
    assert "10007" not in draws
    paired = draws.index[draws.map(lambda seen: {"Baseline", "After cycle 2"} <= seen)]
    assert len(paired) == 18
    assert draws["10013"] == {"After cycle 2"}


def test_blood_is_drawn_on_the_day_of_a_tumour_assessment():
    on_treatment = table("samples").query("AVISIT != 'Baseline'")
    assessed = visits()[["USUBJID", "AVISIT", "ADY"]]
    assert len(on_treatment.merge(assessed)) == len(on_treatment)


def test_ctdna_rises_and_falls_after_cycle_2_as_the_survival_layer_says():
    hge = plasma().pivot(index="USUBJID", columns="AVISIT", values="hge")
    change = (hge["After cycle 2"] - hge["Baseline"]).dropna()
    words = np.where(change > 0, "increased", "decreased")
    assert words.tolist() == layer()["ctdna_change"].dropna().tolist()
    assert (words == "decreased").sum() == 11
    assert (change / hge["Baseline"]).abs().min() > 0.2


def test_those_cleared_are_free_of_non_germline_variants_at_some_draw_on_treatment():
    cleared = plasma().query("AVISIT != 'Baseline'").groupby("USUBJID")["vaf"].min() == 0
    assert cleared.map({True: "yes", False: "no"}).tolist() == layer()["ctdna_cleared"].dropna().tolist()


def test_the_latest_draw_of_three_of_four_progression_free_subjects_is_clear():
    last = plasma().sort_values("AVISITN").groupby("USUBJID")["vaf"].last()
    clear = (last[study().population("progression_free")] == 0).map({True: "cleared", False: None})
    assert clear.to_dict() == layer().loc[clear.index, "ctdna_last"].replace({np.nan: None}).to_dict()
    assert clear.notna().sum() == 3


def test_tp53_lrp1_and_notch1_lead_the_genes_and_would_not_if_germline_counted():
    counts = somatic().groupby("Hugo_Symbol")["USUBJID"].nunique().sort_values(ascending=False)
    assert list(counts.index[:3]) == ["TP53", "LRP1", "NOTCH1"]
    assert counts.iloc[:4].is_unique
    assert len(counts) >= 23
    everything = maf().groupby("Hugo_Symbol")["USUBJID"].nunique().sort_values(ascending=False)
    assert "BRCA2" in everything.index[:3]


def test_inherited_variants_lie_at_one_half_in_every_draw_of_their_carrier():
    germline = maf()[maf()["Mutation_Status"] == "Germline"]
    assert germline["vaf"].between(0.45, 0.55).all()
    carried = germline.groupby("USUBJID").agg(draws=("SAMPLEID", "nunique"), genes=("Hugo_Symbol", "nunique"))
    assert carried["draws"].equals(table("samples").groupby("USUBJID").size().rename("draws"))
    assert (germline.groupby("USUBJID").size() == carried["draws"] * carried["genes"]).all()


def test_a_variant_is_well_formed_and_keyed_to_a_draw():
    rows = maf()
    assert rows["USUBJID"].notna().all()
    assert (rows["t_ref_count"] + rows["t_alt_count"]).equals(rows["t_depth"])
    assert (rows["t_alt_count"] >= 3).all()
    assert not rows.duplicated(["SAMPLEID", "Chromosome", "Start_Position", "Tumor_Seq_Allele2"]).any()
    assert set(rows["Chromosome"]) <= {*map(str, range(1, 23)), "X"}
    placed = rows[rows["Variant_Type"] != "INS"]
    lengths = placed["End_Position"] - placed["Start_Position"] + 1
    assert (lengths == placed["Reference_Allele"].str.len()).all()


def test_plasma_tmb_at_baseline_is_the_tmb_of_adsl_where_there_is_a_draw():
    counted = somatic().query("AVISIT == 'Baseline' and vaf >= 0.005 and Variant_Classification != 'Silent'")
    plasma_tmb = (counted.groupby("USUBJID").size() / 1.5).round(1)
    stated = table("adsl").set_index("USUBJID")["TMB"]
    assert plasma_tmb.equals(stated[plasma_tmb.index].rename(None))
    assert len(plasma_tmb) == 18
    assert (stated >= 9).tolist() == layer()["tmb_high"].astype(bool).tolist()


def test_resistance_variants_are_gained_near_progression_only():
    gained = somatic()[somatic()["Hugo_Symbol"].isin(RESISTANCE)]
    progression = visits().query("AVALC == 'PD'").set_index("USUBJID")["ADY"]
    assert set(gained["USUBJID"]) <= set(progression.index)
    assert gained["USUBJID"].nunique() >= 10
    assert "Baseline" not in set(gained["AVISIT"])
    draws = table("samples").groupby("USUBJID")["AVISITN"].nlargest(2).groupby("USUBJID").min()
    assert (gained["AVISITN"] >= gained["USUBJID"].map(draws)).all()


# -- NK cells


@pytest.mark.parametrize(("paramcd", "label"), [("PDL1", "nk_pdl1"), ("PD1", "nk_pd1")])
def test_nk_markers_change_after_cycle_2_as_the_survival_layer_says(paramcd, label):
    wide = table("nkflow").query("PARAMCD == @paramcd").pivot(index="USUBJID", columns="AVISIT", values="AVAL")
    change = wide["After cycle 2"] - wide["Baseline"]
    words = change.map(lambda value: np.nan if np.isnan(value) else "up" if value > 0 else "down")
    assert words.fillna("").tolist() == layer()[label].fillna("").tolist()
    assert wide[change.isna()].notna().sum().sum() == change.isna().sum()
    assert change.abs().min() >= 0.5


@pytest.mark.parametrize("paramcd", ["PDL1", "PD1"])
def test_nk_markers_at_baseline_do_not_tell_long_from_short_survivors(paramcd):
    baseline = table("nkflow").query("PARAMCD == @paramcd and AVISIT == 'Baseline'").set_index("USUBJID")["AVAL"]
    long = layer()["os_months"] > 24
    assert stats.mannwhitneyu(baseline[long], baseline[~long]).pvalue > 0.2


# -- tissue


def test_the_cells_are_those_of_the_eight_subjects_of_the_survival_layer():
    assert set(cells()["Slide ID"]) == set(layer().index[layer()["mif"] == 1]) == set(study().population("mif"))
    assert cells().groupby("Slide ID")["Sample Name"].nunique().eq(3).all()
    assert set(cells()["Tissue Category"]) == {"Tumor", "Stroma"}
    for marker in MARKERS:
        assert set(cells()[f"Phenotype {marker}"]) == {f"{marker}+", f"{marker}-"}


def test_cells_lie_in_their_field_and_apart_from_each_other():
    places = cells()[["Cell X Position", "Cell Y Position"]].astype(float)
    assert places.min().min() > 0
    assert places["Cell X Position"].max() < 670
    assert places["Cell Y Position"].max() < 502
    assert not cells().duplicated(["Sample Name", "Cell X Position", "Cell Y Position"]).any()


def test_10002_is_sparse_and_10015_abundant():
    immune = sum(fraction(marker) for marker in ["CD4", "CD8", "CD56"])
    assert immune.idxmin() == "10002"
    assert immune.idxmax() == "10015"


def test_cd56_pdl1_cells_go_with_longer_survival_at_eight_deciles_but_exactly_at_four():
    found = sweep("CD56", "PD-L1")
    assert (found["p_value"] < 0.05).sum() == 8
    assert (found["p_exact"] < 0.05).sum() == 4
    assert found.loc[found["p_value"] < 0.05, "longer"].all()


@pytest.mark.parametrize("marker", ["CD56", "CD8", "PD-1", "PD-L1"])
def test_a_printed_marker_is_favourable_at_some_decile_before_any_correction(marker):
    found = sweep(marker)
    assert ((found["p_value"] < 0.05) & found["longer"]).any()
    assert not ((found["p_value"] < 0.05) & ~found["longer"]).any()


def test_cd4_cells_go_with_nothing_and_no_two_subjects_share_a_fraction():
    assert (sweep("CD4")["p_value"] > 0.05).all()
    for markers in [*((marker,) for marker in MARKERS), ("CD56", "PD-L1")]:
        assert fraction(*markers).is_unique


def test_what_synthetic_md_says_of_multiplicity_is_true():
    """Every order of the eight outcomes: the largest standardised log-rank score over the splits of the deciles."""
    tte = study().endpoint("OS", population="mif")
    observed, permuted = _largest(tte, [("CD56", "PD-L1")])
    own = (permuted >= observed - 1e-9).mean()
    combinations = [names for size in range(1, 6) for names in itertools.combinations(MARKERS, size)]
    _, anywhere = _largest(tte, combinations)
    text = (STUDY / "SYNTHETIC.md").read_text()
    assert f"{own:.3f} for the marker" in text
    assert f"{(anywhere >= observed - 1e-9).mean():.3f} for the whole grid" in text


def _largest(tte, combinations):
    time, event = tte["time"].to_numpy(), tte["event"].to_numpy()
    hazard = [(time[event] == t).sum() / (time >= t).sum() for t in np.unique(time[event])]
    score = event - np.array([sum(np.array(hazard)[np.unique(time[event]) <= t]) for t in time])
    splits = {
        tuple(value > np.quantile(value, decile / 10))
        for value in (fraction(*names)[tte.index].to_numpy() for names in combinations)
        for decile in range(1, 10)
    }
    high = np.array([split for split in splits if any(split)], dtype=float)
    size = high.sum(axis=1)
    weight = high / np.sqrt(size * (8 - size) / 8 * score.var(ddof=1))[:, None]
    orders = score[np.array(list(itertools.permutations(range(8))))]
    return np.abs(weight @ score).max(), np.abs(orders @ weight.T).max(axis=1)
