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
CHUNK, TILE = 400_000, 1024  # statistics in hand at once, splits at a time: few enough to stay in the cache
SLACK = {float: 1e-9, np.float32: 1e-5}  # statistics this near are one and the same


class Adjusted(namedtuple("Adjusted", "alone marker grid largest exact orders")):
    """P values of each split, alone, of its marker and of the grid; the largest statistic of each order counted."""


def enumerated(n):
    """Whether all orders of n outcomes are counted (up to 8!), so that permutation P values are exact."""
    return n < 20 and factorial(n) <= ENUMERATED


def orders(n, permutations, seed, width=1):
    """Yield chunks of orders of n outcomes (integer arrays, orders × n): all of them up to 8!, else drawn at random.

    None where `permutations` is 0; ValueError where it is no whole number from 0 on.
    """
    if permutations < 0 or permutations != int(permutations):
        raise ValueError(f"permutations: {permutations}; expected a whole number, 0 for none")
    chunk = max(1, CHUNK // max(1, width))
    if permutations and enumerated(n):
        everything = _all_orders(n)
        yield from (everything[at : at + chunk] for at in range(0, len(everything), chunk))
        return
    rng = np.random.default_rng(seed)
    start = np.arange(n, dtype=np.int16 if n < 2**15 else np.int32)
    for at in range(0, int(permutations), chunk):
        yield rng.permuted(np.tile(start, (min(chunk, permutations - at), 1)), axis=1)


def adjusted(families, n, permutations, seed):
    """The Adjusted P values of the splits of all families together: Westfall & Young's single-step maximum.

    The log-rank O−E over its standard deviation over all orders (Lausen & Schumacher 1992, Hothorn & Lausen 2003). P:
    the share of orders whose largest is at least the observed one, which counts as one of the drawn orders; NaN where
    `permutations` is 0. Time and memory grow with the splits: they are taken some markers at a time.
    """
    exact, extra = enumerated(n) and permutations > 0, 0.0
    dtype = float if exact else np.float32
    tiles = [(family, list(_tiles(family, dtype))) for family in families]
    observed = np.concatenate([tile.observed for _, own in tiles for tile in own])
    counts, largest, width = np.zeros((2, len(observed))), [np.zeros(0)], min(len(observed), TILE)
    for ranks in orders(n, permutations, seed, width):
        dealt = ((family.line.scores.astype(dtype)[local(family, ranks)], own) for family, own in tiles)
        found = [tile.drawn(scores) for scores, own in dealt for tile in own]
        counts += np.concatenate([part for part, _ in found], axis=1)
        largest.append(np.max([top for _, top in found], axis=0))
    largest = np.sort(np.concatenate(largest).astype(float))
    if not exact:  # of drawn orders, the observed one counts as one more
        extra = 1.0 if permutations else np.nan
    of_grid = len(largest) - np.searchsorted(largest, observed - SLACK[dtype])
    alone, marker, grid = (np.vstack([counts, of_grid]) + extra) / (len(largest) + extra)
    return Adjusted(alone, marker, grid, largest, exact, len(largest))


class _Tile(namedtuple("Tile", "high spread dtype firsts which observed")):
    """Splits of some markers: over what they are scaled, the first split and the number of each one's marker."""

    def scaled(self):
        """The splits over their standard deviations; all 0 where no two subjects differ in outcome."""
        return (self.high / self.spread).astype(self.dtype)

    def drawn(self, scores):
        """Orders in which each split, its marker reaches what was observed (2 × splits); the largest of each order."""
        drawn = np.abs(scores @ self.scaled())
        of_marker, least = np.maximum.reduceat(drawn, self.firsts, axis=1), self.observed - SLACK[self.dtype]
        reached = [(each >= least).sum(axis=0) for each in (drawn, of_marker[:, self.which])]
        return np.array(reached), of_marker.max(axis=1)


def _tiles(family, dtype):
    """The splits of a family by whole markers, about TILE at a time."""
    spread, marker = deviations(family), np.unique(family.marker, return_inverse=True)[1]
    spread, firsts = np.where(spread > 1e-12, spread, np.inf), np.flatnonzero(np.diff(marker, prepend=-1))
    for markers in np.split(firsts, np.flatnonzero(np.diff(firsts // TILE)) + 1):
        after = firsts[firsts > markers[-1]]
        here = slice(markers[0], after[0] if len(after) else None)
        which = marker[here] - marker[here][0]
        tile = _Tile(family.high[:, here], spread[here], dtype, markers - markers[0], which, None)
        yield tile._replace(observed=np.abs(family.line.scores @ tile.scaled()))


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


@functools.lru_cache(maxsize=2)
def _all_orders(n):
    return np.array(list(itertools.permutations(range(n))), dtype=np.int8)


def chance(table, markers, tte, *, quantiles=DECILES, min_group=1, permutations=PERMUTATIONS, seed=SEED, level=0.05):
    """One row that sets a sweep's `table` beside what chance alone would find; other arguments as of that `sweep`.

    cells, splits: tests made, distinct splits. found, found_exact, found_marker, found_grid: cells with P < level, raw,
    by permutation, per marker, over the grid; markers_found: markers of the last. expected: cells with raw P < level on
    average over orders of the outcomes (beyond 12 subjects by the permutation variance); p_any, p_found: share of
    orders with one, with as many as found. smallest_grid: the smallest p_grid that can be reached. NaN where
    `permutations` is 0.
    """
    splits = grid(markers, tte, quantiles, min_group)
    tested = table[table["p_log_rank"].notna()]
    counts = _by_chance(splits, permutations, seed, level)
    row = {"cells": len(tested), "splits": tested["split"].nunique()}
    for name in ("log_rank", "exact", "marker", "grid"):
        row[f"found_{name}".removesuffix("_log_rank")] = int((tested[f"p_{name}"] < level).sum())
    row |= {"markers_found": tested.loc[tested["p_grid"] < level, "marker"].nunique()}
    over = {"expected": counts, "p_any": counts >= 1, "p_found": counts >= row["found"]}
    row |= {name: each.mean() if len(each) else np.nan for name, each in over.items()}
    return pd.DataFrame([{**row, "smallest_grid": _smallest(splits, permutations, seed), "level": level}])


def _by_chance(found, permutations, seed, level):
    """The number of cells with raw P < level in each order of the outcomes."""
    shown = found.rows[found.rows["column"] >= 0].groupby(["family", "column"]).size().astype(float)
    families = [(found.families[number], cells.to_numpy()) for number, cells in shown.groupby("family")]
    counts, tests = [np.zeros(0)], [_significance(family, level) for family, _ in families]
    for ranks in orders(found.n, permutations, seed, min(len(shown), TILE)):
        parts = [
            sum(share @ cells[here] for here, share in test(local(family, ranks)))
            for (family, cells), test in zip(families, tests, strict=True)
        ]
        counts.append(np.sum(parts, axis=0) if parts else np.zeros(len(ranks)))
    return np.concatenate(counts)


def _significance(family, level):
    """A function of orders that says which splits have raw log-rank P < level: [(slice, bool, orders × splits)]."""
    limit, n = stats.chi2.isf(level, 1), len(family.subjects)
    if n > TABULATED:
        tiles = [slice(at, at + TILE) for at in range(0, family.high.shape[1], TILE)]
        spread = np.where(deviations(family) > 1e-12, deviations(family), np.inf)

        def beyond(ranks):
            scores = family.line.scores[ranks]
            return [(here, (scores @ family.high[:, here] / spread[here]) ** 2 > limit) for here in tiles]

        return beyond
    difference, variance = log_rank(family.line, (np.arange(2**n) >> np.arange(n)[:, None] & 1).astype(bool))
    small = difference**2 > limit * np.maximum(variance, 1e-12)
    return lambda ranks: [(slice(None), small[(1 << ranks.astype(int)) @ family.high])]


def _smallest(found, permutations, seed):
    families = [family for family in found.families if family.high.shape[1]]
    if not families or not permutations:
        return np.nan
    if not enumerated(found.n):
        return 1 / (permutations + 1)
    largest = adjusted(families, found.n, permutations, seed).largest
    return np.mean(largest >= largest[-1] - 1e-9)
