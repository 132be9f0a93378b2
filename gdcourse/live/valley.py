"""Rules racing down a landscape of two parameters, while the learner holds the start and the knobs."""

import copy
import inspect
from collections.abc import Mapping

import numpy as np

from gdcourse import drawing, optimizers, plots
from gdcourse.live.picture import LivePicture, changes_picture, source
from gdcourse.live.race import race, readings
from gdcourse.live.settings import constructor_settings, is_number, numeric_settings, stops
from gdcourse.live.terrain import Terrain, checked_start, drawable


class Valley(LivePicture):
    """A landscape as contours, and up to six rules racing down it from a start that can be dragged.

    f: a landscape of two parameters: f(theta), f.gradient(theta), f.start, f.view and, if known, f.minima.
    rules: objects with step(theta, g), your own class as well: a dict name → rule, a list, or one rule; five
    rules of the course when left out. start: where all begin, f.start when left out. steps: how many each
    takes.

    The picture works on copies; the rules that were passed stay as they are. What is drawn can be read:

        valley.paths["Adam"]      every θ, shape (steps + 1, 2); NaN after a rule diverged or failed
        valley.values["Adam"]     f at each of them, shape (steps + 1,)
        valley.start, valley.steps, valley.lr, valley.rules["Adam"].beta1

    and what is set moves the picture: valley.start = (1, 2); valley.steps = 200; valley.lr = 0.2 for all
    rules; valley.rules["Adam"].lr = 0.2 for one.
    """

    _esm = source("drawing.js", "controls.js", "valley.js")

    def __init__(self, f, rules=None, start=None, steps=100):
        super().__init__()
        self._f, self._terrain = f, Terrain(f, start)
        start = checked_start(f, start)
        rules = copy.deepcopy(named(rules)) if rules is not None else five_rules(self._terrain, start)
        self._first = start, rules
        self._become(start, rules, checked_steps(steps))

    def _become(self, start, rules, steps):
        self._runs = race(self._terrain, start, rules, steps)
        self._start, self._rules, self._steps = start, rules, steps

    @property
    def start(self):
        """Where all rules begin, shape (2,)."""
        return self._start.copy()

    @start.setter
    @changes_picture
    def start(self, start):
        start = checked_start(self._f, start)
        self._terrain = Terrain(self._f, start)
        self._become(start, self._rules, self._steps)

    @property
    def steps(self):
        """How many steps each rule takes."""
        return self._steps

    @steps.setter
    @changes_picture
    def steps(self, steps):
        self._become(self._start, self._rules, checked_steps(steps))

    @property
    def rules(self):
        """The rules in the picture, dict name → rule; setting one of their settings moves the picture."""
        return {name: RuleInPicture(self, name) for name in self._rules}

    @property
    def lr(self):
        """The learning rates, dict name → lr. Set one number for all rules, or a dict for some."""
        return {name: rule.lr for name, rule in self._rules.items() if hasattr(rule, "lr")}

    @lr.setter
    def lr(self, lr):
        for name, value in (lr if isinstance(lr, Mapping) else dict.fromkeys(self.lr, lr)).items():
            self.rules[name].lr = value

    @property
    def paths(self):
        """Where each rule went, dict name → shape (steps + 1, 2)."""
        return {name: run.thetas.copy() for name, run in self._runs.items()}

    @property
    def values(self):
        """How high it was there, dict name → shape (steps + 1,)."""
        return {name: run.values.copy() for name, run in self._runs.items()}

    @changes_picture
    def reset(self):
        """Go back to the start and the settings that the picture was made with."""
        self._become(*self._first, self._steps)

    @changes_picture
    def _set(self, name, setting, value):
        self._become(self._start, with_setting(self._rules, name, setting, value), self._steps)

    def apply(self, changes):
        """What the browser asks for: "reset", "start" and settings as "number of the rule:setting"."""
        start, rules = self._first if changes.pop("reset", False) else (self._start, self._rules)
        if "start" in changes:
            (left, right), (low, high) = self._terrain.frame
            start = np.clip(np.array(changes.pop("start"), dtype=float), (left, low), (right, high))
        for knob, value in changes.items():
            number, setting = knob.split(":")
            rules = with_setting(rules, list(rules)[int(number)], setting, value)
        self._become(start, rules, self._steps)

    def scene(self):
        """The ground and the rules' looks and knobs."""
        points, sizes = self._terrain.contours()
        looks = zip(self._rules, drawing.COLORS, drawing.DASHES, drawing.MARKERS, strict=False)
        return {
            "name": self._terrain.name,
            "map": self._terrain.frame,
            "minima": self._terrain.minima.tolist(),
            "contours": sizes,
            "rules": [
                {"name": name, "color": color, "dash": [] if dash == "-" else dash[1], "marker": marker,
                 "formula": formula(self._rules[name]), "stops": self._stops(name)}
                for name, color, dash, marker in looks
            ],
        }, points  # fmt: skip

    def _stops(self, name):
        """For each setting the values at which its slider stops: around the first one, with the one it has."""
        first = numeric_settings(self._first[1][name])
        return {setting: stops(setting, first.get(setting, value), value).tolist()
                for setting, value in numeric_settings(self._rules[name]).items()}  # fmt: skip

    def frame(self):
        """The paths, their heights, and the quantities in each rule's formula."""
        rules, arrays = [], []
        for name, run in self._runs.items():
            path, lost = drawable(run.thetas, self._terrain.frame)
            quantities = readings(self._rules[name], run)
            rules.append({"settings": numeric_settings(self._rules[name]), "quantities": list(quantities),
                          "trouble": run.trouble, "lost": lost})  # fmt: skip
            arrays += [path, run.values - self._terrain.floor, *quantities.values()]
        with np.errstate(over="ignore"):
            moving = np.concatenate([np.ravel(array).astype(np.float32) for array in arrays])
        return {"start": self._start.tolist(), "steps": self._steps, "rules": rules}, moving

    def still(self):
        """The same paths as a drawing.Picture."""
        paths = {name: drawable(run.thetas, self._terrain.frame)[0] for name, run in self._runs.items()}
        return plots.valley(self._terrain, paths, title=self._finding(), alt=self._sentence())

    def _ends(self):
        """The names of the rules, the lowest end first, each with its last height above the floor."""
        ends = {name: self._height(run) for name, run in self._runs.items()}
        return sorted(ends.items(), key=lambda end: end[1])

    def _height(self, run):
        """How high above the floor a run ends, infinite if it failed or diverged."""
        lost = drawable(run.thetas, self._terrain.frame)[1]
        return float(run.values[-1]) - self._terrain.floor if lost is None else np.inf

    def _finding(self):
        name, height = self._ends()[0]
        return f"{name} is lowest after {self._steps} steps" if np.isfinite(height) else "No rule gets there"

    def _sentence(self):
        x, y = self._start
        return (
            f"Contours of {self._terrain.name} with the paths of its descents from ({x:.3g}, {y:.3g}). "
            f"Height above the minimum after {self._steps} steps: {', '.join(map(self._end, self._ends()))}."
        )

    def _end(self, end):
        name, height = end
        if np.isfinite(height):
            return f"{name} {height_in_words(height)}"
        return self._runs[name].trouble or f"{name} diverges"

    def __repr__(self):
        return f"Valley({self._terrain.name}, {', '.join(self._rules)}, {self._steps} steps)"


class RuleInPicture:
    """A rule of a picture: read its settings, or set one, and the picture moves."""

    def __init__(self, valley, name):
        vars(self).update(_valley=valley, _name=name)

    def __getattr__(self, setting):
        return getattr(self._valley._rules[self._name], setting)

    def __setattr__(self, setting, value):
        self._valley._set(self._name, setting, value)

    def __repr__(self):
        return repr(self._valley._rules[self._name])


def with_setting(rules, name, setting, value):
    """A copy of the rules in which one has another setting; AttributeError or ValueError if it cannot."""
    rules = copy.deepcopy(rules)
    known = constructor_settings(rules[name])
    if setting not in known:
        raise AttributeError(f"{name} has the settings {', '.join(known) or '(none)'}, but no {setting!r}")
    if not is_number(value) and not callable(value):
        raise ValueError(f"{setting} must be a finite number, but it is {value!r}")
    setattr(rules[name], setting, value)
    return rules


def named(rules):
    """Rules as a dict name → rule, from a dict, a list or one rule; ValueError if something is no rule."""
    if hasattr(rules, "step"):
        rules = [rules]
    if not isinstance(rules, Mapping):
        kinds = [type(rule).__name__ for rule in rules]
        numbers = [kinds[:i].count(kind) + 1 for i, kind in enumerate(kinds)]
        names = [kind if number == 1 else f"{kind} {number}" for kind, number in zip(kinds, numbers, strict=True)]
        rules = dict(zip(names, rules, strict=True))
    for name, rule in rules.items():
        if inspect.isclass(rule) or not callable(getattr(rule, "step", None)):
            raise ValueError(f"{name} must be an object with step(theta, g), such as Adam(lr=0.1), but it is {rule!r}")
    if not 1 <= len(rules) <= len(drawing.COLORS):
        raise ValueError(f"a valley has room for 1 to {len(drawing.COLORS)} rules, but {len(rules)} came")
    return dict(rules)


def five_rules(terrain, start):
    """Five rules of the course with learning rates that suit the ground.

    Descent and Momentum get theirs from the largest curvature at the start and at the minima, the others,
    whose steps do not depend on the gradient's size, from the width of the map.
    """
    curvature = largest_curvature(terrain, np.vstack([start, terrain.minima]))
    width = np.ptp(terrain.frame[0])
    return {
        "GradientDescent": optimizers.GradientDescent(two_digits(1.88 / curvature)),
        "Momentum": optimizers.Momentum(two_digits(0.3 / curvature)),
        "AdaGrad": optimizers.AdaGrad(two_digits(width / 15)),
        "RMSProp": optimizers.RMSProp(two_digits(width / 100), rho=0.9),
        "Adam": optimizers.Adam(two_digits(width / 30)),
    }


def largest_curvature(terrain, points, h=1e-4):
    """The largest |eigenvalue| of the Hessian at any of the points, by central differences of the gradient."""
    columns = [(terrain.gradient(points + h * e) - terrain.gradient(points - h * e)) / (2 * h) for e in np.eye(2)]
    hessians = np.stack(columns, axis=-1)
    return float(np.abs(np.linalg.eigvalsh((hessians + hessians.swapaxes(1, 2)) / 2)).max())


def height_in_words(height):
    """Two digits, which every machine agrees on; what is below a millionth is not worth telling apart."""
    return f"{height:.2g}" if height >= 1e-6 else "less than 1e-06"


def two_digits(x):
    """x rounded to two significant digits."""
    return float(f"{x:.2g}")


def checked_steps(steps):
    """steps, or ValueError unless it is a whole number from 1 to 2000."""
    if not isinstance(steps, int | np.integer) or not 1 <= steps <= 2000:
        raise ValueError(f"steps must be a whole number from 1 to 2000, but it is {steps!r}")
    return int(steps)


def formula(rule):
    """The formula in a rule's docstring: its indented lines."""
    lines = (inspect.getdoc(type(rule)) or "").splitlines()
    return [" ".join(part.split()) for line in lines if line.startswith("    ") for part in line.split("     ")
            if part.strip()]  # fmt: skip
