"""The page of a PDF file that matplotlib wrote, read back: its size, its fonts, and what its content stream paints."""

import math
import re
from dataclasses import dataclass, field

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
    visible: bool = True

    @property
    def scale(self):
        a, b, c, d = self.matrix
        return math.sqrt(abs(a * d - b * c))


def size(content):
    """The width and height of the page in points."""
    box = re.search(rb"/MediaBox \[ ?(\S+) (\S+) (\S+) (\S+) ?\]", content)
    left, low, right, high = map(float, box.groups())
    return right - left, high - low


def fonts(content):
    """The names of all fonts in the file."""
    return {name.decode() for name in re.findall(rb"/BaseFont /([^\s/<>]+)", content)}


def truetype(content):
    """Whether all fonts are embedded as TrueType: each has a descriptor with a font file, none is drawn (Type 3)."""
    descriptors = content.count(b"/Type /FontDescriptor")
    return b"/Subtype /Type3" not in content and descriptors == len(re.findall(rb"/FontFile2 \d+ 0 R", content))


def page_stream(content):
    """The compressed content stream of the page."""
    number = re.search(rb"/Type /Page\b.*?/Contents (\d+) 0 R", content, re.DOTALL)[1]
    return re.search(rb"\n%s 0 obj\n.*?stream\n(.*?)\nendstream" % number, content, re.DOTALL)[1]


def stroke_alphas(content):
    """The opacity of lines by the name of its graphics state, as in b"A1"."""
    found = re.findall(rb"/(A\d+) <<\s*/Type\s*/ExtGState\s*/CA\s+(%s)" % NUMBER, content)
    return {name: float(alpha) for name, alpha in found}


def painted(stream, alphas):
    """What a content stream paints; a stroke in a state of opacity 0 (see `stroke_alphas`) is none."""
    found, state, kept, stack, font = Painted(), _State(), [], [], 0.0
    for token in TOKEN.findall(stream):
        if re.fullmatch(NUMBER, token) or token[:1] in b"/(<[]":
            stack.append(token)
            continue
        if token == b"q":
            kept.append(state)
        elif token == b"Q":
            state = kept.pop()
        elif token == b"cm":
            state = _State(_product(tuple(map(float, stack[-6:-2])), state.matrix), state.line, state.visible)
        elif token == b"w":
            state = _State(state.matrix, float(stack[-1]), state.visible)
        elif token == b"gs":
            state = _State(state.matrix, state.line, alphas.get(stack[-1][1:], 1.0) > 0)
        elif token == b"Tf":
            font = float(stack[-1])
        elif token in (b"Tj", b"TJ"):
            found.sizes.add(round(font * state.scale, 2))
        elif token in STROKES and state.visible:
            found.lines.add(round(state.line * state.scale, 3))
        found.cmyk |= token in (b"k", b"K")
        stack = []
    return found


def _product(first, second):
    a, b, c, d = first
    e, f, g, h = second
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
