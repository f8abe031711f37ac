"""The largest of many correlated log-rank statistics when outcomes are dealt at random, and how many small P values."""

import functools
import itertools
from collections import namedtuple
from math import factorial

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimates.cutoff.fits import log_rank
from analysis.estimates.cutoff.splits import grid

DECILES = tuple(tenth / 10 for tenth in range(1, 10))
PERMUTATIONS, SEED = 10_000, 20240131
ENUMERATED = 40_320  # all orders of 8 subjects; with more subjects orders are drawn
SUBSETS_OF = 20  # subjects up to which all subsets are enumerated for one split at a time
TABULATED = 12  # subjects up to which the log-rank test of every subset is computed beforehand
CHUNK = 200_000  # statistics in hand at once, few enough to stay in the cache


class Adjusted(namedtuple("Adjusted", "alone marker grid largest exact orders")):
    """P values of each split, alone, of its marker and of the grid; the largest statistic of each order counted."""


def enumerated(n):
    """Whether all orders of n outcomes are counted (up to 8!), so that permutation P values are exact."""
    return n < 20 and factorial(n) <= ENUMERATED


def orders(n, permutations, seed, width=1):
    """Yield chunks of orders of n outcomes (integer arrays, orders × n): all of them up to 8!, else drawn at random."""
    chunk = max(1, CHUNK // max(1, width))
    if enumerated(n):
        everything = _all_orders(n)
        yield from (everything[at : at + chunk] for at in range(0, len(everything), chunk))
        return
    rng = np.random.default_rng(seed)
    start = np.arange(n, dtype=np.int16 if n < 2**15 else np.int32)
    for at in range(0, permutations, chunk):
        yield rng.permuted(np.tile(start, (min(chunk, permutations - at), 1)), axis=1)


def adjusted(families, n, permutations, seed):
    """The Adjusted P values of the splits of all families together: Westfall & Young's single-step maximum.

    The log-rank O−E over its standard deviation over all orders (Lausen & Schumacher 1992, Hothorn & Lausen 2003). P:
    the share of orders whose largest is at least the observed one, which counts as one of the drawn orders.
    """
    exact = enumerated(n)
    dtype, slack = (float, 1e-9) if exact else (np.float32, 1e-5)
    scaled = [_scaled(family, dtype) for family in families]
    observed = np.abs(np.concatenate([f.line.scores @ s for f, s in zip(families, scaled, strict=True)]))
    changes = np.concatenate([np.diff(family.marker, prepend=-1) != 0 for family in families])
    firsts, which = np.flatnonzero(changes), np.cumsum(changes) - 1  # each marker's first split, each split's marker
    counts, largest = np.zeros((3, len(observed))), []
    for ranks in orders(n, permutations, seed, len(observed)):
        parts = zip(families, scaled, strict=True)
        drawn = np.concatenate([f.line.scores.astype(dtype)[local(f, ranks)] @ s for f, s in parts], axis=1)
        np.abs(drawn, out=drawn)
        of_marker = np.maximum.reduceat(drawn, firsts, axis=1)
        counts[0] += (drawn >= observed - slack).sum(axis=0)
        counts[1] += (of_marker[:, which] >= observed - slack).sum(axis=0)
        largest.append(of_marker.max(axis=1))
    largest = np.sort(np.concatenate(largest)).astype(float)
    counts[2] = len(largest) - np.searchsorted(largest, observed - slack)
    alone, marker, grid = counts / len(largest) if exact else (counts + 1) / (len(largest) + 1)
    return Adjusted(alone, marker, grid, largest, exact, len(largest))


def exact_alone(line, high):
    """P of each split over all choices of as many subjects, and the smallest P that any choice attains: two arrays."""
    sums, sizes = np.zeros(1), np.zeros(1, dtype=np.int8)
    for score in line.scores:
        sums, sizes = np.concatenate([sums, sums + score]), np.concatenate([sizes, sizes + 1])
    observed, n_high = np.abs(line.scores @ high), high.sum(axis=0)
    p_value, smallest = np.empty((2, len(observed)))
    for size in np.unique(n_high):
        every = np.sort(np.abs(sums[sizes == size]))
        of_size = n_high == size
        p_value[of_size] = 1 - np.searchsorted(every, observed[of_size] - 1e-9) / len(every)
        smallest[of_size] = 1 - np.searchsorted(every, every[-1] - 1e-9) / len(every)
    return p_value, smallest


def local(family, ranks):
    """The order that orders of all outcomes induce among a family's subjects."""
    if len(family.subjects) == ranks.shape[1]:
        return ranks
    return ranks[:, family.subjects].argsort(axis=1).argsort(axis=1)


def deviations(family):
    """The standard deviation of each split's O−E over all orders of the outcomes."""
    n, n_high = len(family.subjects), family.high.sum(axis=0)
    return np.sqrt((family.line.scores**2).sum() / max(n - 1, 1) * n_high * (n - n_high) / max(n, 1))


def _scaled(family, dtype):
    """The splits over their standard deviations; all 0 where no two subjects differ in outcome."""
    spread = deviations(family)
    return (family.high / np.where(spread > 1e-12, spread, np.inf)).astype(dtype)


@functools.lru_cache(maxsize=2)
def _all_orders(n):
    return np.array(list(itertools.permutations(range(n))), dtype=np.int8)


def chance(table, markers, tte, *, quantiles=DECILES, min_group=1, permutations=PERMUTATIONS, seed=SEED, level=0.05):
    """One row that sets a sweep's `table` beside what chance alone would find; other arguments as of that `sweep`.

    cells, splits: tests made, distinct splits. found, found_exact, found_marker, found_grid: cells with P < level, raw,
    by permutation, per marker, over the grid; markers_found: markers of the last. expected: cells with raw P < level on
    average over orders of the outcomes (beyond 12 subjects by the permutation variance); p_any, p_found: share of
    orders with one, with as many as found. smallest_grid: the smallest p_grid that can be reached.
    """
    splits = grid(markers, tte, quantiles, min_group)
    tested = table[table["p_log_rank"].notna()]
    counts = _by_chance(splits, permutations, seed, level)
    row = {"cells": len(tested), "splits": tested["split"].nunique()}
    for name in ("log_rank", "exact", "marker", "grid"):
        row[f"found_{name}".removesuffix("_log_rank")] = int((tested[f"p_{name}"] < level).sum())
    row |= {"markers_found": tested.loc[tested["p_grid"] < level, "marker"].nunique(), "expected": counts.mean()}
    row |= {"p_any": np.mean(counts >= 1), "p_found": np.mean(counts >= row["found"])}
    return pd.DataFrame([{**row, "smallest_grid": _smallest(splits, permutations, seed), "level": level}])


def _by_chance(found, permutations, seed, level):
    """The number of cells with raw P < level in each order of the outcomes."""
    shown = found.rows[found.rows["column"] >= 0].groupby(["family", "column"]).size().astype(float)
    families = [(found.families[number], cells.to_numpy()) for number, cells in shown.groupby("family")]
    counts, tests = [np.zeros(0)], [_significance(family, level) for family, _ in families]
    for ranks in orders(found.n, permutations, seed, len(shown)):
        parts = [test(local(family, ranks)) @ cells for (family, cells), test in zip(families, tests, strict=True)]
        counts.append(np.sum(parts, axis=0) if parts else np.zeros(len(ranks)))
    return np.concatenate(counts)


def _significance(family, level):
    """A function of orders that says which splits have raw log-rank P < level: bool, orders × splits."""
    limit, n = stats.chi2.isf(level, 1), len(family.subjects)
    if n > TABULATED:
        spread = np.where(deviations(family) > 1e-12, deviations(family), np.inf)
        return lambda ranks: (family.line.scores[ranks] @ family.high / spread) ** 2 > limit
    difference, variance = log_rank(family.line, (np.arange(2**n) >> np.arange(n)[:, None] & 1).astype(bool))
    small = difference**2 > limit * np.maximum(variance, 1e-12)
    return lambda ranks: small[(1 << ranks.astype(int)) @ family.high]


def _smallest(found, permutations, seed):
    families = [family for family in found.families if family.high.shape[1]]
    if not families:
        return np.nan
    if not enumerated(found.n):
        return 1 / (permutations + 1)
    largest = adjusted(families, found.n, permutations, seed).largest
    return np.mean(largest >= largest[-1] - 1e-9)
