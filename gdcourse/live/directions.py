"""The slope in every direction from a place, while the learner turns the direction and moves the place."""

from dataclasses import dataclass, replace

import numpy as np

from gdcourse import drawing, plots
from gdcourse.live.around import ANGLES, Around, angle_of, once_around, short_way, typical_steepness, unit, walked
from gdcourse.live.one_step import short
from gdcourse.live.picture import LivePicture, changes_picture, in_a_row, knob, module
from gdcourse.live.settings import is_number
from gdcourse.live.terrain import Terrain

LENGTH = 0.25  # of the arrow u on the map, in heights of the map; a vector of length 1 might not fit
LENGTHS = (0.08, 0.4)  # of the gradient's: the longer, the steeper


@dataclass(frozen=True)
class Place:
    """Where one stands on a Terrain, and which way one looks, in degrees."""

    ground: Terrain
    theta: np.ndarray
    angle: float


class Directions(LivePicture):
    """A landscape as contours, a place θ that can be dragged, and a direction u that can be turned.

    Beside the map the slope g · u in every direction, and below it the numbers: g and ‖g‖, the angle φ between u and g,
    g · u and ‖g‖ cos φ, and the slope that is measured by walking a short way h along u.

    f: a landscape of two parameters, your own as well: f(theta), f.gradient(theta), f.start, f.view and, if known,
    f.minima. theta: the place, f.start when left out. angle: the direction in degrees, 0 right and 90 up; 0 when left
    out. On the map u is always of one length; the arrow of the gradient is the longer, the steeper it is there.

    What is drawn can be read:

        d.theta, d.angle    the place, shape (2,), and the direction
        d.u, d.g            the direction as a vector of length 1, and the gradient
        d.slope, d.h        g · u, and how far is walked to measure it

    and what is set moves the picture: d.theta = (1, 0); d.angle = 90.
    """

    _esm = module("directions.js")

    def __init__(self, f, theta=None, angle=None):
        super().__init__()
        ground, self._place = Terrain(f, theta, room=1.2 * LENGTH), None
        self._first = Place(ground, ground.start, checked_angle(0.0 if angle is None else angle))
        self._become(self._first)

    def _become(self, place):
        ground, here = place.ground, place.theta[None]
        if self._place is None or ground is not self._place.ground:
            self._h, self._typical = short_way(ground.frame), typical_steepness(ground)
        with np.errstate(all="ignore"):
            known = np.isfinite(ground(here)).all()
            around = Around(ground.gradient(here)[0] if known else (np.nan, np.nan), self._typical)
        self._place, self._around = place, around

    theta = knob("theta", "The place, shape (2,).")
    angle = knob("angle", "The direction in degrees, 0 right and 90 up.")

    def _knob(self, name):
        return {"theta": self._place.theta.copy(), "angle": self._place.angle}[name]

    @changes_picture
    def _set(self, name, value):
        if name == "angle":
            return self._become(replace(self._place, angle=checked_angle(value)))
        ground = self._place.ground.with_start(value)
        return self._become(replace(self._place, ground=ground, theta=ground.start))

    @property
    def u(self):
        """The direction as a vector of length 1."""
        return unit(self.angle)

    @property
    def g(self):
        """The gradient at θ."""
        return self._around.g.copy()

    @property
    def slope(self):
        """g · u, the slope in direction u."""
        return float(self._around.slope(self.angle))

    @property
    def h(self):
        """How far along u the walk goes that measures the slope."""
        return self._h

    @changes_picture
    def reset(self):
        """Go back to the place and the direction that the picture was made with."""
        self._become(self._first)

    def apply(self, changes):
        """What the browser asks for: "reset", "theta", "angle", "towards" a point, "turn" "against" g or "along"."""
        place = self._first if changes.get("reset") else self._place
        if "theta" in changes:
            place = replace(place, theta=on_the_map(changes["theta"], place.ground))
        if "angle" in changes:
            place = replace(place, angle=checked_angle(changes["angle"]))
        if "towards" in changes:
            place = replace(place, angle=angle_of(np.array(changes["towards"], dtype=float) - place.theta))
        other_ground = place.ground is not self._place.ground
        self._become(place)
        if "turn" in changes and self._around.uphill is not None:
            turned = self._around.downhill if changes["turn"] == "against" else self._around.level(place.angle)
            self._become(replace(place, angle=turned))
        return other_ground

    def scene(self):
        """The ground."""
        ground = self._place.ground
        points, sizes = ground.contours()
        return {"name": ground.name, "map": ground.frame, "minima": ground.minima.tolist(), "contours": sizes,
                "length": LENGTH, "colors": drawing.COLORS, "grey": drawing.GREY}, points  # fmt: skip

    def frame(self):
        """The place and the direction with their numbers, and the slopes at ANGLES in units of the axis' reach."""
        place, around = self._place, self._around
        reach, phi = around.reach(), around.apart(place.angle)
        numbers = {
            "u": self.u, "g": self.g, "norm": around.norm, "phi": phi, "slope": self.slope, "h": self._h,
            "product": around.norm * unit(phi)[0],
            "walked": walked(place.ground, place.theta, place.angle, self._h),
        }  # fmt: skip
        return {
            "theta": place.theta.tolist(), "angle": place.angle, "uphill": around.uphill, "reach": reach,
            "length": self._gradients_length(), "said": self._said(),
            **{name: sendable(value) for name, value in numbers.items()},
        }, in_a_row([around.slope(ANGLES) / reach])  # fmt: skip

    def _gradients_length(self):
        """The length of the gradient's arrow, in heights of the map."""
        return float(np.clip(LENGTH * self._around.norm / self._typical, *LENGTHS)) if self._around.known else 0.0

    def _said(self):
        x, y = self._place.theta
        return f"At θ = ({short(x)}, {short(y)}). {self._around.in_words(self.angle)}"

    def still(self):
        """The same as a drawing.Picture."""
        place, around = self._place, self._around
        height = np.ptp(place.ground.frame[1])
        arrows, marks = {"u": LENGTH * height * self.u}, {"u": (place.angle, self.slope)}
        if around.uphill is not None:
            uphill = self._gradients_length() * height * unit(around.uphill)
            arrows |= {"gradient": uphill, "against it": -uphill}
            marks["lowest"] = (around.downhill, -around.norm)
        return plots.directions(
            place.ground, place.theta, arrows, (ANGLES, around.slope(ANGLES)), marks,
            title=self._finding(),
            alt=f"A map of {place.ground.name} with the direction u and the gradient as arrows, and beside it the "
                f"slope in every direction from 0 to 360 degrees. {self._said()}",
        )  # fmt: skip

    def _finding(self):
        if self._around.uphill is None:
            return "No direction is steeper than another"
        return f"Slope {short(self.slope, 3)}; against the gradient it is {short(-self._around.norm, 3)}"

    def __repr__(self):
        x, y = self._place.theta
        return f"Directions({self._place.ground.name}, theta=({x:g}, {y:g}), angle={self.angle:g})"


def on_the_map(theta, ground):
    """The place that is nearest to θ on the map of a Terrain; a minimum where one is so near that a hand means it."""
    theta = np.clip(np.array(theta, dtype=float), *np.transpose(ground.frame))
    away = np.hypot(*(ground.minima - theta).T)
    return ground.minima[np.argmin(away)] if (away < 0.01 * np.ptp(ground.frame[1])).any() else theta


def checked_angle(angle):
    """The angle from 0 up to 360, or ValueError if it is no finite number."""
    if not is_number(angle):
        raise ValueError(f"angle must be a finite number of degrees, but it is {angle!r}")
    return once_around(angle)


def sendable(value):
    """Numbers as the browser can be told them: None for what is not finite."""
    if np.ndim(value):
        return [sendable(one) for one in value]
    return float(value) if np.isfinite(value) else None
