"""Names that study.yml or PARAMS gives to sections: each must be there; what has no table is left to the section."""

import pytest

from analysis.study.cohort import named
from analysis.study.problems import StudyError
from tests.study.cohort.test_derived import study

SAMPLES = "USUBJID,SAMPLEID,AVISIT\n1,a,Baseline\n1,b,After cycle 2\n"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("1_overall_survival: {endpoints: [OS, OSS]}", 'endpoints: found "OSS"; expected a PARAMCD of adtte; did you'),
        ("1_overall_survival: {arm: smoke}", 'arm: found "smoke"; expected a grouping; known: none'),
        ("1_overall_survival: {populations: [mfi]}", 'populations: found "mfi"; expected a population; known: all'),
        ("2_ctdna: {response_visit: After cycle 3}", 'expected a AVISIT of samples; did you mean "After cycle 2"?'),
        ("2_ctdna: {within: [al]}", 'within: found "al"; expected a population; did you mean "all"?'),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_near_ones(tmp_path, section, told):
    with pytest.raises(StudyError) as error:
        study(tmp_path, f"sections: {{{section}}}\n", samples=SAMPLES)
    assert told in str(error.value)
    assert "study.yml, line 5, sections." in str(error.value)


def test_a_name_of_a_table_that_is_not_there_is_left_to_its_section(tmp_path):
    study(
        tmp_path, "sections: {3_nk_phenotype: {markers: [PD1], visit: Week 6}, 1_overall_survival: {endpoints: OS}}\n"
    )


def test_an_endpoint_of_horizons_must_be_there(tmp_path):
    with pytest.raises(StudyError, match='horizons: found "OSS"; expected a PARAMCD of adtte; did you mean "OS"'):
        study(tmp_path, "horizons: {OSS: 12}\n")


def test_names_in_params_are_told_with_their_place(tmp_path):
    made = study(tmp_path)
    found = named.problems(
        {"PARAMS": {"endpoints": ["PFS"], "conf_type": ["log"]}}, made.declaration, made.frames, file=""
    )
    assert [str(one) for one in found] == ['PARAMS.endpoints: found "PFS"; expected a PARAMCD of adtte; known: OS']
