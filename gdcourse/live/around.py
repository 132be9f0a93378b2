"""The slope in every direction from a place, and what can be said of one of them. Angles in degrees: 0 right, 90 up."""

import numpy as np

from gdcourse.live.one_step import short

ANGLES = np.arange(0.0, 361.0, 2.0)  # of the directions that are drawn
LEAST, MOST = 1e-300, 1e300  # a gradient that is shorter counts as zero; one that is longer cannot be drawn
ZERO = 1e-12  # of the typical ‖g‖; what is shorter is nothing but rounding
NEARLY = 0.5  # degrees by which a direction may miss another one and still be called the same


def unit(angle):
    """The direction u at an angle, a vector of length 1; for an array of angles, shape (…, 2)."""
    radians = np.radians(angle)
    return np.round(np.stack([np.cos(radians), np.sin(radians)], axis=-1), 15) + 0.0  # so that cos 90° is 0, not -0


def angle_of(vector):
    """The angle at which a vector points, from 0 up to but not including 360."""
    return once_around(np.degrees(np.arctan2(vector[1], vector[0])))


def once_around(angle):
    """The angle of the same direction, from 0 up to but not including 360."""
    return float(angle % 360.0 % 360.0)  # twice: -1e-20 % 360.0 is 360.0


def between(one, other):
    """The angle between two directions, from 0 to 180."""
    turn = once_around(one - other)
    return min(turn, 360 - turn)


class Around:
    """The slopes in all directions from a place where the gradient is `g`, shape (2,), on a map with a typical ‖g‖.

    norm: ‖g‖. known: whether it can be drawn. uphill: the angle of g; None where g is zero or not known, because
    then no direction is steeper than another.
    """

    def __init__(self, g, typical=1.0):
        self.g, self.typical = np.asarray(g, dtype=float), typical
        with np.errstate(all="ignore"):
            self.norm = float(np.hypot(*self.g))
        self.known = self.norm <= MOST
        self.uphill = angle_of(self.g) if max(LEAST, ZERO * typical) <= self.norm <= MOST else None
        self.downhill = None if self.uphill is None else once_around(self.uphill + 180)

    def slope(self, angle):
        """g · u at an angle or at an array of them; what is nothing but rounding is 0."""
        with np.errstate(all="ignore"):
            slopes = unit(angle) @ self.g
            return np.where(np.abs(slopes) < 1e-12 * self.norm, 0.0, slopes)

    def apart(self, angle):
        """The angle φ between the direction and the gradient, from 0 to 180; NaN if there is none."""
        return np.nan if self.uphill is None else between(angle, self.uphill)

    def level(self, angle):
        """The level direction that is nearer to `angle`, or the other one where `angle` is the nearer one already."""
        both = [once_around(self.uphill + turn) for turn in (90, -90)]
        near, far = sorted(both, key=lambda level: between(level, angle))
        return far if between(near, angle) < 1e-6 else near

    def reach(self):
        """The least of …, 1, 2, 5, 10, … that is not below ‖g‖, for the axis of the slopes.

        Nor is it below a twentieth of the typical ‖g‖: where the ground is almost level, the curve shall look level.
        """
        steepest = max(self.norm if self.known else 0.0, self.typical / 20, LEAST)
        power = 10.0 ** np.floor(np.log10(steepest))
        return float(next(m * power for m in (1, 2, 5, 10, 20) if m * power >= steepest))

    def in_words(self, angle):
        """What a step at an angle does."""
        if not self.known:
            return "f or its gradient is no finite number here, or too large to be drawn: there is no slope to show."
        if self.uphill is None:
            return "The gradient is zero here: the slope is 0 in every direction, and none is the steepest."
        phi, slope = self.apart(angle), float(self.slope(angle))
        if abs(phi - 90) < NEARLY:
            return f"In direction {whole(angle)}° it goes along the contour: level."
        way = "up" if slope > 0 else "down"
        told = f"In direction {whole(angle)}° it goes {way}, slope {short(slope, 3)}"
        if min(phi, 180 - phi) < NEARLY:
            return f"{told}: the steepest way {way}, {'along' if slope > 0 else 'against'} the gradient."
        return f"{told}: {100 * abs(slope) / self.norm:.0f} % of the steepest."


def whole(angle):
    """The angle in whole degrees, from 0 to 359."""
    return round(angle) % 360


def walked(f, theta, angle, h):
    """The slope that is measured by walking h from θ at an angle: (f(θ + hu) − f(θ)) / h."""
    with np.errstate(all="ignore"):
        here, there = f(np.stack([theta, theta + h * unit(angle)]))
        return float((there - here) / h)


def short_way(frame):
    """About a thousandth of the longer side of a frame, a power of ten."""
    return float(10.0 ** np.floor(np.log10(np.ptp(frame, axis=1).max() / 1000)))


def typical_steepness(terrain):
    """The median of ‖g‖ over the map, as far as it can be drawn; 1 if that is zero or nowhere known."""
    x, y = (np.linspace(*edges, n) for edges, n in zip(terrain.frame, (12, 9), strict=True))
    with np.errstate(all="ignore"):
        sizes = np.hypot(*np.moveaxis(terrain.gradient(np.stack(np.meshgrid(x, y), axis=-1)), -1, 0))
    sizes = sizes[sizes <= MOST]
    return float(np.median(sizes)) or 1.0 if sizes.size else 1.0
