"""How tables of other trials are printed: what they were, and this trial beside each of their arms."""

import pandas as pd

from analysis.figures import numbers
from analysis.figures.other_trials import shown
from analysis.report.words import readable


def trials(rows):
    """The table of `comparators.printed`: a line per arm, what a trial's arms share said once."""
    first = ~rows["comparator"].duplicated()
    units = rows["unit"].where(rows["estimand"] != "rate", rows["unit"].where(rows["unit"] != "proportion").ffill())
    own = {heading: rows[name].astype(object).where(first, "") for name, heading in (
        ("comparator", "Trial"), ("line", "Line"), ("year", "Year"), ("country", "Country"),
        ("selection", "Who was in it"), ("source", "Source"))}  # fmt: skip
    printed = [shown(row | {"unit": ""}, unit) for row, unit in zip(rows.to_dict("records"), units, strict=True)]
    arms = {"Treatment": rows["arm"], "Endpoint": rows["endpoint"], "Printed": printed,
            "n": [numbers.number(n, 0) for n in rows["n"]]}  # fmt: skip
    return readable.without_blanks(pd.DataFrame({"Trial": own.pop("Trial"), **arms, **own}))


def beside(rows):
    """The rows of `comparators.beside`: a line per arm of another trial."""
    lines = [_line(own) for _, own in rows.groupby(["endpoint", "reference"], sort=False)]
    return readable.without_blanks(pd.DataFrame(lines))


def _line(own):
    of = own.set_index("estimand").to_dict("index")
    first, test = own.iloc[0], of.get("log_rank", {})
    return {
        "Beside": first["reference"], "Endpoint": first["endpoint"],
        "Observed events": numbers.number(of["expected"]["n_event"], 0) if "expected" in of else "",
        "Expected": _estimate(of, "expected"), "Observed / expected (95% CI)": _estimate(of, "observed_expected"),
        "P": numbers.p_value(test["p_value"]) if test else "",
        "Hazard ratio (95% CI)": _estimate(of, "hazard_ratio"),
        "Difference (95% CI)": _estimate(of, "difference"),
        "At": numbers.number(of["difference"]["at"], 1) if "difference" in of else "",
        "Note": "; ".join(dict.fromkeys(filter(None, own["note"])))}  # fmt: skip


def _estimate(of, name):
    if name not in of:
        return ""
    row = of[name] | {"estimand": name}
    limits = (row["conf_low"], row["conf_high"])
    return numbers.estimate_ci(row["estimate"], *limits, readable.decimals_of(row), write=readable.writer_of(row))
