"""Tumour response: hand-worked RECIST sequences, laws, and the public pharmaverse test data."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.estimates import proportions, response
from analysis.study.declaration.model import Response

PHARMAVERSE = Path(__file__).parents[3] / "shared/data/adam_ae/pharmaverse_adrs_onco_TESTDATA.csv.gz"
WORDS = ["CR", "PR", "SD", "PD", "NE"]


def adrs(visits, reported=None):
    """Rows of adrs from {USUBJID: "PR PR PD"} at days 43, 85, … or {USUBJID: [(day, word), …]}."""
    rows = []
    for subject, words in visits.items():
        pairs = words if isinstance(words, list) else [(43 + 42 * at, word) for at, word in enumerate(words.split())]
        rows += [{"USUBJID": subject, "PARAMCD": "OVR", "ADY": day, "AVALC": word} for day, word in pairs]
    rows += [{"USUBJID": name, "PARAMCD": "BOR", "AVALC": word} for name, word in (reported or {}).items()]
    return pd.DataFrame(rows, columns=["USUBJID", "PARAMCD", "ADY", "AVALC"])


def derived(words, **options):
    return response.best_responses(adrs({"1": words}), **options)["derived"].item()


@pytest.mark.parametrize(
    ("words", "confirmed", "unconfirmed"),
    [
        ("PR PR PD", "PR", "PR"),
        ("PR PD", "SD", "PR"),
        ("PR CR CR", "CR", "CR"),
        ("PR CR PD", "PR", "CR"),
        ("CR PR", "PD", "CR"),
        ("CR SD", "SD", "CR"),
        ("CR NON-CR/NON-PD", "SD", "CR"),
        ("CR CR SD PR", "CR", "CR"),
        ("PR PR CR SD", "PR", "CR"),
        ("CR NE SD CR CR", "SD", "CR"),
        ("CR NE CR", "CR", "CR"),
        ("CR NE NE CR", "SD", "CR"),
        ("PR SD PR", "SD", "PR"),
        ("SD PR NE PR", "PR", "PR"),
        ("SD PD PR PR", "SD", "SD"),
        ("PD CR CR", "PD", "PD"),
        ("NE PD", "PD", "PD"),
        ("NE NE", "NE", "NE"),
        ("NON-CR/NON-PD NON-CR/NON-PD", "NON-CR/NON-PD", "NON-CR/NON-PD"),
        ("NON-CR/NON-PD SD", "SD", "SD"),
    ],
)
def test_best_response_follows_recist_with_and_without_confirmation(words, confirmed, unconfirmed):
    assert derived(words) == confirmed
    assert derived(words, confirmed=False) == unconfirmed


@pytest.mark.parametrize("later", ["PR", "SD", "NON-CR/NON-PD", "PD"])
def test_disease_after_a_complete_response_that_stood_too_shortly_for_stable_is_progression(later):
    assert derived([(20, "CR"), (60, later)]) == "PD"
    assert derived([(20, "CR"), (60, "CR"), (102, later)]) == "CR"


def test_confirmation_must_come_at_least_28_days_later():
    assert derived([(43, "PR"), (70, "PR")]) == "SD"
    assert derived([(43, "PR"), (71, "PR")]) == "PR"
    assert derived([(43, "PR"), (64, "PR")], confirm_days=21) == "PR"


def test_a_partial_response_after_a_complete_one_confirms_nothing():
    assert derived([(43, "PR"), (53, "CR"), (96, "PR")]) == "SD"


def test_stable_disease_seen_too_early_does_not_count():
    assert derived([(35, "SD"), (85, "PD")]) == "PD"
    assert derived([(35, "SD")]) == "NE"
    assert derived([(36, "SD"), (85, "PD")]) == "SD"
    assert derived([(22, "SD")], stable_days=21) == "SD"


def reported(parameter, **words):
    """Rows of a reported best response."""
    return pd.DataFrame([{"USUBJID": name, "PARAMCD": parameter, "AVALC": word} for name, word in words.items()])


def trial(rows, **settings):
    """The parts of a study that responses ask for."""
    subjects = pd.Index(sorted(rows["USUBJID"].unique()))
    return SimpleNamespace(table=lambda name: rows, subjects=subjects, response=Response(**settings), arm="")


def test_the_protocol_of_the_study_decides_and_a_parameter_can_set_it_aside():
    rows = adrs({"a": [(29, "SD"), (43, "PR"), (64, "PR")], "b": [(29, "SD")]})
    assert response.responses(trial(rows)).of_subject.to_dict() == {"a": "SD", "b": "NE"}
    assert response.responses(trial(rows, confirm_days=21, stable_days=28)).of_subject.to_dict() == {
        "a": "PR",
        "b": "SD",
    }
    found = response.responses(trial(rows, confirmed=False))
    assert found.of_subject.to_dict() == {"a": "PR", "b": "NE"}
    assert found.source == "Best responses are derived from the visits (not confirmed; SD from 35 days on)."
    assert response.responses(trial(rows, confirmed=False), confirmed=True).of_subject["a"] == "SD"


def test_the_confirmed_report_is_read_where_confirmed_responses_are_asked_for():
    rows = pd.concat(
        [adrs({"a": "PR PR", "b": "PR PR"}), reported("BOR", a="PR", b="CR"), reported("CBOR", a="SD", b="PR")]
    )
    found = response.responses(trial(rows))
    assert found.of_subject.to_dict() == {"a": "SD", "b": "PR"}
    assert found.source == "Best responses are those reported (CBOR, confirmed)."
    assert found.mismatches["USUBJID"].tolist() == ["a"]
    unconfirmed = response.responses(trial(rows), confirmed=False)
    assert unconfirmed.of_subject.to_dict() == {"a": "PR", "b": "CR"}
    assert unconfirmed.source == "Best responses are those reported (BOR, not confirmed)."


def test_reported_but_not_derivable_and_derivable_but_not_reported_are_both_listed_and_counted():
    rows = pd.concat([adrs({"a": "PR PR", "b": "PR PR"}), reported("BOR", a="PR", c="CR")])
    found = response.responses(trial(rows))
    assert found.mismatches[["USUBJID", "derived"]].to_numpy().tolist() == [["b", "PR"], ["c", "NE"]]
    assert found.agreement == ""
    assert found.of_subject.to_dict() == {"a": "PR", "b": "NE", "c": "CR"}
    rest = "1 of 3 subjects have none and count as not evaluable."
    assert found.source == f"Best responses are those reported (BOR, whether confirmed is not told). {rest}"


def test_one_source_alone_neither_agrees_nor_differs():
    for rows in (adrs({"a": "PR PR"}), reported("BOR", a="PR").assign(ADY=1.0)):
        found = response.responses(trial(rows))
        assert (found.agreement, len(found.mismatches)) == ("", 0)


def test_subjects_without_any_assessment_stay_in_the_denominator_as_not_evaluable():
    best = response.best_responses(adrs({"1": "PR PR"}), subjects=["1", "2"])
    assert best["derived"].tolist() == ["PR", "NE"]
    orr = response.rates(best).query("group == 'ORR'").iloc[0]
    assert (orr["n_event"], orr["n"]) == (1, 2)


def test_reported_responses_carry_the_rates_and_disagreements_are_listed_by_subject():
    best = response.best_responses(adrs({"1": "PR PD", "2": "PD", "3": "SD PD"}, {"1": "PR", "2": "PD", "3": "SD"}))
    assert response.mismatches(best)["USUBJID"].tolist() == ["1"]
    assert response.best_of(best).tolist() == ["PR", "PD", "SD"]


def test_agreement_is_said_only_where_something_was_reported_and_nothing_differs():
    said = response.agreement(response.best_responses(adrs({"1": "PR PR"}, {"1": "PR"})))
    assert said == "The best response derived from the visits agrees with the reported one in every subject."
    assert response.agreement(response.best_responses(adrs({"1": "PR PR"}, {"1": "SD"}))) == ""
    assert response.agreement(response.best_responses(adrs({"1": "PR PR"}))) == ""


def test_a_study_without_assessments_has_no_best_responses_no_rates_and_nothing_to_say():
    best = response.best_responses(adrs({}), subjects=["1", "2"])
    assert list(best) == ["USUBJID", "derived", "reported", "response_day", "control_days"]
    assert best.empty
    assert response.rates_within(best, {"all": ["1", "2"]}).empty
    assert response.mismatches(best).empty
    assert response.agreement(best) == ""


def test_rates_are_given_within_each_population():
    best = response.best_responses(adrs({"1": "PR PR", "2": "PD", "3": "PD"}))
    rows = response.rates_within(best, {"all": ["1", "2", "3"], "some": ["1", "2"]})
    own = rows[rows["group"] == "ORR"].set_index("population")
    assert own["n"].to_dict() == {"all": 3, "some": 2}
    assert own["estimate"].to_dict() == pytest.approx({"all": 1 / 3, "some": 1 / 2})


def test_a_subject_without_a_reported_response_counts_as_not_evaluable_beside_reported_ones():
    best = response.best_responses(adrs({"1": "PR PR", "2": "PR PR"}, {"1": "PR"}))
    assert response.best_of(best).tolist() == ["PR", "NE"]


def test_rates_give_the_counts_and_exact_intervals_of_the_trial():
    # 9 of 20: 45 % with the Clopper-Pearson interval 23.1 to 68.5 (R: binom.test(9, 20)$conf.int 0.2305779 0.6847219)
    levels = ["CR"] + ["PR"] * 8 + ["SD"] * 6 + ["PD"] * 5
    best = response.best_responses(adrs({}, {str(at): level for at, level in enumerate(levels)}))
    rows = response.rates(best).set_index("group")
    assert rows.loc[["CR", "PR", "SD", "PD"], "estimate"].tolist() == [1, 8, 6, 5]
    values = rows.loc["ORR", ["estimate", "conf_low", "conf_high"]].astype(float)
    assert values.tolist() == pytest.approx([0.45, 0.2305779, 0.6847219], abs=1e-7)
    assert rows.loc["DCR", "n_event"] == 15
    assert rows.index[rows["estimand"] == "count"].tolist() == ["CR", "PR", "SD", "PD"]
    assert "CBR" not in rows.index  # no visits, so nobody knows how long stable disease lasted


def test_every_usual_response_is_counted_though_nobody_had_it_and_an_unusual_one_where_somebody_had():
    rows = response.rates(response.best_responses(adrs({"1": "PR PR", "2": "NE"})))
    counts = rows[rows["estimand"] == "count"].set_index("group")["estimate"]
    assert counts.to_dict() == {"CR": 0, "PR": 1, "SD": 0, "PD": 0, "NE": 1}


def test_clinical_benefit_needs_24_weeks_of_stable_disease():
    best = response.best_responses(adrs({"1": "SD SD PD", "2": "SD SD SD PD", "3": "PR PR", "4": "PD"}))
    assert best["control_days"].tolist() == [126, 168, 84, 42]
    rows = response.rates(best).set_index("group")
    assert rows.loc["CBR", "n_event"] == 2  # subject 2 (168 days) and the responder
    assert response.rates(best, benefit_days=100).set_index("group").loc["CBR", "n_event"] == 3
    unseen = response.best_responses(adrs({"1": "SD SD SD SD SD PD"}), subjects=["1", "2"])
    assert response.rates(unseen).set_index("group").loc["CBR", ["n_event", "n"]].tolist() == [1, 2]


def test_unknown_words_missing_days_and_second_best_responses_are_errors_that_name_the_subject():
    with pytest.raises(ValueError, match=r"A-7 day 43: ICR"):
        response.best_responses(adrs({"A-7": "iCR"}))
    with pytest.raises(ValueError, match="A-7 day None: PR"):
        response.best_responses(adrs({"A-7": [(None, "PR")]}))
    twice = pd.concat([adrs({}, {"A-7": "PR"}), adrs({}, {"A-7": "SD"})])
    with pytest.raises(ValueError, match="more than one row for A-7"):
        response.best_responses(twice)


def sizes(subject, pairs):
    rows = [{"USUBJID": subject, "PARAMCD": "SUMDIAM", "ADY": day, "AVAL": size} for day, size in pairs]
    return pd.DataFrame(rows)


def test_the_waterfall_takes_the_lowest_size_before_progression():
    visits = adrs({"1": "PR PD SD", "2": "SD"})
    measured = [sizes("1", [(-7, 90), (1, 100), (43, 60), (85, 75), (127, 10)]), sizes("2", [(1, 50), (43, 55)])]
    rows = pd.concat([visits, *measured])
    of_subject = response.best_of(response.best_responses(rows, confirmed=False))
    change = response.change_from_baseline(rows, of_subject)
    assert change["USUBJID"].tolist() == ["2", "1"]
    assert change["PCHG"].tolist() == pytest.approx([10, -40])
    assert change["ADY"].tolist() == [43, 43]


def test_sizes_stand_by_subject_and_day_from_the_baseline_on():
    visits = adrs({"1": "PR PD", "2": "SD"})
    measured = [sizes("2", [(43, 55), (1, 50)]), sizes("1", [(127, 9), (85, 75), (1, 100), (-7, 90), (43, 60)])]
    change = response.tumour_change(pd.concat([visits, *measured]))
    assert change[["USUBJID", "ADY", "BASE", "CHG"]].to_numpy().tolist() == [  # those of the day of PD count
        ["1", -7, 100, -10], ["1", 1, 100, 0], ["1", 43, 100, -40], ["1", 85, 100, -25], ["2", 1, 50, 0],
        ["2", 43, 50, 5]]  # fmt: skip
    assert change.index.tolist() == list(range(len(change)))


def test_subjects_without_a_baseline_above_0_have_no_change_in_tumour_size_and_are_named():
    rows = pd.concat([adrs({"1": "SD"}), sizes("1", [(43, 55)]), sizes("2", [(1, 0), (43, 5)])])
    rows = pd.concat([rows, sizes("3", [(1, 10), (43, 5)])])
    assert response.tumour_change(rows)["USUBJID"].unique().tolist() == ["3"]
    said = response.without_baseline(rows)
    assert said == "No change in tumour size of 2 subjects (1, 2): no sum of diameters above 0 mm on or before day 1."
    assert response.without_baseline(rows[rows["USUBJID"] == "3"]) == ""


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), seed=st.randoms())
def test_confirmation_never_makes_a_response_better_and_the_order_of_rows_does_not_matter(words, seed):
    rows = adrs({"1": " ".join(words)})
    rank = response.BEST_FIRST.index
    best = response.best_responses(rows)["derived"].item()
    assert rank(best) >= rank(response.best_responses(rows, confirmed=False)["derived"].item())
    order = list(range(len(rows)))
    seed.shuffle(order)
    assert response.best_responses(rows.iloc[order])["derived"].item() == best


@given(before=st.lists(st.sampled_from(WORDS), max_size=4), after=st.lists(st.sampled_from(WORDS), max_size=4))
def test_nothing_seen_after_progression_changes_the_best_response(before, after):
    assert derived(" ".join([*before, "PD", *after])) == derived(" ".join([*before, "PD"]))


@given(n=st.integers(1, 60), data=st.data())
def test_exact_interval_covers_the_estimate_and_mirrors_for_the_complement(n, data):
    k = data.draw(st.integers(0, n))
    share, low, high = proportions.clopper_pearson(k, n)
    other = proportions.clopper_pearson(n - k, n)
    assert low <= share <= high
    assert (1 - high, 1 - low) == pytest.approx(other[1:], abs=1e-12)
    if 0 < k < n:  # defining property of the limits: each tail has probability 0.025
        assert stats.binom.sf(k - 1, n, low) == pytest.approx(0.025, abs=1e-9)
        assert stats.binom.cdf(k, n, high) == pytest.approx(0.025, abs=1e-9)


def test_exact_interval_of_nobody_is_not_estimable_and_impossible_counts_are_errors():
    assert proportions.row(0, 0)["note"].startswith("not estimable")
    with pytest.raises(ValueError, match="5 of 4"):
        proportions.clopper_pearson(5, 4)


@pytest.mark.skipif(not PHARMAVERSE.exists(), reason="public test data not on this machine")
@pytest.mark.parametrize(("confirmed", "parameter"), [(False, "BOR"), (True, "CBOR")])
def test_pharmaverse_best_responses_are_derived_again_from_their_visits(confirmed, parameter):
    table = pd.read_csv(PHARMAVERSE)
    table["ADY"] = (pd.to_datetime(table["ADT"]) - pd.to_datetime(table["TRTSDT"])).dt.days + 1
    visits = table[table["PARAMCD"] == "OVR"]
    best = response.best_responses(visits, confirmed=confirmed, stable_days=42).set_index("USUBJID")["derived"]
    expected = table[table["PARAMCD"] == parameter].set_index("USUBJID")["AVALC"]
    assert len(best) == 8
    assert best.to_dict() == expected.loc[best.index].to_dict()


def test_each_arm_has_its_rates_and_their_differences_from_the_reference():
    rows = adrs(
        {name: [(43, word), (85, word)] for name, word in zip("abcde", ("PR", "PD", "CR", "PR", "SD"), strict=True)}
    )
    study = trial(rows)
    arm = pd.Series(pd.Categorical(["old", "old", "new", "new", "new"], ["old", "new"]), list("abcde"), name="arm")
    study.arm, study.arms, study.group = "arm", SimpleNamespace(reference="old"), lambda name: arm
    found = response.responses(study).by_arm
    shares = found[found["estimand"] == "proportion"].set_index(["at", "group"])[["n_event", "n"]]
    assert shares.loc[("ORR", "old")].tolist() == [1, 2]
    assert shares.loc[("ORR", "new")].tolist() == [2, 3]
    assert shares.loc[("DCR", "new")].tolist() == [3, 3]
    assert shares.loc[("PD", "old")].tolist() == [1, 2]
    apart = found[found["estimand"] == "difference"].set_index("at")
    assert apart.index.tolist() == ["ORR", "DCR", "CBR"]
    assert apart.loc["ORR", "estimate"] == pytest.approx(2 / 3 - 1 / 2)
    assert set(found["endpoint"]) == {"BOR"}
    assert response.responses(trial(rows)).by_arm.empty
