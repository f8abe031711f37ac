"""Live numbers in a manuscript: what a placeholder finds, how it is written, what is said of one that finds none."""

import datetime
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis import vocabulary
from analysis.report import manuscript
from analysis.report.manuscript import ManuscriptError
from analysis.report.words import phrases
from analysis.study import declaration

STUDY = Path(__file__).parents[2] / "data" / "nct03958097"
WALD, BRESLOW = vocabulary.COX_EFRON_WALD, vocabulary.COX_BRESLOW_WALD
# endpoint, estimand, population, grouping, group, reference, at, estimate, low, high, p, n, n_event, unit, method, note
ROWS = """
OS|median|all|||||28.555|13.6|43.5||20|14|months|Kaplan-Meier; log-log|
OS|median|all|||||27.3|0.763|53.837||20|14|months|Kaplan-Meier; first time; normal|
OS|median|mif|||||22.505|4.0|||8|6|months|Kaplan-Meier; log-log|
OS|median|all|ctdna_change|decreased||||17.2|||11|5|months|Kaplan-Meier; log-log|not reached
OS|rate|all||||24.0|0.55|0.3134|0.7349||20|9|proportion|Kaplan-Meier; log-log|
OS|rate|all||||24.0|0.55|0.332|0.768||20|9|proportion|Kaplan-Meier; plain|
OS|rate|all||||36.0|||||20|9|proportion|Kaplan-Meier; log-log|not estimable: after the last observed time
OS|hazard_ratio|all|ctdna_change|decreased|increased||0.2317|0.0671|0.8001|0.0207|18|12||Cox; Efron; Wald|
OS|hazard_ratio|all|ctdna_change|decreased|increased||0.24|0.07|0.81|0.0301|18|12||Cox; Breslow; Wald|
OS|log_rank|all|age||||0.92|||0.0004|20|14||log-rank|
OS|log_rank|all|sex||||1.06|||0.31|20|14||log-rank; exact permutation|
|count|all||enrolled|||20||||20||subjects|count|
|count|mif|histology|LUAD|||2||||8||subjects|count|
|count|mif|histology|LUAD|||2||||8||subjects|count|
BOR|proportion|all|response|ORR|||0.45|0.2306|0.6847||20|9||Clopper-Pearson|
OS|hazard_ratio|mif|CD56+|high|low|0.1|3.0|1.0|9.0|0.05|8|6||Cox; Efron; Wald|
OS|hazard_ratio|mif|CD56+|high|low|0.2|4.0|1.0|9.0|0.06|8|6||Cox; Efron; Wald|
"""
COLUMNS = ["endpoint", "estimand", "population", "grouping", "group", "reference", "at", "estimate", "conf_low",
           "conf_high", "p_value", "n", "n_event", "unit", "method", "note"]  # fmt: skip
RESULTS = pd.DataFrame([line.split("|") for line in ROWS.strip().splitlines()], columns=COLUMNS).reindex(
    columns=vocabulary.RESULT_COLUMNS, fill_value=""
)
RESULTS["reason"] = RESULTS["note"].str.removeprefix("not estimable: ")
FACTS = {"title": "A trial", "data_cutoff": datetime.date(2024, 1, 31), "registration": None}


def fill(text):
    return manuscript.filled(text, RESULTS, FACTS, name="m.md").replace(phrases.UNBROKEN, " ")


@pytest.mark.parametrize(
    ("placeholder", "words"),
    [
        ("OS.median | estimate_ci", "28.6 months (95% CI 13.6–43.5)"),
        ('OS.median[by "Kaplan-Meier; first time; normal"] | estimate_ci', "27.3 months (95% CI 0.8–53.8)"),
        ("OS.median[in mif] | estimate_ci", "22.5 months (95% CI 4.0 to not reached)"),
        ("OS.median[ctdna_change: decreased] | estimate_ci", "not reached (95% CI 17.2 months to not reached)"),
        ("OS.rate[24] | percent(0)", "55%"),
        ("OS.rate[at 24] | estimate_ci", "55.0% (95% CI 31.3–73.5)"),
        ('OS.rate[24; by "Kaplan-Meier; plain"] | estimate_ci', "55.0% (95% CI 33.2–76.8)"),
        ("OS.rate[36] | estimate_ci", "not estimable (95% CI not estimable)"),
        ("OS.hazard_ratio[ctdna_change: decreased v increased] | estimate_ci", "0.23 (95% CI 0.07–0.80)"),
        ("OS.hazard_ratio[ctdna_change: decreased] | p_value", "P = 0.021"),
        ('OS.hazard_ratio[ctdna_change: decreased; by "Cox; Breslow; Wald"] | p_value', "P = 0.030"),
        ("OS.log_rank[age:] | p_value", "P < 0.001"),
        ("count[enrolled] | in_words", "20"),
        ("count[in mif; histology: LUAD] | in_words", "two"),
        ("BOR.proportion[response: ORR] | events_of_n", "9 of 20"),
        ("OS.hazard_ratio[in mif; CD56+: high; at 0.1] | value(1)", "3.0"),
        ("study.data_cutoff | text", "31 January 2024"),
        ("study.registration | text", "not stated"),
    ],
)
def test_a_placeholder_becomes_the_number_in_words(placeholder, words):
    assert fill(f"It was {{{{ {placeholder} }}}}.") == f"It was {words}."


def test_text_without_placeholders_stays_as_it_is():
    assert fill("50% {of} | all\n\n| a | b |\n") == "50% {of} | all\n\n| a | b |\n"


@pytest.mark.parametrize(
    ("placeholder", "message"),
    [
        ("OS.mediam | estimate_ci", "no estimand 'mediam'.*near: median"),
        ("PSF.median | estimate", "no endpoint 'PSF'"),
        (
            "OS.median[ctdna_chagne: decreased] | estimate",
            "no grouping 'ctdna_chagne' of OS.median.*near: ctdna_change",
        ),
        ("OS.median[ctdna_change: decresed] | estimate", "no group 'decresed'.*near: decreased"),
        ("OS.rate[12] | percent", "no at '12'.*known: 24, 36"),
        ("OS.rate | percent", "at must be named; known: 24, 36"),
        ('OS.median[by "Kaplan-Meier; log"] | estimate', "no method 'Kaplan-Meier; log'.*near: Kaplan-Meier; log-log"),
        ("OS.median[in miff] | estimate", "no population 'miff'.*near: mif"),
        ("OS.median | estimate_cl", "no format 'estimate_cl'; near: estimate_ci"),
        ("OS.log_rank[sex:] | value", "method must be named; known: log-rank; exact permutation"),
        ("OS.median | percent", "median is no proportion"),
        ("OS.median | p_value", "has no P value"),
        ("OS.median", "cannot be read; expected"),
        ("study.titel | text", "no fact 'titel' of the study; near: title"),
    ],
)
def test_a_placeholder_that_finds_nothing_names_its_line_and_near_names(placeholder, message):
    with pytest.raises(ManuscriptError, match=f"(?s)m.md, line 3: .*{message}"):
        fill(f"Results\n\nIt was {{{{ {placeholder} }}}}.")


def test_all_problems_are_listed_at_once():
    with pytest.raises(ManuscriptError) as error:
        fill("{{ OS.mediam | estimate }}\n{{ OS.median | estimat }}\n{{ OS.median | estimate")
    assert len(str(error.value).splitlines()) == 3
    assert "braces without their pair" in str(error.value)


def test_rows_of_two_sections_that_say_the_same_are_one_number_and_others_are_not():
    assert fill("{{ count[in mif; histology: LUAD] | value }}") == "2"
    two = RESULTS.copy()
    two.loc[two["group"].eq("LUAD").idxmax(), "estimate"] = "3"
    with pytest.raises(ManuscriptError, match="2 numbers fit"):
        manuscript.filled("{{ count[in mif; histology: LUAD] | value }}", two, FACTS)


def test_a_placeholder_without_a_method_never_takes_the_published_one_where_the_house_has_its_own():
    shuffled = RESULTS.iloc[::-1]
    assert "28.6" in manuscript.filled("{{ OS.median | estimate }}", shuffled, FACTS)


@given(some.floats(0, 1), some.text("{}|", max_size=4).filter(lambda text: "{{" not in text and "}}" not in text))
def test_a_filled_manuscript_has_no_placeholder_left(rate, text):
    rows = RESULTS.assign(estimate=str(rate))
    done = manuscript.filled(text + " {{ OS.rate[24] | percent }} ", rows, FACTS)
    assert "{{" not in done
    assert done.endswith("% ")


def test_an_interval_below_zero_and_an_infinite_limit_are_readable():
    row = {"estimand": "difference", "estimate": -0.5, "conf_low": -3.7, "conf_high": 2.9, "unit": "", "note": ""}
    assert phrases.interval(row) == "−3.7 to 2.9"
    assert phrases.interval(row | {"estimand": "hazard_ratio", "conf_low": 2.0, "conf_high": math.inf}) == "2.00–∞"
    assert phrases.interval(row | {"estimand": "hazard_ratio", "conf_low": 2.0, "conf_high": None}).endswith(
        " to not estimable"
    )


def test_the_default_study_declares_its_manuscript_and_a_study_without_one_is_as_before():
    study, _, problems = declaration.read(STUDY)
    assert not problems
    assert study.manuscript == "manuscript.md"
    assert declaration.model.Declaration(id="a", title="A", synthetic=True, tables={}).manuscript is None


def test_every_placeholder_of_the_default_manuscript_can_be_read():
    found = manuscript.PLACEHOLDER.findall((STUDY / "manuscript.md").read_text())
    asked = [manuscript.wanted(words) for words in found if not words.strip().startswith("study.")]
    assert len(asked) > 60
    assert {one.format for one in asked} <= set(phrases.FORMATS)
