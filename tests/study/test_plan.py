"""The analysis plan beside study.yml: what it names, and every way in which it can be wrong."""

import datetime
from types import SimpleNamespace

import pytest

from analysis.study import plan
from analysis.study.problems import StudyError

WHOLE = "date: 2019-04-01\nanalyses:\n  os: {endpoints: [OS], estimands: [median]}\n  sex: {groupings: [sex]}\n"


@pytest.fixture
def read(tmp_path):
    """A function of a sap.yml's text, and of what the study has, that reads the plan."""

    def reads(text, **changes):
        (tmp_path / plan.FILE).write_text(text)
        facts = {"folder": tmp_path, "data_cutoff": datetime.date(2024, 1, 31), "endpoints": ["OS", "PFS"],
                 "populations": {"all": "", "mif": ""}, "groupings": {"sex": None}, "numbers": {}}  # fmt: skip
        return plan.read(SimpleNamespace(**facts | changes))

    return reads


def test_a_plan_has_its_date_and_what_each_analysis_names(read):
    found = read(WHOLE + "exploratory:\n  mif: {populations: [mif], groupings: [CD8+]}\n")
    assert found.date == datetime.date(2019, 4, 1)
    assert found.analyses["os"] == {"population": ["all"], "grouping": [""], "endpoint": ["OS"], "estimand": ["median"]}
    assert found.analyses["sex"] == {"population": ["all"], "grouping": ["sex"]}
    assert found.exploratory == {"mif": {"population": ["mif"], "grouping": ["CD8+"]}}


def test_a_study_without_sap_yml_has_no_plan(tmp_path):
    assert plan.read(SimpleNamespace(folder=tmp_path)) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2019-04-01", "April", 'sap.yml, line 1, date: found "April"; expected the date of the plan as YYYY-MM-DD'),
        ("date: 2019-04-01\n", "", "date: missing"),
        (
            "[OS]",
            "[OSS]",
            'sap.yml, line 3, analyses.os.endpoints: found "OSS"; expected one of the study\'s endpoints',
        ),
        ("[sex]", "[six]", 'did you mean "sex"?'),
        ("groupings: [sex]", "grouping: [sex]", 'found "grouping"; expected a known key; did you mean "groupings"?'),
        ("[sex]", "sex", 'found "sex"; expected a list'),
        ("analyses:", "analysis:", "analyses: missing"),
        ("{groupings: [sex]}", "sex", "expected an analysis such as"),
        ("analyses:", "analyses: [", "expected YAML"),
    ],
)
def test_what_is_wrong_is_told_with_line_key_value_and_what_was_expected(read, old, new, told):
    with pytest.raises(StudyError) as error:
        read(WHOLE.replace(old, new))
    assert told in str(error.value)


def test_a_plan_needs_the_cutoff_with_which_its_date_is_compared(read):
    with pytest.raises(StudyError, match=r"study.yml, data_cutoff: missing"):
        read(WHOLE, data_cutoff=None)
