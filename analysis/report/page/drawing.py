"""A figure's SVG fit to stand among others in one page, and fit to stand alone in a folder of its own."""

import xml.etree.ElementTree as ElementTree
import zlib

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ON_SCREEN = 1.8  # pixels a point: a screen is read from further away than paper
HREF, HOME = f"{{{XLINK}}}href", "../../"  # from a figure's folder to the report's own
# matplotlib says this in a style sheet, which inside a page would hold for every figure and for the page itself.
STROKES = "stroke-linejoin:round;stroke-linecap:butt"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def alone(svg):
    """A drawing whose links into the atlas start from the report's folder, for a file of its own two folders below."""
    return svg.replace('xlink:href="atlas/', f'xlink:href="{HOME}atlas/')


def embedded(svg, ident, alt):
    """A drawing as an element of a page: enlarged, with its words, without ids, styles or the record of its making.

    An id that is used inside the drawing stays, with a beginning that no other figure's has; a drawing with links is
    a group, for the links inside an image could not be reached. Raises ParseError for a text that is no SVG.
    """
    root = ElementTree.fromstring(svg)
    own = f"f{zlib.crc32(ident.encode()):08x}-"
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style")]:
            parent.remove(child)
    for element in root.iter():
        element.attrib.update(_linked(element.attrib, own))
    used = {value for element in root.iter() for value in _used(element.attrib)}
    for element in root.iter():
        if "id" in element.attrib and (kept := own + element.attrib.pop("id")) in used:
            element.set("id", kept)
    links = next(root.iter(f"{{{SVG}}}a"), None) is not None
    sizes = {side: f"{float(root.get(side).removesuffix('pt')) * ON_SCREEN:.1f}" for side in ("width", "height")}
    look = {"role": "group" if links else "img", "aria-label": alt, "style": STROKES, **sizes}
    root.attrib = look | {name: value for name, value in root.attrib.items() if name not in look}
    return ElementTree.tostring(root, encoding="unicode")


def _linked(attributes, own):
    """The attributes that refer to a place, as they are among other figures or in the report's folder."""
    found = {name: value.replace("url(#", f"url(#{own}") for name, value in attributes.items() if "url(#" in value}
    if HREF in attributes:
        link = attributes[HREF]
        found[HREF] = f"#{own}{link[1:]}" if link.startswith("#") else link.removeprefix(HOME)
    return found


def _used(attributes):
    """The ids that an element's attributes refer to."""
    for value in attributes.values():
        yield from (part.split(")")[0] for part in value.split("url(#")[1:])
    if attributes.get(HREF, "").startswith("#"):
        yield attributes[HREF][1:]
