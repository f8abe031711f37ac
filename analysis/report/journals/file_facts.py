"""What a figure's written file really is: its size, resolution, colours, fonts, text sizes and lines, read from it."""

import math
import re
import zlib
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

from PIL import Image

POINT_MM = 25.4 / 72
NUMBER = rb"[-+]?\d*\.?\d+"
TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s/\[\]()<>]+|[^\s/\[\]()<>]+", re.DOTALL)
STROKES = {b"S", b"s", b"B", b"b", b"B*", b"b*"}
FACTS = "width_mm height_mm sizes_pt lines_pt fonts embedded colour dpi compression"


class Facts(namedtuple("Facts", FACTS, defaults=[None] * 7)):
    """Facts of a file at printed size, `fonts` by family; None where its format does not say.

    `embedded`: whether every font is in the file as TrueType, or for SVG whether text is text.
    """


def facts(path):
    """The facts of a file, by its ending: tiff, pdf, svg or eps."""
    return {".tiff": _tiff, ".pdf": _pdf, ".svg": _svg, ".eps": _eps}[Path(path).suffix](Path(path))


def family(name):
    """The family of a font's name in a file: `ABCDEF+LiberationSans-Bold` is of `Liberation Sans`."""
    bare = re.sub(r"-.*$", "", name.split("+")[-1])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).replace("Deja Vu", "DejaVu")


def painted(content):
    """What the page of a PDF paints, with its groups: sizes of text and lines in points, whether a colour is cmyk."""
    objects = {int(number): body for number, body in re.findall(rb"\b(\d+) 0 obj\b(.*?)\bendobj", content, re.DOTALL)}
    page = next(body for body in objects.values() if re.search(rb"/Type ?/Page\b", body))
    found = SimpleNamespace(sizes=set(), lines=set(), cmyk=False)
    _paint(objects[_number(rb"/Contents", page)], 1.0, 1.0, found, objects, _groups(page, objects))
    return found


def _tiff(path):
    with Image.open(path) as image:
        dpi = float(image.info["dpi"][0])
        width, height = (25.4 * pixels / dpi for pixels in image.size)
        return Facts(width, height, colour=image.mode, dpi=dpi, compression=image.info.get("compression"))


def _vector(points, sizes, lines, fonts, embedded, colour):
    width, height = (side * POINT_MM for side in points)
    families = frozenset(map(family, fonts))
    return Facts(width, height, frozenset(sizes), frozenset(lines), families, embedded, colour)


def _eps(path):
    text = path.read_text("latin-1")
    points = map(float, re.search(r"%%HiResBoundingBox: \S+ \S+ (\S+) (\S+)", text).groups())
    scale, line, kept, sizes, lines, fonts = 1.0, 1.0, [], set(), set(), set()
    for panel, font, size, stroke, step in re.findall(
        r"translate (\S+) dup scale|/(\S+) (\S+) selectfont|(\S+) setlinewidth|\b(gsave|grestore|stroke)\b", text
    ):
        if panel:
            scale, line, kept = float(panel), 1.0, []
        elif font:
            sizes.add(round(float(size) * scale, 2))
            fonts.add(re.sub(r"-\d+$", "", font))
        elif stroke:
            line = float(stroke)
        elif step == "gsave":
            kept.append(line)
        elif step == "grestore":
            line = kept.pop() if kept else line
        else:
            lines.add(round(line * scale, 3))
    inside = {re.sub(r"-\d+$", "", name) for name in re.findall(r"/FontType 42 def.*?/FontName /(\S+) def", text, re.S)}
    return _vector(points, sizes, lines, fonts, fonts <= inside, "CMYK" if "setcmykcolor" in text else "RGB")


def _svg(path):
    root = ElementTree.parse(path).getroot()
    sizes, lines, fonts = set(), set(), set()
    for element, scale in _elements(root, 1.0):
        style = dict(re.findall(r"([\w-]+):\s*([^;]+)", element.get("style", "")))
        if element.tag.endswith(("}text", "}tspan")) and "font-size" in style:
            sizes.add(round(float(style["font-size"].removesuffix("px")) * scale, 2))
            fonts.add(style.get("font-family", "?").split(",")[0].strip(" '\""))
        if style.get("stroke", "none") != "none" and float(style.get("stroke-opacity", 1)) > 0:
            lines.add(round(float(style.get("stroke-width", 1)) * scale, 3))
    points = (float(root.get(side).removesuffix("pt")) for side in ("width", "height"))
    return _vector(points, sizes, lines, fonts, bool(sizes), "RGB")


def _elements(element, scale):
    if element.tag.endswith("}svg") and element.get("viewBox"):
        scale *= float(element.get("width").removesuffix("pt")) / float(element.get("viewBox").split()[2])
    found = re.search(r"scale\(([\d.]+)", element.get("transform", ""))
    if found and element.tag.endswith(("}text", "}tspan", "}g")):
        scale *= float(found[1])
    yield element, scale
    for child in element:
        yield from _elements(child, scale)


def _pdf(path):
    content = path.read_bytes()
    left, low, right, high = map(float, re.search(rb"/MediaBox ?\[ ?(\S+) (\S+) (\S+) (\S+?) ?\]", content).groups())
    found, fonts = painted(content), re.findall(rb"/BaseFont ?/([^\s/<>]+)", content)
    # Each font has a descriptor with a TrueType file, none is drawn (Type 3).
    files, descriptors = (len(re.findall(key, content)) for key in (rb"/FontFile2 \d+ 0 R", rb"/Type ?/FontDescriptor"))
    embedded = files == descriptors and not re.search(rb"/Subtype ?/Type3", content)
    size, colour = (right - left, high - low), "CMYK" if found.cmyk else "RGB"
    return _vector(size, found.sizes, found.lines, map(bytes.decode, fonts), embedded, colour)


def _paint(body, scale, line, found, objects, groups):
    """Follow the stream of a page or group from a scale and line width on, and add to `found` what it paints."""
    kept, stack, font = [], [], 0.0
    for token in TOKEN.findall(_stream(body)):
        if re.fullmatch(NUMBER, token) or token[:1] in b"/(<[]":
            stack.append(token)
            continue
        if token == b"q":
            kept.append((scale, line))
        elif token == b"Q":
            scale, line = kept.pop()
        elif token == b"cm":
            a, b, c, d = map(float, stack[-6:-2])
            scale *= math.sqrt(abs(a * d - b * c))
        elif token == b"w":
            line = float(stack[-1])
        elif token == b"Tf":
            font = float(stack[-1])
        elif token in (b"Tj", b"TJ"):
            found.sizes.add(round(font * scale, 2))
        elif token in STROKES:
            found.lines.add(round(line * scale, 3))
        elif token == b"Do" and (group := groups.get(stack[-1][1:])):
            _paint(objects[group], scale, line, found, objects, _groups(objects[group], objects))
        found.cmyk |= token in (b"k", b"K")
        stack = []


def _groups(body, objects):
    named = re.search(rb"/XObject ?<<(.*?)>>", objects.get(_number(rb"/Resources", body), b""), re.DOTALL)
    found = re.findall(rb"/(\S+) (\d+) 0 R", named[1]) if named else []
    return {name: int(number) for name, number in found if b"/Subtype/Form" in objects[int(number)]}


def _number(key, body):
    found = re.search(key + rb" (\d+) 0 R", body)
    return int(found[1]) if found else 0


def _stream(body):
    head, packed = re.match(rb"(.*?)stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL).groups()
    return zlib.decompress(packed) if b"FlateDecode" in head else packed
