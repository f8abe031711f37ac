"""Molecular tumour burden index: the mean VAF of the mutation cluster of highest prevalence in a sample."""

import numpy as np

# Spread of a cluster on the arcsine scale beyond what reading depth explains (purity, copy number, capture).
EXTRA_SD = 0.02
# A further cluster must improve the fit by more than the 1 % point of chi-squared with one degree of freedom.
PENALTY = 6.635


def mtbi(variants):
    """Molecular tumour burden index of one sample, as a fraction 0-1.

    variants: the rows of one sample with vaf (0-1), depth (may be missing) and germline; optional `cluster`, the label
    given by a clustering program (for example PyClone), is used where present, else `clusters` decides. The value is
    the mean VAF of the cluster with the highest mean. Germline variants and those without a VAF do not enter.
    No variant: 0. One variant: its VAF. Variants, but none with a VAF: NaN. Source: Front Immunol 2025;16:1595382,
    Methods, which does not name the clustering.
    """
    somatic = variants[~variants["germline"]]
    known = somatic[somatic["vaf"].notna()]
    if known.empty:
        return 0.0 if somatic.empty else float("nan")
    labelled = "cluster" in known and known["cluster"].notna().all()
    label = known["cluster"] if labelled else clusters(known["vaf"], known["depth"])
    return float(known["vaf"].groupby(np.asarray(label)).mean().max())


def clusters(vaf, depth):
    """Cluster number of each variant of one sample, 0 the lowest VAFs: a one-dimensional mixture, fitted exactly.

    vaf: fractions 0-1; depth: reads, missing allowed. On the scale arcsin(sqrt(vaf)) a variant of depth d has
    variance 1/(4 d), whatever its VAF; EXTRA_SD squared is added for what depth does not explain. Clusters are runs
    of the sorted values; of all ways to cut the order into runs, the one with the least sum of squared standardised
    distances to the run's mean, plus PENALTY per run, is taken (dynamic programming, so no start values and no
    random draws). Two variants fall apart when their difference exceeds 2.58 standard errors. Copy number is not known:
    a cluster is one of VAF, not of cell fraction.
    """
    vaf, depth = np.asarray(vaf, dtype=float), np.asarray(depth, dtype=float)
    position = np.argsort(vaf, kind="stable")
    value = np.arcsin(np.sqrt(vaf[position]))
    sampling = np.divide(0.25, depth[position], out=np.zeros_like(value), where=depth[position] > 0)
    label = np.empty(len(vaf), dtype=int)
    label[position] = _best_runs(value, 1 / (sampling + EXTRA_SD**2))
    return label


def _best_runs(value, weight):
    """Run number of each of the sorted values under the partition of least penalised cost."""
    sums = [np.concatenate([[0.0], np.cumsum(weight * value**power)]) for power in range(3)]
    best, start = np.zeros(len(value) + 1), np.zeros(len(value) + 1, dtype=int)
    for end in range(1, len(value) + 1):
        w, wx, wxx = (total[end] - total[:end] for total in sums)
        cost = best[:end] + np.maximum(wxx - wx**2 / w, 0.0) + PENALTY
        start[end] = int(np.argmin(cost))
        best[end] = cost[start[end]]
    return _labels(start)


def _labels(start):
    cuts, end = [], len(start) - 1
    while end > 0:
        cuts.append(start[end])
        end = start[end]
    return np.searchsorted(sorted(cuts)[1:], np.arange(len(start) - 1), side="right")
