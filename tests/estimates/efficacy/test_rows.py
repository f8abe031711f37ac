"""Survival tables as result rows."""

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates.efficacy.rows import (
    absent,
    checked,
    event_free,
    levels_of,
    medians,
    reproduced_ratios,
    result_rows,
)
from analysis.vocabulary import COX_BRESLOW_3_ITERATIONS, COX_BRESLOW_WALD
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


def test_what_a_table_does_not_say_is_blank_false_or_missing():
    row = result_rows([pd.DataFrame({"estimand": ["median"]})], endpoint="OS").iloc[0]
    assert (row["endpoint"], row["reason"], row["naive"], row["role"]) == ("OS", "", False, "descriptive")
    assert pd.isna(row["estimate"])


def test_a_median_of_a_published_kind_stands_beside_as_reproduction():
    table = medians(SEPARATED, conf_type="log-log", reproduction=(vocabulary.KM_SPSS,), unit="months")
    assert result_rows([table])["role"].tolist() == ["descriptive", "reproduction"]


def test_an_absent_estimate_says_why():
    assert absent("median", "m", "no subjects", n=0).iloc[0][["reason", "n"]].tolist() == ["no subjects", 0]


def test_the_event_free_share_counts_those_without_event():
    row = event_free(SEPARATED).iloc[0]
    assert row["estimate"] == pytest.approx(1 - SEPARATED["event"].mean())


def test_levels_stand_in_the_order_of_a_category_and_only_those_with_subjects():
    group = pd.Series(pd.Categorical(["b", "a"], ["c", "b", "a"]), index=SEPARATED.index[:2])
    assert list(levels_of(SEPARATED, group)) == ["b", "a"]


def test_an_unknown_estimator_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match="unknown methods .'mine'.*Cox; Breslow; Wald"):
        checked(["mine"])


def test_the_third_iterate_stands_only_where_there_is_no_maximum():
    both = (COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS)
    tte, sex, _ = lung()
    assert reproduced_ratios(tte, sex, reference="M", methods=both)["method"].tolist() == [COX_BRESLOW_WALD]
    endless = reproduced_ratios(SEPARATED, CLEARANCE, reference="not cleared", methods=both)
    assert endless["method"].tolist() == list(both)
    assert endless["separated"].tolist() == [True, True]
    assert reproduced_ratios(tte, sex, reference="M", methods=()).empty
