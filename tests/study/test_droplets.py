"""Droplet tables: read as instruments write them, made into copies with exact limits, into a table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.study import cohort, droplets
from analysis.study.droplets import export, limits, poisson
from analysis.study.problems import Unreadable

REAL = Path(__file__).parents[3] / "shared" / "data" / "ddpcr" / "quantasoft_SMN2_extract.csv"
HEADER = "Well,Sample description 1,Target,Conc(copies/µL),Status,SampleType,Accepted Droplets,Positives,Negatives"
GOOD = "A01,P1 inf1 1h,T,6.2,OK,Unknown,19000,100,18900"


def written(folder, *lines, header=HEADER, name="plate.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
    return path


def problems(path):
    with pytest.raises(Unreadable) as error:
        export.read(path)
    return str(error.value)


# -- counts to copies


def test_concentration_is_minus_log_of_the_negative_share_over_the_volume():
    estimate, low, high = poisson.concentration([8647, 0], [10000, 10000], droplet_nl=1.0)
    assert estimate == pytest.approx([2000.261, 0], rel=1e-6)  # −ln(0.1353) = 2.000261 in 0.001 µL
    assert low[0] < estimate[0] < high[0]


def test_no_positive_droplet_gives_zero_with_an_upper_limit_never_a_bare_zero():
    estimate, low, high = poisson.per_droplet(0, 20000)
    assert (float(estimate), float(low)) == (0, 0)
    assert float(high) == pytest.approx(-np.log(0.025) / 20000)  # (1 − p)^n = 0.025


def test_a_saturated_reaction_has_no_upper_limit_and_no_droplets_give_nothing():
    estimate, low, high = poisson.per_droplet([500, 0], [500, 0])
    assert np.isinf([estimate[0], high[0]]).all()
    assert np.isfinite(low[0])
    assert np.isnan([estimate[1], low[1], high[1]]).all()


@pytest.mark.parametrize(("positives", "accepted"), [(-1, 10), (11, 10), (1.5, 10)])
def test_counts_that_cannot_be_are_refused(positives, accepted):
    with pytest.raises(ValueError, match="expected whole numbers"):
        poisson.per_droplet(positives, accepted)


@given(st.integers(1000, 30000), st.floats(0, 0.95))
def test_limits_enclose_the_estimate_and_are_those_of_the_positive_share(accepted, share):
    positives = int(share * accepted)
    estimate, low, high = (float(value) for value in poisson.per_droplet(positives, accepted))
    interval = stats.binomtest(positives, accepted).proportion_ci(method="exact")
    assert [low, high] == pytest.approx([-np.log1p(-interval.low), -np.log1p(-interval.high)], rel=1e-9, abs=1e-15)
    assert low <= estimate <= high


def test_the_interval_of_a_ratio_covers_it_about_95_times_in_100():
    draw, n, covered = np.random.default_rng(8), 20000, []
    for copies in (0.0004, 0.004, 0.3):  # 8, 80 and 5,200 positive droplets against 11,000 of the reference
        target = poisson.per_droplet(draw.binomial(n, 1 - np.exp(-copies), 2000), n)
        reference = poisson.per_droplet(draw.binomial(n, 1 - np.exp(-0.8), 2000), n)
        _, low, high = poisson.ratio(target, reference)
        covered.append(((low <= copies / 0.8) & (copies / 0.8 <= high)).mean())
    assert all(0.94 <= share <= 0.99 for share in covered), covered


def test_with_many_droplets_the_interval_of_a_ratio_is_that_of_its_logarithm():
    found = [poisson.per_droplet(positives, 20000) for positives in (2000, 9000)]
    ratio, low, high = poisson.ratio(*found)
    variances = [k / 20000 / (20000 - k) / np.log(1 - k / 20000) ** 2 for k in (2000, 9000)]  # p / (n (1 − p) λ²)
    reach = np.exp(1.959964 * np.sqrt(sum(variances)))
    assert [float(low), float(high)] == pytest.approx([ratio / reach, ratio * reach], rel=1e-3)


def test_a_ratio_of_nothing_has_an_upper_limit_and_one_by_nothing_does_not_exist():
    ratio, low, high = poisson.ratio((0.0, 0.0, 4.0), (1000.0, 980.0, 1020.0))
    assert (float(ratio), float(low)) == (0, 0)
    assert 0.004 <= float(high) < 0.0041
    assert np.isnan(poisson.ratio((5.0, 4.0, 6.0), (0.0, 0.0, 4.0))).all()


# -- limits


def test_the_limit_of_detection_is_three_droplets_over_blanks_that_show_none():
    assert float(limits.detection_positives(20000)) == pytest.approx(-np.log(0.05))
    more = float(limits.detection_positives(20000, blank_rate=2e-4))  # 4 by chance: limit of blank 8
    assert stats.poisson.sf(8, more) == pytest.approx(0.95)


def test_the_limit_of_quantification_is_sixteen_droplets_at_25_percent():
    assert limits.quantification_positives() == 16
    with pytest.raises(ValueError, match="between 0 and 1"):
        limits.quantification_positives(cv=25)


# -- files


@pytest.mark.skipif(not REAL.exists(), reason="the real droplet table is not on this machine")
def test_a_real_quantasoft_export_agrees_with_the_instrument():
    rows = export.read(REAL)
    ours, low, high = poisson.concentration(rows["positives"], rows["accepted"])
    called = rows["reported"].notna()
    assert (len(rows), called.sum()) == (16, 12)
    assert (ours - rows["reported"])[called].abs().max() < 2e-4
    assert (rows["sample_type"][~called] == "NTC").all()
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


# -- a study


SETTINGS = {
    "sample": r"'(?P<USUBJID>P\d) inf(?P<INFUSION>\d+) (?P<HOURS>-?[\d.]+)h'",
    "targets": "{CAR: T}",
    "reference": "R",
}


def study(folder, *lines, **changes):
    plates = folder / "plates"
    plates.mkdir()
    written(plates, *lines)
    (folder / "adsl.csv").write_text("USUBJID\nP1\nP2\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\nP1,OS,3,0\nP2,OS,4,1\n")
    settings = "".join(f"      {key}: {value or 'null'}\n" for key, value in (SETTINGS | changes).items())
    (folder / "study.yml").write_text(
        "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\ntables:\n  adsl: adsl.csv\n  adtte: adtte.csv\n"
        f"  ddpcr:\n    file: plates\n    layout: droplets\n    parameters:\n{settings}"
    )
    return cohort.read(folder)


def well(name, sample, positives, *, reference=8000, accepted=15000, kind="Unknown"):
    for target, count in (("T", positives), ("R", reference)):
        yield f"{name},{sample},{target},No Call,OK,{kind},{accepted},{count},{accepted - count}"


def test_replicate_wells_are_merged_by_adding_droplets(tmp_path):
    found = droplets.table(study(tmp_path, *well("A01", "P1 inf1 1h", 40), *well("B01", "P1 inf1 1h", 60))).iloc[0]
    assert found[["positives", "accepted", "n_wells"]].tolist() == [100, 30000, 2]
    share = np.log(1 - 100 / 30000) / np.log(1 - 16000 / 30000)
    assert found["AVAL"] == pytest.approx(share * 1e6 / 3.3)
    assert found["per_two_genomes"] == pytest.approx(2 * share)
    assert found["BLQFL"] == "N"
    assert found["p_wells"] == pytest.approx(0.0453, abs=1e-3)  # χ² 4.01 of 40 and 60 among 15,000 each


def test_a_sample_below_the_limit_of_detection_has_no_value_and_stays_censored(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 2), *well("B01", "P1 inf1 4h", 0), *well("C01", "P1 inf1 24h", 7)]
    found = droplets.table(study(tmp_path, *rows)).set_index("HOURS")
    assert found["AVAL"].isna().tolist() == [True, True, False]
    assert found["BLQFL"].tolist() == ["Y", "Y", "Y"]
    assert (found["LOD"] < found["LLOQ"]).all()
    assert (found["conf_high"] > 0).all()
    assert found["LOD"].iloc[0] / found["LLOQ"].iloc[0] == pytest.approx(2.9957 / 16, rel=1e-4)


def test_what_blank_wells_show_raises_the_limit_of_detection(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "water", 3, reference=0, kind="NTC")]
    own = study(tmp_path, *rows)
    found = droplets.table(own).iloc[0]
    blank = droplets.blanks(own).set_index("target")
    assert blank.loc["T", ["wells", "droplets", "positives"]].tolist() == [1, 15000, 3]
    assert found["LOD"] / found["LLOQ"] == pytest.approx(stats.chi2.ppf(0.95, 14) / 2 / 16)  # blank limit 6: 11.8


def test_wells_with_few_droplets_are_left_out(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "P1 inf1 1h", 900, accepted=9000)]
    assert droplets.table(study(tmp_path, *rows)).iloc[0]["positives"] == 50


def test_a_sample_without_infusion_time_or_of_a_stranger_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ValueError, match='line 2, sample: found "P1 baseline"'):
        droplets.table(study(tmp_path, *well("A01", "P1 baseline", 50), *well("B01", "P1 inf1 1h", 50)))


def test_a_subject_that_is_not_in_adsl_is_an_error(tmp_path):
    with pytest.raises(ValueError, match='found "P7"; expected a subject of adsl'):
        droplets.table(study(tmp_path, *well("A01", "P7 inf1 1h", 50)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reference": "RPP30"}, 'found "RPP30"'),
        ({"droplets": 3}, 'parameters: found "droplets"'),
        ({"targets": ""}, "targets: missing"),
    ],
)
def test_settings_that_do_not_fit_are_named(tmp_path, changes, words):
    with pytest.raises(ValueError, match=words):
        droplets.table(study(tmp_path, *well("A01", "P1 inf1 1h", 50), **changes))
