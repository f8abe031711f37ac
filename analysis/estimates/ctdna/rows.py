"""Result rows of the ctDNA section: counts of samples, proportions with exact intervals, concordance, gene ranks."""

import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, multiplicity, proportions
from analysis.estimates.ctdna.samples import BASELINE

ENDPOINT = "ctDNA"
FISHER = "Fisher exact"


def counts(by_sample, *, baseline=BASELINE):
    """Subjects with any sample, and with a baseline and a later one (`paired`), as count rows."""
    n = by_sample["USUBJID"].nunique()
    numbers = {"any sample": n, "paired": len(paired(by_sample, baseline=baseline))}
    return pd.DataFrame([_count("samples", group, number, n) for group, number in numbers.items()])


def paired(by_sample, *, baseline=BASELINE):
    """USUBJID of the subjects with a baseline draw and a later one: those in whom a change can be seen."""
    visits = by_sample.groupby("USUBJID")["AVISIT"].agg(set)
    return visits.index[[baseline in names and len(names) > 1 for names in visits]]


def proportion(labels, group, *, grouping, population=vocabulary.EVERYONE, members=None):
    """The share of subjects whose label is `group`, with its Clopper-Pearson interval, as one result row.

    labels: Series by USUBJID (missing labels do not count); members: index of the population, all by default.
    """
    known = labels.dropna() if members is None else labels[labels.index.isin(members)].dropna()
    keys = {"endpoint": ENDPOINT, "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([proportions.row(int((known == group).sum()), len(known), **keys)])


def concordance(labels, group, *, population, reference, members):
    """Difference of two populations in the share of subjects labelled `group`, with Fisher's exact two-sided P.

    labels: Series by USUBJID; population and reference: names of the populations in `members` ({name: index}). One
    result row, estimate = share in population - share in reference; P missing when either is empty.
    """
    known = labels.dropna()
    split = [known[known.index.isin(members[name])] == group for name in (population, reference)]
    table = [[int(part.sum()), int((~part).sum())] for part in split]
    estimable = all(len(part) for part in split)
    values = {"estimate": split[0].mean() - split[1].mean(), "p_value": stats.fisher_exact(table).pvalue}
    keys = {"endpoint": ENDPOINT, "estimand": "difference", "grouping": "population", "group": population,
            "reference": reference, "method": FISHER, "n": sum(map(len, split)), "n_event": table[0][0] + table[1][0],
            **facts.missing("" if estimable else "no subjects", f"share {group}" * estimable),
            "role": vocabulary.PRIMARY}  # fmt: skip
    return multiplicity.adjusted(pd.DataFrame([keys | (values if estimable else {})]))


def crosstab(labels, other):
    """Counts of subjects by two labels (rows: labels, columns: other), over those who have both, as a tidy frame."""
    both = pd.DataFrame({"row": labels, "column": other}).dropna()
    return both.groupby(["row", "column"], observed=False).size().rename("n").reset_index()


def gene_ranks(ranked):
    """Rank of each gene by subjects mutated, as result rows, from the frame of `ctdna.genes`."""
    keys = {"endpoint": ENDPOINT, "estimand": "rank", "population": vocabulary.EVERYONE, "grouping": "gene"}
    rows = ranked.rename(columns={"gene": "group"})[["group", "n", "n_event"]].assign(estimate=ranked["rank"], **keys)
    return rows.assign(method="subjects with a non-germline variant in any sample")


def lead_rows(lead):
    """Result rows of the frame of `lead_time`: the share with a rise before progression, and the leads of those.

    The share is of subjects with two draws or more by progression. A rise on the day of progression is no lead.
    """
    judged = lead[lead["nadir"].notna()]
    early = judged.loc[judged["lead"] > 0, "lead"]
    keys = {"endpoint": ENDPOINT, "population": "progressed", "grouping": "mtbi_rise", "group": "before progression"}
    share = proportions.row(len(early), len(judged), **keys)
    values = {"median": early.median(), "minimum": early.min(), "maximum": early.max()}
    observed = {"n": len(early), "unit": "days", "method": "observed leads"} | keys
    return pd.DataFrame([share, *({"estimand": name, "estimate": days} | observed for name, days in values.items())])


def _count(grouping, group, number, n):
    return {"endpoint": ENDPOINT, "estimand": "count", "population": vocabulary.EVERYONE, "grouping": grouping,
            "group": group, "estimate": number, "n": n, "method": vocabulary.COUNT}  # fmt: skip
