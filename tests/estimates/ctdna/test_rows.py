"""Result rows of the ctDNA section: counts, shares with exact intervals, agreement, leads."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import vocabulary
from analysis.estimates.ctdna.rows import agreement, concordance, crosstab, last_draw, lead_rows, proportion
from tests.estimates.ctdna.cases import four_subjects, late_clearance


def test_lead_rows_give_the_share_with_an_early_rise_and_how_early():
    lead = pd.DataFrame(
        {"lead": [40.0, 20, 0, np.nan, np.nan], "nadir": [0.1, 0.1, 0.1, 0.1, np.nan], "note": "any words"}
    )
    rows = lead_rows(lead).set_index("estimand")
    assert rows.loc["proportion", ["n_event", "n"]].tolist() == [2, 4]
    assert rows.loc[["median", "minimum", "maximum"], "estimate"].tolist() == [30, 20, 40]
    assert set(rows.reset_index().columns) <= set(vocabulary.RESULT_COLUMNS)


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
    rows = agreement(draws, ["responders", "progressed", "unknown"])
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
    assert set(agreement(draws, ["responders"])["estimand"]) == {"proportion"}
    assert agreement(draws, ["unknown"]).empty


def test_the_last_draw_is_told_in_each_population():
    late = late_clearance()
    late.study.populations, late.study.population = {"all": "", "free": ""}, {"all": list("ABCD"), "free": ["D"]}.get
    rows = last_draw(late, ["all", "free", "unknown"])
    assert rows[["population", "n_event", "n"]].to_numpy().tolist() == [["all", 1, 3], ["free", 1, 1]]


def test_a_crosstab_counts_those_with_both_labels_and_is_empty_where_nobody_has():
    best = pd.Series(pd.Categorical(["CR", "PD", "PD"], ["CR", "PD"]), index=list("ABZ"))
    table = crosstab(best, four_subjects().direction)
    assert table.to_numpy().tolist() == [["CR", "increased", 0], ["CR", "decreased", 1],
                                         ["PD", "increased", 1], ["PD", "decreased", 0]]  # fmt: skip
    assert crosstab(best.iloc[2:], four_subjects().direction).empty
