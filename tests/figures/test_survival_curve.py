"""The figure of one population and its words: the median's row is drawn and said, nothing is estimated here."""

import pytest

from analysis import figures
from analysis.estimates import survival
from analysis.estimates.survival.curve import number_at_risk
from analysis.figures.survival_curve import median_words
from tests.estimates.survival.samples import SIX


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
