"""Words between figures and tables as the tree that pandoc writes from; Markdown means here what it does on a page."""

import json
import os
import subprocess
from collections import namedtuple
from dataclasses import replace

import mistune
import pypandoc

from analysis.report.blocks import Code, Findings, Heading, Output, Prose, Table, column

VERSION = [1, 23, 1]  # of pandoc's tree
DAY = "1704067200"  # that a file says it was made on where SOURCE_DATE_EPOCH names none, as Makefile has it
Words = namedtuple("Words", "tree letters", defaults=[0])  # blocks of pandoc's tree, how many letters they have
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n")}, " ")  # letters that no document may hold
STARTS = tuple("=-+/0123456789")  # with which an item of a list would begin something else in typst
PLAIN = ["", [], []]  # no identifier, class or attribute
MARKED = {"strong": "Strong", "emphasis": "Emph", "strikethrough": "Strikeout"}
PARSED = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough"])


def parts(blocks):
    """The blocks of a report as parts of a document, [Heading | Words | Figure | Table], notes below their table.

    A table without a number needs no words of its own where a heading stands right above it.
    """
    shown = [block for block in blocks if not isinstance(block, Code)]
    pairs = zip([None, *shown], shown, strict=False)
    return [part for above, block in pairs for part in _parts(_named(above, block))]


def plain(words):
    """Words without the control characters that no document may hold."""
    return words.translate(CONTROLS)


def text(words):
    """Plain words as an inline of the tree."""
    return {"t": "Str", "c": plain(words)}


def paragraph(*inlines):
    """A paragraph of the tree."""
    return {"t": "Para", "c": list(inlines)}


def raw(kind, words):
    """Markup of a format, handed on as it is."""
    return {"t": "RawBlock", "c": [kind, words]}


def table(caption, names, lines):
    """A table without a number, of the texts of its header and its rows."""
    cells = zip(*lines, strict=True) if lines else ([] for _ in names)
    return Table("", "", caption, [column(name, own) for name, own in zip(names, cells, strict=True)], "")


def written(tree, kind, *options, title=""):
    """The bytes of a document in a format of pandoc's; CalledProcessError where pandoc cannot write it."""
    meta = {"title": {"t": "MetaInlines", "c": [text(title)]}, "lang": {"t": "MetaString", "c": "en-GB"}}
    given = json.dumps({"pandoc-api-version": VERSION, "meta": meta if title else {}, "blocks": tree})
    return _run(["--from=json", f"--to={kind}", "--wrap=none", "--output=-", *options], given.encode())


def read(markdown):
    """The blocks of the tree of a text in pandoc's Markdown."""
    return json.loads(_run(["--from=markdown", "--to=json"], markdown.encode()))["blocks"]


def _named(above, block):
    headed = isinstance(above, Heading) and isinstance(block, Table) and not block.label
    return replace(block, caption="") if headed else block


def _parts(block):
    if isinstance(block, Findings):
        block = Prose("\n".join([f"**{block.title}**\n", *(f"- {words}" for words, _ in block.sentences)]))
    if isinstance(block, Prose):
        for token in PARSED(block.markdown):
            if token["type"] == "table":
                yield _table(token)
            elif tree := _block(token):
                yield Words(tree, len(_said([token])))
    elif isinstance(block, Output):
        yield Words([{"t": "CodeBlock", "c": [PLAIN, plain(block.text)]}], len(block.text))
    else:
        yield block
    if isinstance(block, Table) and block.notes:
        notes = [({"t": "Strong", "c": [text(letter)]}, text(f"\u00a0{note}."), {"t": "Space"})
                 for letter, note in block.notes.items()]  # fmt: skip
        yield Words([paragraph(*sum(notes, ())[:-1])], sum(map(len, block.notes.values())))


def _block(token):
    """A token of Markdown as blocks of the tree; HTML is text."""
    kind, inside = token["type"], token.get("children", [])
    if kind == "blank_line":
        return []
    if kind == "list":
        items = [_inside(item["children"], _block) for item in inside]
        if token["attrs"]["ordered"]:
            return [{"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}]
        return [{"t": "BulletList", "c": items}]
    if kind == "block_quote":
        return [{"t": "BlockQuote", "c": _inside(inside, _block)}]
    if kind == "block_code":
        return [{"t": "CodeBlock", "c": [PLAIN, plain(token["raw"])]}]
    if kind == "thematic_break":
        return [{"t": "HorizontalRule"}]
    inlines = _inside(inside, _inline) if inside else [text(token.get("raw", ""))]
    if kind == "block_text":
        apart = [text("\u2060")] if _said(inside).startswith(STARTS) else []
        return [{"t": "Plain", "c": [*apart, *inlines]}]
    return [paragraph(*inlines)]


def _inside(tokens, write):
    return [made for token in tokens for made in write(token)]


def _inline(token):
    kind = token["type"]
    if kind in MARKED:
        return [{"t": MARKED[kind], "c": _inside(token["children"], _inline)}]
    if kind == "codespan":
        return [{"t": "Code", "c": [PLAIN, plain(token["raw"])]}]
    if kind in ("softbreak", "linebreak"):
        return [{"t": {"softbreak": "Space", "linebreak": "LineBreak"}[kind]}]
    # a link is its words: the files and places it leads to are those of the page
    return _inside(token["children"], _inline) if token.get("children") else [text(token.get("raw", ""))]


def _table(token):
    head, body = token["children"]
    names, *lines = [[_said(cell["children"]) for cell in row["children"]] for row in (head, *body["children"])]
    return table("", names, lines)


def _said(tokens):
    """The words of tokens without their marks."""
    return "".join(token.get("raw", "") or _said(token.get("children", [])) or " " for token in tokens)


def _run(options, given):
    dated = os.environ | {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", DAY)}
    command = [pypandoc.get_pandoc_path(), *options]
    return subprocess.run(command, input=given, capture_output=True, check=True, env=dated).stdout
