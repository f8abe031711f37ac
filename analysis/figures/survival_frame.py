"""Hundreds of Kaplan-Meier figures of one endpoint: the frame is drawn once, each figure adds its two curves.

Every line of such a figure is upright or level, so it needs no matplotlib: SVG is written as text, PNG by Pillow.
"""

import io
from collections import namedtuple
from functools import lru_cache
from html import escape

from matplotlib import colors
from PIL import Image, ImageDraw, ImageFont

from analysis.figures import theme
from analysis.figures.survival import ROWS

WIDTH, LEFT, RIGHT = 264.0, 58.0, 14.0  # points; the curves lie between LEFT and WIDTH - RIGHT
TOP, HIGH = 62.0, 128.0  # the curves' upper edge and height
ROW, HEADING = 9.4, 11.5  # of the table below
COUNTS = {column: words for column, words in ROWS.items() if column != "n_entry"}  # a sweep takes no late entry
DASHES = {True: (), False: (5.0, 2.2)}
DPI, MARK = 200, "#737373"
FONT = ", ".join(f"'{name}'" for name in theme.FONTS)


Picture = namedtuple("Picture", "svg png")  # one figure as text and as bytes


class SurvivalFrame:
    """The frame of one endpoint's figures: axes, their labels, and the words of the risk table.

    times: ticks of the time axis and of the table; last: the end of the time axis; mark: a word for the lower right
    corner; names: the groups in the order in which `figure` gets them.
    """

    def __init__(self, times, *, unit, last, label="Survival (%)", mark="", names=("low", "high")):
        self.times, self.last = [float(time) for time in times], float(last)
        self.colors = [theme.text_color(color) for color in theme.group_colors(names).values()]
        self.height = TOP + HIGH + 38 + len(names) * (HEADING + 3 * ROW + 2) + (4 if mark else -4)
        ink = _Ink(WIDTH, self.height)
        self._frame(ink, unit, label, mark, names)
        self.background, self.start = ink.image, "".join(ink.parts)

    def figure(self, title, notes, groups):
        """The Picture of two groups (`cutoff.group_curves`) under a title, part of its name, and up to four notes."""
        ink = _Ink(WIDTH, self.height, self.background.copy())
        ink.text(4, 12, title, size=8, bold=True)
        for line, words in enumerate(notes[:4]):
            ink.text(4, 22.5 + 9.2 * line, words, size=theme.small())
        for place, (group, color) in enumerate(zip(groups, self.colors, strict=True)):
            self._curve(ink, group, color, DASHES[place == 0])
            self._counts(ink, group, place, color)
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}pt" height="{self.height:g}pt" '
                f'viewBox="0 0 {WIDTH:g} {self.height:g}" font-family="{FONT}" role="img">')  # fmt: skip
        name = escape(". ".join([title, *notes[:1]]))
        return Picture(f"{head}<title>{name}</title>{self.start}{''.join(ink.parts)}</svg>\n", ink.png())

    def x(self, time):
        """The place of a time."""
        return LEFT + (WIDTH - LEFT - RIGHT) * time / self.last

    def y(self, estimate):
        """The place of a survival probability."""
        return TOP + HIGH * (1 - estimate)

    def _frame(self, ink, unit, label, mark, names):
        bottom = TOP + HIGH + 3
        ink.line([(LEFT - 3, TOP), (LEFT - 3, TOP + HIGH)], theme.INK, theme.LINE)
        ink.line([(LEFT, bottom), (WIDTH - RIGHT, bottom)], theme.INK, theme.LINE)
        for percent in range(0, 101, 20):
            y = self.y(percent / 100)
            ink.line([(LEFT - 5.5, y), (LEFT - 3, y)], theme.INK, theme.LINE)
            ink.text(LEFT - 8, y + 2.4, str(percent), anchor="end", size=theme.small())
        for time in self.times:
            ink.line([(self.x(time), bottom), (self.x(time), bottom + 2.5)], theme.INK, theme.LINE)
            ink.text(self.x(time), bottom + 10.5, f"{time:g}", anchor="middle", size=theme.small())
        ink.text((LEFT + WIDTH - RIGHT) / 2, bottom + 20, f"Time ({unit})", anchor="middle", size=theme.BASE)
        ink.upright(LEFT - 28, TOP + HIGH / 2, label, size=theme.BASE)
        for place in range(len(names)):
            for row, words in enumerate(COUNTS.values(), 1):
                ink.text(4, self._row(place, row), words, size=theme.small(), color=self.colors[place])
        if mark:
            ink.text(WIDTH - 3, self.height - 3, mark, anchor="end", size=theme.tiny(), color=MARK)

    def _row(self, place, row):
        return TOP + HIGH + 37 + place * (HEADING + 3 * ROW + 2) + row * ROW

    def _curve(self, ink, group, color, dashes):
        path, height = [(self.x(0), self.y(1.0))], 1.0
        for time, estimate in zip(group.time[1:], group.estimate[1:], strict=True):
            path.append((self.x(time), self.y(height)))
            if estimate < height:
                height = estimate
                path.append((self.x(time), self.y(height)))
        ink.line(path, color, theme.CURVE, dashes)
        for time, estimate in zip(group.censored, group.censored_estimate, strict=True):
            x, y = self.x(time), self.y(estimate)
            ink.line([(x, y - 3), (x, y + 3)], color, 0.9)

    def _counts(self, ink, group, place, color):
        y = self._row(place, 0)
        ink.line([(4, y - 2.4), (22, y - 2.4)], color, theme.CURVE, DASHES[place == 0])
        ink.text(26, y, f"{group.name} (n = {group.n})", size=theme.small(), bold=True, color=color)
        for row, column in enumerate(COUNTS, 1):
            for time, count in zip(self.times, getattr(group, column), strict=True):
                ink.text(self.x(time), self._row(place, row), str(int(count)), anchor="middle", size=theme.small())


class _Ink:
    """Two sheets drawn on at once: `parts` of an SVG, and an image of pixels. Places in points from the upper left.

    Every part of a line is level or upright; words stand on a base line at y, or run upwards, centred on y.
    """

    scale = DPI / 72

    def __init__(self, width, height, image=None):
        self.parts = [] if image else [f'<rect width="{width:g}" height="{height:g}" fill="white"/>']
        self.image = image or Image.new("RGB", (round(width * self.scale), round(height * self.scale)), "white")
        self.drawing = ImageDraw.Draw(self.image)

    def line(self, path, color, width, dashes=()):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in path)
        dash = f' stroke-dasharray="{" ".join(map(str, dashes))}"' if dashes else ""
        self.parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width:g}"{dash}/>')
        half = max(round(width * self.scale), 1) / 2
        for (x0, y0), (x1, y1) in _dashed(path, dashes) if dashes else zip(path, path[1:], strict=False):
            x0, x1, y0, y1 = (value * self.scale for value in (min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)))
            if x1 - x0 > y1 - y0:
                box = (round(x0), round(y0 - half), round(x1), round(y0 - half) + round(2 * half) - 1)
            else:
                box = (round(x0 - half), round(y0), round(x0 - half) + round(2 * half) - 1, round(y1))
            self.drawing.rectangle(box, fill=color)

    def text(self, x, y, words, *, size, anchor="start", bold=False, color=theme.INK):
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}"{weight}'
        self.parts.append(f"<text {place}>{escape(words)}</text>")
        at = {"start": "ls", "middle": "ms", "end": "rs"}[anchor]
        self.drawing.text((x * self.scale, y * self.scale), words, fill=color, font=_font(size, bold), anchor=at)

    def upright(self, x, y, words, *, size):
        place = f'font-size="{size:g}" fill="{theme.INK}" text-anchor="middle"'
        self.parts.append(f'<text transform="translate({x:.2f} {y:.2f}) rotate(-90)" {place}>{escape(words)}</text>')
        font = _font(size, False)
        width, height = round(font.getlength(words)) + 4, round(1.5 * size * self.scale)
        sheet = Image.new("RGB", (width, height), "white")
        ImageDraw.Draw(sheet).text((width / 2, height - height / 4), words, fill=theme.INK, font=font, anchor="ms")
        corner = round(x * self.scale - height * 3 / 4), round(y * self.scale - width / 2)
        self.image.paste(sheet.rotate(90, expand=True), corner)

    def png(self):
        buffer = io.BytesIO()
        flat = self.image.quantize(palette=_palette(), dither=Image.Dither.NONE)  # a third of the bytes and of the time
        flat.save(buffer, "PNG", dpi=(DPI, DPI), compress_level=4)
        return buffer.getvalue()


@lru_cache(maxsize=1)
def _palette():
    # each colour in 16 steps from full to white: what smooth edges of letters need
    inks = [colors.to_rgb(color) for color in (theme.INK, MARK, *map(theme.text_color, theme.GROUP))]
    image = Image.new("P", (1, 1))
    image.putpalette([round(255 - (255 - 255 * channel) * step / 15)
                      for ink in inks for step in range(16) for channel in ink])  # fmt: skip
    return image


@lru_cache(maxsize=32)
def _font(size, bold):
    name = "LiberationSans-Bold" if bold else "LiberationSans-Regular"
    file = next(file for file in theme.FONT_FILES if file.stem == name)
    return ImageFont.truetype(str(file), size * _Ink.scale, layout_engine=ImageFont.Layout.BASIC)


def _dashed(path, dashes):
    turn, left = 0, dashes[0]
    for (x0, y0), (x1, y1) in zip(path, path[1:], strict=False):
        length, done = abs(x1 - x0) + abs(y1 - y0), 0.0
        while length - done > 1e-9:
            step = min(left, length - done)
            if turn % 2 == 0:
                a, b = done / length, (done + step) / length
                yield (x0 + a * (x1 - x0), y0 + a * (y1 - y0)), (x0 + b * (x1 - x0), y0 + b * (y1 - y0))
            done, left = done + step, left - step
            if left <= 1e-9:
                turn, left = turn + 1, dashes[(turn + 1) % 2]
