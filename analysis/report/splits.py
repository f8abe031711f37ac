"""Panels of Kaplan-Meier curves for chosen rows of a cut-off sweep."""

import re

from analysis import vocabulary
from analysis.estimates.cutoff.group_curves import group_curves
from analysis.figures import numbers, split_panels, ticks

MOST_SINGLES = 8


def split_figures(section, sweeps, fractions, ttes, markers):
    """Show curves of high against low for the splits of sweeps, by endpoint, with their P values.

    First the single markers (one + in their name, up to eight) at the middle cut-off, then every distinct split of each
    of `markers`. A row without a split is left out; a figure without any row is not shown.
    """
    for endpoint, table in sweeps.items():
        _figures(section, table, fractions, ttes[endpoint], endpoint, markers)


def _figures(section, table, fractions, tte, endpoint, markers):
    quantiles = sorted(table["quantile"].unique())
    singles = [name for name in fractions if name.count("+") == 1][:MOST_SINGLES]
    middle = table[table["marker"].isin(singles) & (table["quantile"] == quantiles[len(quantiles) // 2])]
    chosen = {"single": middle} | {name: table[table["marker"] == name].drop_duplicates("split") for name in markers}
    unit, label = section.study.report_unit, vocabulary.ENDPOINTS.get(endpoint, endpoint)
    times = ticks(tte["time"].max(), unit)
    for name, rows in chosen.items():
        file = re.sub(r"[^A-Za-z0-9+._-]+", "-", f"{endpoint.lower()}_{name}")
        panels = [
            _panel(row, fractions[row["marker"]], tte, times) for row in rows[rows["split"] > 0].to_dict("records")
        ]
        section.draw(split_panels, panels, name=file, unit=unit, label=label)


def _panel(row, marker, tte, times):
    subjects = tte.index[tte.index.isin(marker.dropna().index)]
    groups = group_curves(tte.loc[subjects], marker.loc[subjects] > row["cutoff"], times)
    note = (
        f"HR {numbers.ratio(row['estimate'])}{'†' if row['separated'] else ''}; n {row['n_low']}, {row['n_high']}\n"
        f"{numbers.p_words(row['p_log_rank'])}\nadjusted {numbers.p_value(row['p_grid'])}"
    )
    return f"{row['marker']} at {100 * row['quantile']:g}%", note, groups
