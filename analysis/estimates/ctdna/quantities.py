"""Circulating tumour DNA per sample: what was found, how much of it (with the burden index mTBI), mutational burden."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna import amounts
from analysis.estimates.ctdna.samples import check_drawn, sample_sheet

# Spread of a cluster on the arcsine scale beyond what reading depth explains (purity, copy number, capture).
EXTRA_SD = 0.02
# A further cluster must improve the fit by more than the 1 % point of chi-squared with one degree of freedom.
PENALTY = 6.635


def mtbi(variants):
    """Molecular tumour burden index of one sample (fraction 0-1): the mean VAF of the cluster with the highest mean.

    variants: the rows of one sample with vaf (0-1), depth (may be missing) and germline; `cluster`, the label of a
    clustering program, is used where present, else `clusters` decides. Germline variants and those without a VAF do not
    enter. No variant: 0; variants, but none with a VAF: NaN. Source: Front Immunol 2025;16:1595382, which names no
    method.
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

    vaf: fractions 0-1; depth: reads, missing allowed. On the scale arcsin(sqrt(vaf)) a variant of depth d has variance
    1/(4 d); EXTRA_SD squared is added for what depth does not explain. Of all ways to cut the sorted values into runs
    the one with the least sum of squared standardised distances to the run's mean, plus PENALTY per run, is taken
    (dynamic programming). Copy number is not known: a cluster is one of VAF, not of cell fraction.
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
    cuts, end = [], len(value)
    while end > 0:
        cuts.append(start[end])
        end = start[end]
    return np.searchsorted(sorted(cuts)[1:], np.arange(len(value)), side="right")


PICOGRAMS_PER_GENOME = 3.3  # weight of one haploid human genome
PLASMA_MIN_VAF = 0.005  # a variant of plasma counts towards TMB from this VAF; one of tumour tissue from 0.03
TMB_HIGH = 9.0  # mutations per Mb, top quartile of the paper's reference database

# ITD is not of the format's own words, but callers of FLT3 write it: an in-frame insertion. An Indel is one of which
# the file does not tell whether bases came or went.
NONSYNONYMOUS = set("Missense_Mutation Nonsense_Mutation Nonstop_Mutation Translation_Start_Site Splice_Site "
                    "Frame_Shift_Del Frame_Shift_Ins Frame_Shift_Indel In_Frame_Del In_Frame_Ins In_Frame_Indel "
                    "ITD".split())  # fmt: skip


def concentration(max_vaf, cfdna):
    """ctDNA in haploid genome equivalents per mL plasma: max_vaf (0-1) x cfdna (ng per mL) x 1000 / 3.3.

    Scalars or series; missing in, missing out, but no ctDNA is 0 whatever the cfDNA. ValueError for a max_vaf outside
    0-1 and for a negative cfdna.
    """
    vaf, cfdna = np.asarray(max_vaf, dtype=float), np.asarray(cfdna, dtype=float)
    if ((vaf < 0) | (vaf > 1)).any():
        worst = np.nanmax(vaf) if np.nanmax(vaf) > 1 else np.nanmin(vaf)
        raise ValueError(f"max_vaf {worst:g} is not a fraction; expected 0 to 1")
    if (cfdna < 0).any():
        raise ValueError(f"cfdna {np.nanmin(cfdna):g} ng/mL; expected 0 or more")
    value = np.where(vaf == 0, 0.0, vaf * cfdna * 1000 / PICOGRAMS_PER_GENOME)
    return pd.Series(value, index=max_vaf.index) if isinstance(max_vaf, pd.Series) else float(value)


def by_sample(samples, variants, *, limit=None):
    """One row per evaluable draw of the sample sheet: what the assay found in it.

    variants: frame of `variants.read`. Columns USUBJID, SAMPLEID, AVISIT, AVISITN, ADY, cfdna (ng/mL), n_variants (not
    germline), detected, max_vaf, concentration (hGE/mL), mtbi, below_limit. A draw without variants has max_vaf 0; with
    variants, but none with a VAF, the amounts are missing. VAFs below `limit` (of detection) are kept as they are;
    below_limit marks samples in which all are. VariantsError for variants of a sample that is not in the sheet.
    """
    sheet = sample_sheet(samples)
    check_drawn(variants, samples)
    found = variants[~variants["germline"] & variants["SAMPLEID"].isin(sheet["SAMPLEID"])]
    grouped = found.groupby("SAMPLEID")
    table = sheet[["USUBJID", "SAMPLEID", "AVISIT", "AVISITN", "ADY"]].assign(cfdna=sheet["CFDNA"])
    table["n_variants"] = table["SAMPLEID"].map(grouped.size()).fillna(0).astype(int)
    table["detected"] = table["n_variants"] > 0
    table["max_vaf"] = table["SAMPLEID"].map(grouped["vaf"].max()).where(table["detected"], 0.0).astype(float)
    table["concentration"] = concentration(table["max_vaf"], table["cfdna"])
    burden = pd.Series({sample: mtbi(rows) for sample, rows in grouped}, dtype=float)
    table["mtbi"] = table["SAMPLEID"].map(burden).where(table["detected"], 0.0).astype(float)
    table["below_limit"] = table["detected"] & (table["max_vaf"] < limit if limit else False)
    return table


def by_visit(table):
    """What each visit holds, in order: AVISIT, n (draws), n_detected, medians of max_vaf, concentration and mtbi."""
    grouped = table.sort_values("AVISITN", kind="stable").groupby("AVISIT", sort=False)
    counts = grouped["detected"].agg(n="size", n_detected="sum")
    return counts.join(grouped[["max_vaf", "concentration", "mtbi"]].median()).reset_index()


def tmb(draws, *, panel_mb, min_vaf=PLASMA_MIN_VAF):
    """Tumour mutational burden at baseline: distinct nonsynonymous SNVs and small indels per Mb of coding sequence.

    panel_mb: megabases of coding sequence that the panel covers; None (not known) gives no rows. Germline variants and
    VAFs below min_vaf do not count, nor variants without a VAF (n_without_vaf). One row per baseline draw: SAMPLEID,
    n_mutations, n_without_vaf, tmb (per Mb), tmb_high (>= 9), USUBJID. ValueError for an impossible size or VAF.
    """
    if panel_mb is not None and not panel_mb > 0:
        raise ValueError(f"panel_mb={panel_mb!r}: expected the megabases of coding sequence the panel covers")
    if not 0 <= min_vaf <= 1:
        raise ValueError(f"min_vaf={min_vaf!r}: expected a fraction 0 to 1")
    amounts.no_variants(draws, "Mutational burden")
    if panel_mb is None:
        return pd.DataFrame()
    at_baseline = draws.by_sample["AVISIT"] == draws.baseline
    first = draws.by_sample[at_baseline].set_index("SAMPLEID")[["USUBJID"]]
    coding = draws.found[~draws.found["germline"] & draws.found["classification"].isin(NONSYNONYMOUS)]
    place = ["SAMPLEID", "chromosome", "start", "ref", "alt"]  # one place in two overlapping genes counts once
    coding = coding[~coding.duplicated(place) | coding["start"].isna()]
    counted = coding[coding["vaf"] >= min_vaf].groupby("SAMPLEID").size().reindex(first.index, fill_value=0)
    without = coding[coding["vaf"].isna()].groupby("SAMPLEID").size().reindex(first.index, fill_value=0)
    table = pd.DataFrame({"n_mutations": counted, "n_without_vaf": without, "tmb": counted / panel_mb})
    return table.assign(tmb_high=table["tmb"] >= TMB_HIGH).join(first).reset_index()
