"""Who was analysed: counts of subjects by group, and what is known of them at baseline."""

import pandas as pd

from analysis import vocabulary


def enrolled(subjects):
    """The number of subjects of a study, as one count row."""
    return _count(len(subjects), len(subjects), "", vocabulary.EVERYONE, "", "enrolled")


def counts(group, *, grouping, population=vocabulary.EVERYONE):
    """The number of subjects at each level of a group, as count rows; n is the number with a known level."""
    known = group.dropna()
    sizes = known.value_counts(sort=False)
    return pd.concat([_count(int(size), len(known), "", population, grouping, level) for level, size in sizes.items()])


def characteristics(groups):
    """The subjects at baseline: one row a level, columns characteristic, level, n, percent; missing is a level.

    groups: {label: Series of levels indexed by USUBJID, missing where unknown}.
    """
    return pd.concat([_levels(label, group) for label, group in groups.items()], ignore_index=True)


def printed(characteristics):
    """The table of `characteristics` as a paper prints it: each characteristic named once, counts as `n (%)`."""
    first = ~characteristics["characteristic"].duplicated()
    counts = [f"{row.n} ({_percent(row.percent)})" for row in characteristics.itertuples()]
    names = characteristics["characteristic"].where(first, "")
    return pd.DataFrame({"Characteristic": names, "Level": characteristics["level"], "n (%)": counts})


def _percent(value):
    return "<1%" if 0 < value < 0.5 else f"{value:.0f}%"


def _levels(label, group):
    words = group.astype(object).where(group.notna(), "missing")
    order = [*group.astype("category").cat.categories, *(["missing"] if group.isna().any() else [])]
    n = words.value_counts().reindex(order, fill_value=0)
    return pd.DataFrame(
        {"characteristic": label, "level": order, "n": n.values, "percent": 100 * n.values / len(group)}
    )


def _count(value, n, endpoint, population, grouping, group):
    keys = {"endpoint": endpoint, "estimand": "count", "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([keys | {"estimate": value, "n": n, "unit": "subjects", "method": vocabulary.COUNT}])
