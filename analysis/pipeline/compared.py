"""The report of a grid: a table and a figure of the result rows that are not alike in all its runs."""

from pathlib import Path

from analysis import figures, vocabulary
from analysis.figures import numbers
from analysis.figures.changed_estimates import MOST
from analysis.pipeline import plan
from analysis.pipeline.assemble import joined
from analysis.report import blocks, changes, drawing, origin, page
from analysis.report.blocks import Figure, Heading, Prose, Table, column
from analysis.report.parts import Part
from analysis.report.words import plain, readable
from analysis.study import cohort

NAME, LISTED = "changed_estimates", 200  # rows on the page; all are in changed.csv
TOLD = (
    "{runs} of {title}: {names}. Of {n} result rows {changed} differ between them{flipped}; all others are the same in "
    "each. Every row that differs stands in [changed.csv](changed.csv), those of the primary analyses first."
)
FLIPPED = "; {} of them keep an adjusted P below 0.05 in some runs only"


def write(study_dir, places, folder):
    """Write index.html, changed.csv and the figure of a grid into a folder; the number of rows that differ.

    places: {run in words: the working folder of that run}.
    """
    study, runs = cohort.read(study_dir), {name: results(place) for name, place in places.items()}
    differ, n = changes.changed(runs)
    n_changed, printed = differ["row"].nunique(), changes.printed(differ, readable.labels(study))
    (folder / "changed.csv").write_bytes(blocks.csv(differ.drop(columns="row")))
    differ = differ.assign(label=[label for label, _ in printed], text=[text for _, text in printed])
    shown = [Heading(1, "What changed", "changed"), Prose(_told(study, runs, differ, n, n_changed))]
    shown += _figure(study, differ, list(runs), folder, n_changed=n_changed, n_rows=n)
    shown += [_table(differ, list(runs))] if n_changed else []
    (folder / "index.html").write_text(page.html(study, [Part("summary", "", shown)], folder))
    return n_changed


def results(work):
    """The result rows of the sections of a run, as text, from its working folder."""
    return joined(Path(work) / name / "results" / f"{name}.csv" for name in plan.sections_of(work))


def _told(study, runs, differ, n, n_changed):
    flipped = changes.flipped(differ)
    names, told = ", ".join(f"`{run}`" for run in runs), FLIPPED.format(len(flipped)) if flipped else ""
    counts = {"runs": numbers.counted(len(runs), "run"), "n": n, "changed": n_changed}
    return TOLD.format(title=study.title, names=names, flipped=told, **counts)


def _figure(study, differ, runs, folder, **counts):
    """The block of the figure, and its files written, of changed estimates that have an interval; [] for none."""
    rows = plain.numeric(differ).dropna(subset=["estimate", "conf_low", "conf_high"])
    ratios = rows["estimand"].map(lambda name: vocabulary.estimand(name).kind == "ratio")
    rows = rows.assign(unit=rows["unit"].mask(ratios, ""))
    rows = rows[(rows["conf_low"] > 0) | ~ratios]
    rows = rows[rows["row"].isin(rows["row"].drop_duplicates().head(MOST))]
    words = figures.changed_estimates.words(rows, runs=runs, **counts)
    if words is None:
        return []
    fig = figures.changed_estimates(rows, runs=runs)
    files = drawing.drawings(fig, synthetic=study.synthetic, made=origin.origin(study, "grid", NAME))
    for kind, content in files.items():
        (folder / f"{NAME}.{kind}").write_bytes(content)
    links = [[kind.upper(), f"{NAME}.{kind}"] for kind in files]
    return [Figure(NAME, "Figure 1", words.caption, words.alt, f"{NAME}.svg", NAME, links=links, wide=True)]


def _table(differ, runs):
    wide = differ.pivot(index="row", columns="run", values="text").reindex(columns=runs).fillna("–")
    names = differ.drop_duplicates("row").set_index("row")["label"].reindex(wide.index)
    wide, names = wide.head(LISTED), names.head(LISTED)
    shown = [column("Result", list(names)), *(column(run, list(wide[run]), kind=blocks.TEXT) for run in runs)]
    more = f"; {LISTED} of {differ['row'].nunique()} rows" if differ["row"].nunique() > LISTED else ""
    return Table("changed", "Table 1", f"Result rows that differ between the runs{more}.", shown, "changed-table",
                 links=[["CSV", "changed.csv"]])  # fmt: skip
