"""A few corruptions of each study, each of a kind that must be told; the long form: python -m tests.corruptions."""

import pytest

from tests import corruptions

SAMPLE = (
    "arabic indic digits",
    "study days in weeks",
    "os censored and its description too",
    "a visit misspelt",
    "a known day before the sample",
    "a reference gene misspelt in a well",
    "a plate twice",
    "a field twice under another name",
    "an intensity misspelt",
    "a column renamed in nct03958097",
)


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    return corruptions.bases(tmp_path_factory.mktemp("studies"))


@pytest.mark.parametrize("name", SAMPLE)
def test_a_corruption_is_told_or_changes_no_number(bases, name):
    what, words = corruptions.trial(bases, name, 0, seed=1)
    assert what in ("error", "note", "equal"), f"{what}: {words}"


def test_a_change_that_no_check_can_know_is_found_by_the_rows(bases):
    assert corruptions.trial(bases, "another cut point", 1, seed=1)[0] == "silent"


def test_every_kind_is_of_a_study_that_is_there_and_a_folder_is_put_back(bases):
    assert {study for study, _ in corruptions.KINDS.values()} == set(bases)
    assert set(corruptions.UNKNOWABLE) < set(corruptions.KINDS)
    for base in bases.values():
        assert all((base.folder / name).read_text() == text for name, text in base.texts.items())
