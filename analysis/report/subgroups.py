"""Subgroups as the report shows them: one table and one forest plot an endpoint."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates import efficacy
from analysis.figures import numbers
from analysis.report.words import readable

RIGHT = {"ratio": "HR (95% CI)", "p": "P"}
INTERACTION = {"interaction": "P interaction"}


def subgroup_forest(section, endpoint, groupings, *, arm="", method="wald"):
    """The tidy subgroup table of an endpoint, shown as a forest plot and saved.

    groupings: names of declared groupings known before treatment. Without `arm` the levels of each are compared with
    its reference; with `arm`, the name of the randomised grouping, its hazard ratio is given within every level, with
    the P of interaction. method: wald, profile or firth.
    """
    study, tte = section.study, section.study.endpoint(endpoint)
    declared = {name: study.groupings[name] for name in groupings if name != arm}
    groups = {name: study.group(name) for name in declared}
    if arm:
        options = {"arm": study.group(arm), "reference": study.groupings[arm].reference, "method": method}
        tidy = efficacy.within_levels(tte, groups, **options)
    else:
        references = {name: found.reference for name, found in declared.items()}
        tidy = efficacy.subgroups(efficacy.comparisons({endpoint: tte}, groups, references=references), method=method)
    labels = {name: found.label for name, found in declared.items()}
    left = {"counts": "Events / n", "median": f"Median, {study.report_unit}\n(95% CI)"}
    right = RIGHT | (INTERACTION if arm else {})
    drawn = forest_table(tidy, labels, decimals=numbers.time_decimals(study.report_unit))
    title = vocabulary.ENDPOINTS.get(endpoint, endpoint)
    section.figure(
        figures.forest(drawn, left=left, right=right, favours=_favours(study, arm)),
        f"{endpoint.lower()}_forest",
        caption=f"{title} by subgroup. {_explained(study, arm, method)} Marks are sized by events.",
        alt=f"Forest plot of hazard ratios for {title.lower()}, {numbers.counted(len(tte), 'subject')}, "
        f"{numbers.counted(tte['event'].sum(), 'event')}: {_spoken(tidy, labels) or 'none is estimable'}.",
        data=tidy,
    )
    if arm:
        section.results(subgroup_results(tidy, endpoint, arm, study))
    caption = f"{title} by subgroup: the numbers of the plot; the file has the methods too."
    section.table(tidy, f"{endpoint.lower()}_subgroups", caption=caption, show=_printed(drawn, left | right))
    return tidy


def forest_table(tidy, labels, *, decimals=1):
    """The table that `figures.forest` draws: heading, label, the ratio and columns of printed text.

    labels: {grouping: words}; decimals: of the medians.
    """
    limits = tidy[["estimate", "conf_low", "conf_high"]].itertuples(index=False)
    ratio = [numbers.estimate_ci(*row, write=numbers.ratio) for row in limits]
    medians = tidy[["median", "median_low", "median_high"]].itertuples(index=False)
    interaction = tidy["p_interaction"]
    return tidy.assign(
        heading=tidy["grouping"].map(labels).fillna(tidy["group"]),
        label=tidy["group"].where(tidy["grouping"] != "", ""),
        counts=[f"{row.n_event:.0f} / {row.n:.0f}" for row in tidy.itertuples()],
        median=[numbers.estimate_ci(*row, decimals) for row in medians],
        ratio=[text if estimated else "" for text, estimated in zip(ratio, tidy["estimate"].notna(), strict=True)],
        p=tidy["p_value"].map(numbers.p_value).where(tidy["p_value"].notna(), ""),
        interaction=interaction.map(numbers.p_value).where(interaction.notna(), ""),
    )


def _printed(drawn, columns):
    """The texts of the plot as a table: the grouping once, then level, columns and, where there is one, the reason."""
    first = drawn["heading"].where(~drawn["heading"].duplicated(), "")
    shown = pd.DataFrame({"Subgroup": first, "Level": drawn["label"]})
    for name, words in columns.items():
        shown[words.replace("\n", " ")] = drawn[name]
    reference = drawn["is_reference"]
    shown[RIGHT["ratio"]] = shown[RIGHT["ratio"]].mask(reference, "reference")
    return readable.without_blanks(shown.assign(Note=drawn["note"].mask(reference, "")))


def _explained(study, arm, method):
    against = "its reference level (open mark), one factor at a time; no ratio is an effect of the treatment"
    if arm:
        declared = study.groupings[arm]
        against = f"{declared.reference} within the level"
    methods = {"wald": "Wald", "profile": "profile-likelihood", "firth": "Firth-penalised profile-likelihood"}
    return f"Hazard ratios against {against}: Cox, Efron's ties, {methods[method]} intervals and P values."


def _favours(study, arm):
    """What a ratio below 1 and one above 1 mean, for under the axis."""
    if not arm:
        return "lower risk", "higher risk"
    return f"favours {_others(study, arm)}", f"favours {study.groupings[arm].reference}"


def _others(study, arm):
    """The arms that are compared with the reference."""
    return " or ".join(level for level in study.groupings[arm].levels if level != study.groupings[arm].reference)


def _spoken(tidy, labels):
    found = tidy[tidy["estimate"].notna()].to_dict("records")
    return "; ".join(
        f"{labels.get(row['grouping'], '')} {row['group']} "
        f"{numbers.estimate_ci(row['estimate'], row['conf_low'], row['conf_high'], write=numbers.ratio)}".strip()
        for row in found
    )


def subgroup_results(tidy, endpoint, arm, study):
    """The subgroup table of a randomised arm as result rows: population names the level, `grouping` the arm."""
    within = tidy[tidy["grouping"] != ""]
    keys = {"endpoint": endpoint, "estimand": "hazard_ratio", "grouping": arm, "group": _others(study, arm)}
    population = within["grouping"] + ": " + within["group"].astype(str)
    kept = within[["estimate", "conf_low", "conf_high", "p_value", "n", "n_event", "method", "note"]]
    rows = kept.assign(population=population, reference=study.groupings[arm].reference, **keys)
    return pd.concat([rows, _interactions(tidy, endpoint, arm)], ignore_index=True)


def _interactions(tidy, endpoint, arm):
    tested = tidy[tidy["p_interaction"].notna()]
    keys = {"endpoint": endpoint, "estimand": "interaction", "population": vocabulary.EVERYONE, "reference": arm}
    return pd.DataFrame({"grouping": tested["grouping"], "p_value": tested["p_interaction"]}).assign(
        method="likelihood ratio", **keys
    )
