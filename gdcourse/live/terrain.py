"""A landscape of two parameters made ready for drawing: which rectangle, which contours, how high."""

from functools import cached_property

import contourpy
import numpy as np

ASPECT = 1.4  # width of the map in units of its height
FAR = 10  # a path is drawn until it is this many half-widths away from the middle of the map
LEVELS = 14
GRID, COARSE = (240, 180), (140, 105)  # the latter where f takes one θ at a time


class Terrain:
    """Landscape f as the picture needs it, whatever f can do with arrays.

    terrain(thetas) and terrain.gradient(thetas) take θ of shape (k, 2) or a grid of them, also where f itself
    takes one θ at a time. room: how far the map is to reach around the start, in heights of the map. `landscape` is
    f, `start` where descents begin, `frame` the rectangle that is drawn, `floor` the height of the lowest minimum.
    """

    def __init__(self, f, start, room=0.0):
        self.landscape, self.start, self._room = f, checked_start(f, start), room
        samples = self.start + np.array([[0.0, 0.0], [0.01, -0.02], [-0.03, 0.01]])
        self.name = type(f).__name__
        self.gradient = many_at_once(f.gradient, samples, (2,))
        self.f = many_at_once(f, samples, ())
        self._size = GRID if self.f is f else COARSE
        self.minima = np.reshape(getattr(f, "minima", ()), (-1, 2))
        self.frame = self.view = framed(f.view, self.start, room)
        heights = self.f(self.minima) if len(self.minima) else self.grid()[2]
        self.floor = float(np.nanmin(np.where(np.isfinite(heights), heights, np.nan)))

    def __call__(self, thetas):
        return self.f(thetas)

    def with_start(self, start):
        """The same landscape for another start, with room for it."""
        return Terrain(self.landscape, start, self._room)

    def grid(self):
        """x, y and f on a grid that reaches a little beyond the frame."""
        return self._grid

    @cached_property
    def _grid(self):
        x, y = (np.linspace(*beyond(edges), n) for edges, n in zip(self.frame, self._size, strict=True))
        with np.errstate(all="ignore"):
            return x, y, self.f(np.stack(np.meshgrid(x, y), axis=-1))

    def contours(self):
        """The regions above each level as polygons: points, shape (n, 2), and the polygons' sizes by level."""
        x, y, z = self.grid()
        generator = contourpy.contour_generator(
            x, y, np.ma.masked_invalid(z), fill_type=contourpy.FillType.ChunkCombinedOffset
        )
        points, sizes = [], []
        for level in levels(z):
            (polygons,), (offsets,) = generator.filled(level, np.inf)
            if polygons is not None:
                points.append(polygons)
                sizes.append(np.diff(offsets.astype(int)).tolist())
        return np.concatenate(points) if points else np.empty((0, 2)), sizes


def checked_start(f, start):
    """The start as a vector of two finite numbers, or a ValueError that says what a landscape needs."""
    missing = [name for name in ("gradient", "view") if not hasattr(f, name)]
    if missing or not callable(f):
        raise ValueError(f"f must be a landscape: f(theta), f.gradient(theta), f.start and f.view, but {f!r} has "
                         f"no {' and no '.join(missing or ['value f(theta)'])}")  # fmt: skip
    start = np.asarray(f.start if start is None else start, dtype=float)
    if start.shape != (2,) or not np.isfinite(start).all():
        raise ValueError(f"θ at the start must be two finite numbers, because the map has two axes, but it is {start}")
    return start


def many_at_once(function, samples, shape):
    """`function` for arrays of many θ, shape (…, d), whether or not it can take more than one at a time.

    function(θ) must return an array of `shape`; ValueError if it does not.
    """
    one_by_one = [np.asarray(function(theta), dtype=float) for theta in samples]
    if one_by_one[0].shape != shape:
        raise ValueError(f"a landscape's value is a number and its gradient has shape (2,), but for "
                         f"θ = {samples[0]} came {one_by_one[0]}")  # fmt: skip
    try:
        together = np.asarray(function(samples))
    except Exception:
        together = None
    if np.shape(together) == np.shape(one_by_one) and np.allclose(together, one_by_one, equal_nan=True):
        return function

    def loop(thetas):
        rows = np.reshape(thetas, (-1, samples.shape[-1]))
        return np.array([function(theta) for theta in rows], dtype=float).reshape(np.shape(thetas)[:-1] + shape)

    return loop


def framed(view, start, room=0.0):
    """The rectangle to draw: `view` widened until both axes have one scale and the start, with room, lies in it."""
    (left, right), (low, high) = view = one_scale(view)
    (x, y), wide, tall = start, right - left, high - low
    room_x, room_y = room * wide / ASPECT, room * tall
    if left + 0.85 * room_x <= x <= right - 0.85 * room_x and low + 0.85 * room_y <= y <= high - 0.85 * room_y:
        return view
    margin_x, margin_y = max(0.08 * wide, room_x), max(0.08 * tall, room_y)
    wider = ((min(left, x - margin_x), max(right, x + margin_x)), (min(low, y - margin_y), max(high, y + margin_y)))
    return framed(wider, start, room)  # again, because in a larger rectangle the room is larger, too


def one_scale(view):
    """`view` widened to the map's aspect, unless one side is more than 20 times as long as the other."""
    (left, right), (low, high) = view
    width, height = right - left, high - low
    if max(width / height, height / width) > 20:
        return (left, right), (low, high)
    x, y = (left + right) / 2, (low + high) / 2
    width, height = max(width, ASPECT * height), max(height, width / ASPECT)
    return (x - width / 2, x + width / 2), (y - height / 2, y + height / 2)


def beyond(edges):
    """The interval `edges`, 2 % longer at either end."""
    low, high = edges
    return low - 0.02 * (high - low), high + 0.02 * (high - low)


def levels(z, count=LEVELS):
    """Heights between which equal rings of ground lie: most contours run where f is low."""
    finite = z[np.isfinite(z)]
    return np.unique(np.quantile(finite, (np.arange(1, count) / count) ** 2)) if finite.size else finite


def drawable(thetas, frame):
    """A path as far as it can be drawn, float32, and the step at which it is lost, or None.

    It is lost where it stops being finite or goes FAR beyond the frame; from the next step on stands NaN.
    """
    middle, reach = np.mean(frame, axis=1), FAR * np.ptp(frame, axis=1) / 2
    with np.errstate(invalid="ignore"):
        lost = ~(np.abs(thetas - middle) <= reach).all(axis=1)
    if not lost.any():
        return thetas.astype(np.float32), None
    first = int(np.argmax(lost))
    drawn = np.full(thetas.shape, np.nan, dtype=np.float32)
    drawn[:first] = thetas[:first]
    drawn[first] = np.clip(thetas[first], middle - 10 * reach, middle + 10 * reach)
    return drawn, first


def largest_curvature(terrain, points, h=1e-4):
    """The largest |eigenvalue| of the Hessian at any of the points, by central differences of the gradient."""
    columns = [(terrain.gradient(points + h * e) - terrain.gradient(points - h * e)) / (2 * h) for e in np.eye(2)]
    hessians = np.stack(columns, axis=-1)
    return float(np.abs(np.linalg.eigvalsh((hessians + hessians.swapaxes(1, 2)) / 2)).max())


def height_in_words(height):
    """Two digits, which every machine agrees on; what is below a millionth is not worth telling apart."""
    return f"{height:.2g}" if height >= 1e-6 else "less than 1e-06"
