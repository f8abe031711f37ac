"""A notebook: the parameters of a run by hand, its blocks once executed, and what a section is called."""

import hashlib
import json
import os
import re
from dataclasses import replace
from itertools import chain, count, groupby
from pathlib import Path

from analysis.report import blocks, layers
from analysis.report.blocks import Code, Heading, Output, Prose

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
RUN = "TRIAL_REPORT_RUN"  # set by the pipeline, which brings the parameters itself
FENCES = ("```", "~~~")


def in_run():
    """Whether the pipeline runs this notebook."""
    return bool(os.environ.get(RUN))


def read(executed, section):
    """The blocks of an executed notebook, without the words of a part (a heading of level 2) whose code showed nothing.

    Code that shows nothing is joined to the code after it, so that one click opens both.
    """
    parts, idents = [[]], set()
    for cell in executed.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            parts.append([])
        parts[-1].append((cell.cell_type, list(_blocks(cell, section, idents))))
    return _joined([block for part in parts[:1] for _, made in part for block in made]
                   + [block for part in parts[1:] for block in _told(part)])  # fmt: skip


def written(markdown, section, idents=None):
    """The headings and the prose of a text in Markdown, in their order: [Heading | Prose]."""
    idents = set() if idents is None else idents
    for is_heading, lines in groupby(_lines(markdown), key=lambda line: line[0]):
        for _, line in lines if is_heading else [(False, "\n".join(line for _, line in lines))]:
            if is_heading:
                marks, _, text = line.partition(" ")
                yield Heading(len(marks), text.strip(), _new(place(section, text.strip()), idents))
            elif line.strip():
                yield Prose(line.strip("\n"))


def place(section, name):
    """The place in a report of something of a section, safe in a link and as an id."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"{section}-{name}")


def file_name(name):
    """A name as that of a file, without an ending: of letters, digits, dot, line, dash and plus, and not too long."""
    clean = re.sub(r"[^\w.+-]+", "-", name).lstrip(".-")[:100]
    return name if name and clean == name else f"{clean or 'file'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def number(section):
    """The number of a section as its figures and tables carry it: that before the first _ of its name, or nothing."""
    first = section.split("_")[0]
    return first if first.isdigit() else ""


def named(section):
    """A section in words, by the title of its notebook: `4 Tumour microenvironment`; its name where there is none."""
    path = NOTEBOOKS / f"{section}.ipynb"
    source = json.loads(path.read_text())["cells"][0]["source"] if path.exists() else ""
    first = "".join(source).partition("\n")[0]
    return f"{number(section)} {first.removeprefix('# ')}".strip() if first.startswith("# ") else section


def _lines(markdown):
    """The lines of a text, each with whether it is a heading: outside of code, up to four # and a blank."""
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.startswith(FENCES)
        marks = line.partition(" ")[0]
        yield not fenced and 1 <= len(marks) <= 4 and set(marks) == {"#"} and marks != line, line


def _blocks(cell, section, idents):
    if cell.cell_type == "markdown":
        layer = layers.APPENDIX if layers.APPENDIX in cell.metadata.get("tags", ()) else ""
        for block in written(cell.source, section, idents):
            yield replace(block, layer=layer) if isinstance(block, Prose) else block
    elif cell.cell_type == "code":
        if cell.source.strip():
            yield Code(cell.source)
        yield from filter(None, map(_shown, cell.outputs))


def _shown(output):
    """The block of a cell's output: its own, or what it printed as text; None for what says nothing."""
    data = {"text/plain": output.text} if output.output_type == "stream" else output.get("data", {})
    if blocks.MIME in data:
        return blocks.from_json(data[blocks.MIME]) if data[blocks.MIME] else None
    text = data.get("text/plain", "").strip("\n")
    return Output(text, data.get("image/png", "").strip()) if text else None


def _told(part):
    """The blocks of a part, each reason for what is left out once; only the code where code showed nothing."""
    code = [made for kind, made in part if kind == "code"]
    silent = code and not any(type(block) is not Code for made in code for block in made)
    found = [block for made in (code if silent else [made for _, made in part]) for block in made]
    reasons = [getattr(block, "left_out", "") for block in found]
    return [block for n, block in enumerate(found) if not reasons[n] or reasons[n] not in reasons[:n]]


def _joined(found):
    made = []
    for block in found:
        if made and type(made[-1]) is type(block) is Code:
            block = Code(f"{made.pop().source}\n\n{block.source}")
        made.append(block)
    return made


def _new(ident, idents):
    taken = next(name for name in chain([ident], (f"{ident}-{n}" for n in count(2))) if name not in idents)
    idents.add(taken)
    return taken
