"""One rule down a curve of one parameter, while the learner holds the ball and the learning rate."""

import copy

import numpy as np

from gdcourse import drawing, plots
from gdcourse.live.curve import Curve
from gdcourse.live.fates import FATES, RANGES, factors, fate, finding
from gdcourse.live.one_step import is_descent, map_in_words, map_of, product, short
from gdcourse.live.picture import changes_picture, in_a_row, module
from gdcourse.live.racing import Racing
from gdcourse.live.rules import RuleInPicture, formula, is_rule
from gdcourse.live.settings import numeric_settings, stops, two_digits, whole
from gdcourse.live.terrain import drawable
from gdcourse.optimizers import GradientDescent


class Descent1D(Racing):
    """A curve, a ball on it that can be dragged, and the path of a descent from there; beside it the map of one step.

    f: a landscape of one parameter, with f(theta) and f.gradient(theta), which take θ of shape (1,), or a number as
    a function of your own does; a plain function is given its slope by f.gradient = slope. start: where the ball
    lies, f.start when left out. rule: an object with step(theta, g), your own class as well; GradientDescent(lr)
    when left out. lr: its learning rate; one at which it creeps when left out. view: the stretch (low, high) of θ
    to draw, f.view when left out.

    The picture works on a copy of the rule. What is drawn can be read:

        d.path, d.values    every θ and f there, shape (steps + 1,); NaN after the rule diverged or failed
        d.step, d.theta     the step at which the picture stands, and θ there
        d.start, d.steps, d.lr, d.rule.beta

    and what is set moves the picture: d.start = 0.5; d.lr = 0.3; d.steps = 50; d.step = 0; d.rule.beta = 0.5.
    """

    _esm = module("descent1d.js")

    def __init__(self, f, start=None, rule=None, lr=None, steps=30, view=None):
        curve = Curve(f, start, view)
        rules = one_rule(rule, lr, curve)
        (self._name,) = rules
        self._step, self._led = None, 0  # the step that is shown, None for the last; how often it was set from here
        super().__init__(curve, rules, steps)

    def _become(self, setup):
        curve, start = setup.ground, setup.start
        with np.errstate(all="ignore"):
            if not np.isfinite(curve(start)):
                raise ValueError(f"f must be a finite number where the ball lies, but at θ = {start[0]:g} it is not")
        super()._become(setup)
        self._curve, self._rule, self._run = curve, setup.rules[self._name], self._runs[self._name]
        self._map = map_of(self._rule, curve, self._run)
        self._drawn, self._lost = drawable(self._run.thetas, curve.frame)
        there = self._run.thetas[np.isfinite(self._run.thetas)]
        self._minimum = nearest(curve.minima, there[-1] if self._lost is None else there[0])

    @Racing.start.getter
    def start(self):
        """Where the descent begins, a number."""
        return float(self._setup.start[0])

    @property
    def rule(self):
        """The rule in the picture; setting one of its settings moves the picture."""
        return RuleInPicture(self, self._name)

    @property
    def lr(self):
        """The learning rate."""
        return self.rule.lr

    @lr.setter
    def lr(self, lr):
        self.rule.lr = lr

    @property
    def path(self):
        """Where the rule went, shape (steps + 1,)."""
        return self._run.thetas[:, 0].copy()

    @property
    def values(self):
        """How high it was there, shape (steps + 1,)."""
        return self._run.values.copy()

    @property
    def step(self):
        """The step that is shown, at first the last one."""
        return self.steps if self._step is None else min(self._step, self.steps)

    @step.setter
    @changes_picture
    def step(self, step):
        self._step, self._led = whole("step", step, 0, self.steps), self._led + 1

    @property
    def theta(self):
        """Where the ball is at the step that is shown."""
        return float(self._run.thetas[self.step, 0])

    def apply(self, changes):
        """What the browser asks for: the "step" that it shows, and what every race can be asked for."""
        self._step = changes.pop("step", self._step)
        super().apply(changes)

    def scene(self):
        """The curve, and the rule's knobs."""
        curve, name = self._curve, self._name
        return {
            "name": curve.name, "rule": name, "formula": formula(self._rule), "stops": self._knobs(name),
            "fates": FATES, "colors": drawing.COLORS,
            "view": curve.frame[0], "heights": curve.heights, "minima": curve.minima.tolist(),
        }, np.column_stack([curve.grid[:, 0], curve.values])  # fmt: skip

    def _stops(self, setting, *values):
        """Where the slider for a setting stops, among them the values; that of plain descent's lr, by the curvature."""
        curvature = self._curve.steepest
        if setting == "lr" and curvature and type(self._rule) is GradientDescent:
            return lr_stops(curvature, *values)
        return stops(setting, *values)

    def frame(self):
        """The path with its heights, slopes and factors, the map of one step, and what they mean."""
        rule, run, curve = self._rule, self._run, self._curve
        with np.errstate(all="ignore"):
            heights = np.clip(curve(self._drawn.astype(float)), -1e30, 1e30)
            ratios = [np.nan, *factors(run.thetas[:, 0], self._minimum)]
        arrays = [self._drawn, heights, run.thetas, run.values, run.gradients, ratios]
        arrays += [] if self._map is None else [self._map]
        descends = is_descent(rule, run)
        what, found, eta_lambda = self._story()
        return {
            "start": self.start, "steps": self.steps, "step": self._step, "led": self._led, "lost": self._lost,
            "settings": numeric_settings(rule), "trouble": run.trouble, "fate": what, "finding": found,
            "product": eta_lambda, "ranges": RANGES if descends and curve.is_parabola else [],
            "map": map_in_words(self._name, self._map is not None, descends),
        }, in_a_row(arrays)  # fmt: skip

    def _story(self):
        """The fate of the path, and the sentences about it and about ηλ."""
        eta_lambda = product(self._rule, self._name, self._curve, self._run, self._minimum)
        if self._run.trouble:
            return "", self._run.trouble, eta_lambda
        path, lost = self._path(), self._lost is not None
        what = fate(path, self._minimum, lost)
        far = f" From step {self._lost} on it is too far out to be drawn." if lost else ""
        return what, finding(what, path, self._minimum) + far, eta_lambda

    def _path(self):
        """The path as far as it is drawn, shape (k,)."""
        thetas = self._run.thetas[: None if self._lost is None else self._lost + 1, 0]
        return thetas[np.isfinite(thetas)]

    def still(self):
        """The same path as a drawing.Picture."""
        what, found, eta_lambda = self._story()
        settings = numeric_settings(self._rule).items()
        rule = f"{self._name}({', '.join(f'{setting}={short(value)}' for setting, value in settings)})"
        curve, one_step = self._curve, None if self._map is None else (self._curve.grid[:, 0], self._map)
        between = "on the pairs of θ and next θ" if one_step is None else "between the diagonal and the map of one step"
        return plots.cobweb(
            curve, self._path(), one_step, (curve.frame[0], curve.heights), rule,
            title=f"From θ = {short(self.start)} it {what or 'fails'}",
            alt=f"The curve of {curve.name}, and on it the path of {rule} from θ = {short(self.start)}, {self.steps} "
                f"steps; beside it the same steps as a cobweb {between}. {found} {eta_lambda}".strip(),
        )  # fmt: skip

    def __repr__(self):
        return f"Descent1D({self._curve.name}, {self._name}, {self.steps} steps)"


def one_rule(rule, lr, curve):
    """The rule to show, as a dict of one name → rule; ValueError if it is none."""
    if rule is None:
        return {"GradientDescent": GradientDescent(creeping_lr(curve) if lr is None else lr)}
    if not is_rule(rule):
        raise ValueError(f"rule must be an object with step(theta, g), such as Momentum(lr=0.1), but it is {rule!r}")
    if lr is not None:
        raise ValueError("give lr or a rule, not both: a rule has its own learning rate")
    return {type(rule).__name__: copy.deepcopy(rule)}


def creeping_lr(curve):
    """A learning rate with ηλ = 0.2 at the most curved minimum, or short steps where no minimum is known."""
    if curve.steepest:
        return two_digits(0.2 / curve.steepest)
    return two_digits(np.ptp(curve.frame) / 20 / (np.nanmax(np.abs(curve.gradient(curve.grid))) or 1.0))


def lr_stops(curvature, *values):
    """Short decimal numbers up to 3/λ at equal distances, and 1/λ, 2/λ and the values among them."""
    rough = 3 / curvature / 100
    power = 10 ** np.floor(np.log10(rough))
    stride = power * max(m for m in (1, 2, 5) if m * power <= rough)
    between = stride * np.arange(1, 3 / curvature / stride + 0.5)
    return np.unique([float(f"{x:.10g}") for x in (*between, 1 / curvature, 2 / curvature, *values)])


def nearest(minima, theta):
    """The minimum that is nearest to θ, or None if there is none."""
    return float(minima[np.argmin(np.abs(minima - theta))]) if len(minima) else None
