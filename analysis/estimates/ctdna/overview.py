"""Genes and variants by subject and time point: who is mutated where, in the order to draw; lanes of a swimmer plot."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.estimates.ctdna import amounts

LATEST = "Latest"
MULTIPLE = "Multi_Hit"


class Overview(namedtuple("Overview", "points tiles top bars order genes")):
    """What an oncoprint is drawn from, its first four in that order; order: of the subjects, in words; all genes."""

    @property
    def ranks(self):
        """The ranks of the genes shown, by subjects mutated, as result rows."""
        keys = {"endpoint": "ctDNA", "estimand": "rank", "population": vocabulary.EVERYONE, "grouping": "gene"}
        rows = self.top[["gene", "n", "n_event", "rank"]].rename(columns={"gene": "group", "rank": "estimate"})
        return rows.assign(**keys, method="subjects with a non-germline variant in any sample")


def overview(draws, *, top=20, by_genes=True):
    """The variants of each subject at baseline, at the response visit and at the latest draw, as an Overview.

    top: how many genes are `shown`, those mutated in most subjects; by_genes: order of subjects, else by name.
    NotInData for draws without variants.
    """
    amounts.no_variants(draws, "An oncoprint")
    points, ranked = time_points(draws), genes(draws)
    sampled, shown = points["SAMPLEID"].dropna(), ranked.head(top)
    tiles, bars = matrix(draws.found, sampled, names=shown["gene"]), by_class(draws.found, sampled)
    ranked = ranked.assign(shown=ranked["gene"].isin(shown["gene"]))
    if by_genes:
        return Overview(by_pattern(points, tiles, shown["gene"]), tiles, shown, bars, "by mutated genes", ranked)
    return Overview(points, tiles, shown, bars, "by name", ranked)


def genes(draws):
    """Genes by subjects with a non-germline variant in any draw: rank, gene, n_event, n (drawn), estimate (share)."""
    somatic = draws.keyed[~draws.keyed["germline"]]
    n = draws.by_sample["USUBJID"].nunique()
    counts = somatic.groupby("gene")["USUBJID"].nunique().rename("n_event").reset_index()
    counts["rank"] = counts["n_event"].rank(method="min", ascending=False).astype(int)
    table = counts.sort_values(["rank", "gene"], kind="stable").assign(n=n, estimate=counts["n_event"] / n)
    return table[["rank", "gene", "n_event", "n", "estimate"]].reset_index(drop=True)


def mutation(draws, gene):
    """Who carries a non-germline variant of a gene at baseline, ordered categorical by USUBJID of those drawn then."""
    amounts.no_variants(draws, gene)
    rows = draws.keyed[(draws.keyed["gene"] == gene) & ~draws.keyed["germline"]]
    drawn = draws.by_sample.loc[draws.by_sample["AVISIT"] == draws.baseline, "USUBJID"]
    levels = [f"{gene} wild type", f"{gene} mutated"]
    codes = drawn.isin(rows.loc[rows["AVISIT"] == draws.baseline, "USUBJID"]).astype(int)
    labels = pd.Categorical.from_codes(codes, levels, ordered=True)
    return pd.Series(labels, index=pd.Index(drawn, name="USUBJID"), name=gene)


def time_points(draws):
    """Each subject's samples at baseline, at the response visit and the latest one after it.

    One row per subject and point ("Baseline", the visit's name, "Latest"), also without a sample (SAMPLEID missing):
    USUBJID, point, SAMPLEID, ADY, n_variants, detected.
    """
    by_sample, visits = draws.by_sample, [draws.baseline, draws.visit]
    at_visit = by_sample.loc[by_sample["AVISIT"] == draws.visit, "AVISITN"].max()
    fixed = by_sample[by_sample["AVISIT"].isin(visits)]
    later = by_sample[~(by_sample["AVISITN"] <= at_visit) & (by_sample["AVISIT"] != draws.baseline)]
    latest = later.sort_values("AVISITN").drop_duplicates("USUBJID", keep="last")
    known = pd.concat([fixed.assign(point=fixed["AVISIT"]), latest.assign(point=LATEST)])
    subjects = by_sample["USUBJID"].unique()
    every = pd.MultiIndex.from_product([subjects, [*visits, LATEST]], names=["USUBJID", "point"])
    columns = ["SAMPLEID", "ADY", "n_variants", "detected"]
    return known.set_index(["USUBJID", "point"])[columns].reindex(every).reset_index()


def matrix(variants, sampled, *, names):
    """The tiles of an oncoprint: one row per sample of `sampled` and mutated gene of `names`, with its class.

    SAMPLEID, gene, classification (Multi_Hit where several classes or variants of one gene), n.
    """
    chosen = variants["SAMPLEID"].isin(sampled) & variants["gene"].isin(names) & ~variants["germline"]
    rows = variants[chosen].groupby(["SAMPLEID", "gene"])["classification"].agg(["first", "size"]).reset_index()
    rows["classification"] = rows["first"].where(rows["size"] == 1, MULTIPLE)
    return rows.rename(columns={"size": "n"})[["SAMPLEID", "gene", "classification", "n"]]


def by_pattern(points, tiles, names):
    """The rows of `points` with subjects ordered by their mutated genes: those with the first gene, then the next.

    tiles: as `matrix`; names: genes from the most to the least frequent. Subjects alike keep their order.
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


POINTS = ["baseline", "response", "last"]


def states(draws):
    """ctDNA of each subject at baseline, the response visit and the latest later draw, in words, by USUBJID.

    `not detected`, else `detected`; at the response visit the direction since baseline where both were measured.
    """
    points = time_points(draws)
    words = points["detected"].map({True: "detected", False: "not detected"})
    table = points.assign(word=words).pivot(index="USUBJID", columns="point", values="word")
    table = table.reindex(columns=[draws.baseline, draws.visit, LATEST]).set_axis(POINTS, axis=1)
    direction = draws.change["change"].astype(object).reindex(table.index)
    known = (table["response"] == "detected") & direction.notna()
    return table.assign(response=table["response"].where(~known, direction))


def lanes(draws):
    """One row per subject with both endpoints: USUBJID, os, pfs (report units), outcome, best_response, ctDNA in words.

    outcome: dead; alive after progression; alive, progression-free. best_response: NE where missing. ctDNA: `states`,
    and last_cleared. No rows where no subject has a change of ctDNA or the study lacks OS or PFS.
    """
    if draws.change.empty or not {"OS", "PFS"} <= set(draws.study.endpoints):
        return pd.DataFrame()
    overall, free = (draws.study.endpoint(name) for name in ("OS", "PFS"))
    both = overall.join(free, how="inner", lsuffix="_os", rsuffix="_pfs")
    words = ["dead", "alive after progression"]
    outcome = np.select([both["event_os"], both["event_pfs"]], words, default="alive, progression-free")
    table = pd.DataFrame({"os": both["time_os"], "pfs": both["time_pfs"], "outcome": outcome}, index=both.index)
    table["best_response"] = draws.best_response.astype(object).reindex(table.index).fillna("NE")
    return table.join([states(draws), draws.ever["last_cleared"]]).rename_axis("USUBJID").reset_index()
