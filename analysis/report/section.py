"""One section of the report while its notebook runs: it shows figures, tables and results, and saves each once."""

import inspect
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from analysis import vocabulary
from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.figures import layout, letters, theme
from analysis.report import blocks, journals, left_out, notebook, origin, page
from analysis.report.drawing import drawings
from analysis.report.words import captions, readable
from analysis.report.words.tables import titled
from analysis.study import readers
from analysis.study.declaration import reads
from analysis.study.problems import NoSection

WIDE = 400 / 72  # inches: a wider figure gets the whole width of the page, narrower ones may stand side by side


class Section:
    """The part of the report that one notebook makes: numbered figures and tables, files under `out_dir`, results.

    What it shows is a block of the report (see `blocks`), beside it the HTML for the reader of the notebook.
    """

    def __init__(self, study, name, out_dir):
        self.study, self.name, self.out, self.journal = study, name, Path(out_dir), journals.asked()
        self.counts, self.rows = Counter(), []
        if notebook.in_run():
            inputs.keep_in(self.out / "inputs")  # for the second witness, beside the assembling
        left_out.watch()
        self._check_needs()
        vocabulary.call_endpoints(getattr(study, "endpoint_words", {}))
        look = self.journal.look if self.journal else theme.Look()
        theme.use(look, letters.families(str(getattr(study, "declaration", study.title))))
        warning = f" **{vocabulary.SYNTHETIC} rows: not data of any person.**" if study.synthetic else ""
        title = blocks.Prose(f"{study.title}{warning}")
        display({"text/html": page.shown(title), "text/plain": title.markdown, blocks.MIME: {}}, raw=True)

    def _check_needs(self):
        """NoSection where every table of one of the section's needs lacks a column."""
        for group in reads(self.name).needs:
            lacks = [self.study.lack(table) for table in group if self.study.has(table)]
            if lacks and all(lacks):
                raise NoSection("; ".join(lacks))

    def folder(self, kind):
        """The folder for files of a kind (`figures`, `tables`, …) of this section, made when absent."""
        folder = self.out / kind / self.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def endpoints(self, names):
        """Those of some endpoints that the data have, all that they have where none of them is there; the rest is told.

        NotInData for data without any endpoint.
        """
        known = self.study.endpoints
        absent = [name for name in names if name not in known]
        if absent:
            left_out.shown(f"{self.study.file('adtte')} has no {' and no '.join(absent)}; it has {', '.join(known)}")
        return [name for name in names if name in known] or known

    def say(self, text, *, layer="main"):
        """Show a paragraph of Markdown, in which HTML is text; nothing for a blank one. layer: as in `draw`."""
        if text:
            self._show(blocks.Prose(text, layer=blocks.checked(layer)), text)

    def draw(self, drawing, *args, name=None, layer="main", **kwargs):
        """Draw a figure by a function of `figures` with words and show it under its name; nothing without data.

        name: default its own; layer: main or appendix, LayerError for another.
        """
        words = drawing.words(*args, **kwargs)
        if words is not None:
            name = name or drawing.__name__
            made = drawing(*args, **kwargs | self._colors(drawing, name))
            self.figure(getattr(made, "figure", made), name, layer=layer, **words._asdict())

    def figure(self, fig, name, *, caption, alt, data=None, layer="main"):
        """Save a figure as SVG, PDF and PNG under its name, show it with number and caption, and close it.

        data: its table, or {part: table}, saved beside it as `name`.csv or `name`_`part`.csv; layer as in `draw`.
        """
        self._as_declared(fig, name)
        name, label = notebook.file_name(name), self._label("Figure", layer)
        made = origin.origin(self.study, self.name, name)
        drawn = drawings(fig, synthetic=self.study.synthetic, made=made)
        if self.journal:
            journals.save(fig, self.folder("journal"), made, dpi=self.journal.written_dpi)
        svg = drawn["svg"].decode()
        files = drawn | {"svg": page.alone(svg).encode()}
        links = [self._save(content, "figures", f"{name}.{kind}") for kind, content in files.items()]
        links += self._save_data(name, data) if data is not None else []
        wide = bool(fig.get_figwidth() > WIDE)
        if boxes := letters.lacking(fig):
            left_out.shown(f"{label}: no font of the figures has {boxes}; its files may show boxes in their place")
        plt.close(fig)
        words = {"caption": vocabulary.signs(caption), "alt": vocabulary.signs(alt), "layer": layer}
        place = {"path": f"figures/{self.name}/{name}.svg", "ident": notebook.place(self.name, name), "links": links}
        self._show(blocks.Figure(name, label, wide=wide, **words, **place), f"{label}. {caption}", svg=svg)

    def table(self, tidy, name, *, caption=None, show=None, layer="main", **facts):
        """Save a tidy table as CSV under its name and show it with number and caption; nothing where it has no row.

        Caption, filled with `facts`, and printed form are those of `words.tables`, or `caption` and `show` if
        they are given; layer as in `draw`. The caption names the families of adjusted P values. Rows of the role
        reproduction are left to the ledger, where they stand beside the number that they reproduce.
        """
        if "role" in tidy:
            tidy = tidy[tidy["role"] != vocabulary.REPRODUCTION]
        if not len(tidy):
            return
        if caption is None:
            words = titled(self.name, name)
            caption, show = words.said(facts), words.shown(tidy, facts) if words.printed else show
        name, label = notebook.file_name(name), self._label("Table", layer)
        links = [self._save(blocks.csv(tidy), "tables", f"{name}.csv")]
        printed, once = captions.shared(self._printed(tidy) if show is None else show)
        families, short = captions.families(tidy, self._labels), captions.abbreviations(printed)
        caption = " ".join(filter(None, [caption, once, families, short]))
        printed, notes = captions.footnoted(printed)
        ident, notes = notebook.place(self.name, f"table-{name}"), {one: vocabulary.signs(notes[one]) for one in notes}
        words = {"caption": vocabulary.signs(caption), "notes": notes, "layer": layer}
        table = blocks.Table(name, label, columns=blocks.columns(printed), ident=ident, links=links, **words)
        self._show(table, f"{label}. {caption}")

    def results(self, rows):
        """Add estimates to results.csv, blank where a row does not say; ValueError for an unknown column."""
        unknown = sorted(set(rows.columns) - set(vocabulary.RESULT_COLUMNS))
        if unknown:
            raise ValueError(f"results: unknown columns {unknown}; expected some of {vocabulary.RESULT_COLUMNS}")
        self.rows.append(facts.complete(rows).assign(study=self.study.id, section=self.name))
        file = self.out / "results" / f"{self.name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(blocks.csv(pd.concat(self.rows, ignore_index=True)))

    def result_table(self, rows, name, **words):
        """Add estimates to results.csv and show them as a table of printed numbers; `words` as in `table`."""
        if len(rows):
            self.results(rows)
            self.table(rows, name, **words)

    def _label(self, kind, layer):
        """The next label of a kind in a layer: `Figure 1.2`, in the appendix `Figure A1.2`."""
        self.counts[kind, blocks.checked(layer)] += 1
        mark = "A" * (layer != blocks.LAYERS[0])
        return f"{kind} {mark}{self.name.split('_')[0]}.{self.counts[kind, layer]}"

    def _colors(self, drawing, name):
        """The colours that the study declares for a figure whose drawing takes colours; told where it takes none."""
        declared = readers.figure(self.study, name)
        if not declared or not declared.colors:
            return {}
        if "colors" in inspect.signature(drawing).parameters:
            return {"colors": declared.colors}
        left_out.shown(f"study.yml, figures.{name}.colors: this figure has its colours by meaning")
        return {}

    def _as_declared(self, fig, name):
        """Give a figure the width and the title that the study declares for it."""
        declared = readers.figure(self.study, name)
        if declared and declared.width_mm:
            fig.set_figwidth(declared.width_mm * theme.MM)
        if declared and declared.title:
            layout.titled(fig, declared.title)

    @property
    def _labels(self):
        return readable.labels(self.study)

    def _printed(self, tidy):
        return readable.printed(tidy, labels=self._labels, unit=self.study.report_unit)

    def _show(self, block, words, **drawing):
        """Show a block as HTML, with its words for who sees no HTML, and the block itself for the report."""
        shown = {"text/html": page.shown(block, **drawing), "text/plain": words, blocks.MIME: blocks.to_json(block)}
        display(shown, raw=True)

    def _save_data(self, name, data):
        """Links to the tables that a figure is drawn from, saved beside it; of several each is named."""
        for part, tidy in (data if isinstance(data, dict) else {"": data}).items():
            kind, path = self._save(blocks.csv(tidy), "figures", "_".join(filter(None, [name, part])) + ".csv")
            yield [f"{kind} {part}".strip(), path]

    def _save(self, content, kind, file):
        stem, _, ending = file.rpartition(".")
        file = f"{notebook.file_name(stem)}.{ending}"
        (self.folder(kind) / file).write_bytes(content)
        return [file.rsplit(".", 1)[1].upper(), f"{kind}/{self.name}/{file}"]
