"""The figures of a run for a journal: each put on a sheet of the journal's width, written in its formats, checked."""

from functools import partial

import pandas as pd

from analysis.figures import theme
from analysis.report.journals import rules
from analysis.report.journals.composed_page import Panel, Sheet
from analysis.report.journals.file_facts import written
from analysis.report.journals.keeping import kept
from analysis.report.journals.legible import problems


def figure(path, wanted, out, *, synthetic):
    """Write a kept figure (`….pickle`) to `out`/name.* for a journal and return the verdicts on the files."""
    return exported(sheet(path, wanted, synthetic=synthetic), path.stem, wanted, out, faults=faults(path))


def sheet(path, wanted, *, synthetic):
    """A kept figure alone on a sheet, in the middle of the journal's width that is next to its own.

    A figure that is wider than the widest column is printed smaller, whatever becomes of its text.
    """
    fig, made = kept(path)
    drawn = fig.get_figwidth() / theme.MM
    width = wanted.width_mm(drawn)
    panel = Panel(partial(_drawn, path), scale=min(wanted.scale, width / drawn))
    made |= {"journal": wanted.journal, "specification": str(wanted.checked)}
    panel.left = max((width - panel.size_mm[0]) / 2, 0)
    return Sheet([panel], width, panel.size_mm[1], made, synthetic, mark_pt=wanted.text_pt.min)


def exported(page, name, wanted, out, *, faults=()):
    """Write a sheet as `out`/name.* in the formats of a journal and return the verdicts, read from the files."""
    out.mkdir(parents=True, exist_ok=True)
    tables = [rules.legible(name, list(faults))]
    for kind in wanted.formats:
        file = out / f"{name}.{kind}"
        file.write_bytes(page.written(kind, dpi=wanted.written_dpi))
        tables.append(rules.judged(name, f"{out.name}/{file.name}", written(file), wanted))
    return pd.concat(tables, ignore_index=True)


def faults(path):
    """What is not legible in a kept figure as it is drawn."""
    return problems(_drawn(path))


def _drawn(path):
    return kept(path)[0]
