"""The Kaplan-Meier atlas of a cut-off sweep: a folder per cut-off, a figure per marker, a page to browse them."""

import re
from html import escape
from urllib.parse import quote

import pandas as pd

from analysis import vocabulary
from analysis.cutoff import courses
from analysis.figures import Plate, ticks
from analysis.report import numbers
from analysis.report.section import csv

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body{{font:14px/1.4 "Liberation Sans",Arial,Helvetica,sans-serif;color:#1a1a1a;margin:24px;max-width:1200px}}
table{{border-collapse:collapse;margin:8px 0 28px}} caption{{text-align:left;font-weight:bold;padding:6px 0}}
th,td{{padding:3px 8px;text-align:right;border-bottom:1px solid #e3e3e3;white-space:nowrap}}
th:first-child{{text-align:left}} td small{{display:block;color:#555}} a{{color:#0b5cad}} .raw{{background:#f1eaf5}}
</style></head><body>
<h1>{title}</h1>{mark}
<p>Each cell leads to the Kaplan-Meier figure of subjects above the cut-off (high) against the others (low): hazard
ratio, unadjusted log-rank P, and below it P adjusted for all markers and cut-offs. Shaded: unadjusted P below 0.05,
which is not evidence while the adjusted P is above. † separated groups, Firth's ratio.</p>
{tables}</body></html>
"""


def atlas(section, sweeps, markers, ttes, *, unit):
    """Write the atlas of a section and return the sweeps with `link` and `words` for each cell that has a figure.

    sweeps, ttes: endpoint -> the table of `cutoff.sweep`, and its outcome; markers: the frame swept. Each distinct
    split of a marker is drawn once (SVG and PNG) and the figure put into every cut-off's folder that has it; every
    folder also has the table of its cut-off. Links are relative to the report's own folder.
    """
    folder = section.folder("atlas")
    linked = {}
    for endpoint, table in sweeps.items():
        table = table.assign(link=_links(table, endpoint), words=_words(table, endpoint))
        _write(folder, table, markers, ttes[endpoint], endpoint, unit, section.study.synthetic)
        place = f"atlas/{quote(section.name)}/"
        linked[endpoint] = table.assign(link=[place + quote(link) if link else "" for link in table["link"]])
        for quantile, rows in table.groupby("quantile"):
            rows = rows.drop(columns=["link", "words"])
            (folder / cut_folder(quantile) / f"{_file(endpoint)}.csv").write_bytes(csv(rows))
        sweeps = sweeps | {endpoint: table}
    (folder / "index.html").write_text(page(sweeps, f"{section.study.title}: Kaplan-Meier atlas", section.study))
    return linked


def cut_folder(quantile):
    """The folder of a cut-off: decile_10 … decile_90, percentile_33.3 for others."""
    percent = round(100 * quantile, 6)
    return f"{'decile' if percent % 10 == 0 else 'percentile'}_{percent:g}"


def page(sweeps, title, study):
    """The HTML of the page that leads to every figure."""
    tables = "".join(_table(endpoint, table) for endpoint, table in sweeps.items())
    mark = f"<p><b>{vocabulary.SYNTHETIC} rows: not data of any person.</b></p>" if study.synthetic else ""
    return PAGE.format(title=escape(title), mark=mark, tables=tables)


def _write(folder, table, markers, tte, endpoint, unit, synthetic):
    """Draw every distinct split of every marker once, and write it wherever it belongs."""
    times = ticks(tte["time"].max(), unit)
    for quantile in table["quantile"].unique():
        (folder / cut_folder(quantile)).mkdir(parents=True, exist_ok=True)
    plate = Plate(
        times, unit=unit, last=max(tte["time"].max(), times.max()), label=f"{_name(endpoint)} (%)",
        mark=vocabulary.SYNTHETIC if synthetic else "",
    )  # fmt: skip
    drawn = {}
    for row in table[table["link"] != ""].to_dict("records"):
        key = row["marker"], row["split"]
        if key not in drawn:
            drawn[key] = _picture(plate, row, markers[row["marker"]], tte, times, endpoint)
        (folder / row["link"]).write_text(drawn[key].svg)
        (folder / row["link"]).with_suffix(".png").write_bytes(drawn[key].png)


def _picture(plate, row, marker, tte, times, endpoint):
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    high = marker.loc[subjects] > row["cutoff"]
    return plate.figure(
        f"{row['marker']}, {_name(endpoint).lower()}", _notes(row), courses(tte.loc[subjects], high, times)
    )


def _notes(row):
    """Three lines: the ratio with the raw test, the exact test, what is left after adjustment."""
    smallest = f" (groups of this size: {_p(row['p_smallest'])} at least)" if pd.notna(row["p_smallest"]) else ""
    adjusted = f"{_p(row['p_marker'])} for the marker's cut-offs, {_p(row['p_grid'])} for the whole grid"
    return [
        f"High v low: HR {_ratio(row)}; log-rank P {_p(row['p_log_rank'])} unadjusted",
        f"Permutation P {_p(row['p_exact'])}{smallest}",
        f"P adjusted {adjusted}",
    ]


def _words(table, endpoint):
    """What a bubble says: one line of numbers for each cell with a hazard ratio."""
    return [
        f"{row['marker']} at {100 * row['quantile']:g}%, {endpoint}: {row['n_high']} high v {row['n_low']} low, "
        f"HR {_ratio(row)}, log-rank P {_p(row['p_log_rank'])}, permutation P {_p(row['p_exact'])}, "
        f"adjusted P {_p(row['p_marker'])} (marker) and {_p(row['p_grid'])} (grid)"
        if pd.notna(row["estimate"])
        else ""
        for row in table.to_dict("records")
    ]


def _ratio(row):
    firth = " by Firth (separated)" if "Firth" in row["method"] else ""
    return numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], 2) + firth


def _p(value):
    return numbers.p_value(value)


def _links(table, endpoint):
    """The file of each cell that has a split, relative to the atlas; empty for the others."""
    cells = zip(table["marker"], table["quantile"], table["split"], strict=True)
    return [f"{cut_folder(q)}/{_file(f'{marker}_{endpoint}')}.svg" if split else "" for marker, q, split in cells]


def _file(words):
    return re.sub(r"[^A-Za-z0-9+._-]+", "-", words)


def _name(endpoint):
    return vocabulary.ENDPOINTS.get(endpoint, endpoint)


def _table(endpoint, table):
    wide = {marker: rows for marker, rows in table.groupby("marker", sort=False) if (rows["link"] != "").any()}
    head = "".join(f'<th scope="col">{100 * quantile:g}%</th>' for quantile in sorted(table["quantile"].unique()))
    rows = "".join(
        f'<tr><th scope="row">{escape(marker)}</th>{"".join(map(_cell, rows.to_dict("records")))}</tr>'
        for marker, rows in wide.items()
    )
    return f"<table><caption>{escape(_name(endpoint))}</caption><tr><th>Marker</th>{head}</tr>{rows}</table>"


def _cell(row):
    if not row["link"]:
        return "<td>–</td>"
    sign = "†" if "Firth" in row["method"] else ""
    raw = ' class="raw"' if row["p_log_rank"] < 0.05 else ""
    words = f"{numbers.number(row['estimate'])}{sign}, P {_p(row['p_log_rank'])}"
    link = f'<a href="{quote(row["link"])}">{escape(words)}</a>'
    return f"<td{raw}>{link}<small>adjusted {_p(row['p_grid'])}</small></td>"
