"""One rule down a curve of one parameter, while the learner holds the ball and the learning rate."""

import copy
import inspect

import numpy as np

from gdcourse import drawing, plots
from gdcourse.live.curve import Curve, checked_start
from gdcourse.live.fates import FATES, RANGES, factors, fate, finding
from gdcourse.live.one_step import is_descent, map_in_words, map_of, product, short
from gdcourse.live.picture import LivePicture, changes_picture, source
from gdcourse.live.race import race
from gdcourse.live.settings import numeric_settings, stops
from gdcourse.live.terrain import drawable
from gdcourse.live.valley import RuleInPicture, checked_steps, formula, two_digits, with_setting
from gdcourse.optimizers import GradientDescent


class Descent1D(LivePicture):
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

    _esm = source("drawing.js", "controls.js", "descent1d.js")

    def __init__(self, f, start=None, rule=None, lr=None, steps=30, view=None):
        super().__init__()
        self._f, self._view, self._curve = f, view, Curve(f, start, view)
        start, rules = checked_start(f, start), one_rule(rule, lr, self._curve)
        self._first = start, rules
        (self._name,) = rules
        self._step, self._led = None, 0  # the step that is shown, None for the last; how often it was set from here
        self._become(start, rules, checked_steps(steps))

    def _become(self, start, rules, steps):
        run = race(self._curve, start, rules, steps)[self._name]
        if not np.isfinite(run.values[0]):
            raise ValueError(f"f must be a finite number where the ball lies, but at θ = {start[0]:g} it is not")
        self._map = map_of(rules[self._name], self._curve, run)
        self._drawn, self._lost = drawable(run.thetas, self._curve.frame)
        there = run.thetas[np.isfinite(run.thetas)]
        self._minimum = nearest(self._curve.minima, there[-1] if self._lost is None else there[0])
        self._start, self._rules, self._steps, self._run = start, rules, steps, run

    @property
    def start(self):
        """Where the descent begins."""
        return float(self._start[0])

    @start.setter
    @changes_picture
    def start(self, start):
        self._curve = Curve(self._f, start, self._view)
        self._become(checked_start(self._f, start), self._rules, self._steps)

    @property
    def steps(self):
        """How many steps the rule takes."""
        return self._steps

    @steps.setter
    @changes_picture
    def steps(self, steps):
        self._become(self._start, self._rules, checked_steps(steps))

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
        return self._steps if self._step is None else min(self._step, self._steps)

    @step.setter
    @changes_picture
    def step(self, step):
        if not isinstance(step, int | np.integer) or not 0 <= step <= self._steps:
            raise ValueError(f"step must be a whole number from 0 to {self._steps}, but it is {step!r}")
        self._step, self._led = int(step), self._led + 1

    @property
    def theta(self):
        """Where the ball is at the step that is shown."""
        return float(self._run.thetas[self.step, 0])

    @changes_picture
    def reset(self):
        """Go back to the start and the settings that the picture was made with."""
        self._become(*self._first, self._steps)

    @changes_picture
    def _set(self, name, setting, value):
        self._become(self._start, with_setting(self._rules, name, setting, value), self._steps)

    def apply(self, changes):
        """What the browser asks for: "reset", "start", the "step" that it shows, and settings by their names."""
        self._step = changes.pop("step", self._step)
        start, rules = self._first if changes.pop("reset", False) else (self._start, self._rules)
        if "start" in changes:
            start = np.clip([float(changes.pop("start"))], *self._curve.frame[0])
        for setting, value in changes.items():
            rules = with_setting(rules, self._name, setting, value)
        self._become(start, rules, self._steps)

    def scene(self):
        """The curve, and the rule's knobs."""
        rule, curve = self._rules[self._name], self._curve
        knobs = {setting: self._stops(setting, value).tolist() for setting, value in numeric_settings(rule).items()}
        return {
            "name": curve.name, "rule": self._name, "formula": formula(rule), "stops": knobs, "fates": FATES,
            "view": curve.frame[0], "heights": curve.heights, "minima": curve.minima.tolist(), "colors": drawing.COLORS,
        }, np.column_stack([curve.grid[:, 0], curve.values])  # fmt: skip

    def _stops(self, setting, value):
        """Where the slider for a setting stops, among them the value that it has."""
        first = numeric_settings(self._first[1][self._name]).get(setting, value)
        curvature = self._curve.steepest
        if setting == "lr" and curvature and type(self._rules[self._name]) is GradientDescent:
            return lr_stops(curvature, first, value)
        return stops(setting, first, value)

    def frame(self):
        """The path with its heights, slopes and factors, the map of one step, and what they mean."""
        rule, run, curve = self._rules[self._name], self._run, self._curve
        with np.errstate(all="ignore"):
            heights = np.clip(curve(self._drawn.astype(float)), -1e30, 1e30)
            thetas, slopes = run.thetas[:, 0], run.gradients[:, 0]
            ratios = [np.nan, *factors(thetas, self._minimum)]
            arrays = [self._drawn[:, 0], heights, thetas, run.values, slopes, ratios]
            arrays += [] if self._map is None else [self._map]
            moving = np.concatenate([np.asarray(array, dtype=np.float32) for array in arrays])
        descends = is_descent(rule, run)
        what, found, eta_lambda = self._story()
        return {
            "start": self.start, "steps": self._steps, "step": self._step, "led": self._led, "lost": self._lost,
            "settings": numeric_settings(rule), "trouble": run.trouble, "fate": what, "finding": found,
            "product": eta_lambda, "ranges": RANGES if descends and curve.is_parabola else [],
            "map": map_in_words(self._name, self._map is not None, descends),
        }, moving  # fmt: skip

    def _story(self):
        """The fate of the path, and the sentences about it and about ηλ."""
        eta_lambda = product(self._rules[self._name], self._name, self._curve, self._run, self._minimum)
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
        settings = numeric_settings(self._rules[self._name]).items()
        rule = f"{self._name}({', '.join(f'{setting}={short(value)}' for setting, value in settings)})"
        return plots.descents(
            self._curve, {rule: self._path()}, view=(self._curve.frame[0], self._curve.heights), height=3.7, columns=1,
            title=f"From θ = {short(self.start)} it {what or 'fails'}",
            alt=f"The curve of {self._curve.name}, and on it the path of {rule} from θ = {short(self.start)}, "
                f"{self._steps} steps. {found} {eta_lambda}".strip(),
        )  # fmt: skip

    def __repr__(self):
        return f"Descent1D({self._curve.name}, {self._name}, {self._steps} steps)"


def one_rule(rule, lr, curve):
    """The rule to show, as a dict of one name → rule; ValueError if it is none."""
    if rule is None:
        return {"GradientDescent": GradientDescent(creeping_lr(curve) if lr is None else lr)}
    if inspect.isclass(rule) or not callable(getattr(rule, "step", None)):
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
