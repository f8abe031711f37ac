"""Text that finds its own place in a plot: where no curve runs and no other text stands, decided when drawn."""

import numpy as np
from matplotlib.cbook import pts_to_poststep
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.figures import theme

STEP = 3.0  # pixels between the points that stand for a curve
GRID = 25  # places tried along each side of the axes
CORNERS = ((1, 1), (0, 0), (0, 1), (1, 0))  # of a falling curve: free space is above right, then below left


class FreeText(Text):
    """A text inside axes at the free place nearest to a wish: a corner, or the data point `near`.

    `crowded` says, after drawing, that no free place was found; the text then stands where it hides least.
    """

    def __init__(self, ax, words, *, near=None, pad=4.0, **kwargs):
        super().__init__(0, 0, words, transform=ax.transAxes, va="bottom", ha="left", **kwargs)
        self.near, self.pad, self.crowded = near, pad, False
        self.set_in_layout(False)
        ax.add_artist(self)

    def draw(self, renderer):
        """Draw the text, first moved to a free place where it has none yet or stands on a curve."""
        if self.get_visible() and self.get_text():
            self.settle(renderer)
        super().draw(renderer)

    def settle(self, renderer):
        """Move to the free place nearest to the wish, unless the present place is free."""
        points, boxes = curve_points(self.axes), other_boxes(self, renderer)
        here = self.get_window_extent(renderer)
        if self.get_position() != (0, 0) and not hidden([here.padded(self.pad).extents], points, boxes).any():
            return
        inside = self.axes.bbox.padded(-self.pad)
        xs = np.linspace(inside.x0, max(inside.x1 - here.width, inside.x0), GRID)
        ys = np.linspace(inside.y0, max(inside.y1 - here.height, inside.y0), GRID)
        corners = np.array([(x, y, x + here.width, y + here.height) for x in xs for y in ys])
        hits = hidden(corners + self._padding(), points, boxes)
        best = corners[np.lexsort([self._wishes(corners), hits])[0]]
        self.crowded = bool(hits.min() > 0)
        self.set_position(self.axes.transAxes.inverted().transform(best[:2]))

    def _padding(self):
        return np.array([-self.pad, -self.pad, self.pad, self.pad])

    def _wishes(self, corners):
        """How far each place is from what is wished for, in pixels."""
        if self.near is not None:
            x, y = self.axes.transData.transform(self.near)
            return np.hypot(*(np.maximum(corners[:, i] - c, 0) + np.maximum(c - corners[:, i + 2], 0)
                              for i, c in ((0, x), (1, y))))  # fmt: skip
        frame = self.axes.bbox
        ranked = []
        for rank, (right, top) in enumerate(CORNERS):
            dx = (frame.x1 - corners[:, 2]) if right else (corners[:, 0] - frame.x0)
            dy = (frame.y1 - corners[:, 3]) if top else (corners[:, 1] - frame.y0)
            ranked.append(np.hypot(dx, dy) + rank * 0.1 * frame.width)
        return np.min(ranked, axis=0)


class CurveLabel(FreeText):
    """The name of a curve, standing beside it and nearer to it than to any other curve."""

    def __init__(self, ax, line, **kwargs):
        super().__init__(ax, line.get_label(), pad=1.5, **kwargs)
        self.line = line

    def settle(self, renderer):
        """Move beside the own curve, as far from the others as can be; `crowded` where no place is unmistakable."""
        if self.get_position() != (0, 0):
            return
        boxes, here = other_boxes(self, renderer), self.get_window_extent(renderer)
        own, others = line_points(self.line), curve_points(self.axes, without=self.line)
        places = self._beside(own, here.width, here.height)
        corners = np.array([box.extents for box in places]).reshape(-1, 4) + self._padding()
        hits = hidden(corners, np.vstack([own, others]), boxes)
        good = [box for box, hit in zip(places, hits, strict=True) if not hit]
        self.crowded = not good
        if good:
            apart = [min(gap(box, others), 40) + 0.05 * box.x0 / self.figure.bbox.width for box in good]
            best = good[int(np.argmax(apart))]
            self.crowded = gap(best, others) < 2.5 * gap(best, own)
            self.set_position(self.axes.transAxes.inverted().transform((best.x0, best.y0)))

    def _beside(self, own, width, height):
        inside, away = self.axes.bbox, 2.5 * self.pad
        corners = [corner for x, y in own[::3] for corner in ((x + away, y + away),
                                                              (x - away - width, y - away - height))]  # fmt: skip
        places = [Bbox.from_bounds(*corner, width, height) for corner in corners]
        return [box for box in places if box.x0 > inside.x0 and box.x1 <= inside.x1
                and box.y0 > inside.y0 and box.y1 <= inside.y1]  # fmt: skip


def line_points(line):
    """The points (n, 2) in pixels, close together, of a drawn line as its draw style makes it; NaN left out."""
    x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
    if line.get_drawstyle() == "steps-post":
        x, y = pts_to_poststep(x, y)
    vertices = line.get_transform().transform(np.column_stack([x, y]))
    vertices = vertices[np.isfinite(vertices).all(1)]
    if len(vertices) < 2 or line.get_linestyle() == "None":
        return vertices
    steps = np.diff(vertices, axis=0)
    counts = np.ceil(np.hypot(*steps.T) / STEP).astype(int) + 1
    along = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    points = np.repeat(vertices[:-1], counts, axis=0)
    points = points + np.repeat(steps / counts[:, None], counts, axis=0) * along[:, None]
    return np.vstack([points, vertices[-1:]])


def curve_points(ax, *, without=None):
    """The points (n, 2) in pixels of all visible lines and scatter marks of axes but one."""
    found = [line_points(line) for line in ax.lines if line.get_visible() and line is not without]
    marks = [c for c in ax.collections if c.get_visible() and c.get_offset_transform() == ax.transData]
    found += [ax.transData.transform(np.ma.filled(mark.get_offsets(), np.nan)) for mark in marks]
    points = np.vstack([np.empty((0, 2)), *found])
    return points[np.isfinite(points).all(1)]


def other_boxes(text, renderer):
    """The boxes in pixels of the other visible texts of a text's axes that already have their place."""
    texts = [other for other in text.axes.texts if other is not text and other.get_visible() and other.get_text()]
    placed = [other for other in texts if not isinstance(other, FreeText) or other.get_position() != (0, 0)]
    return [other.get_window_extent(renderer) for other in placed]


def hidden(corners, points, boxes):
    """How many of the points and boxes each place (x0, y0, x1, y1) would cover; a box counts as many points."""
    low, high = np.split(np.asarray(corners)[:, None], 2, axis=2)
    others = np.array([box.extents for box in boxes]).reshape(-1, 4)
    covered = ((low < points) & (points < high)).all(axis=2).sum(axis=1)
    return covered + 100 * ((low <= others[:, 2:]) & (others[:, :2] <= high)).all(axis=2).sum(axis=1)


def gap(box, points):
    """The distance in pixels from a box to the nearest of the points (infinite when there are none)."""
    if not len(points):
        return np.inf
    dx = np.maximum(box.x0 - points[:, 0], 0) + np.maximum(points[:, 0] - box.x1, 0)
    dy = np.maximum(box.y0 - points[:, 1], 0) + np.maximum(points[:, 1] - box.y1, 0)
    return float(np.hypot(dx, dy).min())


@theme.styled
def free_text(ax, words, *, near=None, size=None, **kwargs):
    """Words placed in the free space of axes when drawn: nearest to the data point `near`, or in a free corner."""
    return FreeText(ax, words, near=near, size=size or theme.small(), linespacing=1.35, **kwargs)
