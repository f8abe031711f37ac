"""The Kaplan-Meier atlas of a cut-off sweep: a folder per cut-off, a figure per marker, a page to browse them."""

import re
from urllib.parse import quote

import pandas as pd

from analysis import vocabulary
from analysis.estimates.cutoff.splits import group_curves
from analysis.figures import SurvivalFrame, ticks
from analysis.figures.numbers import p_value as _p
from analysis.report.atlas.page import page, printed_ratio
from analysis.report.blocks import csv


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
    title, synthetic = f"{section.study.title}: Kaplan-Meier atlas", section.study.synthetic
    (folder / "index.html").write_text(page(sweeps, title, section=section.name, synthetic=synthetic))
    return linked


def cut_folder(quantile):
    """The folder of a cut-off: decile_10 … decile_90, percentile_33.3 for others."""
    percent = round(100 * quantile, 6)
    return f"{'decile' if percent % 10 == 0 else 'percentile'}_{percent:g}"


def _write(folder, table, markers, tte, endpoint, unit, synthetic):
    times = ticks(tte["time"].max(), unit)
    for quantile in table["quantile"].unique():
        (folder / cut_folder(quantile)).mkdir(parents=True, exist_ok=True)
    frame = SurvivalFrame(
        times, unit=unit, last=max(tte["time"].max(), times.max()), label=f"{_name(endpoint)} (%)",
        mark=vocabulary.SYNTHETIC if synthetic else "",
    )  # fmt: skip
    for (marker, _), rows in table[table["link"] != ""].groupby(["marker", "split"], sort=False):
        picture = _picture(frame, rows, markers[marker], tte, times, endpoint)
        for link in rows["link"]:
            (folder / link).write_text(picture.svg)
            (folder / link).with_suffix(".png").write_bytes(picture.png)


def _picture(frame, rows, marker, tte, times, endpoint):
    row = rows.iloc[0].to_dict()
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    high = marker.loc[subjects] > row["cutoff"]
    title = f"{row['marker']}, {_name(endpoint).lower()}"
    return frame.figure(title, [above(rows), *_notes(row)], group_curves(tte.loc[subjects], high, times))


def above(rows):
    """What makes a subject high: above the one cut-off of some rows, or above any of several that split alike."""
    first, last = (f"{rows['cutoff'].iloc[at]:.3g}" for at in (0, -1))
    low, high = (f"{100 * rows['quantile'].iloc[at]:g}%" for at in (0, -1))
    if len(rows) == 1:
        return f"High: > {first} ({low} quantile)"
    joint = "and" if len(rows) == 2 else "to"  # splits of a marker are nested: what lies between is the same split
    values = first if first == last else f"{first} to {last}"
    return f"High: > {values} ({low} {joint} {high} quantiles: the same groups)"


def _notes(row):
    smallest = f" (groups of this size: {_p(row['p_smallest'])} at least)" if pd.notna(row["p_smallest"]) else ""
    return (f"High v low: HR {_ratio(row)}; log-rank P {_p(row['p_log_rank'])} unadjusted",
            f"Permutation P {_p(row['p_exact'])}{smallest}",
            f"P adjusted {_p(row['p_marker'])} for the marker's cut-offs, {_p(row['p_grid'])} for the whole grid",
    )  # fmt: skip


def _words(table, endpoint):
    """What a bubble says: one line of numbers for each cell with a hazard ratio."""
    return [
        f"{row['marker']} > {row['cutoff']:.3g} ({100 * row['quantile']:g}% quantile), {endpoint}: "
        f"{row['n_high']} high v {row['n_low']} low, HR {_ratio(row)}, log-rank P {_p(row['p_log_rank'])}, "
        f"permutation P {_p(row['p_exact'])}, adjusted P {_p(row['p_marker'])} (marker) and {_p(row['p_grid'])} (grid)"
        if pd.notna(row["estimate"])
        else ""
        for row in table.to_dict("records")
    ]


def _ratio(row):
    return printed_ratio(row, sign=" by Firth (separated)")


def _links(table, endpoint):
    """The file of each cell that has a split, relative to the atlas; empty for the others."""
    return [f"{cut_folder(row.quantile)}/{_file(f'{row.marker}_{endpoint}')}.svg" if row.split else ""
            for row in table.itertuples()]  # fmt: skip


def _file(words):
    return re.sub(r"[^A-Za-z0-9+._-]+", "-", words)


def _name(endpoint):
    return vocabulary.ENDPOINTS.get(endpoint, endpoint)
