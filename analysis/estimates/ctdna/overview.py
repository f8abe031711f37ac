"""Genes and variants by subject and time point: who is mutated where, in the order to draw."""

import pandas as pd

from analysis.estimates.ctdna.response import RESPONSE_VISIT
from analysis.estimates.ctdna.samples import BASELINE

LATEST = "Latest"
MULTIPLE = "Multi_Hit"


def genes(variants, *, top=None, subjects=None):
    """Genes by the number of subjects in whom a non-germline variant was found in any sample.

    variants: keyed frame (USUBJID). Columns rank (equal counts share the better rank), gene, n_event (subjects with
    the gene mutated), n (subjects sampled: `subjects`, else those among the variants), estimate = n_event / n. Ordered
    by count, then gene name; `top` keeps that many rows.
    """
    somatic = variants[~variants["germline"]]
    n = variants["USUBJID"].nunique() if subjects is None else len(subjects)
    counts = somatic.groupby("gene")["USUBJID"].nunique().rename("n_event").reset_index()
    counts["rank"] = counts["n_event"].rank(method="min", ascending=False).astype(int)
    table = counts.sort_values(["rank", "gene"], kind="stable").assign(n=n, estimate=counts["n_event"] / max(n, 1))
    return table[["rank", "gene", "n_event", "n", "estimate"]].head(top).reset_index(drop=True)


def mutation(variants, by_sample, gene, *, visit=BASELINE):
    """Who carries a non-germline variant of a gene at a visit, for each subject drawn then: "TP53 mutated" or not.

    variants: keyed frame; by_sample: frame of `ctdna.by_sample`, which says who was drawn. Ordered categorical by
    USUBJID with the levels "<gene> wild type" and "<gene> mutated".
    """
    drawn = by_sample.loc[by_sample["AVISIT"] == visit, "USUBJID"]
    chosen = (variants["gene"] == gene) & (variants["AVISIT"] == visit) & ~variants["germline"]
    levels = [f"{gene} wild type", f"{gene} mutated"]
    codes = drawn.isin(variants.loc[chosen, "USUBJID"]).astype(int)
    labels = pd.Categorical.from_codes(codes, levels, ordered=True)
    return pd.Series(labels, index=pd.Index(drawn, name="USUBJID"), name=gene)


def time_points(by_sample, *, response=RESPONSE_VISIT, baseline=BASELINE):
    """Each subject's samples at baseline, at the response visit and the latest one after it (if there is one).

    One row per subject and time point, also where no sample was drawn (SAMPLEID missing): USUBJID, point ("Baseline",
    the response visit's name, "Latest"), SAMPLEID, ADY, n_variants, detected. A subject whose last sample is that
    of the response visit has no later one: Latest is missing.
    """
    response_number = by_sample.loc[by_sample["AVISIT"] == response, "AVISITN"].max()
    response_number = -float("inf") if pd.isna(response_number) else response_number
    fixed = by_sample[by_sample["AVISIT"].isin([baseline, response])]
    later = by_sample[(by_sample["AVISITN"] > response_number) & (by_sample["AVISIT"] != baseline)]
    latest = later.sort_values("AVISITN").drop_duplicates("USUBJID", keep="last")
    known = pd.concat([fixed.assign(point=fixed["AVISIT"]), latest.assign(point=LATEST)])
    subjects = by_sample["USUBJID"].unique()
    every = pd.MultiIndex.from_product([subjects, [baseline, response, LATEST]], names=["USUBJID", "point"])
    columns = ["SAMPLEID", "ADY", "n_variants", "detected"]
    return known.set_index(["USUBJID", "point"])[columns].reindex(every).reset_index()


def matrix(variants, sampled, *, names):
    """The tiles of an oncoprint: one row per sample and mutated gene, with its class.

    variants: frame of `variants.read`; sampled: SAMPLEIDs to show; names: genes to show. Columns SAMPLEID, gene,
    classification (Multi_Hit where a sample has several different classes or variants of one gene), n.
    """
    chosen = variants["SAMPLEID"].isin(sampled) & variants["gene"].isin(names) & ~variants["germline"]
    rows = variants[chosen].groupby(["SAMPLEID", "gene"])["classification"].agg(["first", "size"]).reset_index()
    rows["classification"] = rows["first"].where(rows["size"] == 1, MULTIPLE)
    return rows.rename(columns={"size": "n"})[["SAMPLEID", "gene", "classification", "n"]]


def by_pattern(points, tiles, names):
    """The rows of `points` with subjects ordered by their mutated genes: those with the first gene, then the next.

    points: frame of `time_points` or one row per subject (USUBJID, SAMPLEID); tiles: frame of `matrix`; names: genes
    from the most to the least frequent. Subjects alike keep their order.
    """
    mutated = points.merge(tiles, on="SAMPLEID")[["USUBJID", "gene"]].drop_duplicates()
    wild = ~pd.crosstab(mutated["USUBJID"], mutated["gene"]).astype(bool)
    subjects = pd.Index(points["USUBJID"].unique())
    wild = wild.reindex(index=subjects, columns=list(names), fill_value=True).astype(bool)
    rank = pd.Series(range(len(subjects)), index=wild.sort_values(list(names), kind="stable").index)
    return points.sort_values("USUBJID", key=lambda column: column.map(rank), kind="stable").reset_index(drop=True)


def by_class(variants, sampled):
    """Numbers of non-germline variants by class of the samples in `sampled`: SAMPLEID, classification, n."""
    rows = variants[variants["SAMPLEID"].isin(sampled) & ~variants["germline"]]
    return rows.groupby(["SAMPLEID", "classification"]).size().rename("n").reset_index()
