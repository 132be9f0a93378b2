"""Rules racing down a landscape of two parameters, while the learner holds the start and the knobs."""

import copy
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gdcourse import drawing, optimizers, plots
from gdcourse.live.picture import changes_picture, in_a_row, module
from gdcourse.live.race import readings
from gdcourse.live.racing import Racing
from gdcourse.live.rules import RuleInPicture, formula, named
from gdcourse.live.settings import numeric_settings, two_digits
from gdcourse.live.terrain import Terrain, drawable, height_in_words, largest_curvature


class Valley(Racing):
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
    rules; valley.rules["Adam"].lr = 0.2 for one; valley.f = Rosenbrock() for other ground under the same race.
    """

    _esm = module("valley.js")

    def __init__(self, f, rules=None, start=None, steps=100):
        terrain = Terrain(f, start)
        rules = copy.deepcopy(named(rules)) if rules is not None else five_rules(terrain)
        super().__init__(terrain, rules, steps)

    @property
    def f(self):
        """The landscape; another one takes over the start, the rules and the steps."""
        return self._setup.ground.landscape

    @f.setter
    @changes_picture
    def f(self, f):
        self._become(replace(self._setup, ground=Terrain(f, self._setup.start)))

    @property
    def rules(self):
        """The rules in the picture, dict name → rule; setting one of their settings moves the picture."""
        return {name: RuleInPicture(self, name) for name in self._setup.rules}

    @property
    def lr(self):
        """The learning rates, dict name → lr. Set one number for all rules, or a dict for some."""
        return {name: rule.lr for name, rule in self._setup.rules.items() if hasattr(rule, "lr")}

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

    def scene(self):
        """The ground and the rules' looks and knobs."""
        terrain, rules = self._setup.ground, self._setup.rules
        points, sizes = terrain.contours()
        looks = zip(rules, drawing.COLORS, drawing.DASHES, drawing.MARKERS, strict=False)
        return {
            "name": terrain.name,
            "map": terrain.frame,
            "minima": terrain.minima.tolist(),
            "contours": sizes,
            "rules": [
                {"name": name, "color": color, "dash": [] if dash == "-" else dash[1], "marker": marker,
                 "formula": formula(rules[name]), "stops": self._knobs(name)}
                for name, color, dash, marker in looks
            ],
        }, points  # fmt: skip

    def frame(self):
        """The paths, their heights, and the quantities in each rule's formula."""
        terrain, rules, arrays = self._setup.ground, [], []
        for name, run in self._runs.items():
            rule, (path, lost) = self._setup.rules[name], drawable(run.thetas, terrain.frame)
            quantities = readings(rule, run)
            rules.append({"settings": numeric_settings(rule), "quantities": list(quantities),
                          "trouble": run.trouble, "lost": lost})  # fmt: skip
            arrays += [path, run.values - terrain.floor, *quantities.values()]
        return {"start": self._setup.start.tolist(), "steps": self.steps, "rules": rules}, in_a_row(arrays)

    def still(self):
        """The same paths as a drawing.Picture."""
        terrain = self._setup.ground
        paths = {name: drawable(run.thetas, terrain.frame)[0] for name, run in self._runs.items()}
        return plots.valley(terrain, paths, title=self._finding(), alt=self._sentence())

    def _ends(self):
        """The names of the rules, the lowest end first, each with its last height above the floor."""
        ends = {name: self._height(run) for name, run in self._runs.items()}
        return sorted(ends.items(), key=lambda end: end[1])

    def _height(self, run):
        """How high above the floor a run ends, infinite if it failed or diverged."""
        terrain = self._setup.ground
        return float(run.values[-1]) - terrain.floor if drawable(run.thetas, terrain.frame)[1] is None else np.inf

    def _finding(self):
        name, height = self._ends()[0]
        return f"{name} is lowest after {self.steps} steps" if np.isfinite(height) else "No rule gets there"

    def _sentence(self):
        x, y = self._setup.start
        return (
            f"Contours of {self._setup.ground.name} with the paths of its descents from ({x:.3g}, {y:.3g}). "
            f"Height above the minimum after {self.steps} steps: {', '.join(map(self._end, self._ends()))}."
        )

    def _end(self, end):
        name, height = end
        if np.isfinite(height):
            return f"{name} {height_in_words(height)}"
        return self._runs[name].trouble or f"{name} diverges"

    def __repr__(self):
        return f"Valley({self._setup.ground.name}, {', '.join(self._setup.rules)}, {self.steps} steps)"


def five_rules(terrain):
    """Five rules of the course with learning rates that suit the ground.

    Descent and Momentum get theirs from the largest curvature at the start and at the minima, the others,
    whose steps do not depend on the gradient's size, from the width of the map.
    """
    curvature = largest_curvature(terrain, np.vstack([terrain.start, terrain.minima]))
    width = np.ptp(terrain.frame[0])
    return {
        "GradientDescent": optimizers.GradientDescent(two_digits(1.88 / curvature)),
        "Momentum": optimizers.Momentum(two_digits(0.3 / curvature)),
        "AdaGrad": optimizers.AdaGrad(two_digits(width / 15)),
        "RMSProp": optimizers.RMSProp(two_digits(width / 100), rho=0.9),
        "Adam": optimizers.Adam(two_digits(width / 30)),
    }
