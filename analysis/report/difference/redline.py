"""A manuscript with its changes tracked, as Word and LibreOffice show them: of two Word files one that has both texts.

What is the same is that of the new file. Accepted it is the new text, rejected the old one. Author and time are always
the same, so that the same two files give the same bytes.
"""

import copy
import datetime
import difflib
import hashlib
import io
import itertools
import os
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from analysis.report.documents.prose import DAY
from analysis.report.documents.word import DAY_ZERO

FILE = "manuscript.docx"
AUTHOR = "make diff"
DOCUMENT, LINKS = "word/document.xml", "word/_rels/document.xml.rels"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
IMAGE = ('<Relationship Id="{}" Target="media/{}"'
         ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>')  # fmt: skip
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
FIRST_ID = 50000  # of a change; bookmarks and pictures stay below
ALIKE = 0.3  # share of two paragraphs' words from which they are told as one that changed
WORDS = re.compile(r"\s+|[^\s]+")


def write(old, new, path):
    """Write the redlined manuscript of two report folders; whether there is one: both have one, not the same."""
    files = [folder / FILE for folder in (old, new)]
    if not all(file.is_file() for file in files):
        return False
    made = redlined(*(file.read_bytes() for file in files))
    if made:
        path.write_bytes(made)
    return bool(made)


def redlined(old, new):
    """The bytes of a Word file with the changes from one to another tracked; None where their text is the same."""
    before, after = _Document(old), _Document(new)
    merged = _Merge(before, after)
    body = merged.body()
    return after.written(body, merged.pictures) if merged.changes else None


class _Document:
    """A Word file taken apart: its parts, the elements of its body, the bytes of its pictures."""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            self.files = {name: file.read(name) for name in file.namelist()}
        for _, (prefix, uri) in ElementTree.iterparse(io.BytesIO(self.files[DOCUMENT]), events=["start-ns"]):
            ElementTree.register_namespace(prefix, uri)
        self.root = ElementTree.fromstring(self.files[DOCUMENT])
        self.body = self.root.find(f"{W}body")
        links = ElementTree.fromstring(self.files[LINKS])
        self.targets = {one.get("Id"): one.get("Target") for one in links}

    def picture(self, element):
        """The bytes of the picture that an element shows, b"" for none."""
        shown = next((one.get(EMBED) for one in element.iter() if one.get(EMBED)), None)
        return self.files.get(posixpath.join("word", self.targets.get(shown, "")), b"")

    def key(self, element):
        """What an element says: its words and pictures; two of one key are the same to a reader."""
        words = "".join(one.text or "" for one in element.iter(f"{W}t"))
        rows = tuple(self.key(row) for row in element.iter(f"{W}tr")) if element.tag == f"{W}tbl" else ()
        return element.tag, _style(element), words, hashlib.sha256(self.picture(element)).hexdigest(), rows

    def written(self, body, pictures):
        """The bytes of this file with another body; pictures: [(place of its link, name, bytes)] of the other file."""
        self.body[:] = body
        links = "".join(IMAGE.format(ident, name) for ident, name, _ in pictures)
        linked = self.files[LINKS].decode().replace("</Relationships>", f"{links}</Relationships>")
        files = self.files | {DOCUMENT: _bytes(self.root), LINKS: linked.encode()}
        files |= {f"word/media/{name}": own for _, name, own in pictures}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in files.items():
                file.writestr(zipfile.ZipInfo(name, DAY_ZERO), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


class _Merge:
    """The two texts in one; `changes` counts what is tracked, `pictures` are those that only the old file has."""

    def __init__(self, old, new):
        self.old, self.new, self.pictures, self.changes = old, new, [], 0
        self.ids = itertools.count(FIRST_ID)
        day = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", DAY)), datetime.UTC)
        self.date = f"{day:%Y-%m-%dT%H:%M:%SZ}"

    def body(self):
        """The elements of the merged body."""
        last = [one for one in self.new.body if one.tag == f"{W}sectPr"]
        before, after = ([one for one in doc.body if one.tag != f"{W}sectPr"] for doc in (self.old, self.new))
        return [*self._aligned(before, after, self._block), *last]

    def _aligned(self, before, after, pair):
        """Two runs of elements as one: what is the same, what was paired (by `pair`), what is deleted or inserted."""
        keys = [[doc.key(one) for one in own] for doc, own in ((self.old, before), (self.new, after))]
        found = []
        for kind, i, j, k, m in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            was, now = before[i:j], after[k:m]
            if kind == "equal":
                found += now
            elif kind == "replace" and len(was) == len(now) and all(map(self._is_pair, was, now)):
                found += [made for one, other in zip(was, now, strict=True) for made in pair(one, other)]
            elif kind == "replace":
                found += self._matched(was, now, pair)
            else:
                found += [*map(self._deleted, was), *map(self._inserted, now)]
        return found

    def _matched(self, was, now, pair):
        """Of two runs of unlike length those that are alike in their order as pairs, the others as they are."""
        found, left = [], list(was)
        for one in now:
            place = next((place for place, other in enumerate(left) if self._is_pair(other, one)), None)
            if place is None:
                found.append(self._inserted(one))
                continue
            found += [*map(self._deleted, left[:place]), *pair(left[place], one)]
            left = left[place + 1 :]
        return [*found, *map(self._deleted, left)]

    def _is_pair(self, one, other):
        if one.tag != other.tag or _style(one) != _style(other):
            return False
        if one.tag == f"{W}tbl":
            return len(_row_cells(one)) == len(_row_cells(other))
        words = [WORDS.findall(_words(element)) for element in (one, other)]
        return one.tag == f"{W}tr" or difflib.SequenceMatcher(None, *words, autojunk=False).ratio() >= ALIKE

    def _block(self, one, other):
        if one.tag == f"{W}p":
            return [self._paragraph(one, other)]
        if one.tag == f"{W}tbl":
            made = copy.deepcopy(other)
            made[:] = [
                *(part for part in other if part.tag != f"{W}tr"),
                *self._aligned(_rows(one), _rows(other), self._row),
            ]
            return [made]
        return [other]

    def _row(self, one, other):
        """A row whose cells changed; one of another number of cells is deleted and inserted."""
        cells = [[part for part in row if part.tag == f"{W}tc"] for row in (one, other)]
        if len(cells[0]) != len(cells[1]):
            return [self._deleted(one), self._inserted(other)]
        made = copy.deepcopy(other)
        for cell, was, now in zip(made.findall(f"{W}tc"), *cells, strict=True):
            kept = [part for part in now if part.tag != f"{W}p"]
            pairs = ([part for part in own if part.tag == f"{W}p"] for own in (was, now))
            cell[:] = [*kept, *self._aligned(*pairs, lambda one, other: [self._paragraph(one, other)])]
        return [made]

    def _paragraph(self, one, other):
        """A paragraph whose words changed: each word that is another as deleted and inserted."""
        made = ElementTree.Element(f"{W}p")
        made.extend(part for part in other if part.tag in (f"{W}pPr", f"{W}bookmarkStart"))
        was, now = self._pieces(one, self.old), self._pieces(other, self.new)
        keys = [[key for key, _ in own] for own in (was, now)]
        for kind, i, j, k, m in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if kind == "equal":
                made.extend(run for _, run in now[k:m])
            else:
                made.extend(self._tracked("del", [run for _, run in was[i:j]]))
                made.extend(self._tracked("ins", [run for _, run in now[k:m]]))
        made.extend(part for part in other if part.tag == f"{W}bookmarkEnd")
        return made

    def _pieces(self, paragraph, doc):
        """A paragraph's runs, one each word: [(what it says and how it looks, the run)]."""
        found = []
        for run in paragraph.iter(f"{W}r"):
            look = run.find(f"{W}rPr")
            looks = ElementTree.tostring(look, encoding="unicode") if look is not None else ""
            for part in run:
                if part.tag == f"{W}t":
                    found += [((word, looks), _run(look, word)) for word in WORDS.findall(part.text or "")]
                elif part.tag != f"{W}rPr":
                    own = _run(look)
                    own.append(part)
                    found.append(((part.tag, hashlib.sha256(doc.picture(part)).hexdigest()), own))
        return found

    def _tracked(self, kind, runs):
        if not runs:
            return []
        self.changes += 1
        made = ElementTree.Element(f"{W}{kind}", self._signed())
        made.extend(self._as_deleted(run) if kind == "del" else run for run in runs)
        return [made]

    def _as_deleted(self, run):
        run = copy.deepcopy(run)
        for text in run.iter(f"{W}t"):
            text.tag = f"{W}delText"
        for one in (one for one in run.iter() if one.get(EMBED)):
            name = f"old-{posixpath.basename(self.old.targets[one.get(EMBED)])}"
            ident = f"rIdOld{len(self.pictures)}"
            self.pictures.append((ident, name, self.old.picture(run)))
            one.set(EMBED, ident)
        for one in run.iter(DRAWN):
            one.set("id", str(next(self.ids)))
        return run

    def _deleted(self, element):
        return self._whole("del", element, self.old)

    def _inserted(self, element):
        return self._whole("ins", element, self.new)

    def _whole(self, kind, element, doc):
        """A paragraph, a row or a table that only one of the texts has."""
        if element.tag not in (f"{W}p", f"{W}tr", f"{W}tbl"):
            return element
        made = copy.deepcopy(element)
        for row in made.iter(f"{W}tr"):
            self._mark(kind, row, "trPr")
        for paragraph in made.iter(f"{W}p"):
            runs = [run for _, run in self._pieces(paragraph, doc)]
            look = paragraph.find(f"{W}pPr")
            paragraph[:] = [*([look] if look is not None else []), *self._tracked(kind, runs)]
            self._mark(kind, paragraph, "pPr", "rPr")
        return made

    def _mark(self, kind, element, *path):
        """Track an element itself: its end of a paragraph, or its row."""
        self.changes += 1
        for place, name in enumerate(path):
            inner = element.find(f"{W}{name}")
            if inner is None:
                inner = ElementTree.Element(f"{W}{name}")
                element.insert(0 if place == 0 else len(element), inner)
            element = inner
        element.append(ElementTree.Element(f"{W}{kind}", self._signed()))

    def _signed(self):
        return {f"{W}id": str(next(self.ids)), f"{W}author": AUTHOR, f"{W}date": self.date}


def _style(element):
    found = element.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val")


def _words(element):
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _rows(table):
    return [part for part in table if part.tag == f"{W}tr"]


def _row_cells(table):
    return table.find(f"{W}tr").findall(f"{W}tc")


def _run(look, word=None):
    made = ElementTree.Element(f"{W}r")
    made.extend([copy.deepcopy(look)] if look is not None else [])
    if word is not None:
        ElementTree.SubElement(made, f"{W}t", {XML_SPACE: "preserve"}).text = word
    return made


def _bytes(root):
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
