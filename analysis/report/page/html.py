"""The HTML of an executed notebook, for the report: outputs in view, code one click away, nothing from a network."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

TEMPLATES, NOTEBOOKS = Path(__file__).parent / "templates", Path(__file__).parents[3] / "notebooks"
LABELLED = re.compile(r'(<(?:figure|div) class="(?:figure|table)[^"]*" id="([^"]+)">)(.*?)<b>([^<]+?)\.</b>', re.S)


def body(notebook):
    """The HTML of a notebook's cells, without page around it; its headings carry ids that begin with its name."""
    exporter = HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="section")
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    text, _ = exporter.from_notebook_node(joined(without_empty_parts(nbformat.read(notebook, as_version=4))))
    return _own_ids(text, Path(notebook).stem)


def without_empty_parts(notebook):
    """The notebook without the headings and words of parts whose code showed nothing, as for tables a study lacks."""
    starts = [at for at, cell in enumerate(notebook.cells) if cell.source.startswith("## ")]
    kept = notebook.cells[: starts[0]] if starts else notebook.cells
    for start, end in pairwise([*starts, len(notebook.cells)]):
        part = notebook.cells[start:end]
        code = [cell for cell in part if cell.cell_type == "code"]
        kept = kept + (part if not code or any(cell.outputs for cell in code) else code)
    notebook.cells = kept
    return notebook


def joined(notebook):
    """The notebook with the code that shows nothing joined to the code after it, so that one click opens both."""
    cells = []
    for cell in notebook.cells:
        before = cells[-1] if cells else None
        if before and before.cell_type == cell.cell_type == "code" and not before.outputs:
            cell.source = f"{before.source}\n\n{cell.source}"
            cells.pop()
        cells.append(cell)
    notebook.cells = cells
    return notebook


def headings(text):
    """The headings of the second level in a section's HTML, [(id, words)], for the table of contents."""
    return re.findall(r'<h2 id="([^"]+)">(.*?)<', text)


def title(text):
    """The words of the first heading of a section's HTML."""
    found = re.search(r"<h1[^>]*>(.*?)<", text)
    return found.group(1) if found else ""


def named(name):
    """A section in words, by the title of its notebook: `4 Tumour microenvironment`; its name where there is none."""
    path = NOTEBOOKS / f"{name}.ipynb"
    first = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0] if path.exists() else ""
    return f"{number(name)} {first.removeprefix('# ')}".strip() if first.startswith("# ") else name


def number(name):
    """The number of a section as its figures and tables carry it: that before the first _ of its name, or nothing."""
    first = name.split("_")[0]
    return first if first.isdigit() else ""


def placed(text, name):
    """A section's HTML as part of the page: headings one level lower, numbered, and all that has an id linked to."""
    text = re.sub(r"(</?h)([1-4])\b", lambda found: f"{found[1]}{int(found[2]) + 1}", text)
    text = re.sub(r"<h2( id=\"[^\"]*\")?>", rf'<h2\1><span class="number">{number(name)}</span> ', text, count=1)
    text = re.sub(
        r'(<(h[2-5]) id="([^"]+)">)(.*?)(</\2>)',
        r'\1\4<a class="anchor" href="#\3" aria-label="Link to this part">#</a>\5',
        text,
        flags=re.S,
    )
    return LABELLED.sub(r'\1\3<b><a class="label" href="#\2">\4.</a></b>', text)


def _own_ids(text, name):
    # Two notebooks may use the same heading and the same cell ids, and one page holds both.
    text = re.sub(r'<a class="anchor-link".*?</a>', "", text)
    text = re.sub(r' id="cell-id=[^"]*"', "", text)
    return re.sub(r'<(h[1-4]) id="([^"]*)"', rf'<\1 id="{name}-\2"', text)
