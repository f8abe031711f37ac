"""The sample sheet is checked before it is used, and every variant finds its draw."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.ctdna.quantities import by_sample
from analysis.estimates.ctdna.samples import keyed, sample_sheet
from analysis.study.variants import VariantsError
from tests.estimates.ctdna.cases import found, sheet


def test_an_unknown_visit_is_an_error_that_names_row_sample_and_visit():
    draws = sheet(("A", "Baseline", 5), ("B", "Baseline", 5)).assign(AVISIT=["Baseline", "Day 15??"])
    with pytest.raises(VariantsError, match=r"row 3: sample B-0: unknown visit 'Day 15\?\?'; expected one of Baseline"):
        sample_sheet(draws, visits=["Baseline", "After cycle 2"])
    with pytest.raises(VariantsError, match="row 3: sample B-0: unknown visit"):
        sample_sheet(draws.assign(AVISITN=[0, np.nan]))


def test_one_visit_with_two_numbers_cannot_be_ordered():
    draws = sheet(("A", "Baseline", 5), ("B", "Baseline", 5)).assign(AVISITN=[0, 1])
    with pytest.raises(VariantsError, match="visit 'Baseline' has 2 numbers"):
        sample_sheet(draws)


def test_repeated_samples_and_subject_visits_and_negative_cfdna_are_listed_together():
    draws = pd.concat([sheet(("A", "Baseline", 5)), sheet(("A", "Baseline", -1))])
    with pytest.raises(VariantsError) as caught:
        sample_sheet(draws)
    for text in ("SAMPLEID is there twice: A-0", "two samples of one subject and visit: A Baseline", "CFDNA -1"):
        assert text in str(caught.value)


def test_a_variant_of_a_sample_that_nobody_drew_is_an_error():
    draws, variants = sheet(("A", "Baseline", 5)), found(("A-0", "TP53", 0.1), ("X-9", "TP53", 0.1))
    with pytest.raises(VariantsError, match="not in the sample sheet: X-9"):
        keyed(variants, draws)
    with pytest.raises(VariantsError, match="not in the sample sheet: X-9"):
        by_sample(draws, variants)
    with pytest.raises(VariantsError, match="not in the sample sheet: X-0, X-1, X-2, X-3, X-4 and 2 more"):
        by_sample(draws, found(*[(f"X-{at}", "TP53", 0.1) for at in range(7)]))


def test_variants_are_keyed_by_the_sheet_or_by_the_barcode_itself():
    variants = found(("A-2", "TP53", 0.1))
    row = keyed(variants, sheet(("A", "After cycle 2", 5))).iloc[0]
    assert (row["USUBJID"], row["AVISIT"], row["ADY"]) == ("A", "After cycle 2", 43)
    assert keyed(variants)[["USUBJID", "AVISIT"]].iloc[0].tolist() == ["A-2", "Baseline"]


def test_visits_are_ordered_by_number_not_by_name():
    draws = pd.DataFrame({"SAMPLEID": ["x", "y"], "AVISIT": ["Day 15", "Day 2"], "AVISITN": ["15", "2"]})
    assert sample_sheet(draws.assign(USUBJID="A"))["AVISIT"].tolist() == ["Day 2", "Day 15"]
