"""Which results were planned before the data were cut: a column of results.csv, and one sentence of the report."""

from pathlib import Path

import yaml

PRESPECIFIED, EXPLORATORY, POST_HOC = "prespecified", "exploratory", "post hoc"
WORDS = yaml.safe_load((Path(__file__).parent / "words" / "parts.yml").read_text())["planned"]


def tagged(results, plan, data_cutoff):
    """The result rows with `planned`: prespecified, exploratory or post hoc; all exploratory without a plan.

    plan: of `study.plan.read`, or None. What its `analyses` name is prespecified, but for a plan that is not older than
    the data cutoff, by which it is post hoc; what its `exploratory` names is exploratory, and all else post hoc.
    """
    if plan is None:
        return results.assign(planned=EXPLORATORY)
    planned = results["endpoint"].map(lambda _: POST_HOC)
    for own in plan.exploratory.values():
        planned = planned.mask(_named(results, own), EXPLORATORY)
    for own in plan.analyses.values():
        planned = planned.mask(_named(results, own), PRESPECIFIED if _older(plan, data_cutoff) else POST_HOC)
    return results.assign(planned=planned)


def told(results, plan, data_cutoff):
    """In one sentence what was planned, or that nothing was; and what was planned but is not among the results."""
    if plan is None:
        return WORDS["none"]
    counts = {name: int(results["planned"].eq(tag).sum()) for name, tag in
              (("before", PRESPECIFIED), ("exploratory", EXPLORATORY), ("after", POST_HOC))}  # fmt: skip
    missing = [name for name, own in plan.analyses.items() if not _named(results, own).any()]
    words = WORDS["told" if _older(plan, data_cutoff) else "late"].format(date=plan.date, **counts)
    return f"{words} {WORDS['missing'].format(', '.join(missing))}" if missing else words


def _older(plan, data_cutoff):
    return plan.date < data_cutoff


def _named(results, own):
    """Whether an analysis names each row; a family by what stands before its colon."""
    found = results["endpoint"].map(lambda _: True)
    for column, values in own.items():
        text = results[column].str.partition(":")[0] if column == "family" else results[column]
        found &= text.isin(values)
    return found
