"""Droplet tables read as instruments write them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.study.droplets import export, poisson
from analysis.study.problems import Unreadable
from tests.study.droplets.plates import GOOD, HEADER, written

REAL = Path(__file__).parents[4] / "shared" / "data" / "ddpcr" / "quantasoft_SMN2_extract.csv"


def problems(path):
    with pytest.raises(Unreadable) as error:
        export.read(path)
    return str(error.value)


@pytest.mark.skipif(not REAL.exists(), reason="the real droplet table is not on this machine")
def test_a_real_quantasoft_export_agrees_with_the_instrument():
    rows = export.read(REAL)
    ours, low, high = poisson.concentration(rows["positives"], rows["accepted"])
    called = rows["reported"].notna()
    assert (len(rows), called.sum()) == (16, 12)
    assert (ours - rows["reported"])[called].abs().max() < 2e-4
    assert (rows["sample_type"][~called] == "NTC").all()
    assert rows["role"].value_counts().to_dict() == {"control": 12, "blank": 4}
    both = rows.pivot(index="well", columns="target", values="positives").join(rows.groupby("well")["accepted"].first())
    target, reference = (poisson.concentration(both[name], both["accepted"]) for name in ("1", "2"))
    copies = 2 * poisson.ratio(target, reference)[0][:6]
    assert copies == pytest.approx([1.97360336780548, 3.97997879981995, 2, 4.04502630233765, 2.00301504135132,
                                    2.97691297531128], abs=2e-4)  # fmt: skip


def test_both_layouts_of_the_instrument_give_the_same_rows(tmp_path):
    quantasoft = written(tmp_path, GOOD, name="a.csv", encoding="cp1252")
    manager = written(
        tmp_path, "A01,P1 inf1 1h,T,6.2,OK,Unknown,19000,100,18900,",
        header="Well,Sample Name,Target Name,Concentration,Status,Sample Type,AcceptedDroplets,Positives,Negatives",
        name="b.csv", encoding="utf-8-sig",
    )  # fmt: skip
    one, two = (export.read(path).drop(columns="file") for path in (quantasoft, manager))
    pd.testing.assert_frame_equal(one, two)
    assert one.loc[0, ["accepted", "positives", "negatives", "reported"]].tolist() == [19000, 100, 18900, 6.2]


def test_no_call_is_no_number_and_a_merged_well_is_not_counted_again(tmp_path):
    rows = export.read(written(
        tmp_path, "A01,x,T,No Call,CHECK,NTC,19000,0,19000", "B01,x,T,No Call,CHECK,NTC,18000,0,18000",
        "M01,x,T,No Call,CHECK,NTC,37000,0,37000",
    ))  # fmt: skip
    assert rows["well"].tolist() == ["A01", "B01"]
    assert rows["reported"].isna().all()


def test_every_problem_of_a_file_is_listed_with_its_line(tmp_path):
    path = written(
        tmp_path, "A01,x,T,-6.2,OK,Unknown,19000,100,18900", "B01,x,T,6,OK,Unknown,19000,-4,19004",
        "C01,x,T,6,OK,Unknown,19000,100,18000", "D01,x,T,high,OK,Unknown,many,100,18900", GOOD.replace("A01", "C01"),
    )  # fmt: skip
    message = problems(path)
    assert 'line 2, reported: found "-6.2"' in message
    assert 'line 3, positives: found "-4"' in message
    assert "line 4, positives + negatives" in message
    assert 'line 5, accepted: found "many"' in message
    assert 'line 5, reported: found "high"' in message
    assert "line 6, well and target" in message


def test_a_concentration_from_other_droplets_is_an_error_that_names_the_setting(tmp_path):
    path = written(tmp_path, GOOD.replace("6.2", "6.65"))  # as from droplets of 0.79 nL
    assert "droplet_nl" in problems(path)
    assert len(export.read(path, droplet_nl=0.7935)) == 1


def test_missing_columns_are_named(tmp_path):
    assert "column accepted: missing" in problems(written(tmp_path, "A01,x,T,4", header="Well,Sample,Target,Positives"))


@pytest.mark.parametrize("printed", ["6.2", "6.21", "6", "6.2E+00"])
def test_a_concentration_is_compared_as_far_as_it_is_printed(tmp_path, printed):
    assert export.read(written(tmp_path, GOOD.replace("6.2", printed)))["reported"].item() == float(printed)


@pytest.mark.parametrize("printed", ["6.6", "6.35", "5", "7", "6.6E+00", "61E-01"])
def test_a_concentration_off_by_more_than_half_its_last_digit_is_refused(tmp_path, printed):
    assert "droplet_nl" in problems(written(tmp_path, GOOD.replace("6.2", printed)))


@pytest.mark.parametrize(
    ("word", "role"),
    [("Unknown", "sample"), ("", "sample"), ("Ch1Unknown", "sample"), ("Reference", "sample"),
     ("NTC", "blank"), ("Ch2NTC", "blank"), ("Ch1Positive Control", "control"), ("PosCtrl", "control"),
     ("Ch2 Negative control", "control")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["SampleType", "TargetType"])
def test_the_type_of_a_well_is_read_in_the_words_of_both_programs(tmp_path, column, word, role):
    header = HEADER.replace("SampleType", column)
    assert export.read(written(tmp_path, GOOD.replace("Unknown", word), header=header))["role"].item() == role


def test_an_unknown_type_of_well_is_refused_by_name(tmp_path):
    assert 'sample type: found "Ch1Unknwn"' in problems(written(tmp_path, GOOD.replace("Unknown", "Ch1Unknwn")))


def test_the_type_of_a_well_goes_before_that_of_a_target_in_it(tmp_path):
    header = HEADER.replace("SampleType", "SampleType,TargetType")
    lines = [GOOD.replace("Unknown", f"{well},{target}").replace("A01", name) for name, well, target in
             (("A01", "Unknown", "Reference"), ("B01", "NTC", "Unknown"), ("C01", "Unknown", "Ch1NTC"))]  # fmt: skip
    assert export.read(written(tmp_path, *lines, header=header))["role"].tolist() == ["sample", "blank", "blank"]
