"""The HTML of an executed notebook, for the report: outputs in view, code one click away, nothing from a network."""

import re
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

TEMPLATES = Path(__file__).parent / "templates"


def body(notebook):
    """The HTML of a notebook's cells, without page around it; its headings carry ids that begin with its name."""
    exporter = HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="section")
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    text, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4))
    return _own_ids(text, Path(notebook).stem)


def headings(text):
    """The headings of the second level in a section's HTML, [(id, words)], for the table of contents."""
    return re.findall(r'<h2 id="([^"]+)">(.*?)<', text)


def title(text):
    """The words of the first heading of a section's HTML."""
    found = re.search(r"<h1[^>]*>(.*?)<", text)
    return found.group(1) if found else ""


def _own_ids(text, name):
    # Two notebooks may use the same heading and the same cell ids, and one page holds both.
    text = re.sub(r'<a class="anchor-link".*?</a>', "", text)
    text = re.sub(r' id="cell-id=[^"]*"', "", text)
    return re.sub(r'<(h[1-4]) id="([^"]*)"', rf'<\1 id="{name}-\2"', text)
