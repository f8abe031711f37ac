"""From response to resistance: variants gained and lost, and how early the rise was seen."""

import numpy as np
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates.ctdna.draws import Draws
from analysis.estimates.ctdna.resistance import landscape, lead_rows, lead_time
from tests.estimates.ctdna.cases import draws_of, found, sheet, trial


def fates_of(variants, *visits, progressed):
    draws = sheet(*[("A", visit, 5) for visit in visits])
    return landscape(draws_of(draws, variants, trial(progressed={"A": progressed, "B": 10.0})), window=28)


def test_variants_at_resistance_are_kept_gained_or_lost():
    variants = found(("A-0", "X", 0.1), ("A-0", "Y", 0.2), ("A-4", "Y", 0.3), ("A-4", "Z", 0.05), ("A-2", "Q", 0.5))
    fates = fates_of(variants, "Baseline", "After cycle 2", "After cycle 4", progressed=90.0).set_index("gene")
    assert fates["fate"].to_dict() == {"X": "lost", "Y": "kept", "Z": "gained"}
    assert fates.loc[["X", "Y", "Z"], "vaf_baseline"].tolist() == [0.1, 0.2, 0]
    assert fates.loc[["X", "Y", "Z"], "vaf_resistance"].tolist() == [0, 0.3, 0.05]


@pytest.mark.parametrize(("day", "drawn"), [(60, ["A-2"]), (64, ["A-4"]), (68, ["A-4"]), (8, [])])
def test_the_draw_nearest_to_progression_shows_resistance_of_equals_the_later(day, drawn):
    variants = found(("A-2", "A-2", 0.1), ("A-4", "A-4", 0.1))
    fates = fates_of(variants, "Baseline", "After cycle 2", "After cycle 4", progressed=float(day))
    assert fates["gene"].tolist() == drawn


def test_without_a_draw_near_progression_there_is_no_landscape():
    variants = found(("A-0", "X", 0.1), ("A-2", "X", 0.1))
    assert len(fates_of(variants, "Baseline", "After cycle 2", progressed=71.0)) == 1
    assert fates_of(variants, "Baseline", "After cycle 2", progressed=72.0).empty


def led(*values, progressed):
    """The lead of a subject with these mTBI at day 1, 43, 85, 127 who progressed on a day, or never."""
    days = [1, 43, 85, 127][: len(values)]
    table = pd.DataFrame({"USUBJID": "A", "AVISIT": list("0246")[: len(values)], "ADY": days, "mtbi": values})
    return lead_time(Draws(None, None, table, study=trial(progressed={"A": progressed} if progressed else {}))).subjects


def test_lead_time_runs_from_the_first_rise_above_the_nadir_to_progression():
    row = led(0.10, 0.02, 0.03, 0.20, progressed=120).iloc[0]
    assert row[["nadir", "rise_day", "rise_mtbi", "lead"]].tolist() == [0.02, 85, 0.03, 35]


@pytest.mark.parametrize(("values", "note"), [((0.10, 0.02, 0.023), "no rise seen by progression"),
                                              ((0.10,), "fewer than two draws by progression")])  # fmt: skip
def test_lead_time_is_missing_with_its_reason_when_no_rise_was_seen(values, note):
    row = led(*values, progressed=120).iloc[0]
    assert pd.isna(row["lead"])
    assert row["note"] == note


def test_a_rise_that_went_back_is_told_apart_from_the_one_that_ended_in_progression():
    row = led(0.10, 0.20, 0.00, 0.05, progressed=130).iloc[0]
    assert row[["nadir_day", "rise_day", "lead", "undone_day"]].tolist() == [85, 127, 3, 43]
    assert led(0.10, 0.00, 0.00, 0.05, progressed=130)["nadir_day"].item() == 85


def test_a_rise_after_progression_does_not_count_and_who_did_not_progress_has_no_row():
    late = led(0.10, 0.02, 0.03, 0.20, progressed=80).iloc[0]
    assert late["note"] == "no rise seen by progression"
    assert led(0.1, 0.2, progressed=None).empty


def test_a_rise_is_measured_from_the_lowest_value_not_from_the_last():
    assert led(0.10, 0.02, 0.0235, 0.0262, progressed=130)["rise_day"].item() == 127


def test_a_rise_needs_a_fifth_of_the_nadir_and_half_a_percent():
    assert led(0.50, 0.40, 0.45, progressed=130)["rise_day"].isna().item()
    assert led(0.10, 0.00, 0.004, progressed=130)["rise_day"].isna().item()
    assert led(0.10, 0.00, 0.005, progressed=130)["rise_day"].item() == 85


def test_reappearance_after_clearance_is_a_rise():
    assert led(0.1, 0.0, 0.006, progressed=85)["lead"].item() == 0


def test_who_progressed_before_every_draw_stays_in_the_table_with_the_reason():
    row = led(0.1, 0.2, progressed=0.5).iloc[0]
    assert pd.isna(row["nadir"])
    assert row["note"] == "fewer than two draws by progression"


def test_lead_rows_give_the_share_with_an_early_rise_and_how_early():
    lead = pd.DataFrame(
        {"lead": [40.0, 20, 0, np.nan, np.nan], "nadir": [0.1, 0.1, 0.1, 0.1, np.nan], "note": "any words"}
    )
    rows = lead_rows(lead)
    whole = rows[rows["group"] == "before progression or on its day"].iloc[0]
    assert whole[["estimand", "estimate", "n"]].tolist() == ["median", 20, 3]
    rows = rows.drop(index=whole.name).set_index("estimand")
    assert rows.loc["proportion", ["n_event", "n"]].tolist() == [2, 4]
    assert rows.loc[["median", "minimum", "maximum"], "estimate"].tolist() == [30, 20, 40]
    assert set(rows.reset_index().columns) <= set(vocabulary.RESULT_COLUMNS)
