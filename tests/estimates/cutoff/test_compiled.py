"""The compiled engine of the cut-off sweep: equal to numpy's but for rounding, and used only where it pays."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from analysis.estimates.cutoff import fits as module
from analysis.estimates.cutoff.fits import fits, timeline

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed: `make fast` adds it")
ORDINARY = """
import sys
import numpy as np
from analysis import cutoff
from analysis.estimates.cutoff.fits import fits
from analysis.estimates.cutoff.fits import timeline
rng = np.random.default_rng(1)
fits(timeline(rng.exponential(size=500), rng.random(500) < 0.7), rng.random((500, 279)) < 0.5)
print("numba" in sys.modules)
"""


def cohort(seed):
    """Times (continuous to all tied), events (none to all) and splits, among them those without an ordinary fit."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([2, 3, 5, 8, 20, 60, 150]))
    time = rng.exponential(10, n).round(int(rng.integers(-2, 3))) + 1
    event = rng.random(n) < rng.choice([0, 0.1, 0.5, 0.9, 1])
    drawn = rng.random((n, 40)) < rng.random(40)
    alone = np.eye(n, dtype=bool)[:, :10]
    early = time[:, None] <= np.quantile(time, [0.2, 0.5, 0.8])
    without = np.zeros((n, 1), bool)
    deaths = event[:, None]
    parts = [drawn, alone, ~alone, early, ~early, without, ~without, deaths, ~deaths]
    return time, event, np.hstack(parts)


def assert_same(found, expected):
    for name, part, other in zip(expected._fields, found, expected, strict=True):
        np.testing.assert_allclose(part, other, rtol=1e-9, atol=1e-9, equal_nan=True, err_msg=name)
    np.testing.assert_array_equal(found.monotone, expected.monotone)
    np.testing.assert_array_equal(np.isnan(found.beta), np.isnan(expected.beta))
    np.testing.assert_array_equal(found.variance > 1e-12, expected.variance > 1e-12)


@needs_numba
@pytest.mark.parametrize("seed", range(300))
def test_both_engines_agree(seed):
    time, event, high = cohort(seed)
    line = timeline(time, event)
    assert_same(fits(line, high, compiled=True), fits(line, high, compiled=False))


def test_the_cohorts_compared_hold_every_kind_of_split():
    kinds = set()
    for seed in range(300):
        time, event, high = cohort(seed)
        fit = fits(timeline(time, event), high, compiled=False)
        kinds |= {("monotone", int(sign)) for sign in fit.monotone} | {
            ("estimate", bool(b)) for b in np.isnan(fit.beta)
        }
        kinds |= {
            ("no event", not event.any()),
            ("one time", len(set(time)) == 1),
            ("ties", len(set(time)) < len(time)),
        }
    assert kinds >= {("monotone", 1), ("monotone", -1), ("monotone", 0), ("no event", True), ("one time", True)}
    assert kinds >= {("estimate", True), ("estimate", False), ("ties", True), ("ties", False)}


@needs_numba
def test_both_engines_agree_in_blocks_and_for_any_order_of_memory(monkeypatch):
    monkeypatch.setattr(module, "CELLS", 700)
    time, event, high = cohort(7)
    line = timeline(time, event)
    expected = fits(line, high, compiled=False)
    read_only = np.asfortranarray(high)
    read_only.flags.writeable = False
    for array in (high, read_only, high[:, ::-1][:, ::-1]):
        assert_same(fits(line, array, compiled=True), expected)


@needs_numba
def test_no_splits_give_no_compiled_fits():
    line = timeline(np.array([1.0, 2.0]), np.array([True, False]))
    assert len(fits(line, np.empty((2, 0), bool), compiled=True).beta) == 0


def test_an_ordinary_sweep_neither_needs_nor_loads_numba():
    command = [sys.executable, "-c", ORDINARY]
    root = Path(__file__).parents[3]
    assert subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.parametrize(("large", "installed", "expected"), [(80, True, True), (81, True, False), (80, False, False)])
def test_the_size_of_the_work_chooses_the_engine_where_there_is_a_choice(monkeypatch, large, installed, expected):
    chosen = []
    monkeypatch.setattr(module, "LARGE", large)
    monkeypatch.setattr(module, "find_spec", lambda name: "found" if installed else None)
    monkeypatch.setattr(
        module, "_engine", lambda compiled: chosen.append(compiled) or (module._counts, module._derivatives)
    )
    fits(timeline(np.arange(1.0, 9), np.ones(8, bool)), np.tri(8, 10, dtype=bool))
    assert chosen == [expected]
