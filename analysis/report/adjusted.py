"""Several covariates in one model as the report shows them: a forest, and a table with the test of each."""

from analysis import figures
from analysis.estimates import facts
from analysis.estimates.efficacy import adjusted
from analysis.estimates.survival import multivariable
from analysis.figures import numbers
from analysis.figures.subgroup_forest import COUNTS, RATIO, texts
from analysis.figures.survival_comparison import title
from analysis.report.curves import strata_of
from analysis.report.layers import APPENDIX
from analysis.report.words import readable
from analysis.study.cohort.causes import censored

CONSTANT = "P, constant ratio"


def adjusted_ratios(section, *, strata=()):
    """Show the hazard ratios of the covariates that study.yml declares for an endpoint, from one model of all of them.

    A forest, and a table with the test of constancy of each; strata: groupings, each level with a hazard of its own,
    but those that are covariates. Nothing without covariates.
    """
    study, labels = section.study, readable.labels(section.study)
    for endpoint, names in study.covariates.items():
        covariates = {name: study.group(name) if name in study.groupings else study.number(name) for name in names}
        blocks = strata_of(study, [name for name in strata if name not in names])
        options = {"references": {name: study.groupings[name].reference for name in names if name in study.groupings},
                   "units": {name: study.numbers[name].per for name in names if name in study.numbers}}  # fmt: skip
        made = multivariable.model(study.endpoint(endpoint), covariates, strata=blocks, **options)
        rows, tidy = adjusted.adjusted(made, endpoint=endpoint), adjusted.forest(made, covariates)
        rows = facts.remarked(rows, censored(study, endpoint))
        section.results(rows)
        words = {"endpoint": endpoint, "n": made.data.n, "n_event": made.data.n_event}
        within = "" if blocks is None else blocks.name
        section.draw(
            figures.adjusted_forest, tidy, labels, name=f"{endpoint.lower()}_covariates", within=within, **words
        )
        whole = rows[(rows["estimand"] == "proportional_hazards") & rows["grouping"].eq("")].iloc[0]
        told = words | {"endpoint": title(endpoint), "whole": numbers.p_words(whole["p_value"])}
        section.table(tidy, f"{endpoint.lower()}_covariates", show=_printed(tidy, labels), layer=APPENDIX, **told)


def _printed(tidy, labels):
    """The texts of the forest as a table, with the P of constancy of each covariate."""
    drawn = texts(tidy, labels, "")
    shown = drawn[["heading", "label", "counts", "ratio", "p"]].set_axis(
        ["Covariate", "Level", COUNTS, RATIO, "P"], axis=1
    )
    shown["Covariate"] = shown["Covariate"].where(~shown["Covariate"].duplicated(), "")
    shown[RATIO] = shown[RATIO].mask(drawn["is_reference"].astype(bool), "reference")
    tested = tidy["p_constancy"].map(numbers.p_value).where(tidy["p_constancy"].notna(), "")
    return readable.without_blanks(
        shown.assign(**{CONSTANT: tested, "Note": tidy["note"].mask(drawn["is_reference"].astype(bool), "")})
    )
