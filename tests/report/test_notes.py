"""Every note replaced by nonsense: all that is printed and drawn stays the same but for the note itself."""

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import figures, vocabulary
from analysis.estimates import cutoff, efficacy
from analysis.estimates.efficacy.subgroup import subgroups
from analysis.report import ledger as published
from analysis.report.words import captions, phrases, readable
from analysis.report.words.tables.biomarkers import sweep as printed_sweep
from tests.estimates.survival.samples import CLEARANCE, SEPARATED

REFERENCE = {"clearance": "not cleared", "half": "a", "later": "not cleared"}


@pytest.fixture(scope="module")
def rows():
    """Rows that are separated, naive, not reached, not estimable, and ones with nothing to say."""
    half = pd.Series(np.resize(["a", "b"], len(SEPARATED)), index=SEPARATED.index)
    groups = {"clearance": CLEARANCE, "half": half, "later": CLEARANCE}
    known = {"later": float(SEPARATED["time"].min()) / 2}
    early = SEPARATED.assign(event=SEPARATED["event"] & (SEPARATED["time"].rank() < 3))
    ttes, options = {"OS": SEPARATED, "PFS": early}, {"references": REFERENCE, "known_at": known}
    found = efficacy.comparisons(ttes, groups, landmarks=[3, 999], **options)
    assert found["naive"].any()
    assert found["separated"].any()
    assert {"", "not reached"} < set(found["reason"])
    return found


def both(frame):
    return frame, frame.assign(note="zzz")


def svg(figure):
    held = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "x"}):
        getattr(figure, "figure", figure).savefig(held, format="svg", metadata={"Date": None})
    plt.close("all")
    return held.getvalue()


def test_a_printed_table(rows):
    one, other = (readable.results(part).drop(columns="Note") for part in both(rows))
    pd.testing.assert_frame_equal(one, other)
    assert len({captions.families(part) for part in both(rows)}) == 1


def test_a_row_in_a_sentence(rows):
    for one, other in zip(*(part.to_dict("records") for part in both(rows)), strict=True):
        for write in (phrases.estimate_ci, phrases.interval):
            assert write(one) == write(other)


@pytest.mark.parametrize("grouping", REFERENCE)
def test_the_words_of_curves(rows, grouping):
    own = rows[(rows["grouping"] == grouping) & (rows["endpoint"] == "OS")]
    words, curves = {"endpoint": "OS", "label": "", "unit": "months"}, pd.DataFrame({"group": ["a"]})
    assert (
        len({figures.survival_comparison.words(curves, pd.DataFrame(), part, **words)[:2] for part in both(own)}) == 1
    )


def test_a_forest(rows):
    baseline = rows[(rows["grouping"] != "later") & (rows["endpoint"] == "OS")]
    tables = [subgroups(part) for part in both(baseline)]
    tables[1]["note"] = "zzz"
    assert len({svg(figures.subgroup_forest(table, {}, unit="months", endpoint="OS")) for table in tables}) == 1
    assert len({figures.subgroup_forest.words(table, {}, endpoint="OS")[:2] for table in tables}) == 1


def test_a_sweep_in_bubbles_and_in_print():
    rng = np.random.default_rng(3)
    markers = pd.DataFrame(rng.random((len(SEPARATED), 3)), SEPARATED.index, columns=list("abc"))
    table = cutoff.sweep(markers.assign(d=0.0), SEPARATED, permutations=50)
    assert table["separated"].any()
    assert len({svg(figures.bubbles({"OS": part})) for part in both(table)}) == 1
    pd.testing.assert_frame_equal(*(printed_sweep(part) for part in both(table.assign(endpoint="OS"))))


def test_the_verdicts_of_a_ledger(rows):
    row = rows[rows["reason"] == vocabulary.NOT_REACHED].iloc[0]
    entry = {key: row[key] for key in published.KEYS} | {"id": "A", "place": "", "statement": "", "value": "NR"}
    ledger = pd.DataFrame([entry | dict.fromkeys(["conf_low", "conf_high", "p_value", "n", "n_event"], "")])
    one, other = (published.verdicts(ledger, part).drop(columns="recomputed_note") for part in both(rows))
    pd.testing.assert_frame_equal(one, other)
    assert one["verdict"].tolist() == ["reproduced"]
