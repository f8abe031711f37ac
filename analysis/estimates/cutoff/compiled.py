"""The two slow steps of `cutoff.fits` as machine code by numba, one thread; inner loops run along a row of splits.

Compiled at the first call (two seconds, once per machine), later loaded from a cache (0.4 s).
"""

import numpy as np
from numba import njit

# As numpy, and unlike Python, a division by zero is infinite: that is how an empty group is told from a small one.
machine = njit(cache=True, error_model="numpy")


def derivatives(ratio, died, beta):
    """As `fits._derivatives`, equal to it but for rounding."""
    # numpy keeps some of the columns in the other order of memory: each order has its own fast way through.
    sums, array = (_down, ratio) if ratio.flags.c_contiguous else (_along, ratio.T)
    total, squares = sums(array, np.exp(beta))
    return died - len(ratio) + total, total - squares


@machine
def _down(ratio, hazard):
    """Sums over the rows of the chance that an event is in the low group, and of its square; all columns abreast."""
    total, squares = np.zeros(len(hazard)), np.zeros(len(hazard))
    for event in range(len(ratio)):
        row = ratio[event]
        for split in range(len(hazard)):
            low = 1 / (1 + row[split] * hazard[split])
            total[split] += low
            squares[split] += low * low
    return total, squares


# Terms may be added in any order (else there is no adding several at once); infinities keep their meaning.
@njit(cache=True, error_model="numpy", fastmath={"reassoc"})
def _along(ratio, hazard):
    """The same sums over the columns of a transposed array, row by row."""
    total, squares = np.empty(len(hazard)), np.empty(len(hazard))
    for split in range(len(hazard)):
        row, factor, whole, square = ratio[split], hazard[split], 0.0, 0.0
        for event in range(len(row)):
            low = 1 / (1 + row[event] * factor)
            whole += low
            square += low * low
        total[split], squares[split] = whole, square
    return total, squares


def counts(line, high):
    """As `fits._counts`, equal to it but for rounding."""
    return _walk(line, high.copy())  # a block is a window on all splits, its copy is contiguous


@machine
def _walk(line, high):
    """The values of `counts` by one walk from the latest time to the earliest; `high` contiguous."""
    width, done = high.shape[1], 0
    difference, variance, died, n_died = np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width)
    positive, infinite = np.zeros(width), np.zeros(width)
    n_high, ratio = np.zeros(width), np.empty((len(line.deaths), width))
    for row in range(len(line.last)):
        n, d, start = line.n_risk[row], line.n_event[row], line.starts[row]
        _add(n_high, high, line.order[done : line.last[row] + 1])
        done = line.last[row] + 1
        n_died[:] = 0
        _add(n_died, high, line.deaths[start : start + d])
        _test(difference, variance, died, n, d, n_high, n_died)
        for event in range(start, start + d):
            _odds(ratio[event], positive, infinite, n, d, line.fraction[event], n_high, n_died)
    return difference, variance, ratio, died, positive, infinite


@machine
def _add(n, high, subjects):
    """Add some subjects to the number of each split that are in the high group."""
    for at in range(len(subjects)):
        row = high[subjects[at]]
        for split in range(len(n)):
            n[split] += row[split]


@machine
def _test(difference, variance, died, n, d, n_high, n_died):
    """Add one event time to the log-rank difference and to its variance."""
    share, weight = d / n, d * (n - d) / (max(n - 1, 1) * float(n) ** 2)
    for split in range(len(n_high)):
        died[split] += n_died[split]
        difference[split] += n_died[split] - share * n_high[split]
        variance[split] += weight * (n_high[split] * (n - n_high[split]))


@machine
def _odds(out, positive, infinite, n, d, share, n_high, n_died):
    """`fits.odds` at one event, and the count of events at which they are above zero and infinite."""
    total = n - share * d
    for split in range(len(out)):
        high = n_high[split] - share * n_died[split]
        low = total - high
        out[split] = high / low
        positive[split] += 1.0 if high > 0 else 0.0
        infinite[split] += 1.0 if low == 0 else 0.0
