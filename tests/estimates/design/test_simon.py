"""Simon's two stages: printed designs, values of R's clinfun, and laws that an estimate and its limits keep."""

import numpy as np
import pytest
from scipy.stats import binom

from analysis.estimates.design.simon import Simon


@pytest.mark.parametrize(
    ("design", "p0", "p1", "alpha", "beta", "expected_n", "stop"),
    [
        # Simon 1989, table 1 and 2
        ((0, 9, 2, 17), 0.05, 0.25, 0.05, 0.20, 12.0, 0.63),
        ((0, 12, 2, 16), 0.05, 0.25, 0.05, 0.20, 13.8, 0.54),
        ((3, 13, 12, 43), 0.20, 0.40, 0.05, 0.20, 20.6, 0.75),
        # R: clinfun::ph2simon(0.2, 0.4, 0.1, 0.1), as its manual prints it
        ((3, 19, 10, 36), 0.20, 0.40, 0.10, 0.10, 28.26, 0.4551),
        ((3, 17, 10, 37), 0.20, 0.40, 0.10, 0.10, 26.02, 0.5489),
        ((11, 50, 28, 109), 0.20, 0.35, 0.05, 0.05, 67.07, 0.7107),
    ],
)
def test_what_a_printed_design_promises(design, p0, p1, alpha, beta, expected_n, stop):
    found = Simon(*design).promises(p0, p1)
    digits = len(str(expected_n).split(".")[1])
    assert round(found["expected_n"], digits) == expected_n
    assert round(found["stop"], len(str(stop).split(".")[1])) == stop
    assert alpha - 0.02 < found["alpha"] <= alpha
    assert 1 - beta <= found["power"] < 1 - beta + 0.02


@pytest.mark.parametrize(
    ("responses", "r1", "n1", "n", "p0", "umvue", "p_value", "low"),
    [
        # R: clinfun::twostage.inference(x, r1, n1, n, pu), its lower limit (95%, one-sided) solved to 1e-12
        (21, 5, 15, 46, 0.30, 0.49410093113, 0.01504702092, 0.33549717115),
        (5, 4, 19, 54, 0.20, 0.2631578947, 0.3267118557, 0.1099063700),
        (2, 3, 13, 43, 0.20, 0.15384615385, 0.76635377910, 0.02805337732),
        (15, 3, 13, 43, 0.20, 0.39485004099, 0.01301676004, 0.23533413287),
        (3, 0, 9, 17, 0.05, 0.19230769231, 0.04660495724, 0.05143893208),
    ],
)
def test_inference_as_r(responses, r1, n1, n, p0, umvue, p_value, low):
    design = Simon(r1, n1, r1 + 1, n)
    assert design.umvue(responses) == pytest.approx(umvue, abs=1e-9)
    assert design.at_least(responses, p0) == pytest.approx(p_value, abs=1e-9)
    assert design.limits(responses, conf_level=0.90)[0] == pytest.approx(low, abs=1e-8)


def ends(design):
    """Every end of a trial, and its probability at a rate."""
    first = np.arange(design.n1 + 1)
    second = np.arange(design.n - design.n1 + 1)
    reached = [(one, lambda rate, one=one: binom.pmf(one, design.n1, rate)) for one in first if one <= design.r1]
    sums = {}
    for one in first[first > design.r1]:
        for more in second:
            sums.setdefault(one + more, []).append((one, more))
    n1, n2 = design.n1, design.n - design.n1
    more = [(total, lambda rate, pairs=pairs: sum(binom.pmf(a, n1, rate) * binom.pmf(b, n2, rate) for a, b in pairs))
            for total, pairs in sorted(sums.items())]  # fmt: skip
    return [*reached, *more]


@pytest.mark.parametrize("design", [Simon(0, 9, 2, 17), Simon(3, 13, 12, 43)])
def test_the_estimate_is_unbiased_and_limits_hold_the_rate_as_often_as_they_say(design):
    known = [(design.umvue(int(total)), *design.limits(int(total)), chance) for total, chance in ends(design)]
    for rate in (0.05, 0.15, 0.3, 0.5, 0.8):
        chances = np.array([chance(rate) for *_, chance in known])
        assert chances.sum() == pytest.approx(1)
        assert chances @ np.array([estimate for estimate, *_ in known]) == pytest.approx(rate, abs=1e-9)
        held = np.array([low <= rate <= high for _, low, high, _ in known])
        assert chances @ held >= 0.95
        naive = chances @ np.array(
            [total / (design.n1 if total <= design.r1 else design.n) for total, _ in ends(design)]
        )
        assert naive < rate  # the plain share is biased downwards by the stop


def test_the_p_value_rejects_as_often_as_alpha():
    design = Simon(0, 9, 2, 17)
    rejected = sum(chance(0.05) for total, chance in ends(design) if total > design.r)
    assert rejected == pytest.approx(design.promises(0.05, 0.25)["alpha"])
    assert design.result(3, 17, 0.05).p_value == pytest.approx(rejected)


def test_with_another_number_of_subjects_the_limit_keeps_alpha():
    design = Simon(3, 13, 12, 43)
    alpha = design.promises(0.2, 0.4)["alpha"]
    for n in (30, 40, 46, 50):
        run = design.as_run(n, 0.2)
        assert run.n == n
        assert run.at_least(run.r + 1, 0.2) <= alpha < run.at_least(run.r, 0.2)
    assert design.as_run(43, 0.2) == design.as_run(13, 0.2) == design
    found = design.result(13, 46, 0.2)
    assert (found.limit, found.reject, found.n) == (13, False, 46)


@pytest.mark.parametrize(
    ("responses", "n", "said"),
    [(1, 7, "the first stage is not complete: 7 of 9"), (0, 17, "with 0 responses the trial stops after 9 subjects"),
     (2, 9, "with 2 responses the trial goes on after 9 subjects; there are 9")],
)  # fmt: skip
def test_a_result_that_the_design_cannot_end_with_is_refused(responses, n, said):
    with pytest.raises(ValueError, match=said):
        Simon(0, 9, 2, 17).result(responses, n, 0.05)
