"""The tables of 1_overall_survival."""

import pandas as pd

from analysis.figures import numbers
from analysis.report.words.tables import Titled


def characteristics(rows):
    """The subjects at baseline as a paper prints them: each characteristic named once, counts as `n (%)`."""
    counts = [numbers.Printed(f"{row.n} ({_percent(row.percent)})", row.n) for row in rows.itertuples()]
    names = rows["characteristic"].where(~rows["characteristic"].duplicated(), "")
    return pd.DataFrame({"Characteristic": names, "Level": rows["level"], "n (%)": counts})


def _percent(value):
    return "<1%" if 0 < value < 0.5 else f"{value:.0f}%"


TABLES = {
    "characteristics": Titled("Subjects by declared grouping.", characteristics),
    "overall": Titled("Medians, rates and states of the whole population."),
    "populations": Titled("Medians, rates and states of sub-populations."),
    "earlier": Titled("The same subjects as known on {cutoff}."),
    "follow_up": Titled("Follow-up, by two definitions that differ."),
    "follow_up_earlier": Titled("Follow-up as known on {cutoff}."),
    "alive_progressed": Titled("Shortest and longest PFS of those alive after progression."),
    "tests": Titled("Comparisons of groups for {endpoint}."),
    "subgroups": Titled("{endpoint} by subgroup: the numbers of the plot; the file has the methods too."),
    "response": Titled("Best response and response rates."),
    "response_mismatches": Titled("Reported best response is not the derived one."),
    "duration": Titled("Duration of response."),
}
