"""Cut-off sweeps and trends as the report shows them: rows, tables, curves of splits, sentences on what remains.

The atlas of a sweep is a folder per cut-off with a Kaplan-Meier figure per marker, and a page to browse them.
"""

import re
from urllib.parse import quote

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates.cutoff.splits import group_curves
from analysis.estimates.cutoff.sweep import results, trend_results
from analysis.figures import numbers
from analysis.figures.numbers import p_value as _p
from analysis.figures.survival_comparison import title
from analysis.report import page
from analysis.report.blocks import csv
from analysis.report.layers import APPENDIX, MAIN
from analysis.report.words.sweep import beside_sweep, sweep_sentences, trend_sentence
from analysis.report.words.tables.biomarkers import ratio
from analysis.study.cohort.causes import censored

SYNTHETIC = "The rows are SYNTHETIC: no marker found here to go with survival is evidence of anything."
MOST_SINGLES = 8
# The reader's choice between dark and light, which the report's page remembers; a folder may refuse to remember.
SCRIPT = "try { document.documentElement.dataset.theme = localStorage.getItem('theme') || ''; } catch { /* refused */ }"


def sweep_table(section, sweeps, markers, *, population=vocabulary.EVERYONE):
    """Add the sweeps, {endpoint: table of `cutoff.sweep`}, to results.csv and show the rows of some markers."""
    for name, table in sweeps.items():
        section.results(results(table, endpoint=name, population=population))
    section.table(_joined(sweeps), "sweep", marker=markers, layer=APPENDIX)


def sweep_atlas(section, sweeps, fractions, ttes):
    """Write the atlas, a Kaplan-Meier figure for every split, and show the sweeps as bubbles that are linked to it.

    fractions, ttes: what was swept, and {endpoint: outcome}, as `atlas` takes them.
    """
    section.draw(figures.bubbles, atlas(section, sweeps, fractions, ttes, unit=section.study.report_unit))
    section.say(f"[All Kaplan-Meier figures, by cut-off and marker](atlas/{section.name}/index.html)")


def what_remains(section, sweeps, chances, markers):
    """Say what each sweep shows and what chance alone would (`cutoff.chance` by endpoint), and show the chances."""
    section.say(SYNTHETIC if section.study.synthetic else "")
    for n, (name, table) in enumerate(sweeps.items()):
        found, *of_markers = sweep_sentences(table, chances[name], endpoint=name, markers=markers)
        competing = censored(section.study, name)
        found += f" {competing}." if competing else ""
        section.say(found, layer=APPENDIX if n else MAIN)
        section.say("\n\n".join(of_markers), layer=APPENDIX)
    section.table(_joined(chances), "chance", layer=APPENDIX)


def trend_table(section, trends, sweeps, *, population=vocabulary.EVERYONE):
    """Add the trends, {endpoint: table of `cutoff.trend`}, to results.csv, say what they find, and show them.

    sweeps: {endpoint: table of `cutoff.sweep`}; a sentence says which to believe where they disagree.
    """
    for n, (name, table) in enumerate(trends.items()):
        section.results(trend_results(table, endpoint=name, population=population))
        told = [trend_sentence(table, endpoint=name), beside_sweep(table, sweeps[name])]
        section.say(" ".join(filter(None, told)), layer=APPENDIX if n else MAIN)
    section.table(_joined(trends).dropna(subset="unit").sort_values(["endpoint", "p_exact"]), "trend", layer=APPENDIX)


def split_figures(section, sweeps, fractions, ttes, markers):
    """Show curves of high against low for the splits of sweeps, by endpoint, with their P values.

    First the single markers (one + in their name, up to eight) at the middle cut-off, then every distinct split of each
    of `markers`. A row without a split is left out; a figure without any row is not shown.
    """
    unit, singles = section.study.report_unit, [name for name in fractions if name.count("+") == 1][:MOST_SINGLES]
    for endpoint, table in sweeps.items():
        quantiles = sorted(table["quantile"].unique())
        middle = table[table["marker"].isin(singles) & (table["quantile"] == quantiles[len(quantiles) // 2])]
        own = {name: table[table["marker"] == name].drop_duplicates("split") for name in markers}
        times = figures.ticks(ttes[endpoint]["time"].max(), unit)
        for name, rows in ({"single": middle} | own).items():
            split = rows[rows["split"] > 0].to_dict("records")
            panels = [_split_panel(row, fractions[row["marker"]], ttes[endpoint], times) for row in split]
            words = {"unit": unit, "label": title(endpoint), "layer": APPENDIX}
            section.draw(figures.split_panels, panels, name=_file(f"{endpoint.lower()}_{name}"), **words)


def atlas(section, sweeps, markers, ttes, *, unit):
    """Write the atlas of a section and return the sweeps with `link` and `words` for each cell that has a figure.

    Each distinct split of a marker is drawn once (SVG and PNG) and put into the folder of every cut-off that has it,
    beside the table of the cut-off. Links are relative to the report's own folder.
    """
    folder, synthetic = section.folder("atlas"), section.study.synthetic
    told = {name: table.assign(link=_links(table, name), words=_words(table, name)) for name, table in sweeps.items()}
    for endpoint, table in told.items():
        _write(folder, table, markers, ttes[endpoint], endpoint, unit, synthetic)
    heading = f"{section.study.title}: Kaplan-Meier atlas"
    (folder / "index.html").write_text(atlas_page(told, heading, section=section.name, synthetic=synthetic))
    place = f"atlas/{quote(section.name)}/"
    return {endpoint: table.assign(link=[place + quote(link) if link else "" for link in table["link"]])
            for endpoint, table in told.items()}  # fmt: skip


def atlas_page(sweeps, heading, *, section, synthetic):
    """The HTML of the page that leads to every figure of a section's atlas: a table of links per endpoint."""
    tables = [_page_table(endpoint, table) for endpoint, table in sweeps.items()]
    own = {"title": heading, "section": section, "synthetic": synthetic, "tables": tables}
    return page.filled("atlas.html.j2", script=SCRIPT, **own)


def above(rows):
    """What makes a subject high: above the one cut-off of some rows, or above any of several that split alike."""
    first, last = (numbers.significant_percent(rows["cutoff"].iloc[at]) for at in (0, -1))
    low, high = (f"{100 * rows['quantile'].iloc[at]:g}%" for at in (0, -1))
    if len(rows) == 1:
        return f"High: > {first} of cells ({low} quantile)"
    joint = "and" if len(rows) == 2 else "to"  # splits of a marker are nested: what lies between is the same split
    values = first if first == last else f"{first} to {last}"
    return f"High: > {values} of cells ({low} {joint} {high} quantiles: the same groups)"


def _joined(tables):
    return pd.concat(tables, names=["endpoint"]).reset_index("endpoint")


def _split_panel(row, marker, tte, times):
    note = (
        f"HR {numbers.ratio(row['estimate'])}{'†' if row['separated'] else ''}; n {row['n_low']}, {row['n_high']}\n"
        f"{numbers.p_words(_alone(row))}\nadjusted {_p(row['p_grid'])}"
    )
    return f"{row['marker']} at {100 * row['quantile']:g}%", note, _split_curves(row, marker, tte, times)


def _split_curves(row, marker, tte, times):
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    return group_curves(tte.loc[subjects], marker.loc[subjects] > row["cutoff"], times)


def _write(folder, table, markers, tte, endpoint, unit, synthetic):
    for quantile, rows in table.groupby("quantile"):
        (folder / _cut_folder(quantile)).mkdir(parents=True, exist_ok=True)
        tidy = rows.drop(columns=["link", "words"])
        (folder / _cut_folder(quantile) / f"{_file(endpoint)}.csv").write_bytes(csv(tidy))
    times = figures.ticks(tte["time"].max(), unit)
    last, mark = max(tte["time"].max(), times.max()), vocabulary.SYNTHETIC if synthetic else ""
    frame = figures.SurvivalFrame(times, unit=unit, last=last, label=f"{title(endpoint)} (%)", mark=mark)
    for (marker, _), rows in table[table["link"] != ""].groupby(["marker", "split"], sort=False):
        row, head = rows.iloc[0].to_dict(), f"{marker}, {title(endpoint).lower()}"
        curves = _split_curves(row, markers[marker], tte, times)
        picture = frame.figure(head, [above(rows), *_notes(row)], curves)
        for link in rows["link"]:
            (folder / link).write_text(picture.svg)
            (folder / link).with_suffix(".png").write_bytes(picture.png)


def _notes(row):
    smallest = f" (groups of this size: {_p(row['p_smallest'])} at least)" if pd.notna(row["p_smallest"]) else ""
    yield f"High v low: HR {_ratio(row)}; log-rank P {_p(row['p_log_rank'])} unadjusted"
    yield f"Permutation P {_p(row['p_exact'])}{smallest}"
    yield f"P adjusted {_p(row['p_marker'])} for the marker's cut-offs, {_p(row['p_grid'])} for the whole grid"


def _words(table, endpoint):
    """What a bubble says: one line of numbers for each cell with a hazard ratio."""
    return [
        f"{row['marker']} > {numbers.significant_percent(row['cutoff'])} of cells "
        f"({100 * row['quantile']:g}% quantile), {endpoint}: {row['n_high']} high v {row['n_low']} low, "
        f"HR {_ratio(row)}, log-rank P {_p(row['p_log_rank'])}, "
        f"permutation P {_p(row['p_exact'])}, adjusted P {_p(row['p_marker'])} (marker) and {_p(row['p_grid'])} (grid)"
        if pd.notna(row["estimate"]) else "" for row in table.to_dict("records")]  # fmt: skip


def _ratio(row):
    return ratio(row, sign=" by Firth (separated)")


def _links(table, endpoint):
    """The file of each cell that has a split, relative to the atlas; empty for the others."""
    return [f"{_cut_folder(row.quantile)}/{_file(f'{row.marker}_{endpoint}')}.svg" if row.split else ""
            for row in table.itertuples()]  # fmt: skip


def _cut_folder(quantile):
    """The folder of a cut-off: decile_10 … decile_90, percentile_33.3 for others."""
    percent = round(100 * quantile, 6)
    return f"{'decile' if percent % 10 == 0 else 'percentile'}_{percent:g}"


def _file(words):
    return re.sub(r"[^A-Za-z0-9+._-]+", "-", words)


def _page_table(endpoint, table):
    rows = [(marker, list(map(_cell, own.to_dict("records"))))
            for marker, own in table.groupby("marker", sort=False) if (own["link"] != "").any()]  # fmt: skip
    return title(endpoint), [f"{100 * quantile:g}%" for quantile in sorted(table["quantile"].unique())], rows


def _cell(row):
    tests = f"P {_p(_alone(row))}, adjusted {_p(row['p_grid'])}" if row["link"] else ""
    return row | {"ratio": ratio(row), "tests": tests, "raw": _alone(row) < 0.05}


def _alone(row):
    """The unadjusted P of a split: by permutation, where there is one."""
    return row["p_log_rank"] if pd.isna(row["p_exact"]) else row["p_exact"]
