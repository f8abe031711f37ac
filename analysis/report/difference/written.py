"""The page, the files and the figure of the difference between two reports."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import yaml

from analysis import figures
from analysis.figures import numbers
from analysis.report import blocks, drawing, layers, page
from analysis.report.blocks import Figure, Heading, Prose, Table, column
from analysis.report.difference import causes, items, redline
from analysis.report.parts import Part

PAGE, CSV, ROWS, REDLINE = "index.html", "differences.csv", "changed.csv", "manuscript-redline.docx"
NAME, LISTED = "overlaid_curves", 300  # rows of a table of the page; all are in the CSV
WORDS = yaml.safe_load((Path(__file__).parents[1] / "words" / "difference.yml").read_text())
FLIPPED, OUTSIDE, REST = items.MATTERS
SUBJECT = ("Subject", "What", "Tables")
KINDS = (items.VERDICT, items.CLAIM, "figure", "table", "sentence")


def write(old, new, folder, *, names=("old", "new")):
    """Write the difference of two `Kept` into a folder; the table of `items.items`, empty for two that are the same.

    names: of the two, for the reader. The files: index.html, differences.csv, changed.csv, the figure, and a redlined
    Word file where both have a manuscript that is not the same.
    """
    told, found, differ = items.items(old, new)
    (folder / CSV).write_bytes(blocks.csv(told))
    (folder / ROWS).write_bytes(blocks.csv(differ.drop(columns="row")))
    is_redlined = redline.write(old.folder, new.folder, folder / REDLINE)
    study = SimpleNamespace(**new.facts | {"synthetic": old.facts["synthetic"] or new.facts["synthetic"]})
    main = [Heading(1, WORDS["title"], "changed"), *_opening(old, new, told, differ, names, is_redlined)]
    parts = [Part("summary", "", main)]
    if len(told):
        main += [*_part("flipped", told, found, FLIPPED), *_part("outside", told, found, OUTSIDE)]
        main += _curves(old, new, study, folder, names)
        main += [*_causes(found), *_subjects(old, new)]
        parts += [Part("rest", "", _part("rest", told, found, REST, level=1), layers.APPENDIX)]
    (folder / PAGE).write_text(page.html(study, [one for one in parts if one.blocks], folder))
    return told


def _opening(old, new, told, differ, names, is_redlined):
    n = max(len(old.results), len(new.results))
    if not len(told):
        return [Prose(WORDS["none"].format(n=n))]
    counts = {f"{kind}s": numbers.counted(int(told["kind"].eq(kind).sum()), kind) for kind in KINDS}
    of_rows = told[told["kind"] == items.ROW]["matters"]
    told_rows = {"flipped": of_rows.eq(FLIPPED).sum(), "outside": of_rows.eq(OUTSIDE).sum(), "changed": len(of_rows)}
    inputs = int(told["kind"].eq(items.INPUT).sum())
    said = WORDS["told"].format(old=names[0], new=names[1], n=n, **counts, **told_rows,
                                inputs=WORDS["sole"] if inputs == 1 else WORDS["several"])  # fmt: skip
    ids = {"old": old.facts["id"], "new": new.facts["id"]}
    other = [Prose(WORDS["other_study"].format(**ids))] if ids["old"] != ids["new"] else []
    return [Prose(said), *other,
            Prose(WORDS["files"].format(redline=WORDS["redline"] if is_redlined else ""))]  # fmt: skip


def _part(name, told, found, matters, *, level=2):
    """The heading and the table of the differences that matter in one way."""
    own = told[(told["matters"] == matters) & told["kind"].ne(items.INPUT)]
    none = WORDS.get(f"{name}_none")
    if not len(own):
        return [Heading(level, WORDS[name], name), Prose(none)] if none else []
    head = own.head(LISTED)
    what = [f"{kind}, {change}" for kind, change in zip(head["kind"], head["change"], strict=True)]
    places = [" ".join(causes.able(found, section)["id"]) for section in head["section"]]
    shown = [column("What", head["what"], aside=what), column("Old", head["old"], kind=blocks.TEXT),
             column("New", head["new"], kind=blocks.TEXT), column("Cause", places, kind=blocks.PLACE)]  # fmt: skip
    more = [Prose(WORDS["more"].format(shown=LISTED, n=len(own)))] if len(own) > LISTED else []
    return [Heading(level, WORDS[name], name), *more, Table(name, "", "", shown, f"{name}-table")]


def _causes(found):
    where = [", ".join(sorted(one - {causes.BESIDE})) or "none: the report alone" for one in found["sections"]]
    shown = [column("Id", found["id"], kind=blocks.CODE), column("What", found["words"]), column("Kind", found["kind"]),
             column("Could change sections", where)]  # fmt: skip
    table = Table("causes", "", "", shown, "causes-table", rows=[f"cause-{one}" for one in found["id"]])
    return [Heading(2, WORDS["causes"], "causes"), table] if len(found) else []


def _subjects(old, new):
    """Each subject with its tables; who appeared in all of them or left all of them is said to."""
    moved, head = causes.subjects(old, new), Heading(2, WORDS["subjects"], "subjects")
    if not len(moved):
        return [head, Prose(WORDS["subjects_none"])]
    lines = []
    for subject, own in moved.groupby("USUBJID"):
        there = [any(subject in rows for rows in kept.subjects.values()) for kept in (old, new)]
        what = {(False, True): "appeared", (True, False): "left"}.get(tuple(there), "changed")
        tables = ", ".join(
            f"{one.table} {one.n_old} → {one.n_new} rows ({one.n_same} the same)" for one in own.itertuples()
        )
        lines.append([subject, what, tables])
    columns = [column(name, cells, kind=blocks.TEXT)
               for name, cells in zip(SUBJECT, zip(*lines, strict=True), strict=True)]  # fmt: skip
    return [head, Table("subjects", "", "", columns, "subjects-table")]


def _curves(old, new, study, folder, names):
    """The block of the figure of curves that changed, its files written; [] for none."""
    changed = list(_changed_curves(old, new))
    rows = pd.concat(changed, ignore_index=True) if changed else pd.DataFrame(columns=["curve"])
    words = figures.overlaid_curves.words(rows, old=names[0], new=names[1], n_changed=len(changed))
    if words is None:
        return []
    fig = figures.overlaid_curves(rows, old=names[0], new=names[1], n_changed=len(changed), unit=study.report_unit)
    files = drawing.drawings(fig, synthetic=study.synthetic)
    for kind, content in files.items():
        (folder / f"{NAME}.{kind}").write_bytes(content)
    links = [[kind.upper(), f"{NAME}.{kind}"] for kind in files]
    shown = Figure(NAME, "Figure 1", words.caption, words.alt, f"{NAME}.svg", NAME, links=links, wide=True)
    return [Heading(2, WORDS["curves"], "curves"), shown]


def _changed_curves(old, new):
    """The rows of each figure of curves in both reports that is another, those of all subjects first."""
    names = {path.relative_to(new.folder) for path in new.folder.glob("figures/*/*.csv")}
    both = sorted(
        (name for name in names if (old.folder / name).is_file()), key=lambda name: ("_by_" in name.stem, name)
    )
    for name in both:
        was, now = ((kept.folder / name).read_bytes() for kept in (old, new))
        if was != now and {"time", "estimate", "n_risk"} <= set(now.split(b"\n", 1)[0].decode().split(",")):
            runs = [pd.read_csv(kept.folder / name).assign(run=run) for kept, run in ((old, "old"), (new, "new"))]
            every = pd.concat(runs, ignore_index=True)
            yield every.assign(curve=name.stem, group=every.get("group", pd.Series("", every.index)).astype(str))
