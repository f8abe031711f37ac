"""Result rows of the ctDNA section: counts of samples, proportions with exact intervals, concordance, gene ranks."""

import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, multiplicity, proportions

ENDPOINT = "ctDNA"
FISHER = "Fisher exact"


def counts(draws):
    """Subjects with any draw, and with a baseline and a later one (`paired`), as count rows."""
    n = draws.by_sample["USUBJID"].nunique()
    keys = {"endpoint": ENDPOINT, "estimand": "count", "population": vocabulary.EVERYONE, "grouping": "samples"}
    numbers = {"any sample": n, "paired": len(draws.paired)}
    rows = [{"group": group, "estimate": number, "n": n} for group, number in numbers.items()]
    return pd.DataFrame(rows).assign(**keys, method=vocabulary.COUNT)


def agreement(draws, populations):
    """Shares of subjects whose ctDNA rose and fell in each population and, of two, their difference.

    populations: names of the study's, those it lacks are left out. Result rows with exact intervals and Fisher's P.
    """
    labels, members = draws.direction, draws.members(populations)
    pairs = [(name, word) for name in members for word in labels.cat.categories]
    rows = [proportion(labels, word, grouping="ctdna_change", population=name, members=members[name])
            for name, word in pairs]  # fmt: skip
    if len(members) == 2:
        rows.append(concordance(labels, "decreased", members=members))
    return multiplicity.adjusted(pd.concat(rows)) if rows else pd.DataFrame()


def last_draw(draws, populations=(vocabulary.EVERYONE, "progression_free")):
    """The share of subjects who were clear at their last draw, in each population that the study has, result rows."""
    labels = draws.ever["last_cleared"].map({True: "cleared", False: "not cleared"})
    return pd.concat(
        proportion(labels, "cleared", grouping="ctdna_last", population=name, members=members)
        for name, members in draws.members(populations).items()
    )


def proportion(labels, group, *, grouping, population=vocabulary.EVERYONE, members=None):
    """The share of subjects whose label is `group`, with its Clopper-Pearson interval, as one result row.

    labels: Series by USUBJID (missing labels do not count); members: index of the population, all by default.
    """
    known = labels.dropna() if members is None else labels[labels.index.isin(members)].dropna()
    keys = {"endpoint": ENDPOINT, "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([proportions.row(int((known == group).sum()), len(known), **keys)])


def concordance(labels, group, *, members):
    """Difference of two populations in the share of subjects labelled `group`, with Fisher's exact two-sided P.

    labels: Series by USUBJID; members: {name: index} of the population and the reference, in this order. One result
    row, estimate = share in population - share in reference; both and P missing when either is empty.
    """
    known, (population, reference) = labels.dropna(), members
    split = [known[known.index.isin(members[name])] == group for name in members]
    table = [[int(part.sum()), int((~part).sum())] for part in split]
    estimable = all(len(part) for part in split)
    values = {"estimate": split[0].mean() - split[1].mean(), "p_value": stats.fisher_exact(table).pvalue}
    keys = {"endpoint": ENDPOINT, "estimand": "difference", "grouping": "population", "group": population,
            "reference": reference, "method": FISHER, "n": sum(map(len, split)), "n_event": table[0][0] + table[1][0],
            **facts.missing("" if estimable else "no subjects", f"share {group}" * estimable),
            "role": vocabulary.PRIMARY}  # fmt: skip
    return pd.DataFrame([keys | (values if estimable else {})])


def crosstab(labels, other):
    """Counts of subjects by two labels, columns row (labels), column (other) and n; no rows where nobody has both."""
    both = pd.DataFrame({"row": labels, "column": other}).dropna()
    if both.empty:
        return both
    return both.groupby(["row", "column"], observed=False).size().rename("n").reset_index()


def gene_ranks(ranked):
    """Rank of each gene by subjects mutated, as result rows, from the frame of `ctdna.genes`."""
    keys = {"endpoint": ENDPOINT, "estimand": "rank", "population": vocabulary.EVERYONE, "grouping": "gene"}
    rows = ranked.rename(columns={"gene": "group"})[["group", "n", "n_event"]].assign(estimate=ranked["rank"], **keys)
    return rows.assign(method="subjects with a non-germline variant in any sample")


def lead_rows(lead):
    """Result rows of the frame of `leads`: the share with a rise before progression, and the leads of those.

    The share is of subjects with two draws or more by progression. A rise on the day of progression is no lead.
    """
    if lead.empty:
        return pd.DataFrame()
    judged = lead[lead["nadir"].notna()]
    early = judged.loc[judged["lead"] > 0, "lead"]
    keys = {"endpoint": ENDPOINT, "population": "progressed", "grouping": "mtbi_rise", "group": "before progression"}
    share = proportions.row(len(early), len(judged), **keys)
    values = {"median": early.median(), "minimum": early.min(), "maximum": early.max()}
    observed = {"n": len(early), "unit": "days", "method": "observed leads"} | keys
    return pd.DataFrame([share, *({"estimand": name, "estimate": days} | observed for name, days in values.items())])
