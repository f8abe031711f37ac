"""The covariates of a model that study.yml names: known, given once, known at the start."""

import pytest

from analysis.study.problems import StudyError
from tests.report.test_adjusted import NUMBER, study_of


def test_covariates_are_read_by_endpoint(tmp_path):
    assert study_of(tmp_path).covariates == {"OS": ["arm", "sex", "age"]}


MISFITS = [
    ("{OS: [arm, sexx]}", 'line 9, covariates.OS: found "sexx"; expected a grouping or a number of study.yml; did you'),
    ("{OS: [sex, sex]}", 'covariates.OS: found "sex"; expected each covariate once'),
    ("{PFS: [sex]}", 'covariates: found "PFS"; expected a PARAMCD of adtte; known: OS'),
    ("{OS: [age]}", 'covariates.OS: found "age"; expected one known before treatment (known_day 0)'),
]


@pytest.mark.parametrize(("said", "wrong"), MISFITS)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, said, wrong):
    with pytest.raises(StudyError) as error:
        study_of(tmp_path, said, NUMBER.replace("known_day: 0", "known_day: 9"))
    assert wrong in str(error.value)
