"""What a figure's written file really is: its size, resolution, colours, fonts, text sizes and lines, read from it."""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from analysis.report.journals import pdf_page

POINT_MM = 25.4 / 72


@dataclass(frozen=True)
class Facts:
    """Facts of a file; None where its format does not say.

    Sizes in mm; `sizes_pt` of all text and `lines_pt` of all strokes in points at printed size; `fonts` by family;
    `embedded` whether every font is in the file as TrueType, or for SVG whether text is text.
    """

    width_mm: float
    height_mm: float
    sizes_pt: frozenset | None = None
    lines_pt: frozenset | None = None
    fonts: frozenset | None = None
    embedded: bool | None = None
    colour: str | None = None
    dpi: float | None = None
    compression: str | None = None


def facts(path):
    """The facts of a file, by its ending: tiff, pdf, svg or eps."""
    return {".tiff": _tiff, ".pdf": _pdf, ".svg": _svg, ".eps": _eps}[Path(path).suffix](Path(path))


def family(name):
    """The family of a font's name in a file: `ABCDEF+LiberationSans-Bold` is of `Liberation Sans`."""
    bare = re.sub(r"-.*$", "", name.split("+")[-1])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).replace("Deja Vu", "DejaVu")


def _tiff(path):
    with Image.open(path) as image:
        dpi = float(image.info["dpi"][0])
        width, height = (25.4 * pixels / dpi for pixels in image.size)
        return Facts(width, height, colour=image.mode, dpi=dpi, compression=image.info.get("compression"))


def _pdf(path):
    content = path.read_bytes()
    found, fonts = pdf_page.painted(content), pdf_page.fonts(content)
    colour = "CMYK" if found.cmyk else "RGB"
    return _vector(pdf_page.size(content), found.sizes, found.lines, fonts, pdf_page.truetype(content), colour)


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
