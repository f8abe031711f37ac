"""The PDF: a document set by typst with contents, page numbers, bookmarks and tags, from bundled fonts."""

import contextlib
import functools
import json
import subprocess
import sys
import weakref
from pathlib import Path

import jinja2
import typst

from analysis.report.blocks import Figure, Heading
from analysis.report.documents import fitting, prose

SETTER = (sys.executable, "-I", str(Path(__file__).with_name("setter.py")))
TEMPLATES = Path(__file__).parent / "templates"
ACCESSIBLE = "ua-1"  # PDF/UA-1: tags, a language, words for every image
WHOLE = 0.5  # pages up to which a table is not torn apart
MARKED, NO_SUSPECTS = b"/Marked true", b"/Suspects false"
TURNED, UPRIGHT = "#page(flipped: true)[#metadata(1)<turned>", "#metadata(1)<upright>]"


@functools.cache
def pieces(name):
    """The macros of a template (`word.xml`, `reference.xml`, `pieces.typ`) by their names; words put in are text."""
    loader, escaped = jinja2.FileSystemLoader(TEMPLATES), jinja2.select_autoescape(["xml.j2"])
    made = jinja2.Environment(loader=loader, autoescape=escaped, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"plain": prose.plain, "breakable": fitting.breakable}
    made.filters["quoted"] = lambda words: json.dumps(prose.plain(words), ensure_ascii=False)  # a typst string
    return made.get_template(f"{name}.j2").module


def source(laid, *, title, lines=(), synthetic=False, depth=0):
    """The typst text of a document's runs; depth: the levels of headings in its contents, 0 for none."""
    tree = [block for run in laid for block in _run(run)]
    start = pieces("pieces.typ").start(title, lines, synthetic, depth)
    return (TEMPLATES / "document.typ").read_text() + str(start) + prose.written(tree, "typst").decode()


class Document:
    """A typst text and the process that sets it (see `setter`): asked first, then printed, it sets the pages once."""

    def __init__(self, text, folder):
        self.text, self._process = text, subprocess.Popen(SETTER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        weakref.finalize(self, _ended, self._process)
        root, fonts = str(Path(folder).resolve()), fitting.folders(text)
        self._say(json.dumps({"text": text, "root": root, "fonts": fonts, "standard": ACCESSIBLE}))

    def asked(self):
        """What the typesetter tells: (where things begin, how far turned pages go); TypstError for what is no typst.

        Dicts in order: page, first (nothing is above it there); pages, down (the share of the last one's height).
        """
        self._say("query")
        found = self._answer()
        told = [one for one in found if isinstance(one, dict)]
        return [one for one in told if "page" in one], [one for one in told if "pages" in one]

    def pdf(self):
        """A function that gives the PDF, which is made from now on; TypstError as `asked`.

        It is tagged as PDF/UA-1 where its figures allow, else tagged as typst can.
        """
        self._say("pdf")
        return self._printed

    def _printed(self):
        made = self._process.stdout.read(self._answer())
        # The default, said aloud, is an error to poppler; blanks in its place leave every offset as it is.
        return made.replace(MARKED + NO_SUSPECTS, MARKED + b" " * len(NO_SUSPECTS))

    def _answer(self):
        line = self._process.stdout.readline()
        found = json.loads(line) if line else {"error": "the typesetter ended"}
        if isinstance(found, dict) and "error" in found:
            raise typst.TypstError(found["error"])
        return found

    def _say(self, line):
        with contextlib.suppress(BrokenPipeError):  # then it answers nothing, which is told
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()


def _ended(process):
    process.stdin.close()
    process.stdout.close()
    process.wait()


def beside(parts):
    """The parts in their order, narrow figures that follow each other by twos: [[part] | [figure, figure]]."""
    lines = [[]]
    for part in parts:
        if not (len(lines[-1]) == 1 and _is_narrow(lines[-1][0]) and _is_narrow(part)):
            lines.append([])
        lines[-1].append(part)
    return lines[1:]


def _is_narrow(part):
    return isinstance(part, Figure) and not part.wide


def _run(run):
    tree = [block for line in beside(run.parts) for block in _line(line)]
    return [prose.raw("typst", TURNED), *tree, prose.raw("typst", UPRIGHT)] if run.landscape else tree


def _line(parts):
    if len(parts) == 1:
        return _part(parts[0])
    return [prose.raw("typst", str(pieces("pieces.typ").beside(parts)))]


def _part(part):
    if isinstance(part, prose.Words):
        return part.tree
    if isinstance(part, Heading):
        return [{"t": "Header", "c": [part.level, [part.ident, [], []], [prose.text(part.text)]]}]
    own = pieces("pieces.typ")
    made = own.figure(part) if isinstance(part, Figure) else own.table(*part, part.fit.pages <= WHOLE)
    return [prose.raw("typst", str(made))]
