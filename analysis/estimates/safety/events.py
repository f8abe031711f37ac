"""Adverse events by subject (each once per term, at the worst grade), over the whole safety population.

Only treatment-emergent events count (`TRTEMFL` Y; without that column those that began on day 1 or later).
"""

import pandas as pd

from analysis import vocabulary
from analysis.estimates import facts, proportions
from analysis.study.problems import NotInData
from analysis.study.tables import words

ANY = "Any adverse event"
AE = {"endpoint": "AE", "estimand": "proportion", "population": vocabulary.EVERYONE}
CATEGORIES = {"any_grade": "Any grade", "grade_3": "Grade 3 or higher", "serious": "Serious",
              "related": "Related to treatment", "discontinued": "Led to discontinuation"}  # fmt: skip
SOURCE = {"grade_3": "AETOXGR", "serious": "AESER", "related": "AREL", "discontinued": "AEACN"}
YES, SHARE = {"Y", "YES"}, ["category", "estimate", "conf_low", "conf_high", "n_event", "n"]
OPTIONAL = ("AEBODSYS", "ASTDY", "ASTDT")  # columns of adae that are blank where a study has none
WITHDRAWN = {"DRUG WITHDRAWN", "WITHDRAWN", "DISCONTINUED", "TREATMENT DISCONTINUED", "PERMANENTLY DISCONTINUED"}


def population(adsl):
    """The safety population: subjects with SAFFL Y, everyone where the study has no SAFFL. Index of USUBJID."""
    treated = adsl["SAFFL"].eq("Y") if "SAFFL" in adsl and adsl["SAFFL"].notna().any() else adsl["USUBJID"].notna()
    return pd.Index(adsl.loc[treated, "USUBJID"], name="USUBJID")


def emergent(adae, subjects):
    """The treatment-emergent events of `subjects`, a bool column per category; NotInData where nothing tells which."""
    if "TRTEMFL" in adae and adae["TRTEMFL"].notna().any():
        began = adae["TRTEMFL"].eq("Y")
    elif "ASTDY" in adae:
        began = ~(adae["ASTDY"] < 1)  # an unknown day may be on treatment: it counts
    else:
        raise NotInData("adae: neither TRTEMFL nor ASTDY; expected one of them to tell treatment-emergent events")
    rows = adae[began & adae["USUBJID"].isin(subjects)].assign(**{name: None for name in OPTIONAL if name not in adae})
    return rows.assign(**{name: _flag(rows, name) for name in CATEGORIES})


def incidence(adae, subjects, *, by=("AEDECOD",)):
    """How many subjects had each term (`by=()`: any), per category: `by`, category, estimate (0–1), limits, n_event, n.

    By falling frequency of organ class, term, severe events, then the alphabet. A category not recorded: no estimate.
    """
    events, by = emergent(adae, subjects), list(by)
    events[by] = events[by].fillna("Not coded")
    rows = []
    for keys, own in events.groupby(by) if by else [((), events)]:
        named = dict(zip(by, keys, strict=True))
        rows += [{**named, **_share(own, name, len(subjects), known=_recorded(adae, name))} for name in CATEGORIES]
    return _by_frequency(pd.DataFrame(rows, columns=[*by, *SHARE]), by)


def overview(adae, subjects):
    """Result rows: the share of subjects with an event of each category, the row's group.

    The note counts events of unknown category: without a grade not severe, without a causality related.
    """
    shares, events = incidence(adae, subjects, by=()), emergent(adae, subjects)
    told = pd.DataFrame([_unknown(adae, events, name) for name in shares["category"]], index=shares.index)
    rows = shares.rename(columns={"category": "group"})
    return rows.assign(**AE, grouping="category", method=vocabulary.CLOPPER_PEARSON, **told)


def by_arm(adae, subjects, arm, *, reference, at_least=0.1):
    """Result rows of each category and of each term that a share of an arm had, in each arm; as `proportions.by_group`.

    arm: a categorical Series; `at` of a row is the category or the term. A category not recorded has no row.
    """
    events = emergent(adae, subjects)
    flags = {name: events.loc[events[name], "USUBJID"] for name in CATEGORIES if _recorded(adae, name)}
    flags |= {term: own["USUBJID"] for term, own in events.groupby("AEDECOD")}
    table = pd.DataFrame({name: subjects.isin(own) for name, own in flags.items()}, index=subjects)
    frequent = table.groupby(arm.reindex(subjects), observed=True).mean().max().ge(at_least)
    terms = table.loc[:, [name not in CATEGORIES and frequent[name] for name in table]].sum()
    shown = [*CATEGORIES, *terms.sort_values(ascending=False, kind="stable").index]
    table = table[[name for name in shown if name in table]]
    return proportions.by_group(table, arm, reference=reference, endpoint="AE", population=vocabulary.EVERYONE)


def related_severe(adae, subjects):
    """Result row: the share with an event of grade 3 or higher related to treatment (unknown: related)."""
    keys = {"endpoint": "AE", "population": vocabulary.EVERYONE, "grouping": "grade_3", "group": "related"}
    unknown = [SOURCE[name] for name in ("grade_3", "related") if not _recorded(adae, name)]
    if unknown:
        keys |= facts.missing(f"{' and '.join(unknown)} not recorded")
        return pd.DataFrame([proportions.row(0, 0, **keys)])
    events = emergent(adae, subjects)
    count = events.loc[events["grade_3"] & events["related"], "USUBJID"].nunique()
    return pd.DataFrame([proportions.row(count, len(subjects), **keys)])


def results(shares):
    """The shares of `incidence` by AEDECOD as result rows: grouping the category, group the term."""
    rows = reasoned(shares, shares["category"].map(SOURCE) + " not recorded")
    rows = rows.rename(columns={"category": "grouping", "AEDECOD": "group"}).drop(columns="AEBODSYS", errors="ignore")
    return rows.assign(**AE, method=vocabulary.CLOPPER_PEARSON)


def reasoned(rows, reason):
    """The rows with a reason (text, or a Series of it) and its note where they have no estimate, "" elsewhere."""
    reason = pd.Series(reason, rows.index, dtype=object).where(rows["estimate"].isna(), "")
    return rows.assign(reason=reason, note=reason.map(facts.note))


def worst_grades(adae, subjects):
    """How many subjects had each term (in alphabetical order) at each worst grade: columns 1 to 5 and `ungraded`."""
    events = emergent(adae, subjects)
    grades = pd.to_numeric(events["AETOXGR"]) if "AETOXGR" in events else pd.Series(float("nan"), events.index)
    worst = grades.groupby([events["AEDECOD"], events["USUBJID"]]).max()
    words = worst.map("{:.0f}".format, na_action="ignore").fillna("ungraded").rename("grade").reset_index()
    table = pd.crosstab(words["AEDECOD"], words["grade"]).reindex(columns=[*"12345", "ungraded"], fill_value=0)
    return table.rename_axis(columns=None).reset_index()


def ranks(shares, *, category, first=10):
    """Result rows: the place of the most frequent terms of `incidence` in a category; equal counts share a place."""
    rows = shares[(shares["category"] == category) & (shares["n_event"] > 0)]
    rows = rows.assign(estimate=rows["n_event"].rank(ascending=False, method="min"))
    rows = rows[rows["estimate"] <= first].sort_values(["estimate", "AEDECOD"], ignore_index=True)
    rows = rows.rename(columns={"AEDECOD": "group", "category": "grouping"}).assign(**AE | {"estimand": "rank"})
    return rows.assign(method="rank by number of subjects").drop(columns=["conf_low", "conf_high"])


def new_since(adae, subjects, date):
    """Who first had each term after `date` (unknown: before), counted: AEDECOD, n_before, n_new, new_term (bool)."""
    first = emergent(adae, subjects).assign(ASTDT=lambda rows: pd.to_datetime(rows["ASTDT"]))
    first = first.groupby(["AEDECOD", "USUBJID"])["ASTDT"].min().gt(pd.Timestamp(date))
    counts = first.groupby("AEDECOD").agg(n_new="sum", n_before=lambda late: (~late).sum()).reset_index()
    return counts.assign(new_term=counts["n_before"] == 0)[["AEDECOD", "n_before", "n_new", "new_term"]]


def _flag(rows, category):
    """Whether each event is of the category; nothing recorded is False, but an unknown causality counts as related."""
    if category not in SOURCE:
        return pd.Series(True, index=rows.index)
    if SOURCE[category] not in rows:
        return pd.Series(False, index=rows.index)
    cells = rows[SOURCE[category]]
    if category == "grade_3":
        return pd.to_numeric(cells).ge(3)
    cells = cells.astype("string").str.strip().str.upper().fillna("")
    if category != "related":
        return cells.isin(WITHDRAWN if category == "discontinued" else YES)
    related = words.translated(cells, "related")
    if wrong := sorted(set(cells[related.isna()])):
        raise NotInData(f"adae, column AREL: {', '.join(wrong)}; expected {words.expected(wrong[0], 'related')}")
    return related.ne("N")


def _recorded(adae, category):
    """Whether adae says which events are of the category; without any event it says that none is."""
    column = SOURCE.get(category)
    return column is None or (column in adae and (adae.empty or _filled(adae[column]).any()))


def _filled(cells):
    return cells.notna() & cells.ne("")


def _share(events, category, n, *, known):
    count = events.loc[events[category], "USUBJID"].nunique()
    limits = proportions.clopper_pearson(count if known else 0, n if known else 0)
    return dict(zip(SHARE, (category, *limits, count if known else None, n), strict=True))


def _by_frequency(shares, by):
    """Rows in the order they are read: frequent organ classes first, in them frequent terms, severe before mild."""
    if not by or shares.empty:
        return shares
    counts = -shares.pivot(index=by, columns="category", values="n_event").astype(float).fillna(0)
    counts["organ"] = counts.groupby(by[0])["any_grade"].transform("sum")
    order = counts.reset_index().sort_values(["organ", *by[:-1], "any_grade", "grade_3", by[-1]])[by]
    return order.merge(shares, on=by)


def _unknown(adae, events, category):
    """The columns reason and note of a category: that nothing was recorded, or how many events lack it."""
    if not _recorded(adae, category):
        return facts.missing(f"{SOURCE[category]} not recorded")
    if category in ("any_grade", "discontinued"):  # no action is what a blank AEACN says
        return facts.missing("")
    missing = int((~_filled(events[SOURCE[category]])).sum())
    return facts.missing("", f"{missing} of {len(events)} events without {SOURCE[category]}" if missing else "")
