"""The printed numbers of the default study, from its committed SYNTHETIC rows, each at its printed decimals."""

import pytest

from analysis.estimates import ctdna, efficacy, phenotype
from analysis.estimates.efficacy.compare import comparison
from analysis.estimates.efficacy.of_study import overall
from analysis.vocabulary import (
    COX_BRESLOW_3_ITERATIONS,
    COX_BRESLOW_WALD,
    KM_LOG_LOG,
    KM_SPSS,
    REVERSE_KM,
    TIME_TO_CUTOFF,
)
from tests import shipped

REPRODUCTION = (KM_SPSS, COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS)
NR = float("nan")


@pytest.fixture(scope="module")
def study():
    return shipped.study()


@pytest.fixture(scope="module")
def groups(study):
    """Grouping -> (group, reference)."""
    draws = ctdna.draws(study)
    change, ever = draws.change["change"].astype(str), draws.cleared
    nk = phenotype.percents.by_change(phenotype.percents.changes(study.table("nkflow"), visit="After cycle 2"))[
        "groups"
    ]
    return {
        "ctdna_change": (change, "increased"),
        "ctdna_clearance": (ever, "not cleared"),
        "clearance_of_paired": (ever[ever.index.isin(change.index)], "not cleared"),
        "nk_pdl1_change": (nk["nk_pdl1_change"], "decreased"),
        "nk_pd1_change": (nk["nk_pd1_change"], "decreased"),
    }


def printed(values, decimals):
    return [round(float(value), places) for value, places in zip(values, decimals, strict=True)]


# endpoint, population, grouping, (group, median, other median), HR, interval, P, decimals of the four
PRINTED = [
    ("PFS", "all", "ctdna_change", ("decreased", 26.2, 3.2), [0.19, 0.06, 0.67, 0.01], [2, 2, 2, 2]),
    ("OS", "all", "ctdna_change", ("decreased", NR, 13.6), [0.23, 0.07, 0.80, 0.021], [2, 2, 2, 3]),
    ("PFS", "all", "ctdna_clearance", ("cleared", 29.6, 3.2), [0.08, 0.02, 0.41, 0.002], [2, 2, 2, 3]),
    ("OS", "all", "ctdna_clearance", ("cleared", NR, 14.65), [0.11, 0.03, 0.46, 0.002], [2, 2, 2, 3]),
    ("OS", "responders", "clearance_of_paired", ("cleared", NR, 23.4), [0.09, 0.01, 1.05, 0.055], [2, 2, 2, 3]),
    ("OS", "stable_disease", "clearance_of_paired", ("cleared", 42.1, 15.2), [0.01, 0.0, 153.55, 0.360], [2, 1, 2, 3]),
    ("OS", "all", "nk_pdl1_change", ("increased", 43.5, 6.0), [0.07, 0.01, 0.39, 0.002], [2, 2, 2, 3]),
    # printed medians 14.8 and 32.2: the two numbers that no cohort was found to meet
    ("OS", "all", "nk_pd1_change", ("increased", 15.2, 29.8), [1.38, 0.40, 4.73, 0.613], [2, 2, 2, 3]),
]


@pytest.mark.parametrize(("endpoint", "population", "grouping", "medians", "ratio", "decimals"), PRINTED)
def test_a_printed_comparison_comes_out(study, groups, endpoint, population, grouping, medians, ratio, decimals):
    group, reference = groups[grouping]
    tte = study.endpoint(endpoint, population)
    rows = comparison(tte, group, endpoint=endpoint, grouping=grouping, reference=reference, reproduction=REPRODUCTION)
    own = rows[(rows["estimand"] == "median") & (rows["method"] == KM_LOG_LOG)].set_index("group")["estimate"]
    expected = [medians[1], medians[2]]
    places = [2 if value == 14.65 else 1 for value in expected]
    assert printed([own[medians[0]], own[reference]], places) == pytest.approx(expected, nan_ok=True)
    breslow = rows[rows["method"].str.startswith("Cox; Breslow") & rows["estimate"].notna()].iloc[0]
    assert printed(breslow[["estimate", "conf_low", "conf_high", "p_value"]], decimals) == ratio


def test_alive_share_of_those_whose_ctdna_fell(study, groups):
    rows = comparison(
        study.endpoint("OS"), groups["ctdna_change"][0], endpoint="OS", grouping="x", reference="increased"
    )
    free = rows[(rows["estimand"] == "event_free") & (rows["group"] == "decreased")].iloc[0]
    assert (round(100 * free["estimate"], 1), free["n"], free["n_event"]) == (54.5, 11, 5)


def test_the_whole_cohort(study):
    rows = overall(study.endpoint("OS"), endpoint="OS", landmarks=[24], reproduction=REPRODUCTION)
    found = rows.set_index(["estimand", "method"]).sort_index()
    spss = found.loc[("median", KM_SPSS)].iloc[0]
    assert printed(spss[["estimate", "conf_low", "conf_high"]], [1, 2, 1]) == [27.3, 0.76, 53.8]
    assert round(found.loc[("rate", KM_LOG_LOG), "estimate"].iloc[0], 2) == 0.55
    assert rows.loc[rows["group"] == "alive", "estimate"].tolist() == [6]
    progression = overall(study.endpoint("PFS"), endpoint="PFS")
    assert round(progression["estimate"].iloc[0], 1) == 11.7
    assert progression.loc[progression["group"] == "progression-free", "estimate"].tolist() == [4]


def test_follow_up_and_the_two_alive_after_progression(study):
    rows = efficacy.follow_up(study, ["OS"])
    plain = rows[rows["method"] == TIME_TO_CUTOFF]["estimate"]
    assert printed(plain, [1, 1]) == [49.5, 39.9]
    assert (rows["method"] == REVERSE_KM).sum() == 1
    assert efficacy.observed_times(study, ["PFS"], "alive_progressed")["estimate"].tolist() == [25.6, 29.6]


@pytest.mark.parametrize(("endpoint", "median"), [("OS", 22.5), ("PFS", 15.8)])
def test_medians_of_the_subjects_with_tissue(study, endpoint, median):
    rows = overall(study.endpoint(endpoint, "mif"), endpoint=endpoint)
    assert printed(rows["estimate"].iloc[:1], [1]) == [median]


@pytest.mark.parametrize("grouping", ["age", "smoking", "histology", "tmb", "sex", "ecog"])
def test_baseline_groups_do_not_differ_significantly(study, grouping):
    rows = comparison(study.endpoint("OS"), study.group(grouping), endpoint="OS", grouping=grouping,
                               reference=study.groupings[grouping].reference)  # fmt: skip
    assert rows.loc[rows["estimand"].isin(["log_rank", "hazard_ratio"]), "p_value"].dropna().min() > 0.05


def test_the_first_report_comes_out_at_its_cutoff(study):
    early = study.endpoint("OS", cutoff=study.earlier_cutoff)
    rows = overall(early, endpoint="OS", landmarks=[6, 12], reproduction=REPRODUCTION)
    assert printed(rows["estimate"].iloc[[0, 2, 3]], [1, 3, 3]) == [17.7, 0.95, 0.8]
    progression = overall(study.endpoint("PFS", cutoff=study.earlier_cutoff), endpoint="PFS", reproduction=REPRODUCTION)
    assert round(progression["estimate"].iloc[1], 1) == 11.6
