"""The page of an atlas: a table of links per endpoint, in the look of the report's page, with a way back to it."""

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report.page import show

# The reader's choice between dark and light, which the report's page remembers; a folder may refuse to remember.
SCRIPT = "try { document.documentElement.dataset.theme = localStorage.getItem('theme') || ''; } catch { /* refused */ }"


def page(sweeps, title, *, section, synthetic):
    """The HTML of the page that leads to every figure of a section's atlas."""
    tables = [_table(endpoint, table) for endpoint, table in sweeps.items()]
    own = {"title": title, "section": section, "synthetic": synthetic, "tables": tables}
    return show.page("atlas.html.j2", script=SCRIPT, **own)


def printed_ratio(row, *, sign="†"):
    """The text of a row's hazard ratio with its interval; the sign marks Firth's ratio: the groups are separated."""
    limits = row["conf_low"], row["conf_high"]
    ratio = numbers.estimate_ci(row["estimate"], *limits, missing="NE", write=numbers.ratio)
    return ratio + (sign if row["separated"] else "")


def _table(endpoint, table):
    quantiles = [f"{100 * quantile:g}%" for quantile in sorted(table["quantile"].unique())]
    wide = {marker: rows for marker, rows in table.groupby("marker", sort=False) if (rows["link"] != "").any()}
    rows = [(marker, [_cell(row) for row in rows.to_dict("records")]) for marker, rows in wide.items()]
    return vocabulary.ENDPOINTS.get(endpoint, endpoint), quantiles, rows


def _cell(row):
    if not row["link"]:
        return row
    tests = f"P {numbers.p_value(row['p_log_rank'])}, adjusted {numbers.p_value(row['p_grid'])}"
    return row | {"ratio": printed_ratio(row), "tests": tests, "raw": row["p_log_rank"] < 0.05}
