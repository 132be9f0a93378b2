"""A landscape of one parameter made ready for drawing: which stretch of it, its minima, its curvature there."""

import numpy as np

from gdcourse.live.race import sentence
from gdcourse.live.terrain import many_at_once

GRID = 241
STRAIGHT = 1e-9  # how far from a straight line, relative to its range, the slope of a parabola may be
FLAT = 1e-6  # a curvature this small, relative to the usual one, is the error of the difference that measured it


class Curve:
    """Landscape f as the picture needs it, whether f takes a number or, as the course's do, θ of shape (…, 1).

    curve(thetas) and curve.gradient(thetas) take θ of shape (…, 1). `start` is where descents begin, shape (1,).
    `frame` is ((low, high),), the stretch that is drawn, `grid` θ in it, shape (n, 1), `values` f there, shape (n,),
    `heights` the range of f that is drawn. `minima` are those that f names or, if it names none, those in the frame,
    `steepest` the largest curvature at any of them, 0 if there is none. `is_parabola` says whether the slope is a
    straight line over the frame and rises.
    """

    def __init__(self, f, start=None, view=None):
        self._given, self.start = f, checked_start(f, start)
        self.name, self.view = name_of(f), checked_view(f, view)
        self.frame = framed(self.view, self.start)
        samples = self.start + np.ptp(self.frame) * np.array([[0.0], [0.01], [-0.02]])
        f = of_columns(f, self.start)
        self.f, self.gradient = many_at_once(f, samples, ()), many_at_once(f.gradient, samples, (1,))
        self.grid = np.linspace(*self.frame[0], GRID)[:, None]
        with np.errstate(all="ignore"):
            self.values, slopes = self(self.grid), self.gradient(self.grid)[:, 0]
        self.heights = drawn_range(self.values)
        self.minima = np.ravel(f.minima) if hasattr(f, "minima") else turning_points(self, slopes)
        self.is_parabola = bool(slopes[-1] > slopes[0]) and is_straight(slopes)
        changes = np.abs(np.diff(slopes[np.isfinite(slopes)], prepend=0.0))
        self._flat = FLAT * float(np.median(changes)) * GRID / np.ptp(self.frame)
        self.steepest = max([0.0, *map(self.curvature, self.minima)])

    def __call__(self, thetas):
        return self.f(thetas)

    def with_start(self, start):
        """The same landscape for another start, with room for it."""
        return Curve(self._given, start, self.view)

    def curvature(self, theta):
        """f″ there, from the difference of two slopes."""
        h = 1e-4 * np.ptp(self.frame)
        behind, ahead = self.gradient(theta + np.array([[-h], [h]]))[:, 0]
        curvature = float(ahead - behind) / (2 * h)
        return curvature if abs(curvature) > self._flat else 0.0


class OfColumns:
    """A landscape of one number, made to take θ of shape (…, 1)."""

    def __init__(self, f):
        self.f = f
        if hasattr(f, "minima"):
            self.minima = f.minima

    def __call__(self, thetas):
        return self.f(thetas[..., 0])

    def gradient(self, thetas):
        """f′ with an axis of length 1 at the end, as θ has it."""
        return np.asarray(self.f.gradient(thetas[..., 0]), dtype=float)[..., None]


def of_columns(f, theta):
    """f, or f made to take θ of shape (…, 1); ValueError if it takes neither such a θ nor a number."""
    complaints = []
    for candidate in (OfColumns(f), f):
        try:
            shapes = np.shape(candidate(theta)), np.shape(candidate.gradient(theta))
        except Exception as error:
            complaints.append(sentence(error))
            continue
        if shapes == ((), (1,)):
            return candidate
        complaints.append("it gives arrays of other shapes")
    raise ValueError(
        f"f must be a curve: f(theta) and f.gradient(theta) are a number each for a number theta (or a number and an "
        f"array of shape (1,) for theta of shape (1,)). With θ = {theta[0]:g}: {complaints[0]}; "
        f"with θ = {theta}: {complaints[1]}"
    )


def checked_start(f, start):
    """The start as a vector of one finite number, or a ValueError that says what f or the start lacks."""
    if not callable(f) or not callable(getattr(f, "gradient", None)):
        what = "no slope f.gradient(theta)" if callable(f) else "no value f(theta)"
        raise ValueError(f"f must be a curve with f(theta) and f.gradient(theta), but {f!r} has {what}. "
                         f"A function can be given its slope: f.gradient = slope")  # fmt: skip
    start = getattr(f, "start", None) if start is None else start
    if start is None:
        raise ValueError(f"start must be given, because {name_of(f)} has none: a number, such as start=1.0")
    start = np.asarray(start, dtype=float)
    if start.size != 1 or not np.isfinite(start).all():
        raise ValueError(f"start must be one finite number, but it is {start}")
    return start.reshape(1)


def checked_view(f, view):
    """The stretch of θ to draw as a pair of floats, or a ValueError."""
    view = getattr(f, "view", None) if view is None else view
    if view is None:
        raise ValueError(f"view must be given, because {name_of(f)} has none: the stretch of θ to draw, "
                         f"such as view=(-2, 2)")  # fmt: skip
    edges = np.ravel(np.asarray(view, dtype=float)).tolist()
    if len(edges) != 2 or not np.isfinite(edges).all() or not edges[0] < edges[1]:
        raise ValueError(f"view must be the pair (low, high) of θ to draw, but it is {view!r}")
    return tuple(edges)


def name_of(f):
    """What to call f: the name of its class, or of the function that it is."""
    return getattr(f, "__name__", type(f).__name__).replace("<lambda>", "f")


def framed(view, start):
    """The stretch ((low, high),) to draw: `view`, widened until the start lies in it."""
    (low, high), (x,) = view, start
    margin = 0.08 * (high - low)
    return ((low if low <= x else x - margin, high if x <= high else x + margin),)


def drawn_range(heights):
    """(low, high) for the axis of the heights: all that are finite, with room for the ball."""
    finite = heights[np.isfinite(heights)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    room = 0.08 * (high - low or 1.0)
    return float(low - room), float(high + room)


def turning_points(curve, slopes):
    """The θ in the frame at which the slope rises through 0, found by halving."""
    turns = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    low, high = curve.grid[turns], curve.grid[turns + 1]
    for _ in range(60 if turns.size else 0):
        middle = (low + high) / 2
        falling = curve.gradient(middle) < 0
        low, high = np.where(falling, middle, low), np.where(falling, high, middle)
    return np.where(np.abs(high) < 1e-12 * np.ptp(curve.frame), 0.0, high)[:, 0]


def is_straight(y):
    """Whether numbers at equal distances lie on a line."""
    if not np.isfinite(y).all():
        return False
    line = np.linspace(y[0], y[-1], len(y))
    return bool(np.all(np.abs(y - line) <= STRAIGHT * np.ptp(y)))
