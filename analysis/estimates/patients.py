"""Who was analysed: counts of subjects by group, and what is known of them at baseline."""

import pandas as pd

from analysis import vocabulary

CHARACTERISTIC = ["characteristic", "level", "n", "percent"]


def analysed(study, populations=()):
    """The number of subjects, and at each level of the groupings that tables hold, also within populations: count rows.

    populations: names (KeyError for an unknown one); or {name: USUBJID}, of which alone levels are counted.
    """
    rows, members = [], populations
    if not isinstance(populations, dict):
        rows = [_count(len(study.subjects), len(study.subjects), vocabulary.EVERYONE, "", "enrolled")]
        members = {name: study.population(name) for name in [vocabulary.EVERYONE, *populations]}
    rows += [counts(group.reindex(subjects), grouping=name, population=population)
             for population, subjects in members.items() for name, group in _groups(study).items()]  # fmt: skip
    return pd.concat(rows) if rows else pd.DataFrame(columns=vocabulary.RESULT_COLUMNS)


def counts(group, *, grouping, population=vocabulary.EVERYONE):
    """The number of subjects at each level of a group, as count rows; n is the number with a known level."""
    known = group.dropna()
    sizes = known.value_counts(sort=False)
    return pd.concat([_count(int(size), len(known), population, grouping, level) for level, size in sizes.items()])


def characteristics(study):
    """The subjects at baseline, by each grouping that tables hold: characteristic, level (also missing), n, percent."""
    tables = [_levels(study.groupings[name].label, group) for name, group in _groups(study).items()]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=CHARACTERISTIC)


def _groups(study):
    return {name: study.group(name) for name, declared in study.groupings.items() if not declared.section}


def _levels(label, group):
    words = group.astype(object).where(group.notna(), "missing")
    order = [*group.astype("category").cat.categories, *(["missing"] if group.isna().any() else [])]
    n = words.value_counts().reindex(order, fill_value=0)
    values = label, order, n.values, 100 * n.values / len(group)
    return pd.DataFrame(dict(zip(CHARACTERISTIC, values, strict=True)))


def _count(value, n, population, grouping, group):
    keys = {"endpoint": "", "estimand": "count", "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([keys | {"estimate": value, "n": n, "unit": "subjects", "method": vocabulary.COUNT}])
