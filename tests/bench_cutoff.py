"""Speed of the cut-off sweep, its atlas and the cell reader, side by side with other tools: `make bench`.

Same work, one run, one thread; every time is processor time of this machine now. R is left out where it is not there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[name] = "1"

import lifelines  # noqa: E402
import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from lifelines.statistics import logrank_test  # noqa: E402

matplotlib.use("agg")

from analysis import figures  # noqa: E402
from analysis.estimates import cutoff  # noqa: E402
from analysis.estimates.cutoff.fits import fits, timeline  # noqa: E402
from analysis.estimates.cutoff.permutation import adjusted  # noqa: E402
from analysis.estimates.cutoff.splits import Family  # noqa: E402

ROOT = Path(__file__).parents[1]
R_FITS = """
suppressMessages(library(survival)); a <- commandArgs(TRUE)
d <- read.csv(a[1]); G <- matrix(as.double(readBin(a[2], "raw", 1e9)), nrow(d)); y <- Surv(d$time, d$event)
control <- coxph.control(); k <- min(ncol(G), as.integer(a[3]))
t <- system.time(for (j in 1:k) { x <- G[, j, drop = FALSE]
  coxph.fit(x, y, NULL, NULL, NULL, control, NULL, method = "efron", rownames = NULL)
  survival:::survdiff.fit(y, x[, 1] + 1) })
cat((t[[1]] + t[[2]]) * ncol(G) / k)
"""
R_COIN = """
suppressMessages({library(survival); library(coin)}); a <- commandArgs(TRUE)
d <- read.csv(a[1]); G <- matrix(as.double(readBin(a[2], "raw", 1e9)), nrow(d))
colnames(G) <- paste0("g", seq_len(ncol(G))); d <- cbind(d, G)
 f <- as.formula(paste("Surv(time, event) ~", paste(colnames(G), collapse = "+")))
t <- system.time(independence_test(f, data = d, ytrafo = function(data) trafo(data, surv_trafo = logrank_trafo),
  distribution = approximate(nresample = 10000)))
cat(t[[1]] + t[[2]])
"""
R_MAXSTAT = """
suppressMessages({library(survival); library(maxstat)}); a <- commandArgs(TRUE)
d <- read.csv(a[1]); m <- read.csv(a[2])
t <- system.time(for (x in m) maxstat.test(Surv(time, event) ~ x, data = cbind(d, x), smethod = "LogRank",
  pmethod = "condMC", minprop = 0.1, maxprop = 0.9, B = 10000))
cat(t[[1]] + t[[2]])
"""
COUNT = """
import re, time
from pathlib import Path
from analysis import cells
print(cells.tally('{folder}').cells.n.sum(), time.process_time())
# Of this program alone: the largest size that the system reports by getrusage takes in that of the one that began it.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def main():
    """Run every comparison and print a table."""
    print(f"{'work':<52}{'ours':>11}  {'others':<44}{'ratio':>9}{'wanted':>8}")
    for part in (small_sweep, large_sweep, permutations, atlas, ten_million_cells):
        part()


def said(work, ours, others, wanted):
    """One line per peer: its time and how many times ours that is."""
    for n, (name, seconds) in enumerate(others):
        first = f"{work:<52}{ours * 1e3:>9.1f} ms" if not n else " " * 63
        ratio = f"{seconds / ours:,.0f}" if seconds else "skipped"
        words = f"{name} {seconds:,.2f} s" if seconds else name
        print(f"{first}  {words:<44}{ratio:>9}{wanted[n]:>8}", flush=True)


def best(work, repeat):
    """The least processor time of a few runs."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def cohort(n, splits, seed=1):
    """Times, events and random splits of n subjects: about 70 % have an event."""
    rng = np.random.default_rng(seed)
    time_, event = rng.exponential(10, n), rng.random(n) < 0.7
    share = rng.choice(np.arange(1, 10) / 10, splits)
    high = rng.random((n, splits)) < share
    high[0], high[1] = True, False  # no empty group
    return time_, event, high


def r(script, *files):
    """The seconds that an R script prints; None without R or one of its packages."""
    if not shutil.which("Rscript"):
        return None
    run = subprocess.run(["Rscript", "-e", script, *map(str, files)], capture_output=True, text=True, check=False)
    return float(run.stdout.strip().split()[-1]) if run.returncode == 0 else None


def r_fits(time_, event, high, fitted):
    """R's own time for coxph.fit and survdiff.fit of every split, from the first `fitted` of them."""
    with tempfile.TemporaryDirectory() as folder:
        data, splits = Path(folder) / "data.csv", Path(folder) / "splits.bin"
        pd.DataFrame({"time": time_, "event": event.astype(int)}).to_csv(data, index=False)
        splits.write_bytes(np.asfortranarray(high).astype(np.uint8).tobytes(order="F"))
        return r(R_FITS, data, splits, fitted)


def with_lifelines(time_, event, high):
    """Cox and log-rank of each split by lifelines, one after the other."""
    frame = pd.DataFrame({"time": time_, "event": event})
    for column in high.T:
        with suppress(lifelines.exceptions.ConvergenceError):
            lifelines.CoxPHFitter().fit(frame.assign(x=column.astype(float)), "time", "event")
        logrank_test(time_[column], time_[~column], event[column], event[~column])


def small_sweep():
    """31 markers at nine deciles and two endpoints of 20 subjects."""
    data = cohort(20, 558)
    ours = best(lambda: fits(timeline(*data[:2]), data[2]), 20)
    some = data[0], data[1], data[2][:, :60]
    theirs = best(lambda: with_lifelines(*some), 1) * 558 / 60
    others = [("lifelines, from 60 of them", theirs), ("R coxph.fit + survdiff.fit", r_fits(*data, 558))]
    said("558 Cox + log-rank, n = 20", ours, others, ["5,000", "40"])


def large_sweep():
    """10,000 markers at nine deciles and two endpoints of 500 subjects, by numpy and by machine code."""
    data = cohort(500, 180_000)
    ours = best(lambda: fits(timeline(*data[:2]), data[2], compiled=False), 2)
    some = data[0], data[1], data[2][:, :20]
    theirs = best(lambda: with_lifelines(*some), 1) * 180_000 / 20
    r_time = r_fits(data[0], data[1], data[2][:, :4000], 4000)
    others = [("R coxph.fit + survdiff.fit, from 4,000", r_time and r_time * 45), ("lifelines, from 20", theirs)]
    said("180,000 Cox + log-rank, n = 500, numpy", ours, others, ["15", ""])
    compiled_sweep(data, others[0])


def compiled_sweep(data, peer):
    """The same splits by machine code, which is compiled or loaded before the clock starts."""
    if not find_spec("numba"):
        print("the same, compiled: skipped, numba is not installed")
        return
    some, line = data[2][:, :4000], timeline(*data[:2])
    for part, other in zip(fits(line, some, compiled=True), fits(line, some, compiled=False), strict=True):
        np.testing.assert_allclose(part, other, rtol=1e-9, atol=1e-9)
    ours = best(lambda: fits(timeline(*data[:2]), data[2], compiled=True), 2)
    said("the same, compiled (compiling it is not counted)", ours, [peer], ["60"])


def permutations():
    """The joint permutation distribution of the largest statistic."""
    time_, event, high = cohort(500, 279)
    order = np.argsort(time_)
    family = Family(np.arange(500), timeline(time_[order], event[order]), high[order], np.repeat(np.arange(31), 9))
    ours = best(lambda: adjusted([family], 500, 10_000, 1), 5)
    with tempfile.TemporaryDirectory() as folder:
        data, splits, markers = (Path(folder) / name for name in ("data.csv", "splits.bin", "markers.csv"))
        pd.DataFrame({"time": time_, "event": event.astype(int)}).to_csv(data, index=False)
        splits.write_bytes(np.asfortranarray(high).astype(np.uint8).tobytes(order="F"))
        pd.DataFrame(np.random.default_rng(2).random((500, 31))).to_csv(markers, index=False)
        others = [
            ("R coin, joint maxT", r(R_COIN, data, splits)),
            ("R maxstat, condMC, marker by marker", r(R_MAXSTAT, data, markers)),
        ]
    said("10,000 permutations x 279 splits, n = 500", ours, others, ["8", ""])


def atlas():
    """279 Kaplan-Meier figures with risk table, ratio and P values, as SVG and PNG."""
    rng = np.random.default_rng(3)
    index = [f"S{n}" for n in range(20)]
    tte = pd.DataFrame({"time": rng.exponential(20, 20).round(1), "event": rng.random(20) < 0.7}, index)
    markers = pd.DataFrame(rng.random((20, 31)), index, columns=[f"M{n}+" for n in range(31)])
    table = cutoff.sweep(markers, tte)
    with tempfile.TemporaryDirectory() as folder:
        ours = best(lambda: atlas(Place(folder), {"OS": table}, markers, {"OS": tte}, unit="months"), 2)
        some = list(islice(table.to_dict("records"), 0, 279, 23))
        theirs = best(lambda: [lifelines_figure(row, markers, tte, folder) for row in some], 1) * 279 / len(some)
    said("279 Kaplan-Meier figures, SVG + PNG", ours, [(f"lifelines + matplotlib, from {len(some)}", theirs)], ["8"])


class Place:
    """What the atlas asks of a section."""

    name = "bench"

    def __init__(self, folder):
        self.path = Path(folder)
        self.study = type("Study", (), {"synthetic": True, "title": "Bench"})

    def folder(self, kind):
        """A folder."""
        (self.path / kind).mkdir(exist_ok=True)
        return self.path / kind


def lifelines_figure(row, markers, tte, folder):
    """The same content as a figure of the atlas, made the usual way, at the same size and resolution."""
    high = markers[row["marker"]] > row["cutoff"]
    fig, ax = figures.theme.plt.subplots(figsize=(3.67, 4.1))
    fitters = []
    for name, part in (("low", ~high), ("high", high)):
        fitter = lifelines.KaplanMeierFitter().fit(tte["time"][part], tte["event"][part], label=name)
        fitter.plot_survival_function(ax=ax, ci_show=False, show_censors=True)
        fitters.append(fitter)
    ratio = f"HR {row['estimate']:.2f} ({row['conf_low']:.2f}-{row['conf_high']:.2f}), P {row['p_log_rank']:.3f}"
    ax.set_title(f"{row['marker']}\n{ratio}\nadjusted P {row['p_marker']:.3f}, {row['p_grid']:.3f}", fontsize=7)
    lifelines.plotting.add_at_risk_counts(*fitters, ax=ax)
    fig.tight_layout()
    for kind in ("svg", "png"):
        fig.savefig(Path(folder) / f"peer.{kind}", dpi=200)
    figures.theme.plt.close(fig)


def ten_million_cells():
    """A merged inForm export of ten million cells, made of the default study's fields, counted in its own process."""
    files = sorted((ROOT / "data" / "nct03958097" / "cells").glob("*_cell_seg_data.txt"))
    if not files:
        print("10 million cells: skipped, the default study has no cells")
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = _merged(files, Path(folder) / "big_merge_cell_seg_data.txt")
        command = [sys.executable, "-c", COUNT.format(folder=folder)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        counted, took, memory = map(float, run.stdout.split())
        assert counted == rows
        peer = _pandas_time(Path(folder) / "big_merge_cell_seg_data.txt", rows)
    said(f"{rows / 1e6:.1f} million inForm cells", took, [("pandas, from 500,000", peer)], [""])
    speed = f"{rows / took / 1e6:.1f} million rows a second (wanted 2.0)"
    print(f"    {speed}, at most {memory:.0f} MB (wanted 400), imports included")


def _merged(files, path):
    """Write the fields again and again until there are ten million cells."""
    head, _, _ = files[0].read_text().partition("\n")
    body = "".join(file.read_text().partition("\n")[2] for file in files)
    times = -(-10_000_000 // body.count("\n"))
    with open(path, "w") as file:
        file.write(head + "\n")
        for _ in range(times):
            file.write(body)
    return times * body.count("\n")


def _pandas_time(path, rows):
    def count():
        frame = pd.read_csv(path, sep="\t", dtype=str, nrows=500_000)
        markers = [name for name in frame if name.startswith("Phenotype ")]
        frame.groupby(["Sample Name", "Tissue Category", *markers]).size()

    return best(count, 1) * rows / 500_000


if __name__ == "__main__":
    main()
