"""Published estimators, only where they are asked for by name."""

import pytest

from analysis.estimates.efficacy.reproduction import checked, reproduced_ratios
from analysis.vocabulary import COX_BRESLOW_3_ITERATIONS, COX_BRESLOW_WALD
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


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
