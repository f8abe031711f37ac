"""Who was analysed: counts of subjects by status and by group, and what is known of them at baseline."""

import pandas as pd

from analysis import vocabulary

STATUS = {
    "OS": {True: "dead", False: "alive"},
    "PFS": {True: "progressed", False: "progression-free"},
}


def status(tte, *, endpoint, population=vocabulary.EVERYONE):
    """The subjects with and without the event at their last observation, as count rows.

    The words are those of the endpoint (OS: alive, dead; PFS: progression-free, progressed), otherwise
    `event` and `no event`. n is the number of subjects.
    """
    words = STATUS.get(endpoint, {True: "event", False: "no event"})
    counts = [(words[had], int((tte["event"] == had).sum())) for had in (False, True)]
    return pd.concat([_count(value, len(tte), endpoint, population, "status", word) for word, value in counts])


def enrolled(subjects):
    """The number of subjects of a study, as one count row."""
    return _count(len(subjects), len(subjects), "", vocabulary.EVERYONE, "", "enrolled")


def counts(group, *, grouping, population=vocabulary.EVERYONE):
    """The number of subjects at each level of a group, as count rows; n is the number with a known level."""
    known = group.dropna()
    sizes = known.value_counts(sort=False)
    return pd.concat([_count(int(size), len(known), "", population, grouping, level) for level, size in sizes.items()])


def extremes(tte, *, endpoint, population, unit):
    """The shortest and the longest observed time of a population, as rows `minimum` and `maximum`."""
    found = {"minimum": tte["time"].min(), "maximum": tte["time"].max()}
    keys = {"endpoint": endpoint, "population": population, "n": len(tte), "unit": unit, "method": "observed time"}
    return pd.DataFrame([keys | {"estimand": name, "estimate": value} for name, value in found.items()])


def characteristics(groups):
    """The subjects at baseline: one row a level, columns characteristic, level, n, percent; missing is a level.

    groups: {label: Series of levels indexed by USUBJID, missing where unknown}.
    """
    return pd.concat([_levels(label, group) for label, group in groups.items()], ignore_index=True)


def _levels(label, group):
    words = group.astype(object).where(group.notna(), "missing")
    order = [*group.astype("category").cat.categories, *(["missing"] if group.isna().any() else [])]
    n = words.value_counts().reindex(order, fill_value=0)
    return pd.DataFrame({"characteristic": label, "level": order, "n": n.values, "percent": 100 * n.values / len(group)})


def _count(value, n, endpoint, population, grouping, group):
    keys = {"endpoint": endpoint, "estimand": "count", "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([keys | {"estimate": value, "n": n, "unit": "subjects", "method": vocabulary.COUNT}])
