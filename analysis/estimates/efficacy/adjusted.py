"""Endpoints with several covariates in one model: result rows, and the table behind their forest."""

import pandas as pd

from analysis.estimates.efficacy.rows import result_rows
from analysis.estimates.efficacy.subgroup import BLANK, COLUMNS, REFERENCE
from analysis.estimates.survival import multivariable
from analysis.vocabulary import EVERYONE, primary_interval


def adjusted(made, *, endpoint):
    """Result rows of a `multivariable.Model`: Wald ratios, those `shown`, and the test of constancy of each covariate.

    grouping is the covariate, blank in the test of the whole model. All are sensitivity to the comparisons alone.
    """
    tables = [multivariable.hazard_ratios(made), shown(made)]
    tables = [table.assign(estimand="hazard_ratio") for table in tables]
    tests = multivariable.constancy(made).assign(estimand="proportional_hazards")
    rows = [table.rename(columns={"term": "grouping"}) for table in (*tables, tests)]
    return result_rows(rows, endpoint=endpoint, population=EVERYONE)


def shown(made):
    """The ratios of a Model by profile likelihood; by Firth's penalty below ten events for each, or if separated."""
    profile = multivariable.hazard_ratios(made, method="profile")
    kind = primary_interval(made.data.n_event / len(made.columns), bool(profile["separated"].any()))
    return profile if kind == "profile" else multivariable.hazard_ratios(made, method=kind)


def forest(made, covariates):
    """A table as `subgroup.subgroups` of a Model: a row a number, or a level of a group, its reference first.

    n and n_event are of the model's subjects at the level; p_constancy is of the covariate, on its first row.
    covariates: as `multivariable.model` takes them.
    """
    ratios, tests = shown(made), multivariable.constancy(made).set_index("term")
    event, rows = pd.Series(made.data.event, made.data.index), []
    for name, own in ratios.groupby("term", sort=False):
        first, values = own.iloc[0], covariates[name].reindex(event.index)
        levels = [first["reference"]] * bool(first["reference"])
        found = [{"group": level, **REFERENCE} for level in levels] + own.assign(is_reference=False).to_dict("records")
        for row in found:
            members = event[values == row["group"]] if levels else event
            rows.append(BLANK | row | {"grouping": name, "n": len(members), "n_event": int(members.sum())})
        rows[-len(found)]["p_constancy"] = tests["p_value"].get(name)
    return pd.DataFrame(rows).reindex(columns=[*COLUMNS, "p_constancy"])
