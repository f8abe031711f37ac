"""Competing causes that study.yml names: read from CNSR or a column, and refused where they do not fit."""

import pytest

from analysis.estimates.competing.aalen_johansen import incidence_at
from analysis.study import cohort
from analysis.study.cohort.causes import any_cause, causes, censored
from analysis.study.problems import StudyError

HEAD = """\
id: t
title: T
synthetic: true
time_unit: months
tables: {adsl: adsl.csv, adtte: adtte.csv}
groupings: {sex: {table: adsl, column: SEX, levels: [F, M], label: Sex, known_day: 0}}
causes: {TTP: CAUSES}
"""
CODES = "{label: Relapse, competing: {Death: [2]}}"
WORDS = [("0", "Relapse"), ("2", "Death"), ("1", "Alive"), ("0", "Relapse")] * 2


def write(folder, said=CODES, endpoint="TTP"):
    """A study of eight subjects in a folder, times 1 to 8, each event of WORDS."""
    rows = [f"{at},TTP,{at},{code},{words}" for at, (code, words) in enumerate(WORDS, 1)]
    (folder / "adtte.csv").write_text("\n".join(["USUBJID,PARAMCD,AVAL,CNSR,EVNTDESC", *rows]) + "\n")
    (folder / "adsl.csv").write_text("USUBJID,SEX\n" + "".join(f"{at},{'FM'[at % 2]}\n" for at in range(1, 9)))
    (folder / "study.yml").write_text(HEAD.replace("CAUSES", said).replace("TTP:", f"{endpoint}:"))
    return folder


@pytest.mark.parametrize("said", [CODES, "{label: Relapse, column: EVNTDESC, competing: {Death: [Death]}}"])
def test_codes_or_words_name_the_cause(tmp_path, said):
    found = causes(cohort.read(write(tmp_path, said)), "TTP")
    assert found["cause"].cat.categories.tolist() == ["Relapse", "Death"]
    assert found["cause"].fillna("Relapse").tolist() == ["Relapse", "Death", "Relapse", "Relapse"] * 2
    assert found["cause"].isna().tolist() == [False, False, True, False] * 2
    assert found["time"].tolist() == [float(at) for at in range(1, 9)]


def test_a_declared_code_is_no_note(tmp_path):
    assert not [note for note in cohort.read(write(tmp_path)).notes if "CNSR" in note]
    (tmp_path / "study.yml").write_text(HEAD.replace("causes: {TTP: CAUSES}\n", ""))
    assert [note for note in cohort.read(tmp_path).notes if "CNSR 2" in note]


@pytest.mark.parametrize(
    ("said", "endpoint", "wrong"),
    [
        (CODES, "PFS", 'causes.PFS: found "PFS"; expected an endpoint of adtte; known: TTP'),
        (
            "{label: Relapse, column: CAUSE, competing: {Death: [2]}}",
            "TTP",
            'causes.TTP.column: found "CAUSE"; expected',
        ),
        (
            "{label: Relapse, competing: {Death: [3]}}",
            "TTP",
            'competing: found "3"; expected a value of CNSR in a row of',
        ),
        (
            "{label: Relapse, competing: {Death: [0]}}",
            "TTP",
            "expected codes of CNSR above 0, which is the endpoint's own",
        ),
        ("{label: Death, competing: {Death: [2]}}", "TTP", "expected each name and each value once, none of them the"),
        ("{label: Relapse, competng: {Death: [2]}}", "TTP", 'a known key; did you mean "competing"?'),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, said, endpoint, wrong):
    with pytest.raises(StudyError) as error:
        cohort.read(write(tmp_path, said, endpoint))
    assert wrong in str(error.value)


def test_follow_up_of_an_endpoint_with_causes_ends_with_any_of_them(tmp_path):
    study = cohort.read(write(tmp_path))
    assert any_cause(study, "TTP", study.endpoint("TTP"))["event"].tolist() == [True, True, False, True] * 2
    assert censored(study, "TTP") == "Death counted as censored"


def test_time_to_progression_and_non_relapse_death_are_two_sides_of_one_thing(tmp_path):
    folder, other = write(tmp_path), {"0": "2", "2": "0", "1": "1"}
    rows = [f"{at},NRM,{at},{other[code]},{words}" for at, (code, words) in enumerate(WORDS, 1)]
    with open(folder / "adtte.csv", "a") as file:
        file.write("\n".join(rows) + "\n")
    said = f"{CODES}, NRM: {{label: Non-relapse death, competing: {{Relapse: [2]}}}}"
    (folder / "study.yml").write_text(HEAD.replace("CAUSES", said))
    study = cohort.read(folder)
    first, second = (incidence_at(causes(study, name), [4.0, 8.0]).set_index("cause") for name in ("TTP", "NRM"))
    assert first.loc["Relapse", "estimate"].tolist() == second.loc["Relapse", "estimate"].tolist()
    assert first.loc["Death", "conf_low"].tolist() == second.loc["Non-relapse death", "conf_low"].tolist()
