"""The figures of one population and of groups compared: columns of the rows decide what is printed, no note does."""

import pandas as pd
import pytest

from analysis import figures, vocabulary
from analysis.estimates import efficacy, survival
from analysis.estimates.survival.curve import number_at_risk
from analysis.figures.survival_comparison import NAIVE, median_words
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, SIX, lung
from tests.figure_checks import overlaps, svg

OPTIONS = {"endpoint": "OS", "unit": "months"}


def compared(tte=SEPARATED, group=CLEARANCE, reference="not cleared", **more):
    """The arguments of the figure: curves, table of those at risk, result rows."""
    at_risk = number_at_risk(tte, figures.ticks(tte["time"].max(), "months"), group)
    more = {"references": {"g": reference}, **more}
    return survival.kaplan_meier(tte, group), at_risk, efficacy.comparisons({"OS": tte}, {"g": group}, **more)


def notes(fig):
    return "\n".join(text.get_text() for text in fig.axes[0].texts if text.get_visible())


def test_the_primary_ratio_is_printed_by_name_with_the_primary_test_alone():
    tables = compared()
    fig, words = figures.survival_comparison(*tables, **OPTIONS), figures.survival_comparison.words
    for line in ("cleared v not cleared: HR 0.12 (", ", Firth", "Exact log-rank P = 0.100"):
        assert line in notes(fig)
    assert "P = 0.063" not in notes(fig)  # by the chi-squared approximation
    many = figures.survival_comparison(*compared(*lung()[:2], "M"), **OPTIONS)
    assert "F v M: HR 0.59 (0.42–0.81), profile likelihood" in notes(many)
    said = words(*tables, label="Clearance", **OPTIONS)
    assert "cleared: n = 2, 1 event, median 42.1 months (95% CI 42.1–NR); not cleared: n = 3, 3 events" in said.caption
    assert said.caption.endswith("Ticks: censored subjects; bands: pointwise 95% confidence limits.")
    assert said.alt.startswith("Kaplan-Meier curves of overall survival by clearance. cleared: n = 2")
    assert said.data is tables[0]


def test_what_counts_from_time_0_is_called_naive_beside_what_allows_for_it():
    tables = compared(*lung()[:2], "M", known_at={"g": 100.0}, landmark={"g": 100.0})
    fig, words = figures.survival_comparison(*tables, **OPTIONS), figures.survival_comparison.words
    for line in ("F v M: time-dependent HR", "Landmark at 100 months: HR", "Naive HR 0.59", "Naive log-rank P = 0.0"):
        assert line in notes(fig).replace("\n   ", " ")
    said = words(*tables, label="g", **OPTIONS).caption
    assert said.endswith(f"{NAIVE} the time-dependent ratio and the landmark ratio allow for that.")
    assert words(*tables, label="g", note="Only later.", **OPTIONS).caption == said[: said.index(NAIVE)] + "Only later."


@pytest.mark.parametrize(("known_at", "promised"), [(12.0, "the time-dependent ratio allows for that."),
                                                    (9999.0, "no ratio here allows for that.")])  # fmt: skip
def test_a_caption_promises_only_the_ratios_that_were_computed(known_at, promised):
    tables = compared(*lung()[:2], "M", known_at={"g": known_at})
    caption = figures.survival_comparison.words(*tables, label="g", **OPTIONS).caption
    assert caption.endswith(f"{NAIVE} {promised}")


@pytest.mark.parametrize("known_at", [0, 12.0])
def test_a_note_replaced_by_nonsense_changes_nothing(known_at):
    curves, at_risk, rows = compared(known_at={"g": known_at})
    before = svg(figures.survival_comparison(curves, at_risk, rows, **OPTIONS))
    words = figures.survival_comparison.words(curves, at_risk, rows, label="g", **OPTIONS)
    nonsense = rows.assign(note="naive: not estimable: Firth reference stratified")
    assert svg(figures.survival_comparison(curves, at_risk, nonsense, **OPTIONS)) == before
    assert figures.survival_comparison.words(curves, at_risk, nonsense, label="g", **OPTIONS)[:2] == words[:2]


def test_a_figure_keeps_to_its_p_values_where_the_ratios_are_many_and_three_groups_have_no_bands():
    tte, _, data = lung()
    ecog = data["ph.ecog"].map({0: "0", 1: "1", 2: "2", 3: "2"})
    many = pd.Series(ecog.mask(data["age"] < 50, "young").mask(data["age"] > 75, "old"), index=tte.index)
    tables = compared(tte, many, "0")
    fig = figures.survival_comparison(*tables, **OPTIONS)
    assert "HR" in notes(fig)
    tables = compared(tte, many.mask(data["age"].between(50, 52), "fifty").mask(data["age"] == 60, "sixty"), "0")
    fig = figures.survival_comparison(*tables, **OPTIONS)
    assert "HR" not in notes(fig)
    assert "Log-rank P = 0.0" in notes(fig)
    assert ", all groups" in notes(fig)
    assert not [band for band in fig.axes[0].collections if band.get_label() == "_band"]
    caption = figures.survival_comparison.words(*tables, label="ECOG", **OPTIONS).caption
    assert "by ECOG: " in caption
    assert "2 v 0: HR " in caption
    assert "bands" not in caption


def test_a_landmark_that_one_group_alone_reaches_and_published_estimators_are_not_put_into_words():
    published = [vocabulary.KM_SPSS, vocabulary.COX_BRESLOW_3_ITERATIONS]
    tables = compared(known_at={"g": 30.0}, landmark={"g": 30.0}, reproduction=published)
    ratios = tables[2][tables[2]["estimand"] == "hazard_ratio"]
    assert (ratios["group"] == "").any()
    caption = figures.survival_comparison.words(*tables, label="g", **OPTIONS).caption
    assert "Landmark" not in caption
    assert " v not cleared" in caption
    assert caption.count("median") == 2
    assert "3 iterations" not in caption


def test_nothing_estimable_is_said_in_the_place_of_a_ratio():
    tte = SEPARATED.assign(event=False)
    caption = figures.survival_comparison.words(*compared(tte), label="g", **OPTIONS).caption
    assert "cleared v not cleared: HR not estimable" in caption
    assert "median NR" in caption


def tables(tte=SIX):
    at_risk = number_at_risk(tte, figures.ticks(tte["time"].max(), "months"))
    return survival.kaplan_meier(tte), at_risk, survival.median_survival(tte)


def test_the_median_of_the_row_is_drawn_and_said_on_the_figure_in_caption_and_alternative_text():
    curve, at_risk, median = tables()
    median = median.assign(estimate=5.5, conf_low=1.0, conf_high=float("nan"), n=20, n_event=1)
    fig = figures.survival_curve(curve, at_risk, median, endpoint="OS", unit="months")
    said = "Median 5.5 months (95% CI 1.0–NR)"
    assert said in {text.get_text() for text in fig.axes[0].texts}
    (drawn,) = [line for line in fig.axes[0].lines if line.get_label() == "_median"]
    assert list(drawn.get_xdata()) == [0, 5.5, 5.5]
    words = figures.survival_curve.words(curve, at_risk, median, endpoint="OS", unit="months")
    assert words.caption.startswith(f"Overall survival: n = 20, 1 event. {said}, interval by the log-log transf")
    assert words.alt == f"Kaplan-Meier curve. Overall survival: n = 20, 1 event. {said}."
    assert words.data is curve


def test_a_caption_names_the_population_and_the_transformation():
    words = figures.survival_curve.words(*tables(), endpoint="PFS", unit="days", conf_type="log", of="the responders")
    assert words.caption.startswith("Progression-free survival of the responders: n = 6, 4 events. Median 7 days (95%")
    assert "interval by the log transformation" in words.caption


def test_a_duration_of_response_counts_from_the_response():
    ax = figures.survival_curve(*tables(), endpoint="DOR", unit="months").axes[0]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Still in response (%)", "Time since first response (months)")
    ax = figures.survival_curve(*tables(), endpoint="TTF", unit="months").axes[0]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("TTF (%)", "Time (months)")


@pytest.mark.parametrize(
    ("row", "unit", "said"),
    [
        ((27.3, 13.6, None), "months", "27.3 months (95% CI 13.6–NR)"),
        ((None, 13.6, None), "months", "NR (95% CI 13.6–NR)"),
        ((None, None, None), "months", "NR"),
        ((310.0, 284.0, 361.0), "days", "310 days (95% CI 284–361)"),
    ],
)
def test_a_median_is_said_in_its_unit_and_without_limits_alone(row, unit, said):
    row = dict(zip(("estimate", "conf_low", "conf_high"), row, strict=True))
    assert median_words(row, unit) == said


def test_the_variable_is_the_title_in_lines_that_fit():
    tables = compared()
    fig = figures.survival_comparison(*tables, label="ECOG performance status", **OPTIONS)
    assert fig.axes[0].get_title(loc="left") == "ECOG performance status"
    long = figures.survival_comparison(*tables, label="A label as long as this one is, " * 5, **OPTIONS)
    assert long.axes[0].get_title(loc="left").count("\n") >= 1
    assert not overlaps(long)
