"""The manuscript of a study: its template filled with the report's numbers, as Markdown, Word and PDF."""

from pathlib import Path

from analysis.report import claims
from analysis.report import manuscript as numbers
from analysis.report.blocks import Figure, Heading, Table
from analysis.report.documents import pagination, word
from analysis.report.documents.prose import Words, read, table

KINDS = (".png", ".svg")  # of a figure, for Word and PDF
NAMES = ("manuscript.md", "manuscript.docx", "manuscript.pdf")


def manuscript(study, results, folder, *, lenient=False):
    """(The files of the study's manuscript, written into `folder` with the numbers of `results`; its Claims).

    ManuscriptError for a template that is not there, a number that is not known, a figure that nobody drew; ClaimError
    where a claim no longer holds, which stands marked where `lenient`.
    """
    template = Path(study.folder) / study.declaration.manuscript
    if not template.exists():
        raise numbers.ManuscriptError(f"{template}: no such file; study.yml names it under manuscript")
    facts = {name: getattr(study, name) for name in numbers.FACTS}
    text = numbers.filled(template.read_text(), results, facts, name=str(template))
    judged = claims.judged(text, results, name=str(template))
    text = claims.stated(text, results, name=str(template), lenient=lenient)
    (folder / NAMES[0]).write_text(text)
    front = {"title": study.title, "synthetic": study.synthetic}
    laid = pagination.settled(_parts(text, folder), folder, contents=False, **front)
    printed = laid.typeset.pdf()
    (folder / NAMES[1]).write_bytes(word.docx(laid, folder, **front))
    (folder / NAMES[2]).write_bytes(printed())
    return NAMES, judged


def _parts(text, folder):
    """The parts of a text: its figures and tables are numbered as they come."""
    found, counts = [], {Figure: 0, Table: 0}
    for block in read(text):
        part = _part(block)
        if type(part) in counts:
            counts[type(part)] += 1
            part = type(part)(**vars(part) | {"label": f"{type(part).__name__} {counts[type(part)]}"})
        found.append(part)
    drawn = [part.path for part in found if isinstance(part, Figure)]
    lacking = [one for one in drawn if not all((Path(folder) / one).with_suffix(kind).exists() for kind in KINDS)]
    if lacking:
        raise numbers.ManuscriptError(f"manuscript: no figure {', '.join(lacking)} in this report")
    return found


def _part(block):
    """A block of pandoc's tree as a part; a picture alone in its paragraph is a figure."""
    kind, inside = block["t"], block.get("c")
    if kind == "Header":
        return Heading(inside[0], _said(inside[2]), inside[1][0])
    if kind == "Table":
        return _table(*inside[1:5])
    image = inside[2][0]["c"] if kind == "Figure" and len(inside[2]) == 1 else inside if kind == "Para" else []
    if len(image) == 1 and image[0]["t"] == "Image":
        words = _said(inside[1][1]) if kind == "Figure" else ""
        alt, path = _said(image[0]["c"][1]), image[0]["c"][2][0]
        svg = str(Path(path).with_suffix(".svg"))
        return Figure(svg, "", words or alt, alt or words, svg, svg)
    return Words([block])


def _table(caption, _, head, bodies):
    (names, *_), lines = _rows(head[1]) or [[]], [line for body in bodies for line in _rows(body[3])]
    names = names or ["" for _ in lines[0]]
    return table(_said(caption[1]), names, lines)


def _rows(rows):
    return [[_said(cell[4]) for cell in row[1]] for row in rows]


def _said(tree):
    """The words of a tree without their marks."""
    if isinstance(tree, list):
        return "".join(map(_said, tree))
    if not isinstance(tree, dict) or tree["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " " if isinstance(tree, dict) else ""
    inside = tree.get("c", "")
    if tree["t"] == "Quoted":
        return f"“{_said(inside[1])}”"
    return inside if tree["t"] == "Str" else inside[1] if tree["t"] in ("Code", "Math") else _said(inside)
