"""Figures of the safety section: marks, numbers and lanes against their tables."""

import pandas as pd
import pytest

from analysis.estimates import safety
from analysis.figures import adverse_events, exposure, theme
from analysis.report.words.safety import cycle_table, event_table, overview_table

SHARES = pd.DataFrame(
    [("General", "Fatigue", "any_grade", 0.5, 0.2, 0.8, 2), ("General", "Fatigue", "grade_3", 0.25, 0.1, 0.6, 1),
     ("Blood", "Anemia", "any_grade", 0.25, 0.1, 0.6, 1), ("Blood", "Anemia", "grade_3", 0.0, 0.0, 0.5, 0)],
    columns=["AEBODSYS", "AEDECOD", "category", "estimate", "conf_low", "conf_high", "n_event"],
).assign(n=4)  # fmt: skip
RATES = pd.DataFrame(
    {"AEDECOD": ["Any adverse event", "Fatigue"], "estimate": [9, 4.0], "conf_low": [1, 1.0], "conf_high": [20, 9.0]}
)


@pytest.fixture
def axes():
    fig, axes = theme.canvas(180, 60, ncols=2)
    yield axes
    theme.plt.close(fig)


def drawn(ax):
    """The places of all dots on an axes as (x, y)."""
    spots = [tuple(spot) for dots in ax.collections if hasattr(dots, "get_sizes") for spot in dots.get_offsets()]
    return [(round(float(x), 6), round(float(y), 6)) for x, y in spots if (x, y) != (0, 0)]


def test_terms_stand_under_their_organ_class_with_marks_in_percent(axes):
    left, right = adverse_events.adverse_events(SHARES, RATES, axes=axes)
    names = [name.get_text() for name in left.get_yticklabels()]
    assert names == ["General", "Fatigue", "Blood", "Anemia"]
    assert drawn(left) == [(50, -1), (25, -3), (25, -1.26)]  # any grade of both terms, grade 3 of the one that has it
    assert drawn(right) == [(4, -1)]  # the overall rate has no row


def test_numbers_beside_the_marks_are_the_counts(axes):
    left, _ = adverse_events.adverse_events(SHARES, RATES, axes=axes)
    numbers = {(round(text.xy[1]), text.get_text()) for text in left.texts}
    assert {(-1, "2"), (-1, "1"), (-3, "1"), (-3, "0")} <= numbers


def test_without_organ_classes_terms_stand_alone_and_the_height_follows(axes):
    plain = SHARES.drop(columns="AEBODSYS")
    left, _ = adverse_events.adverse_events(plain, RATES, axes=axes)
    assert [name.get_text() for name in left.get_yticklabels()] == ["Fatigue", "Anemia"]
    assert adverse_events.height_mm(SHARES) - adverse_events.height_mm(plain) == pytest.approx(
        2 * adverse_events.ROW_MM
    )


def test_terms_coded_in_capitals_are_written_as_words_and_narrow_rates_have_ticks(axes):
    coded = SHARES.assign(AEDECOD=SHARES["AEDECOD"].str.upper())
    rates = RATES.assign(AEDECOD=RATES["AEDECOD"].str.upper(), conf_low=3.5, conf_high=5.5)
    left, right = adverse_events.adverse_events(coded, rates, axes=axes)
    assert [name.get_text() for name in left.get_yticklabels()] == ["General", "Fatigue", "Blood", "Anemia"]
    low, high = right.get_xlim()
    assert [tick for tick in right.get_xticks() if low <= tick <= high]


def test_period_rates_show_exposed_subjects_and_events(axes):
    rows = pd.DataFrame(
        {"group": ["0–6 months"], "estimate": [5.0], "conf_low": [2.0], "conf_high": [9.0], "n": [4], "n_event": [3]}
    )
    ax = adverse_events.period_rates(rows, ax=axes[0])
    assert ax.get_xticklabels()[0].get_text() == "0–6 months\nn = 4\n3 events"


def test_each_dose_is_a_tick_and_who_goes_on_has_an_arrow(axes):
    doses = pd.DataFrame({"USUBJID": ["1", "1", "1", "2"], "EXTRT": ["A", "A", "B", "A"], "time": [0.0, 3, 0, 0]})
    lanes = pd.DataFrame(
        {"USUBJID": ["1", "2"], "time": [4.0, 1.0], "end": ["ONGOING", "PROGRESSIVE DISEASE"], "A": [2, 1], "B": [1, 0]}
    )
    ax = exposure.exposure(doses, lanes, ax=axes[0])
    ticks = [len(lines.get_segments()) for lines in ax.collections if hasattr(lines, "get_segments")]
    assert ticks == [3, 1]
    assert [bar.get_width() for bar in ax.patches] == [4, 1]
    assert len([note for note in ax.texts if getattr(note, "arrow_patch", None)]) == 1
    assert {"2", "1", "0"} <= {text.get_text() for text in ax.texts}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B", "Ongoing", "Progressive disease"]


def test_long_names_of_drugs_and_few_subjects_leave_nothing_on_top_of_each_other():
    drugs = ["Cyclophosphamide", "Fludarabine", "sIL15_TRACK NK cells"]
    doses = pd.DataFrame({"USUBJID": ["1"] * 3, "EXTRT": drugs, "time": [0.0, 0, 1]})
    lanes = pd.DataFrame({"USUBJID": ["1", "2"], "time": [4.0, 1.0], "end": "COMPLETED"}).assign(
        **dict.fromkeys(drugs, 1)
    )
    fig, ax = theme.canvas(180, exposure.height_mm(lanes))
    exposure.exposure(doses, lanes, ax=ax)
    fig.canvas.draw()
    legend, label = ax.get_legend().get_window_extent(), ax.xaxis.label.get_window_extent()
    assert legend.y1 <= label.y0 + 2
    names = [text for text in ax.texts if text.get_text() in drugs]
    assert [text.get_rotation() for text in names] == [35] * 3  # side by side at that slant, they cannot touch
    theme.plt.close(fig)


def test_a_reason_without_a_mark_of_its_own_gets_the_common_one(axes):
    doses = pd.DataFrame({"USUBJID": ["1"], "EXTRT": ["A"], "time": [0.0]})
    lanes = pd.DataFrame({"USUBJID": ["1"], "time": [4.0], "end": ["LOST TO FOLLOW-UP"]})
    ax = exposure.exposure(doses, lanes, ax=axes[0])
    assert ax.get_legend().get_texts()[-1].get_text() == "Lost to follow-up"


def test_categories_of_the_figure_are_those_of_the_table():
    assert set(adverse_events.COLORS) <= set(safety.CATEGORIES)


def test_the_printed_table_has_a_line_for_each_organ_class_and_term():
    missing = SHARES.assign(n_event=SHARES["n_event"].where(SHARES["category"] != "grade_3"))
    full = [missing.assign(category=name) for name in ("serious", "related", "discontinued")]
    shares = pd.concat([missing, *(part.drop_duplicates("AEDECOD") for part in full)])
    new = pd.DataFrame({"AEDECOD": ["Fatigue", "Anemia"], "n_new": [1, 0]})
    table = event_table(shares, RATES, new)
    assert table["Adverse event"].tolist() == ["General", "\u2003Fatigue", "Blood", "\u2003Anemia"]
    assert table["Any grade"].tolist() == ["", "2 (50%)", "", "1 (25%)"]
    assert table["Grade 3 or higher"].tolist() == ["", "–", "", "–"]
    assert table["Per 100 patient-months (95% CI)"].tolist() == ["", "4.0 (1.0–9.0)", "", ""]
    assert table["First seen since"].tolist() == ["", "1", "", "0"]


def test_no_subject_with_an_event_is_zero_and_not_missing():
    none = SHARES.assign(n_event=0)
    full = [none.assign(category=name) for name in ("serious", "related", "discontinued")]
    table = event_table(pd.concat([none, *(part.drop_duplicates("AEDECOD") for part in full)]), RATES)
    assert table["Grade 3 or higher"].tolist() == ["", "0", "", "0"]


def test_overview_and_cycles_are_printed_in_words():
    rows = pd.DataFrame({"group": ["any_grade", "grade_3"], "n_event": [2, None], "n": [4, 4]})
    rows = rows.assign(
        conf_low=[0.068, None], conf_high=[0.932, None], note=["", "not estimable: AETOXGR not recorded"]
    )
    table = overview_table(rows)
    assert table["Subjects with at least one event"].tolist() == ["Any grade", "Grade 3 or higher"]
    assert table["Subjects (%)"].tolist() == ["2 (50%)", "–"]
    assert table["95% CI (%)"].tolist() == ["6.8–93.2", "–"]
    assert "Note" not in overview_table(rows[:1])
    cycles = pd.DataFrame({"estimand": ["median", "minimum", "maximum"], "estimate": [11.5, 2, 36.0]})
    cycles = cycles.assign(group="NK cells", n=20)
    assert cycle_table(cycles).values.tolist() == [["NK cells", "20", "11.5", "2–36"]]
