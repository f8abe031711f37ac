"""What two reports show: sentences, tables and figures that are another, found by their places."""

import difflib
import hashlib
import re

from analysis.report.blocks import Figure, Findings, Heading, Output, Prose, Table
from analysis.report.difference import causes

FIGURE, TABLE, SENTENCE = "figure", "table", "sentence"
REST = "other"
OWN = ("provenance",)  # the part that says what a report is made of: that is what the causes are
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])|\n+")  # of sentences
MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*\*|`")  # of Markdown
METADATA = re.compile(rb"<metadata>.*?</metadata>", re.DOTALL)
FILES = (("tables", "*.csv"), ("figures", "*.csv"), ("atlas", "*.svg"))
MOST = 240  # letters of a text that is told in a row


def apart(old, new):
    """The differences of two `Kept`, [[matters, kind, change, section, what, old, new]].

    Sentences are aligned within their part of the report. A figure is another where its drawing or its words are, a
    table where a cell, its heading or a note is.
    """
    found, linked = [], set()
    for part in dict.fromkeys([*old.parts, *new.parts]):
        if part not in OWN:
            was, now = (kept.parts.get(part, ("", []))[1] for kept in (old, new))
            own = list(_part(part, was, now, old, new))
            found += [[REST, *one[:2], _section(part, old, new), *one[2:]] for one, _ in own]
            linked |= {path for _, links in own for path in links}
    found += [[REST, *one[:2], causes.BESIDE, *one[2:]] for one in _manuscript(old, new)]
    return found + [[REST, *one] for one in _files(old, new) if one[3] not in linked]


def digest(text):
    """A short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def sentences(text):
    """The sentences of a text in Markdown, without its marks."""
    return [one for one in (words.strip() for words in ENDS.split(MARKS.sub(r"\1", text))) if one]


def _section(part, old, new):
    name = part.removesuffix("-appendix")
    return name if name in {**old.sections, **new.sections} else causes.BESIDE


def _part(part, was, now, old, new):
    yield from ((one, ()) for one in _sentences(part, _said(was), _said(now)))
    for kind, type_ in ((TABLE, Table), (FIGURE, Figure)):
        before, after = ({one.ident: one for one in own if isinstance(one, type_)} for own in (was, now))
        for ident in dict.fromkeys([*before, *after]):
            one, other = before.get(ident), after.get(ident)
            links = [path for block in (one, other) if block for _, path in block.links]
            yield from ((told, links) for told in _block(kind, one, other, old, new))


def _said(shown):
    """Every sentence of a part: headings, prose, findings, what a cell printed."""
    found = []
    for block in shown:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Prose):
            found += sentences(block.markdown)
        elif isinstance(block, Output):
            found += [*block.text.splitlines(), *([f"picture {digest(block.png)}"] if block.png else [])]
        elif isinstance(block, Findings):
            found += [one for words, _ in block.sentences for one in sentences(words)]
    return found


def _sentences(part, was, now):
    for kind, i, j, k, m in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = [
            (was[one] if one < j else "", now[other] if other < m else "")
            for one, other in zip(range(i, i + max(j - i, m - k)), range(k, k + max(j - i, m - k)), strict=True)
        ]
        for before, after in pairs:
            yield [SENTENCE, _change(before, after), part, before, after]


def _change(before, after):
    return "added" if not before else "gone" if not after else "changed"


def _manuscript(old, new):
    yield from _sentences("manuscript", *(sentences(kept.manuscript) for kept in (old, new)))


def _block(kind, was, now, old, new):
    one = now or was
    name = " ".join(filter(None, [one.label, one.name])).strip()
    if was is None or now is None:
        yield [kind, _change(was, now), name, *(part.caption[:MOST] if part else "" for part in (was, now))]
        return
    told = _cells(was, now) if kind == TABLE else _drawing(was, now, old, new)
    told += [
        (f"{what}: {before[:MOST]}", f"{what}: {after[:MOST]}")
        for what, before, after in _words(was, now)
        if before != after
    ]
    if told:
        yield [kind, "changed", name, *("; ".join(one[side] for one in told[:3]) for side in (0, 1))]


def _words(was, now):
    yield "label", was.label, now.label
    yield "caption", was.caption, now.caption
    for name in ("alt", "layer", "path"):
        yield name, getattr(was, name, ""), getattr(now, name, "")
    yield "notes", *(" ".join(getattr(one, "notes", {}).values()) for one in (was, now))


def _cells(was, now):
    """[(old, new)] in words where a table's cells are another, its first cells by name."""
    before, after = ([[one.heading for one in table.columns], *([cell.words for cell in line] for line in table.lines)]
                     for table in (was, now))  # fmt: skip
    if before == after:
        return []
    sizes = [f"{len(table) - 1} rows, {len(table[0])} columns" for table in (before, after)]
    if sizes[0] != sizes[1]:
        return [tuple(sizes)]
    pairs = zip(sum(before, []), sum(after, []), strict=True)
    unlike = [(one, other) for one, other in pairs if one != other]
    more = f"{len(unlike)} cells: " if len(unlike) > 1 else ""
    return [(more + unlike[0][0], more + unlike[0][1])]


def _drawing(was, now, old, new):
    drawn = [_content(kept.folder / block.path) for kept, block in ((old, was), (new, now))]
    return [("its drawing", "another drawing")] if drawn[0] != drawn[1] else []


def _files(old, new):
    """Files of figures, tables and the atlas whose content is another, [[kind, change, section, path, old, new]]."""
    names = sorted({path.relative_to(kept.folder).as_posix() for kept in (old, new) for kind, pattern in FILES
                    for path in (kept.folder / kind).rglob(pattern)})  # fmt: skip
    for name in names:
        was, now = (_content(kept.folder / name) for kept in (old, new))
        if was != now:
            kind = TABLE if name.startswith("tables/") else FIGURE
            section = next(
                (part for part in name.split("/")[1:-1] if part in {**old.sections, **new.sections}), causes.BESIDE
            )
            yield [kind, _change(was, now), section, name, *(f"{len(one)} bytes" if one else "" for one in (was, now))]


def _content(file):
    content = file.read_bytes() if file.is_file() else b""
    return METADATA.sub(b"", content) if file.suffix == ".svg" else content
