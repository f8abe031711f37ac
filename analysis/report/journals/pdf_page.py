"""The page of a PDF file, read back: its size, its fonts, and the text and lines that its content streams paint."""

import math
import re
import zlib
from dataclasses import dataclass, field, replace

NUMBER = rb"[-+]?\d*\.?\d+"
TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s/\[\]()<>]+|[^\s/\[\]()<>]+", re.DOTALL)
STROKES = {b"S", b"s", b"B", b"b", b"B*", b"b*"}


@dataclass
class Painted:
    """Text sizes and line widths in points at printed size, and whether any colour is CMYK."""

    sizes: set = field(default_factory=set)
    lines: set = field(default_factory=set)
    cmyk: bool = False


@dataclass(frozen=True)
class _State:
    matrix: tuple = (1.0, 0.0, 0.0, 1.0)  # without translation: only sizes matter
    line: float = 1.0

    @property
    def scale(self):
        a, b, c, d = self.matrix
        return math.sqrt(abs(a * d - b * c))


def size(content):
    """The width and height of the page in points."""
    box = re.search(rb"/MediaBox ?\[ ?(\S+) (\S+) (\S+) (\S+?) ?\]", content)
    left, low, right, high = map(float, box.groups())
    return right - left, high - low


def fonts(content):
    """The names of all fonts in the file."""
    return {name.decode() for name in re.findall(rb"/BaseFont ?/([^\s/<>]+)", content)}


def truetype(content):
    """Whether all fonts are embedded as TrueType: each has a descriptor with a font file, none is drawn (Type 3)."""
    descriptors = len(re.findall(rb"/Type ?/FontDescriptor", content))
    drawn = re.search(rb"/Subtype ?/Type3", content)
    return not drawn and descriptors == len(re.findall(rb"/FontFile2 \d+ 0 R", content))


def painted(content):
    """What the page of a PDF file's content paints, with the groups that it is put together of; patterns left out."""
    objects = {int(number): body for number, body in re.findall(rb"\b(\d+) 0 obj\b(.*?)\bendobj", content, re.DOTALL)}
    page = next(body for body in objects.values() if re.search(rb"/Type ?/Page\b", body))
    found = Painted()
    _paint(objects[_number(rb"/Contents", page)], _State(), found, objects, _groups(page, objects))
    return found


def _paint(body, state, found, objects, groups):
    """Follow the stream of a page or group from a state on, and add to `found` what it paints."""
    kept, stack, font = [], [], 0.0
    for token in TOKEN.findall(_stream(body)):
        if re.fullmatch(NUMBER, token) or token[:1] in b"/(<[]":
            stack.append(token)
            continue
        if token == b"q":
            kept.append(state)
        elif token == b"Q":
            state = kept.pop()
        elif token == b"cm":
            state = replace(state, matrix=_product(tuple(map(float, stack[-6:-2])), state.matrix))
        elif token == b"w":
            state = replace(state, line=float(stack[-1]))
        elif token == b"Tf":
            font = float(stack[-1])
        elif token in (b"Tj", b"TJ"):
            found.sizes.add(round(font * state.scale, 2))
        elif token in STROKES:
            found.lines.add(round(state.line * state.scale, 3))
        elif token == b"Do" and (group := groups.get(stack[-1][1:])):
            _paint(objects[group], state, found, objects, _groups(objects[group], objects))
        found.cmyk |= token in (b"k", b"K")
        stack = []


def _groups(body, objects):
    resources = objects.get(_number(rb"/Resources", body), b"")
    named = re.search(rb"/XObject ?<<(.*?)>>", resources, re.DOTALL)
    found = re.findall(rb"/(\S+) (\d+) 0 R", named[1]) if named else []
    return {name: int(number) for name, number in found if b"/Subtype/Form" in objects[int(number)]}


def _number(key, body):
    found = re.search(key + rb" (\d+) 0 R", body)
    return int(found[1]) if found else 0


def _stream(body):
    head, packed = re.match(rb"(.*?)stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL).groups()
    return zlib.decompress(packed) if b"FlateDecode" in head else packed


def _product(first, second):
    a, b, c, d = first
    e, f, g, h = second
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
